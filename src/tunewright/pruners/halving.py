"""Asynchronous successive halving: at each of a few rungs only the best fraction of the trials goes on.

Rungs lie at 1, f, f*f, ... times `min_steps` reports. A trial that comes to a rung is compared at once with those that
have been there before it, so nobody waits for anybody. Each stands for its best loss up to the rung.

Source: Li, Jamieson, Rostamizadeh et al. (2020), "A System for Massively Parallel Hyperparameter Tuning", MLSys,
section 3. There a trial pauses at a rung until it is promoted; here it is stopped or goes on, as in the variant that
its authors ship, so nothing needs to be resumed. Up to twice `factor` trials at a rung are too few for a fraction:
of them only one that beats all before it goes on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.decision import Decision


@dataclass(frozen=True, slots=True)
class HalvingPruner:
    """Stop a trial at a rung unless it is among the best 1/`factor` of those that have come there.

    Args:
        min_steps: number of reports, 1 or more, at the first rung.
        factor: of how many trials one goes on, 2 or more; also the ratio between rungs.

    Raises:
        ValueError: if `min_steps` or `factor` is too small.
    """

    min_steps: int = 1
    factor: int = 3

    def __post_init__(self) -> None:
        if self.min_steps < 1:
            raise ValueError(f"min_steps must be 1 or more reports, got {self.min_steps}; use 1 to judge the first")
        if self.factor < 2:
            raise ValueError(f"factor must be 2 or more, got {self.factor}; 3 lets one trial of three go on")

    def judge(self, curves: NDArray[np.float64], row: int, step: int) -> Decision:
        """Judge the trial in `row`, which has just reported `step`.

        Args:
            curves: losses, shape (n_trials, n_steps), NaN where nothing was reported, +inf where a trial diverged.
            row: index of the judged trial in `curves`.
            step: index of the step in `curves`, counted from 0.
        """
        if not self._is_rung(step + 1):
            return Decision.GO_ON
        there = ~np.isnan(curves[:, step])
        best = np.fmin.reduce(curves[:, : step + 1], axis=1)
        n_better = np.count_nonzero(best[there] < best[row])
        n_promoted = max(1, int(there.sum()) // self.factor)
        return Decision.GO_ON if n_better < n_promoted else Decision.STOP

    def _is_rung(self, n_steps: int) -> bool:
        while n_steps > self.min_steps and n_steps % self.factor == 0:
            n_steps //= self.factor
        return n_steps == self.min_steps
