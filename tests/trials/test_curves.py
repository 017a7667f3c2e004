"""Curves against a dictionary: whatever comes in whichever order, the matrix holds the latest of each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.trials.curves import FIRST_SHAPE, Curves

reports = st.tuples(st.integers(0, 50), st.integers(0, 40) | st.integers(0, 10**9), st.floats(allow_nan=False))
events = st.lists(reports | st.integers(0, 50), max_size=120)


@given(events)
def test_the_matrix_holds_the_latest_loss_of_each_trial_and_step(events: list[tuple[int, int, float] | int]) -> None:
    curves, model = Curves(), dict[tuple[int, int], float]()
    for event in events:
        if isinstance(event, int):
            curves.drop(event)
            model = {place: loss for place, loss in model.items() if place[0] != event}
        else:
            curves.put(*event)
            model[event[:2]] = event[2]
    rows, columns = np.nonzero(~np.isnan(curves.losses))
    places = [(curves.numbers[row], curves.steps[column]) for row, column in zip(rows, columns, strict=True)]
    assert dict(zip(places, curves.losses[rows, columns], strict=True)) == model


@given(events)
def test_steps_ascend_and_columns_find_them(events: list[tuple[int, int, float] | int]) -> None:
    curves = Curves()
    for event in events:
        if not isinstance(event, int):
            curves.put(*event)
    assert list(curves.steps) == sorted(set(curves.steps))
    assert [curves.column(step) for step in curves.steps] == list(range(len(curves.steps)))
    assert [curves.row(number) for number in curves.numbers] == list(range(len(curves.numbers)))
    assert curves.losses.shape == (len(curves.numbers), len(curves.steps))


@pytest.mark.parametrize("n", [FIRST_SHAPE[0], FIRST_SHAPE[0] + 1, 5 * FIRST_SHAPE[0]])
def test_it_grows_in_both_directions_without_losing_anything(n: int) -> None:
    curves = Curves()
    for index in reversed(range(n)):
        curves.put(index, index, float(index))
    assert np.array_equal(np.diagonal(curves.losses[::-1]), np.arange(n))
    assert np.count_nonzero(~np.isnan(curves.losses)) == n


def test_a_trial_that_was_dropped_keeps_its_row() -> None:
    curves = Curves()
    curves.put(3, 0, 1.0)
    curves.drop(3)
    curves.put(3, 1, 2.0)
    assert curves.row(3) == 0
    np.testing.assert_array_equal(curves.losses, [[np.nan, 2.0]])


def test_a_trial_that_never_reported_has_no_row() -> None:
    with pytest.raises(KeyError):
        Curves().row(0)


def test_the_curves_of_some_trials_are_found_by_their_numbers() -> None:
    curves = Curves()
    curves.put(7, 1, 0.1)
    curves.put(3, 0, 0.2)
    np.testing.assert_array_equal(curves.of([3, 5, 7]), [[0.2, np.nan], [np.nan, np.nan], [np.nan, 0.1]])
    assert Curves().of([1, 2]).shape == (2, 0)
