"""Processor time of processes, user and system, with that of the children they have waited for.

Source: proc_pid_stat(5), fields 14 to 17; the unit is a clock tick, a hundredth of a second on Linux.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

import psutil

from tunewright.measure.processes import stat_fields

TICKS = os.sysconf("SC_CLK_TCK") if sys.platform == "linux" else 0
TIMES = slice(11, 15)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time of `pids` in seconds; a process that is gone counts nothing."""
    if not TICKS:
        return sum(map(_by_psutil, pids))
    return sum(sum(map(int, (stat_fields(pid) or [])[TIMES])) for pid in pids) / TICKS


def _by_psutil(pid: int) -> float:
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0
