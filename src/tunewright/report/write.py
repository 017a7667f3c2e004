"""Write the report as one file: whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from tunewright.errors import TunewrightError
from tunewright.report.contents import Contents
from tunewright.report.page import page_of


def write_report(path: str | Path, contents: Contents) -> None:
    """Write the report on `contents` to `path`; a file that is there is replaced only once the new one is complete.

    Raises:
        TunewrightError: if `path` cannot be written.
        MissingExtra: if jinja2 or plotly is not installed.
    """
    target = Path(path)
    page = page_of(contents).encode("utf-8", "replace")
    try:
        _replace(target, page)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot write the report to {target}: {reason}; name a file in a folder that exists and is writable"
        raise TunewrightError(message) from error


def _replace(target: Path, page: bytes) -> None:
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.write(page)
            file.close()
            Path(file.name).chmod(0o666 & ~_umask())
            Path(file.name).replace(target)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
