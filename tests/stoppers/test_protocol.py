"""Several stoppers at once: the first reason counts."""

import pytest

from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.stoppers.budget import Budget, BudgetStopper
from tunewright.stoppers.patience import PatienceStopper
from tunewright.stoppers.protocol import first_reason
from tunewright.stoppers.target import TargetStopper
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


@pytest.mark.parametrize(
    ("target", "patience", "timeout", "reason"),
    [
        pytest.param(0.0, 9, 9.0, None, id="none has one"),
        pytest.param(0.0, 1, 0.0, "no improvement in the last 1 trials", id="the second comes before the third"),
        pytest.param(2.0, 1, 0.0, "trial 0 reached the target", id="the first"),
    ],
)
def test_the_first_reason_counts(target: float, patience: int, timeout: float, reason: str | None) -> None:
    history = History(Space({"x": Float(0, 1)}))
    for number in range(2):
        history.put(Trial(number, State.COMPLETE, {"x": 0.5}), [1.0])
    stoppers = [TargetStopper(target), PatienceStopper(patience), BudgetStopper()]
    assert first_reason(stoppers, history, Budget(timeout=timeout)) == reason


def test_without_stoppers_there_is_no_reason() -> None:
    assert first_reason([], History(Space({"x": Float(0, 1)})), Budget()) is None
