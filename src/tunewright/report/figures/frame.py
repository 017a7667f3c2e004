"""The part of the score axis that is worth seeing: a few terrible trials must not flatten all the others.

The frame holds the best and the default. Towards the bad end it reaches three times as far from the best as the median
score lies, or as far as 95 % of the scores do if that is further. What lies outside is drawn at the edge and counted.
"""

from dataclasses import dataclass

import numpy as np

from tunewright.report.scene import Floats, Scene
from tunewright.report.wording import counted

PADDING = 0.06
REACH = 3.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible stretch of scores, from `low` to `high`."""

    low: float
    high: float

    @property
    def shown(self) -> list[float]:
        """The range with some air, for plotly."""
        air = PADDING * (self.high - self.low) or 0.5 * abs(self.high) or 1.0
        return [self.low - air, self.high + air]

    def clip(self, scores: Floats) -> Floats:
        """Return `scores` with those outside moved to the edge."""
        return np.clip(scores, self.low, self.high)

    def note(self, scores: Floats) -> str:
        """Return the sentence about the scores that lie outside, "" if none does."""
        n_below = int(np.count_nonzero(scores < self.low))
        n_above = int(np.count_nonzero(scores > self.high))
        if not n_below and not n_above:
            return ""
        edge = "lower" if n_below else "upper"
        n_outside = n_below + n_above
        verbs = "lies outside and stands" if n_outside == 1 else "lie outside and stand"
        return f"{counted(n_outside, 'trial')} {verbs} at the {edge} edge."

    def with_room_for(self, line: Floats) -> "Frame":
        """Return a frame that also shows `line`, but is at most twice as high, so that the scores keep their room."""
        spread = self.high - self.low
        low, high = max(float(line.min()), self.low - spread), min(float(line.max()), self.high + spread)
        return Frame(min(self.low, low), max(self.high, high))


def frame_of(scene: Scene) -> Frame:
    """Return the stretch of scores that the figures of `scene` show."""
    merits = scene.sign * scene.scores[~np.isnan(scene.scores)]
    if not len(merits):
        return Frame(0.0, 1.0)
    top = float(merits.max())
    worst, middle = np.quantile(merits, 0.05, method="higher"), np.median(merits)
    bottom = max(float(merits.min()), min(float(worst), top - REACH * (top - float(middle))))
    kept = [scene.sign * float(scene.scores[row]) for row in scene.marked if not np.isnan(scene.scores[row])]
    ends = sorted((scene.sign * min([bottom, *kept]), scene.sign * top))
    return Frame(*ends)
