"""A task under way as its parent sees it: how long it may take, and what it has been seen to use."""

from dataclasses import dataclass
from math import inf, nan

from tunewright.execution.outcome import Kind
from tunewright.trials.trial import Usage


@dataclass(slots=True)
class Running:
    """One task between `start` and its outcome.

    Attributes:
        key: its name.
        packet: key and task as they are sent; dropped once they are.
        deadline: when it will be killed, by the monotonic clock.
        began: when it was sent to its child; NaN while the child starts.
        held: bytes that the idle child holds.
        cpu_before: processor seconds that the idle child has used.
        verdict: how it ends, once it has been killed by us.
        ended: when it was killed.
        now: memory of the family above `held`, when last seen, in bytes.
        cpu: processor seconds of the family, when last seen.
        peak: highest memory of the family above `held` that was seen, in bytes.
        others: highest memory of the family without the child that was seen, in bytes.
        oom_kills: the kernel's count when the family was first looked at.
    """

    key: int
    packet: bytes
    deadline: float = inf
    began: float = nan
    held: int = 0
    cpu_before: float = 0.0
    verdict: Kind | None = None
    ended: float = nan
    now: float = 0.0
    cpu: float = nan
    peak: float = nan
    others: float = 0.0
    oom_kills: int | None = None

    @property
    def has_begun(self) -> bool:
        """Whether its child has got it."""
        return self.began == self.began

    def saw(self, own: int, others: int, cpu: float) -> None:
        """Note the memory of the child and of the rest of its family, in bytes, and their processor seconds in all."""
        self.others = max(self.others, others)
        self.now = max(0.0, float(own + others - self.held))
        self.peak = self.now if self.peak != self.peak else max(self.peak, self.now)
        self.cpu = max(0.0, cpu - self.cpu_before)

    def usage(self, now: float) -> Usage:
        """Return what it has used by `now`, as far as it was seen."""
        ended = self.ended if self.ended == self.ended else now
        return Usage(ended - self.began if self.has_begun else 0.0, self.cpu, self.peak)
