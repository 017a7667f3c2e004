"""What configurations that ran more than once say of the noise: nothing yet, that there is none, or how much.

An objective that gave the same loss again is taken for deterministic once `ENOUGH` repeats agree and none disagrees;
one agreement alone may be chance where losses are coarse, such as an accuracy on a few rows.
"""

from typing import Literal

import numpy as np

from tunewright.trials.history import History
from tunewright.trials.problem import Problem

ENOUGH = 2
Noise = Literal["none", "some", "unknown"]


def noise_of(problem: Problem, history: History) -> Noise:
    """Return what is known of the noise, by word of the user or by repeats."""
    if problem.noise == "none":
        return "none"
    groups = history.repeats()
    if any(np.ptp(history.losses[rows], axis=0).any() for rows in groups):
        return "some"
    n_repeats = sum(len(rows) - 1 for rows in groups)
    return "none" if n_repeats >= ENOUGH else "unknown"
