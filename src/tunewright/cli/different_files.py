"""No file is written over one that is read, or over another that is written: `--json data.csv` would lose the table."""

from collections.abc import Mapping
from pathlib import Path


def check_different(read: Mapping[str, Path | None], written: Mapping[str, Path | None]) -> None:
    """Raise an error if two of these are one file.

    Args:
        read: option to file, None where the option was left out.
        written: the same for what will be written.

    Raises:
        ValueError: naming both options and the file.
    """
    first = {path.resolve(): option for option, path in read.items() if path is not None}
    for option, path in written.items():
        if path is None:
            continue
        other = first.setdefault(path.resolve(), option)
        if other != option:
            raise ValueError(f"{option}: {path} is the file of {other} too; choose another name")


def storage_file(url: str | None) -> Path | None:
    """Return the file that a storage's URL names, or None if it names none."""
    text = (url or "").removeprefix("sqlite:///").partition("?")[0]
    return Path(text) if text and "://" not in text else None
