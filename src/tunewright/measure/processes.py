"""Families of processes: a process, all that it started, and whether they still run.

On Linux this reads `/proc/PID/task/*/children`, about 20 µs a process where psutil needs 1.5 ms, so that a family can
be looked at many times a second. Elsewhere psutil does the same, more slowly.
"""

import os
from contextlib import suppress
from pathlib import Path

import psutil

HAS_CHILDREN_FILES = Path(f"/proc/self/task/{os.getpid()}/children").exists()
GONE = (OSError, psutil.Error)
STATE, STARTED = 0, 19
"""Fields of `/proc/PID/stat`, counted after the name of the program."""


def family(pid: int) -> list[int]:
    """Return `pid` and the processes that descend from it, parents first; empty once `pid` is gone."""
    if not HAS_CHILDREN_FILES:
        return _family_by_psutil(pid)
    found = [pid] if Path(f"/proc/{pid}").exists() else []
    for member in found:
        found.extend(_children(member))
    return found


def started(pid: int) -> float | None:
    """Return when process `pid` began, in the system's own unit; None if it has ended, be it reaped or not.

    Pid and start together name a process for good: a pid alone may be given to another one later.
    """
    if not HAS_CHILDREN_FILES:
        return _started_by_psutil(pid)
    fields = stat_fields(pid)
    return None if fields is None or fields[STATE] in (b"Z", b"X") else int(fields[STARTED])


def stat_fields(pid: int) -> list[bytes] | None:
    """Return the fields of `/proc/PID/stat` that follow the name of the program; None if there is no such process."""
    try:
        text = read_bytes(f"/proc/{pid}/stat")
    except OSError:
        return None
    return text.rpartition(b")")[2].split()


def read_bytes(path: str) -> bytes:
    """Return what the system file at `path` says, with as little ado as possible."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 1 << 16)
    finally:
        os.close(descriptor)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, read_bytes(f"/proc/{pid}/task/{thread}/children").split())
    return found


def _family_by_psutil(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return []


def _started_by_psutil(pid: int) -> float | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return None
