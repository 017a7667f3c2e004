"""Files that are whole or not there at all: filled beside their place, then put into it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, then put it in its place.

    Raises:
        OSError: if it cannot be written, with `path` as its filename; nothing half-written is left.
    """
    try:
        with _part_of(path) as part:
            write(part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    part.chmod(0o666 & ~_umask())
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_writable(option: str, path: Path) -> None:
    """Raise an error if no file can be written at `path`.

    Raises:
        ValueError: naming the option, the path and what is wrong with it.
    """
    folder = path.parent
    if path.is_dir():
        raise ValueError(f"{option}: {path} is a folder; name a file in it")
    if not folder.is_dir():
        raise ValueError(f"{option}: there is no folder {folder}; make it first")
    try:
        handle, probe = tempfile.mkstemp(dir=folder, prefix=".tunewright-")
    except OSError as error:
        raise ValueError(f"{option}: {path} cannot be written ({error.strerror}); choose another folder") from error
    os.close(handle)
    os.unlink(probe)
    if path.exists() and not os.access(path, os.W_OK):
        raise ValueError(f"{option}: {path} is write-protected; choose another file")
