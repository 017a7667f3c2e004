"""Stop when what was granted is spent: the time is over, or the trials have been run.

The clock is read by whoever fills in the record, so that this stays a pure function.
"""

from dataclasses import dataclass
from math import inf

from tunewright.trials.history import History


@dataclass(frozen=True, slots=True)
class Budget:
    """What one call of `optimize` may spend, and what it has spent so far.

    Attributes:
        started: when the call began, in seconds of some clock.
        now: the present, in seconds of the same clock.
        timeout: seconds that the call may take, or None for no limit.
        n_trials: trials that the call may run, or None for no limit.
        n_ended: trials of the call that have ended and count.
        total: trials that the study may hold in all, or None for no limit.
    """

    started: float = 0.0
    now: float = 0.0
    timeout: float | None = None
    n_trials: int | None = None
    n_ended: int = 0
    total: int | None = None

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline, never below 0; inf without one."""
        return inf if self.timeout is None else max(0.0, self.started + self.timeout - self.now)


@dataclass(frozen=True, slots=True)
class BudgetStopper:
    """Stop at the deadline, or when the trials of the call or of the study have been run."""

    def reason(self, history: History, budget: Budget) -> str | None:
        """Return which part of `budget` is spent, or None."""
        if budget.seconds_left <= 0:
            return f"the time limit of {budget.timeout:g} s is over"
        if budget.n_trials is not None and budget.n_ended >= budget.n_trials:
            return f"all {budget.n_trials} trials have been run"
        if budget.total is not None and len(history) >= budget.total:
            return f"the study has its {budget.total} trials"
        return None
