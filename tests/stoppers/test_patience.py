"""Patience: used up by every trial, renewed by improvement only."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.stoppers.budget import Budget
from tunewright.stoppers.patience import PatienceStopper
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SPACE = Space({"x": Float(0, 1)})


def history_of(*losses: float | None, **more: object) -> History:
    """Return a history of complete trials; None stands for a failed one."""
    history = History(SPACE)
    for number, loss in enumerate(losses):
        state = State.FAILED if loss is None else State.COMPLETE
        history.put(Trial(number, state, {"x": 0.5}, **more), [0.0 if loss is None else loss])  # type: ignore[arg-type]
    return history


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        pytest.param((), None, id="no trials"),
        pytest.param((1.0, 2.0), None, id="one more is borne"),
        pytest.param((1.0, 2.0, 3.0), "no improvement in the last 2 trials", id="used up"),
        pytest.param((3.0, 2.0, 1.0), None, id="always better"),
        pytest.param((1.0, 1.0, 1.0), "no improvement in the last 2 trials", id="as good is not better"),
        pytest.param((1.0, None, None), "no improvement in the last 2 trials", id="failures use it up"),
        pytest.param((None, None, None), None, id="nothing has come out yet"),
        pytest.param((inf, inf, inf), "no improvement in the last 2 trials", id="all diverged"),
    ],
)
def test_it_stops_when_nothing_gets_better(losses: tuple[float | None, ...], reason: str | None) -> None:
    assert PatienceStopper(2).reason(history_of(*losses), Budget()) == reason


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20), st.integers(1, 8))
def test_it_counts_the_trials_since_the_best_was_first_reached(losses: list[float], n_trials: int) -> None:
    n_since = len(losses) - 1 - losses.index(min(losses))
    stopped = PatienceStopper(n_trials).reason(history_of(*losses), Budget()) is not None
    assert stopped is (n_since >= n_trials)


def test_an_infeasible_trial_is_no_improvement() -> None:
    history = history_of(1.0, 2.0)
    history.put(Trial(2, State.COMPLETE, {"x": 0.5}, constraints={"c": 1.0}), [0.0])
    assert PatienceStopper(2).reason(history, Budget()) == "no improvement in the last 2 trials"


def test_a_wrong_setting_is_named_with_its_value() -> None:
    with pytest.raises(ValueError, match="n_trials must be 1 or more, got 0"):
        PatienceStopper(0)


def test_several_objectives_are_refused() -> None:
    with pytest.raises(ValueError, match="1 objective, got 2"):
        PatienceStopper().reason(History(SPACE, 2), Budget())
