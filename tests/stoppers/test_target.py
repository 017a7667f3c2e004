"""The target: reached by a feasible, complete trial, or not at all."""

from math import inf, nan

import pytest

from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.stoppers.budget import Budget
from tunewright.stoppers.target import TargetStopper
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SPACE = Space({"x": Float(0, 1)})


def history_of(*losses: float, **more: object) -> History:
    history = History(SPACE)
    for number, loss in enumerate(losses):
        history.put(Trial(number, State.COMPLETE, {"x": 0.5}, **more), [loss])  # type: ignore[arg-type]
    return history


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        pytest.param((), None, id="no trials"),
        pytest.param((0.2, 0.11, inf, nan), None, id="above"),
        pytest.param((0.2, 0.1, 0.05), "trial 1 reached the target", id="exactly, and the first"),
        pytest.param((-inf,), "trial 0 reached the target", id="minus infinity"),
    ],
)
def test_it_stops_when_the_target_is_reached(losses: tuple[float, ...], reason: str | None) -> None:
    assert TargetStopper(0.1).reason(history_of(*losses), Budget()) == reason


def test_an_infeasible_trial_does_not_reach_the_target() -> None:
    assert TargetStopper(0.1).reason(history_of(0.0, constraints={"c": 1.0}), Budget()) is None


def test_a_failed_trial_does_not_reach_the_target() -> None:
    history = History(SPACE)
    history.put(Trial(0, State.FAILED, {"x": 0.5}), [0.0])
    assert TargetStopper(0.1).reason(history, Budget()) is None


def test_a_target_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="loss must be a number, got nan"):
        TargetStopper(nan)


def test_several_objectives_are_refused() -> None:
    with pytest.raises(ValueError, match="1 objective, got 2"):
        TargetStopper(0.1).reason(History(SPACE, 2), Budget())
