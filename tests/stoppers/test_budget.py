"""The budget: time and trials, each with its own sentence."""

from math import inf

import pytest

from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.stoppers.budget import Budget, BudgetStopper
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def history_of(n_trials: int) -> History:
    history = History(Space({"x": Float(0, 1)}))
    for number in range(n_trials):
        history.put(Trial(number, State.COMPLETE, {"x": 0.5}), [0.0])
    return history


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        pytest.param(Budget(), None, id="no limits"),
        pytest.param(Budget(100, 159, timeout=60), None, id="a second left"),
        pytest.param(Budget(100, 160, timeout=60), "the time limit of 60 s is over", id="at the deadline"),
        pytest.param(Budget(100, 100, timeout=0), "the time limit of 0 s is over", id="no time at all"),
        pytest.param(Budget(n_trials=5, n_ended=4), None, id="one trial left"),
        pytest.param(Budget(n_trials=5, n_ended=5), "all 5 trials have been run", id="trials of the call"),
        pytest.param(Budget(total=4), None, id="one left in the study"),
        pytest.param(Budget(total=3), "the study has its 3 trials", id="trials of the study"),
    ],
)
def test_it_stops_when_something_is_spent(budget: Budget, reason: str | None) -> None:
    assert BudgetStopper().reason(history_of(3), budget) == reason


def test_seconds_left_never_fall_below_zero() -> None:
    assert Budget(100, 130, timeout=60).seconds_left == 30
    assert Budget(100, 999, timeout=60).seconds_left == 0
    assert Budget(100, 999).seconds_left == inf
