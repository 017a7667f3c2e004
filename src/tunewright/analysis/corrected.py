"""What is left of a gain once the choice among many configurations is accounted for.

Two methods fill this record: `bootstrap_bias` from out-of-fold predictions, `tibshirani` from fold scores alone.
"""

from dataclasses import dataclass
from math import isfinite
from typing import TypeAlias

Interval: TypeAlias = tuple[float, float]
"""Lower and upper bound; both NaN where no interval can be given."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrected scores (higher is better) of the chosen configuration, of the default, and their difference.

    Attributes:
        score: expected score of the chosen configuration on unseen rows.
        interval: its interval.
        default_score: the same for the best default configuration.
        default_interval: its interval.
        gain: `score - default_score`, estimated on the same rows; NaN without a default.
        gain_interval: its interval.
        method: how it was estimated, in words.
        n_draws: number of bootstrap draws that could be scored; 0 where none are made.
        selected: share of the draws in which each configuration was the best, one per configuration.
        confidence: of the intervals, between 0 and 1.
    """

    score: float
    interval: Interval
    default_score: float
    default_interval: Interval
    gain: float
    gain_interval: Interval
    method: str
    n_draws: int = 0
    selected: tuple[float, ...] = ()
    confidence: float = 0.95


def is_above_zero(interval: Interval) -> bool:
    """Return whether the whole interval lies above 0; never true of an unknown one."""
    return isfinite(interval[0]) and interval[0] > 0


def is_below_zero(interval: Interval) -> bool:
    """Return whether the whole interval lies below 0; never true of an unknown one."""
    return isfinite(interval[1]) and interval[1] < 0
