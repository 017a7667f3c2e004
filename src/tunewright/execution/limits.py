"""How long a trial may run and how much memory it may take, enforced by killing it with all that it started."""

import math
import re
from dataclasses import dataclass
from numbers import Real

UNITS = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}
SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")
SMALLEST = 10**6


@dataclass(frozen=True, slots=True)
class Limits:
    """What one trial may use.

    Attributes:
        seconds: wall time from the moment the objective is called, more than 0; None for no limit.
        memory: bytes, or a text such as "2GB" or "1.5GiB"; None for no limit. It bounds what the trial adds to an
            idle worker, with its child processes: the same quantity as the peak memory that is measured.

    Raises:
        ValueError: if one of them is not such an amount.
    """

    seconds: float | None = None
    memory: int | str | None = None

    def __post_init__(self) -> None:
        seconds = self.seconds
        if seconds is not None and not (_is_number(seconds) and 0 < seconds < math.inf):
            raise ValueError(f"seconds must be more than 0, got {seconds!r}; use None for no limit")
        if self.memory is not None:
            _bytes(self.memory)

    @property
    def memory_bytes(self) -> int | None:
        """The memory limit in bytes, or None."""
        return None if self.memory is None else _bytes(self.memory)


def _bytes(memory: int | str) -> int:
    amount = _parsed(memory) if isinstance(memory, str) else memory
    if amount is None or not _is_number(amount):
        raise ValueError(f"memory must be bytes or a text such as '2GB' or '500MiB', got {memory!r}")
    if not SMALLEST <= amount < math.inf:
        raise ValueError(f"memory must be at least 1MB, got {memory!r}; a number means bytes, so write '2GB' for two")
    return int(amount)


def _parsed(text: str) -> float | None:
    match = SIZE.fullmatch(text)
    if match is None or match[2].upper() not in UNITS:
        return None
    return float(match[1]) * UNITS[match[2].upper()]


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
