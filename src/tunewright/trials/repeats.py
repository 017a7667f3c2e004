"""What configurations that ran more than once say of the noise: nothing yet, that there is none, or how much.

An objective that gave the same loss again is taken for deterministic once `ENOUGH` repeats agree and none disagrees;
one agreement alone may be chance where losses are coarse, such as an accuracy on a few rows.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.history import History
from tunewright.trials.problem import Problem

ENOUGH = 2
Noise = Literal["none", "some", "unknown"]


def noise_of(problem: Problem, history: History) -> Noise:
    """Return what is known of the noise, by word of the user or by repeats."""
    if problem.noise == "none":
        return "none"
    groups = history.repeats()
    if any(np.ptp(losses, axis=0).any() for losses in groups):
        return "some"
    return "none" if n_repeats(groups) >= ENOUGH else "unknown"


def n_repeats(groups: Sequence[NDArray[np.float64]]) -> int:
    """Return how many runs were not the first of their configuration."""
    return sum(len(losses) - 1 for losses in groups)
