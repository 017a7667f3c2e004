"""A SQLite file as a database: what is SQLite's own way stands here and in `sqlite_file`.

One connection, and a lock around it, serve all threads of a process: a transaction takes a fraction of a millisecond,
and threads that queue at a lock lose less time than connections that poll for each other. Other processes are kept
apart by SQLite: readers never wait (write-ahead log), writers begin with BEGIN IMMEDIATE and wait up to 30 s. A
connection must not cross a fork: it is closed before one, and opened again when it is next needed.

Source: sqlite.org, "Write-Ahead Logging", "PRAGMA synchronous" (FULL flushes the log at each commit; with NORMAL a
power cut may cost the last transactions but never the consistency), "How To Corrupt An SQLite Database File", 2.6.
"""

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from tunewright.errors import StorageError
from tunewright.storage.session import Session
from tunewright.storage.sqlite_file import back_up, connect, explained, unchecked
from tunewright.storage.upgrade import bring_up_to_date, is_current

NOW = sa.text("SELECT (julianday('now') - 2440587.5) * 86400.0")  # unixepoch('subsec') needs SQLite 3.42

Synchronous = Literal["FULL", "NORMAL"]


class SqliteDatabase:
    """A `Database` in a file.

    Args:
        path: absolute; the file is made if there is none, and brought up to the current schema if it is older.
        flush: whether a durable transaction waits until the disk has it.

    Raises:
        StorageError: if the file cannot be used.
    """

    def __init__(self, path: Path, flush: bool = True) -> None:
        self.path, self.flush = path, flush
        self._lock = threading.RLock()
        self._is_forking = False
        self._link: _Link | None = None
        with self.reading():  # whatever is wrong with the file is said now
            pass
        _close_before_fork(self)

    def __reduce__(self) -> tuple[type["SqliteDatabase"], tuple[Path, bool]]:
        """Let a pickle open the same file."""
        return SqliteDatabase, (self.path, self.flush)

    def reading(self) -> AbstractContextManager[Session]:
        """See `Database`."""
        return self._transaction("BEGIN", None)

    def writing(self, *, durable: bool = False) -> AbstractContextManager[Session]:
        """See `Database`."""
        return self._transaction("BEGIN IMMEDIATE", "FULL" if durable and self.flush else "NORMAL")

    def now(self, session: Session) -> float:
        """See `Database`; to the millisecond."""
        return float(session.scalar(NOW))

    def close(self) -> None:
        """See `Database`."""
        with self._lock:
            if self._link is not None:
                self._link.close()
            self._link = None

    @contextmanager
    def _transaction(self, begin: str, synchronous: Synchronous | None) -> Iterator[Session]:
        with self._lock, self._closed_if_broken(), explained(self.path):
            self._link = self._link or _Link(self.path)
            with self._link.transaction(begin, synchronous) as session:
                yield session

    @contextmanager
    def _closed_if_broken(self) -> Iterator[None]:
        try:
            yield
        except (StorageError, KeyboardInterrupt):  # an interrupt may come in the middle of a step
            self.close()
            raise

    def before_fork(self) -> None:
        """Wait for the running transaction, close the file, and let nobody open it until the fork is over."""
        self._lock.acquire()
        self._is_forking = True
        self.close()

    def after_fork(self) -> None:
        """Go on, in the parent as in the child."""
        if self._is_forking:
            self._is_forking = False
            self._lock.release()


class _Link:
    """An open connection, at the current schema."""

    def __init__(self, path: Path) -> None:
        self._driver = connect(path)
        self._engine = sa.create_engine("sqlite://", creator=lambda: self._driver, poolclass=sa.pool.StaticPool)
        self._session = Session(self._driver, self._engine.dialect)
        self._synchronous: Synchronous = "NORMAL"
        try:
            self._prepare(path)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self, begin: str, synchronous: Synchronous | None) -> Iterator[Session]:
        self._begin(begin, synchronous)
        try:
            yield self._session
            self._driver.execute("COMMIT")
        except BaseException:
            self._driver.rollback()
            raise

    def close(self) -> None:
        self._driver.close()

    def _begin(self, begin: str, synchronous: Synchronous | None) -> None:
        if synchronous not in (None, self._synchronous):  # cannot be changed within a transaction
            self._driver.execute(f"PRAGMA synchronous={synchronous}")
            self._synchronous = synchronous
        self._driver.execute(begin)

    def _prepare(self, path: Path) -> None:
        with self._engine.begin() as connection:  # SQLAlchemy and Alembic end it, and leave it to us to begin it
            self._begin("BEGIN", None)
            if is_current(connection, str(path)):
                return
        with unchecked(self._driver), self._engine.begin() as connection:
            self._begin("BEGIN IMMEDIATE", "FULL")
            bring_up_to_date(connection, str(path), lambda revision: str(back_up(path, revision)))


def _close_before_fork(database: SqliteDatabase) -> None:
    if not hasattr(os, "register_at_fork"):  # Windows, where nothing forks
        return
    alive = weakref.ref(database)  # the interpreter keeps what is registered for ever

    def before() -> None:
        if (it := alive()) is not None:
            it.before_fork()

    def after() -> None:
        if (it := alive()) is not None:
            it.after_fork()

    os.register_at_fork(before=before, after_in_parent=after, after_in_child=after)
