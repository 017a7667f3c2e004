"""Memory of processes: what they hold now, their fair share of it, and the peak of this process since a moment.

The peak is the kernel's own (`VmHWM`), set back by writing 5 to `/proc/self/clear_refs`: it misses no spike, and unlike
`ru_maxrss` it can start anew for each trial. Only Linux tells these figures; elsewhere nothing is measured.

Source: proc(5), proc_pid_clear_refs(5), proc_vmstat(5).
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from tunewright.measure.processes import read_bytes

IS_LINUX = sys.platform == "linux"
PAGE = os.sysconf("SC_PAGE_SIZE") if IS_LINUX else 4096
KIB = 1024


def rss(pids: Iterable[int]) -> int:
    """Return the resident memory of `pids` in bytes; pages that several of them share count in each."""
    return sum(_pages(pid) for pid in pids) * PAGE


def pss(pids: Iterable[int]) -> int:
    """Return the memory of `pids` in bytes, shared pages counted once among them; some milliseconds a gigabyte."""
    return _rolled_up(pids, b"\nPss:")


def private(pids: Iterable[int]) -> int:
    """Return the memory that each of `pids` has to itself, in bytes; some milliseconds a gigabyte."""
    return _rolled_up(pids, b"\nPrivate_Clean:", b"\nPrivate_Dirty:")


def peak_rss(pid: int) -> int:
    """Return the highest resident memory of process `pid` since it was last set back, in bytes; 0 if it is gone."""
    try:
        return _kib(read_bytes(f"/proc/{pid}/status"), b"\nVmHWM:") * KIB
    except OSError:
        return 0


def oom_kills() -> int:
    """Return how many processes the kernel has killed for want of memory; 0 where it keeps no count."""
    try:
        return int((read_bytes("/proc/vmstat").partition(b"\noom_kill ")[2].split(None, 1) or [b"0"])[0])
    except OSError:
        return 0


class OwnMemory:
    """Peak memory of this process, as often as one likes; about 12 µs a round, because the files stay open.

    Raises:
        OSError: where the system does not let a process measure itself so.
    """

    def __init__(self) -> None:
        self._files: list[int] = []
        for name, mode in (("clear_refs", os.O_WRONLY), ("status", os.O_RDONLY), ("statm", os.O_RDONLY)):
            self._files.append(os.open(f"/proc/self/{name}", mode))

    def restart(self) -> None:
        """Let the peak begin anew at what is held now."""
        os.pwrite(self._files[0], b"5", 0)

    def peak(self) -> int:
        """Return the highest resident memory since `restart`, in bytes."""
        return _kib(os.pread(self._files[1], 4096, 0), b"\nVmHWM:") * KIB

    def now(self) -> int:
        """Return the resident memory in bytes."""
        return int(os.pread(self._files[2], 256, 0).split(None, 2)[1]) * PAGE

    def close(self) -> None:
        """Close the files; nothing can be measured afterwards."""
        while self._files:
            os.close(self._files.pop())


def _rolled_up(pids: Iterable[int], *labels: bytes) -> int:
    total = 0
    for pid in pids:
        with suppress(OSError):
            text = read_bytes(f"/proc/{pid}/smaps_rollup")
            total += sum(_kib(text, label) for label in labels) * KIB
    return total


def _pages(pid: int) -> int:
    try:
        return int(read_bytes(f"/proc/{pid}/statm").split(None, 2)[1])
    except (OSError, IndexError):
        return 0


def _kib(text: bytes, label: bytes) -> int:
    return int((text.partition(label)[2].split(None, 1) or [b"0"])[0])
