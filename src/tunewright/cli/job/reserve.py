"""How much time the end needs: the hold-out fits, the refit on all rows, the verdict and the files.

A share of the time is always kept back. Where the best model is slow that is not enough, so the search ends earlier: a
fit is taken to cost time as the square of its rows, as kernels do, and both the best and the slowest default are fitted
once on all rows of the search, the best one once more on all rows of the table.
"""

from dataclasses import dataclass

import numpy as np

from tunewright.stoppers.budget import Budget
from tunewright.trials.history import History

WORDS_AND_FILES = 3.0
"""Seconds for the verdict and the files, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """Stops the search when one more trial would eat into what the end needs, if that is more than is kept back anyway.

    Args:
        kept_back: seconds that are left when the search's own time is over.
        n_folds: of the cross-validation, 2 or more.
        holdout: share of the rows that are held out, from 0 to below 1.
    """

    kept_back: float
    n_folds: int
    holdout: float = 0.0

    def reason(self, history: History, budget: Budget) -> str | None:
        """Return that the time is over if the end needs what is left, or None."""
        needed = self.needed(history)
        if budget.timeout is None or needed <= self.kept_back:
            return None
        is_over = budget.seconds_left + self.kept_back <= needed + _of_one_trial(history)
        return "the time is over" if is_over else None

    def needed(self, history: History) -> float:
        """Return the seconds that the end takes, judged by what trials have cost."""
        losses = history.losses[:, 0]
        if np.isnan(losses).all():
            return WORDS_AND_FILES
        seconds = np.nan_to_num(history.seconds)
        is_default = np.array([bool(tags.get("baseline")) for tags in history.tags])
        best = seconds[np.nanargmin(losses)]
        default = seconds[is_default].max(initial=0.0)
        return WORDS_AND_FILES + float(self._on_search(best + default) + self._on_everything(best))

    def _on_search(self, trial_seconds: float) -> float:
        growth = (self.n_folds / (self.n_folds - 1)) ** 2
        return trial_seconds / self.n_folds * growth if self.holdout else 0.0

    def _on_everything(self, trial_seconds: float) -> float:
        growth = (self.n_folds / (self.n_folds - 1) / (1 - self.holdout)) ** 2
        return trial_seconds / self.n_folds * growth


def _of_one_trial(history: History) -> float:
    """Return the seconds of a trial: those that run when the search stops are let end."""
    return float(np.median(np.nan_to_num(history.seconds))) if len(history) else 0.0
