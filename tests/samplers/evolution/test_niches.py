"""Niches: the best of each stays, no niche holds more than it may, and the distance knows what is active."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.samplers.evolution.niches import cleared, distances
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]
SPACE = Space({
    "kernel": Categorical(["linear", "rbf", "poly"]),
    "gamma": Float(0, 1, when=param("kernel") != "linear"),
    "degree": Int(2, 5, when=param("kernel") == "poly"),
    "c": Float(0, 1),
})
AXES = axes_of(SPACE)
LINE = axes_of(Space({"x": Float(0, 1)}))
LINEAR, RBF, POLY = 1 / 6, 0.5, 5 / 6
places = hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(0, 40).map(lambda n: n / 40))


def kept(x: Array, n_wanted: int, radius: float, capacity: int) -> list[int]:
    return cleared(LINE, x[:, None], n_wanted, radius, capacity).tolist()


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        pytest.param([RBF, 0.2, np.nan, 0.5], [RBF, 0.5, np.nan, 0.5], 0.1, id="a number, of three that are active"),
        pytest.param([LINEAR, np.nan, np.nan, 0.5], [LINEAR, np.nan, np.nan, 0.7], 0.1, id="what sleeps in both"),
        pytest.param([LINEAR, np.nan, np.nan, 0.5], [RBF, 0.2, np.nan, 0.5], 2 / 3, id="another branch"),
        pytest.param([RBF, 0.2, np.nan, 0.5], [POLY, 0.2, 0.125, 0.5], 0.5, id="a category and what it awakens"),
    ],
)
def test_the_distance_counts_what_is_active(one: list[float], other: list[float], distance: float) -> None:
    assert distances(AXES, np.array(one), np.array([one, other])).tolist() == [0, pytest.approx(distance)]


@given(st.integers(0, 2**32 - 1))
def test_a_distance_is_symmetric_and_between_nothing_and_one(seed: int) -> None:
    units = AXES.snapped(SPACE.sample(np.random.default_rng(seed), 10))
    found = np.array([distances(AXES, unit, units) for unit in units])
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(np.diag(found), 0)
    assert found.max() <= 1


def test_without_coordinates_all_are_the_same() -> None:
    assert distances(axes_of(Space({})), np.empty(0), np.empty((3, 0))).tolist() == [0, 0, 0]


@given(places, st.floats(0, 1), st.integers(1, 5))
def test_nothing_is_lost_but_copies_and_the_best_is_first(x: Array, radius: float, capacity: int) -> None:
    found = kept(x, 30, radius, capacity)
    assert found[0] == 0
    assert sorted(found) == sorted(np.unique(x, return_index=True)[1])
    assert kept(x, 3, radius, capacity) == found[:3]


@given(places)
def test_niches_of_no_extent_leave_the_order_as_it_is(x: Array) -> None:
    assert (np.diff(kept(x, 30, 0.0, 1)) > 0).all()


def test_a_full_niche_turns_away_all_but_its_best() -> None:
    x = np.array([0.50, 0.51, 0.52, 0.90, 0.49, 0.91, 0.53, 0.92, 0.10])
    assert kept(x, 9, 0.1, 2) == [0, 1, 3, 5, 8, 2, 4, 6, 7]
    assert kept(x, 4, 0.1, 2) == [0, 1, 3, 5]


def test_a_configuration_in_two_niches_needs_room_in_both_and_takes_it() -> None:
    x = np.array([0.3, 0.5, 0.4, 0.29, 0.51, 0.8])
    assert kept(x, 6, 0.11, 2) == [0, 1, 2, 5, 3, 4]


def test_a_niche_reaches_from_the_best_in_it_and_not_from_all() -> None:
    assert kept(np.array([0.5, 0.58, 0.65]), 2, 0.1, 1) == [0, 2]
    assert kept(np.array([0.5, 0.58, 0.65, 0.59]), 3, 0.1, 2) == [0, 1, 2]
