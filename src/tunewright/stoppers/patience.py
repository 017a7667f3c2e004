"""Stop when nothing gets better any more: the last so many trials brought no improvement.

Every trial that counts uses up patience, failed and pruned ones too: they cost as much. Only a strictly lower loss of
a feasible trial renews it.
"""

from dataclasses import dataclass

import numpy as np

from tunewright.stoppers.budget import Budget
from tunewright.trials.history import History


@dataclass(frozen=True, slots=True)
class PatienceStopper:
    """Stop when `n_trials` trials have ended since the best loss was first reached.

    Args:
        n_trials: how many trials without improvement are borne, 1 or more.

    Raises:
        ValueError: if `n_trials` is too small, or, when asked, if the study has several objectives.
    """

    n_trials: int = 50

    def __post_init__(self) -> None:
        if self.n_trials < 1:
            raise ValueError(f"n_trials must be 1 or more, got {self.n_trials}; use a budget to stop at once")

    def reason(self, history: History, budget: Budget) -> str | None:
        """Return since when nothing has improved, or None."""
        if history.n_objectives != 1:
            raise ValueError(f"PatienceStopper needs 1 objective, got {history.n_objectives}; use a budget instead")
        losses = np.where(history.violations == 0, history.losses[:, 0], np.nan)
        if np.isnan(losses).all():
            return None
        n_since = len(losses) - 1 - int(np.nanargmin(losses))
        if n_since < self.n_trials:
            return None
        return f"no improvement in the last {n_since} trials"
