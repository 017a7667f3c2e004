"""What a stopper is: anything with this one method, and how several are asked at once."""

from collections.abc import Iterable
from typing import Protocol

from tunewright.stoppers.budget import Budget
from tunewright.trials.history import History


class Stopper(Protocol):
    """Decides whether a study should end."""

    def reason(self, history: History, budget: Budget) -> str | None:
        """Return why the study should end now, as the end of a sentence, or None if it should go on."""
        ...


def first_reason(stoppers: Iterable[Stopper], history: History, budget: Budget) -> str | None:
    """Return the first reason that any of `stoppers` has, in their order, or None."""
    reasons = (stopper.reason(history, budget) for stopper in stoppers)
    return next((reason for reason in reasons if reason is not None), None)
