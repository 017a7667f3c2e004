"""From a URL to a storage: the one place that knows which there are."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl

from tunewright.storage.memory import MemoryStorage
from tunewright.storage.protocol import Storage

SQLITE = "sqlite:///"
SUFFIXES = (".db", ".sqlite", ".sqlite3")
DURABILITIES = ("power", "process")
ACCEPTED = "use None for memory, 'sqlite:///tuning.db' for a file, or a path that ends in " + ", ".join(SUFFIXES)


def storage_from(url: str | os.PathLike[str] | None) -> Storage:
    """Open the storage that `url` names; a file that does not exist yet is made.

    Args:
        url: None keeps the study in memory. "sqlite:///tuning.db" is a file in the working folder,
            "sqlite:////srv/tuning.db" one by its full path; a path such as "tuning.db" does as well. After
            "?durability=process" a finished trial survives the death of the process but perhaps not a power cut;
            "power", the default, survives both and costs one flush to the disk a trial.

    Raises:
        ValueError: if `url` is none of these.
        StorageError: if the file cannot be used.
    """
    if url is None:
        return MemoryStorage()
    text = os.fspath(url)
    if text.endswith(SUFFIXES) and "://" not in text and not text.startswith("sqlite:"):
        return _sqlite(text, "power")
    path, _, query = text.removeprefix(SQLITE).partition("?")
    if not text.startswith(SQLITE) or path in ("", ":memory:"):
        raise ValueError(f"storage must be a URL that is known here, got {_without_password(text)!r}; {ACCEPTED}")
    return _sqlite(path, _durability(query))


def _without_password(url: str) -> str:
    """Return a URL that may be shown: error messages end up in logs."""
    url = re.sub(r"(://[^:/@]*:).*@", r"\1***@", url, flags=re.DOTALL)
    return re.sub(r"(?i)([?&](?:password|passwd|pwd)=)[^&]*", r"\1***", url)


def _durability(query: str) -> str:
    options = dict(parse_qsl(query, keep_blank_values=True))
    durability = options.pop("durability", "power")
    if options:
        raise ValueError(f"storage options must be durability, got {', '.join(options)}; leave the others out")
    if durability not in DURABILITIES:
        raise ValueError(f"durability must be one of {', '.join(DURABILITIES)}, got {durability!r}")
    return durability


def _sqlite(path: str, durability: str) -> Storage:
    from tunewright.storage.sql_storage import SqlStorage  # loads SQLAlchemy
    from tunewright.storage.sqlite_database import SqliteDatabase

    return SqlStorage(SqliteDatabase(Path(path).absolute(), flush=durability == "power"))
