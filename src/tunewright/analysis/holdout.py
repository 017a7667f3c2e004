"""The locked hold-out: rows that the search never saw, looked at once, when everything else is decided.

Two models are left by then, the chosen one and the default, so nothing is selected and an ordinary paired bootstrap of
the rows gives the interval of their difference.
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tunewright.analysis.bootstrap_bias import Scores
from tunewright.analysis.corrected import Interval
from tunewright.analysis.resampling import MIN_UNITS, draws, percentile_interval, units_of


@dataclass(frozen=True, slots=True)
class HoldOut:
    """What the hold-out says about the chosen configuration and the default, both refitted on all other rows.

    Attributes:
        score, default_score: higher is better.
        gain_interval: interval of `score - default_score`; NaN bounds where there are too few rows.
        opened_before: whether an earlier verdict has looked at these rows: then they decide nothing any more.
    """

    score: float
    default_score: float
    gain_interval: Interval = (nan, nan)
    opened_before: bool = False

    @property
    def gain(self) -> float:
        """Score of the chosen configuration minus that of the default."""
        return self.score - self.default_score


def measured_holdout(
    scores: Scores,
    n_rows: int,
    rng: np.random.Generator,
    *,
    groups: ArrayLike | None = None,
    opened_before: bool = False,
    n_draws: int = 2000,
    confidence: float = 0.95,
) -> HoldOut:
    """Score both models on the hold-out, with the interval of their difference.

    Args:
        scores: counts of rows (n_draws, n_rows) to scores (n_draws, 2) of the chosen model and the default, in that
            order, higher is better.
        n_rows: number of rows in the hold-out.
        rng: source of the draws.
        groups: group of each row, shape (n_rows,), where rows of a group belong together.
        opened_before: whether an earlier verdict has looked at these rows.
        n_draws: number of bootstrap draws.
        confidence: of the interval, between 0 and 1.
    """
    if not n_rows:
        return HoldOut(nan, nan, opened_before=opened_before)
    score, default_score = scores(np.ones((1, n_rows)))[0].tolist()
    units = units_of(n_rows, groups)
    interval = (nan, nan)
    if units.n >= MIN_UNITS:
        gains = [_gains(scores(counts)) for counts in draws(units, n_draws, rng)]
        interval = percentile_interval(np.concatenate(gains), confidence)
    return HoldOut(score, default_score, interval, opened_before)


def _gains(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        gains: NDArray[np.float64] = scores[:, 0] - scores[:, 1]
    return gains
