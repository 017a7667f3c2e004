"""Median stopping: end a trial when more than half of the others did better by the same step.

Each trial stands for its best loss so far. There is no model and one assumption: learning curves seldom cross.

Source: Golovin et al. (2017), "Google Vizier", KDD, "Median Stopping Rule". The paper takes the others' running means,
and completed trials only. Here ranks alone decide, so that no increasing transform of the loss changes a decision, and
running trials count too, so that a parallel study has something to compare with from the start.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.decision import Decision


@dataclass(frozen=True, slots=True)
class MedianPruner:
    """Stop a trial when more than half of the others were strictly better by the same step.

    Args:
        warmup: number of first steps, 0 or more, at which nothing is stopped.
        min_trials: number of others, 1 or more, that must have reached the step before a trial is stopped.

    Raises:
        ValueError: if `warmup` or `min_trials` is too small.
    """

    warmup: int = 0
    min_trials: int = 5

    def __post_init__(self) -> None:
        if self.warmup < 0:
            raise ValueError(f"warmup must be 0 or more steps, got {self.warmup}; use 0 to judge from the first step")
        if self.min_trials < 1:
            raise ValueError(f"min_trials must be 1 or more, got {self.min_trials}; a trial alone cannot be judged")

    def judge(self, curves: NDArray[np.float64], row: int, step: int) -> Decision:
        """Judge the trial in `row`, which has just reported `step`.

        Args:
            curves: losses, shape (n_trials, n_steps), NaN where nothing was reported, +inf where a trial diverged.
            row: index of the judged trial in `curves`.
            step: index of the step in `curves`, counted from 0.
        """
        best = np.fmin.reduce(curves[:, : step + 1], axis=1)
        others = ~np.isnan(curves[:, step])
        others[row] = False
        n_others = np.count_nonzero(others)
        if step < self.warmup or n_others < self.min_trials:
            return Decision.GO_ON
        n_better = np.count_nonzero(best[others] < best[row])
        return Decision.STOP if 2 * n_better > n_others else Decision.GO_ON
