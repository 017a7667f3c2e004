"""Killing a child with all that it started, and removing what joblib's workers leave behind when they are killed.

The child leads a group; members that left it are killed by their own group or one by one. A group is only killed if
its leader belongs to the family, so that the group of whoever started us is never hit.
"""

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from tunewright.measure.processes import family, started

LEFTOVER = re.compile(r"(?:sem\.loky-|loky-|joblib_memmapping_folder_)(\d+)[-_]")
PATIENCE = 1.0


def kill_family(pid: int) -> list[int]:
    """Kill `pid` and all that descends from it; return the pids that were hit."""
    members = family(pid)
    for leader in {_group(member) for member in members} & {pid, *members}:
        with suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
    for member in members:
        _kill(member)
    return members


def kill_remains(pid: int, members: Mapping[int, float]) -> list[int]:
    """Kill what is left of the family of `pid`, which has ended.

    Args:
        pid: who led the group.
        members: pids seen earlier, and when each of them started; a pid that meanwhile names another process is spared.
    """
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    living = [member for member, start in members.items() if started(member) == start]
    return [victim for member in living for victim in kill_family(member)]


def await_end(pids: Iterable[int]) -> None:
    """Wait until the killed `pids` are gone, for a second at most: the system takes its time over large ones."""
    deadline = time.monotonic() + PATIENCE
    for pid in pids:
        while started(pid) is not None and time.monotonic() < deadline:
            time.sleep(0.001)


def remove_leftovers(pids: Collection[int]) -> None:
    """Remove the semaphores and memory-mapped arrays of joblib's workers with these pids."""
    for folder in {"/dev/shm", os.environ.get("JOBLIB_TEMP_FOLDER", "/dev/shm"), tempfile.gettempdir()}:
        for path in _entries(folder):
            match = LEFTOVER.match(path.name)
            if match is not None and int(match[1]) in pids:
                _remove(path)


def _entries(folder: str) -> list[Path]:
    try:
        return list(Path(folder).iterdir())
    except OSError:
        return []


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except (OSError, AttributeError):  # Windows knows no groups
        return -1


def _kill(pid: int) -> None:
    with suppress(psutil.Error):
        psutil.Process(pid).kill()
