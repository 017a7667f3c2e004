"""Stop when a result is good enough: some feasible trial has reached the loss that was asked for."""

from dataclasses import dataclass
from math import isnan

import numpy as np

from tunewright.stoppers.budget import Budget
from tunewright.trials.history import History


@dataclass(frozen=True, slots=True)
class TargetStopper:
    """Stop when a feasible trial's loss is `loss` or lower.

    Args:
        loss: the target as a loss: for an objective that is maximised, the value with its sign turned.

    Raises:
        ValueError: if `loss` is NaN, or, when asked, if the study has several objectives.
    """

    loss: float

    def __post_init__(self) -> None:
        if isnan(self.loss):
            raise ValueError("loss must be a number, got nan; nothing could ever reach it")

    def reason(self, history: History, budget: Budget) -> str | None:
        """Return which trial reached the target first, or None."""
        if history.n_objectives != 1:
            raise ValueError(f"TargetStopper needs 1 objective, got {history.n_objectives}; use a budget instead")
        reached = (history.losses[:, 0] <= self.loss) & (history.violations == 0)
        if not reached.any():
            return None
        return f"trial {history.numbers[np.argmax(reached)]} reached the target"
