"""What a storage needs of a database, whichever it is: transactions that read, that write, and a clock."""

from contextlib import AbstractContextManager
from typing import Protocol

from tunewright.storage.session import Session


class Database(Protocol):
    """A database with our tables, at the revision that this version of tunewright uses."""

    def reading(self) -> AbstractContextManager[Session]:
        """Return a transaction that only reads, and sees one moment."""

    def writing(self, *, durable: bool = False) -> AbstractContextManager[Session]:
        """Return a transaction that may write; a `durable` one survives a power cut once it has ended."""

    def now(self, session: Session) -> float:
        """Return the database's own time in seconds since 1970."""

    def close(self) -> None:
        """Give back all connections; the next transaction makes new ones."""
