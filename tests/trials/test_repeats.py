"""What repeats say of the noise: nothing, that there is none, or that there is some."""

from math import inf

import pytest

from tunewright.space.parameters import Int
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.repeats import noise_of
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SPACE = Space({"n": Int(0, 9)})


def history_of(runs: list[tuple[int, float]]) -> History:
    history = History(SPACE)
    for number, (n, loss) in enumerate(runs):
        history.put(Trial(number, State.COMPLETE, {"n": n}), [loss])
    return history


@pytest.mark.parametrize(
    ("runs", "noise"),
    [
        pytest.param([], "unknown", id="nothing ran"),
        pytest.param([(1, 0.5), (2, 0.5)], "unknown", id="nothing ran twice"),
        pytest.param([(1, 0.5), (1, 0.5)], "unknown", id="one agreement may be chance"),
        pytest.param([(1, 0.5), (1, 0.5), (1, 0.5)], "none", id="twice the same again"),
        pytest.param([(1, 0.5), (2, 0.7), (1, 0.5), (2, 0.7)], "none", id="two configurations agree"),
        pytest.param([(1, 0.5), (1, 0.5), (1, 0.5), (2, 0.1), (2, 0.2)], "some", id="one disagrees"),
        pytest.param([(1, inf), (1, 0.5), (1, 0.5)], "unknown", id="infinite losses are left out"),
    ],
)
def test_the_edges(runs: list[tuple[int, float]], noise: str) -> None:
    assert noise_of(Problem(SPACE), history_of(runs)) == noise


def test_the_users_word_counts_more_than_repeats() -> None:
    assert noise_of(Problem(SPACE, noise="none"), history_of([(1, 0.1), (1, 0.2)])) == "none"


def test_a_trial_that_is_taken_out_is_no_repeat() -> None:
    history = history_of([(1, 0.1), (1, 0.2)])
    history.put(Trial(1, State.DISCARDED, {"n": 1}), [])
    assert noise_of(Problem(SPACE), history) == "unknown"


def test_failures_of_one_configuration_are_no_repeats_of_a_loss() -> None:
    history = history_of([(1, 0.1)])
    for number in (1, 2):
        history.put(Trial(number, State.FAILED, {"n": 1}), [])
    assert history.repeats() == []
