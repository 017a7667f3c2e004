"""When things happened, counted from the start of the study, without the time in which nobody worked.

A study that is resumed the next day would otherwise be a dot at each end of an empty axis.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite, nan

from tunewright.trials.trial import Trial

SHORTEST_GAP = 60.0
SHARE = 0.1
UNITS = ((7200.0, 3600.0, "hours"), (180.0, 60.0, "minutes"), (0.0, 1.0, "seconds"))


@dataclass(frozen=True, slots=True)
class Clock:
    """Time without the long gaps; `ends` and `lost` say when each gap ended and how much was cut by then."""

    start: float
    ends: tuple[float, ...] = ()
    lost: tuple[float, ...] = ()

    def at(self, moment: float) -> float:
        """Return the seconds from the start to `moment`, gaps left out; NaN for NaN."""
        if not isfinite(moment):
            return nan
        n_gaps = bisect_right(self.ends, moment)
        return max(0.0, moment - self.start - (self.lost[n_gaps - 1] if n_gaps else 0.0))

    @property
    def note(self) -> str:
        """The sentence about what was left out, "" if nothing was."""
        return "Time in which no trial ran (the study was resumed) is left out." if self.ends else ""


def clock_of(trials: Iterable[Trial]) -> Clock:
    """Return the clock of a study: a gap is longer than a minute and than a tenth of the time in which trials ran."""
    spans = sorted(
        (trial.started, trial.ended) for trial in trials if isfinite(trial.started) and isfinite(trial.ended)
    )
    if not spans:
        return Clock(0.0)
    reach = list(accumulate((end for _, end in spans), max))
    idle = [max(0.0, start - end) for (start, _), end in zip(spans[1:], reach, strict=False)]
    longest = max(SHORTEST_GAP, SHARE * (reach[-1] - spans[0][0] - sum(idle)))
    cut = [(start, gap) for (start, _), gap in zip(spans[1:], idle, strict=True) if gap > longest]
    return Clock(spans[0][0], tuple(start for start, _ in cut), tuple(accumulate(gap for _, gap in cut)))


def unit_for(seconds: float) -> tuple[float, str]:
    """Return the divisor and the name of the unit in which an axis up to `seconds` is read best."""
    return next((divisor, name) for least, divisor, name in UNITS if not seconds < least)
