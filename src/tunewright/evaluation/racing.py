"""Racing over folds: stop a configuration when it cannot plausibly beat the best one that has seen all folds.

Both are compared on the same folds, so that what makes a fold hard for everyone cancels. After m of n folds the final
mean difference is the one seen plus what the n - m folds to come add. If the differences of one pair over folds are
independent with standard deviation s, the final difference has mean d (the mean so far) and standard deviation
s sqrt((n - m) / (n m)). The trial is stopped when even d minus q of these is worse than nothing.

With few folds s is hardly known, so the largest of three figures is taken: that of the pair itself, that of all
complete trials against the best, pooled, and half the fold-to-fold deviation of complete trials, pooled. After one fold
the trial must moreover be worse than the best one's worst fold. Assumed: the folds to come resemble those seen; a
configuration that fails in the first folds and excels in the last would be lost.

Source: the comparison with the worst fold is the forgiving rule of Bergman, Purucker, Hutter (2024), "Don't Waste Your
Time: Early Stopping Cross-Validation", AutoML; pairing as in Maron, Moore (1994), "Hoeffding Races", NIPS. The paper's
rule alone stops more, but is blind to how noisy folds are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.decision import Decision

Losses = NDArray[np.float64]
SHARE_OF_FOLD_NOISE = 0.5
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class FoldRace:
    """Stop a trial whose folds so far make it implausible that its mean over all folds beats the best one's.

    Args:
        n_folds: number of folds, 2 or more; a trial is complete when it has a loss on each.
        quantile: how many standard deviations the final difference must lie above 0.
        min_complete: number of complete trials, 2 or more, that must be there before a trial is stopped.

    Raises:
        ValueError: if a setting is too small.
    """

    n_folds: int
    quantile: float = 3.0
    min_complete: int = 4

    def __post_init__(self) -> None:
        if self.n_folds < 2:
            raise ValueError(
                f"n_folds must be 2 or more, got {self.n_folds}; with a single fold nothing is left to save"
            )
        if not self.quantile > 0:
            raise ValueError(f"quantile must be above 0, got {self.quantile}; 3 stops about 1 good trial in 700")
        if self.min_complete < 2:
            raise ValueError(f"min_complete must be 2 or more, got {self.min_complete}; noise is pooled over trials")

    def judge(self, curves: Losses, row: int, step: int) -> Decision:
        """Judge the trial in `row`, which has just reported fold `step`.

        Args:
            curves: losses, shape (n_trials, n_folds), NaN where nothing was reported, +inf where a trial diverged.
            row: index of the judged trial in `curves`.
            step: index of the fold in `curves`; all folds that the trial has seen are used.
        """
        complete = curves[self._complete(curves, row)]
        seen = ~np.isnan(curves[row])
        n_seen = int(np.count_nonzero(seen))
        if len(complete) < self.min_complete or not 0 < n_seen < self.n_folds:
            return Decision.GO_ON
        best = complete[complete.mean(axis=1).argmin()]
        differences = curves[row, seen] - best[seen]
        behind = float(differences.mean())
        if np.isposinf(behind):
            return Decision.STOP
        if n_seen == 1 and curves[row, seen][0] <= best.max():
            return Decision.GO_ON
        left = np.sqrt((self.n_folds - n_seen) / (self.n_folds * n_seen))
        margin = self.quantile * _noise(complete, best, differences) * left
        return Decision.STOP if behind > margin + ROUNDING * np.abs(best).max() else Decision.GO_ON

    def _complete(self, curves: Losses, row: int) -> NDArray[np.bool_]:
        """Return which other trials have a finite loss on every fold."""
        if curves.shape[1] < self.n_folds:
            return np.zeros(len(curves), np.bool_)
        complete: NDArray[np.bool_] = np.all(np.isfinite(curves), axis=1).reshape(len(curves))
        complete[row] = False
        return complete


def _noise(complete: Losses, best: Losses, differences: Losses) -> float:
    """Return the standard deviation over folds of a pair's difference: the largest of three figures."""
    own = float(differences.std(ddof=1)) if len(differences) > 1 else 0.0
    n_others = max(1, len(complete) - 1)  # the best one's own difference is 0 throughout
    paired = np.sqrt((complete - best).var(axis=1, ddof=1).sum() / n_others)
    folds = np.sqrt(complete.var(axis=1, ddof=1).mean())
    return max(own, float(paired), SHARE_OF_FOLD_NOISE * float(folds))
