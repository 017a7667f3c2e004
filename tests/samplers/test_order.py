"""One order of all trials: feasible, infeasible, pruned, failed; with several objectives by fronts."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.samplers import order as module
from tunewright.samplers.order import best_and_others, best_first, front_places
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

losses = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 25), st.integers(1, 3)), elements=st.integers(0, 6) | st.just(np.inf)
)


def dominates(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool((one <= other).all() and (one < other).any())


def test_complete_comes_before_infeasible_before_pruned_before_failed() -> None:
    history = History(Space({"x": Float(0, 1)}))
    endings = [
        (State.FAILED, nan, 0.0),
        (State.PRUNED, nan, 0.0),
        (State.COMPLETE, 0.0, 5.0),
        (State.COMPLETE, inf, 0.0),
        (State.COMPLETE, 2.0, 0.0),
        (State.TIMED_OUT, nan, 0.0),
        (State.COMPLETE, 9.0, 1.0),
        (State.COMPLETE, -inf, 0.0),
        (State.COMPLETE, nan, 0.0),
    ]
    for number, (state, loss, violation) in enumerate(endings):
        history.put(Trial(number, state, {"x": 0.5}, constraints={"c": violation}), [loss])
    order, n_complete = best_first(history, 3)
    assert order.tolist() == [7, 4, 3, 8, 6, 2, 1, 0, 5]
    assert n_complete == 6


def test_with_several_objectives_a_dominated_trial_comes_later() -> None:
    history = History(Space({"x": Float(0, 1)}), 2)
    for number, pair in enumerate([[3.0, 3.0], [1.0, 2.0], [2.0, 1.0]]):
        history.put(Trial(number, State.COMPLETE, {"x": 0.5}), pair)
    assert best_first(history, 3)[0].tolist() == [1, 2, 0]


def test_infeasible_trials_take_no_place_of_feasible_ones_in_the_fronts() -> None:
    history = History(Space({"x": Float(0, 1)}), 2)
    for number, (pair, violation) in enumerate([
        ([0.0, 0.0], 1.0),
        ([1.0, 9.0], 0.0),
        ([2.0, 2.0], 0.0),
        ([3.0, 1.0], 0.0),
    ]):
        history.put(Trial(number, State.COMPLETE, {"x": 0.5}, constraints={"c": violation}), pair)
    assert best_first(history, 1)[0].tolist() == [1, 3, 2, 0]


def test_a_loss_that_is_no_number_is_the_worst() -> None:
    assert front_places(np.array([[nan, 1.0], [inf, 1.0], [0.0, 1.0]]), 3).tolist() == [2, 1, 0]


@given(losses)
def test_what_dominates_has_the_better_place(points: NDArray[np.float64]) -> None:
    places = front_places(points, len(points))
    assert sorted(places.tolist()) == list(range(len(points)))
    for one in range(len(points)):
        for other in range(len(points)):
            assert not dominates(points[one], points[other]) or places[one] < places[other]


@given(losses, st.integers(1, 25))
def test_stopping_early_changes_nothing_in_the_places_wanted(points: NDArray[np.float64], n_wanted: int) -> None:
    whole, part = front_places(points, len(points)), front_places(points, n_wanted)
    wanted = whole < n_wanted
    np.testing.assert_array_equal(whole[wanted], part[wanted])


def test_inside_a_front_the_ends_come_first_and_the_crowded_last() -> None:
    points = np.array([[0.0, 9.0], [4.0, 4.0], [4.5, 3.5], [5.0, 3.0], [9.0, 0.0]])
    places = front_places(points, 5)
    assert {int(place) for place in places[[0, 4]]} == {0, 1}


endings = st.tuples(
    st.sampled_from([State.COMPLETE, State.COMPLETE, State.COMPLETE, State.PRUNED, State.FAILED]),
    st.integers(0, 4) | st.sampled_from([nan, inf, -inf]),
    st.sampled_from([0.0, 0.0, 0.0, 1.0, 2.0]),
)


def history_of(ended: list[tuple[State, float, float]]) -> History:
    history = History(Space({"x": Float(0, 1)}))
    for number, (state, loss, violation) in enumerate(ended):
        history.put(Trial(number, state, {"x": 0.5}, constraints={"c": violation}), [loss])
    return history


@given(st.lists(endings, max_size=30), st.integers(1, 6), st.integers(1, 9))
def test_the_best_are_exact_and_the_others_even_from_the_best_to_the_worst(
    ended: list[tuple[State, float, float]], n_best: int, n_others: int
) -> None:
    history = history_of(ended)
    expected, n_complete = best_first(history, n_best)
    n_best = min(n_best, n_complete)
    best, others = best_and_others(history, n_best, n_others, np.random.default_rng(0))
    left = expected[n_best:].tolist()
    assert best.tolist() == expected[:n_best].tolist()
    assert len(others) == min(len(left), n_others)
    places = [left.index(row) for row in others]
    if len(others) > 1:
        assert (places[0], places[-1]) == (0, len(left) - 1)
        gaps = np.diff(places)
        assert gaps.max() - gaps.min() <= 1


@given(st.lists(endings, max_size=40), st.integers(0, 9))
def test_of_a_long_history_the_others_are_from_all_stretches_of_time(
    ended: list[tuple[State, float, float]], seed: int
) -> None:
    history = history_of(ended)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONGEST_SORTED", 8)
        best, others = best_and_others(history, 3, 8, np.random.default_rng(seed))
    expected = best_first(history, 3)[0].tolist()
    assert best.tolist() == expected[: len(best)]
    assert [expected.index(row) for row in others] == sorted(expected.index(row) for row in others)
    assert len({*best.tolist(), *others.tolist()}) == len(best) + len(others)
    left = sorted({*range(len(ended))} - {*best.tolist()})
    ends = np.linspace(0, len(left), 9).astype(int)
    stretches = np.searchsorted(ends, [left.index(row) for row in others], "right")
    assert len(others) == min(8, len(left))
    assert len(left) < 8 or len({*stretches.tolist()}) == 8
