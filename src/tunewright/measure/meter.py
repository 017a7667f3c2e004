"""What one trial costs, measured from inside the process that runs it: seconds, processor seconds, peak memory.

The process may have run other trials before, so each figure is a difference. Memory is the peak above what was held
when the trial began. Processor time includes child processes, those that have ended and those that still run (a pool of
joblib outlives the trial that started it); the latter are looked up only after trials of 10 ms or more, since no
shorter one can have started a process and used it.
"""

import ctypes
import os
import sys
import time
from math import nan

from tunewright.measure.cpu import cpu_seconds
from tunewright.measure.memory import OwnMemory
from tunewright.measure.processes import family
from tunewright.trials.trial import Usage

SHORT = 0.01
WORTH_GIVING_BACK = 1 << 20
MALLOC_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
"""Of glibc; other C libraries do without."""


class Meter:
    """Measures the trials of this process, one after another."""

    def __init__(self) -> None:
        self._memory = _own_memory()
        self._living = _cpu_of_descendants()
        self._held = self._grew = 0
        self._wall = self._cpu = 0.0

    def start(self) -> None:
        """Begin a trial."""
        if self._memory is not None:
            self._memory.restart()
            self._held = self._memory.now()
        self._cpu = _own_cpu() + self._living
        self._wall = time.monotonic()

    def stop(self) -> Usage:
        """End the trial and return what it cost since `start`; memory without that of running child processes."""
        seconds = time.monotonic() - self._wall
        if seconds >= SHORT:
            self._living = _cpu_of_descendants()
        cpu = max(0.0, _own_cpu() + self._living - self._cpu)
        if self._memory is None:
            return Usage(seconds, cpu, nan)
        self._grew = max(0, self._memory.peak() - self._held)
        return Usage(seconds, cpu, float(self._grew))

    def rest(self) -> tuple[int, float]:
        """Give memory that was freed back to the system; return bytes held and processor seconds used so far.

        Without that a trial could use what an earlier one had freed, and seem to need nothing.
        """
        if self._memory is None:
            return 0, _own_cpu() + self._living
        if self._grew > WORTH_GIVING_BACK:
            _give_back()
        return self._memory.now(), _own_cpu() + self._living

    def close(self) -> None:
        """Let go of the system's files."""
        if self._memory is not None:
            self._memory.close()


def _own_memory() -> OwnMemory | None:
    try:
        memory = OwnMemory()
        memory.restart()
    except OSError:
        return None
    return memory


def _give_back() -> None:
    if MALLOC_TRIM is not None:
        MALLOC_TRIM(0)


def _own_cpu() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _cpu_of_descendants() -> float:
    return cpu_seconds(family(os.getpid())[1:])
