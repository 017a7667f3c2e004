"""The file behind a SQLite database: opening it, copying it, and saying in plain words what is wrong with it."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from tunewright.errors import StorageError

LOCK_SECONDS = 30.0
OLDEST_SQLITE = (3, 35, 0)  # RETURNING
REMEDIES = {
    "not a database": "this is not a SQLite file; choose another name, or restore a copy",
    "malformed": "the file is damaged; restore a copy, or save what can be read: sqlite3 FILE .recover | sqlite3 NEW",
    "readonly": "the file or its folder cannot be written; change the permissions, or work on a copy",
    "unable to open": "the file or its folder cannot be read and written; change the permissions, or choose another",
    "locked": f"another process has kept it locked for {LOCK_SECONDS:.0f} s; end that process and try again",
    "full": "the disk is full; make room and try again",
    "no such table": "tables are missing; restore a copy, or choose another file",
}


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, or make it, with the settings that hold for every connection.

    Raises:
        StorageError: if this cannot be.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(f"SQLite 3.35 or newer is needed, this Python has {sqlite3.sqlite_version}; update Python")
    if not os.path.isdir(path.parent):  # unlike Path.is_dir, these raise nothing where one may not look
        raise StorageError(f"{path} cannot be made: there is no folder {path.parent}; make it first")
    if os.path.isdir(path):
        raise StorageError(f"{path} is a folder; name a file in it, such as {path / 'tuning.db'}")
    with explained(path):
        # the lock in SqliteDatabase, not SQLite, keeps threads apart; transactions begin and end explicitly
        driver = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _use_write_ahead_log(driver)
            driver.execute("PRAGMA synchronous=NORMAL")
            driver.execute("PRAGMA foreign_keys=ON")
        except BaseException:
            driver.close()
            raise
    return driver


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite into a `StorageError` that names the file and what to do."""
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as cause:
        said = str(cause.orig) if isinstance(cause, sa.exc.DBAPIError) else str(cause)
        remedy = next((remedy for part, remedy in REMEDIES.items() if part in said), "check the disk and the file")
        raise StorageError(f"{path}: {said}; {remedy}") from cause


@contextmanager
def unchecked(driver: sqlite3.Connection) -> Iterator[None]:
    """Switch foreign keys off: SQLite alters a table by dropping it, and that would cascade."""
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def back_up(path: Path, revision: str) -> Path:
    """Copy the database, consistent even while it is open; return the copy."""
    copy = path.with_name(f"{path.name}.backup-{revision}-{time.strftime('%Y%m%dT%H%M%S')}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _use_write_ahead_log(driver: sqlite3.Connection) -> None:
    """Switch the file over; two that do so at once are told "locked" at once, whatever the timeout."""
    give_up = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return
