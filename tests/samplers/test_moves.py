"""Moves: a number always leaves its value and stays between the borders, a category becomes another one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.samplers.moves import others, picked, reflected, stepped
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]
NUMBERS = axes_of(Space({"n": Int(1, 4), "width": Int(1, 64, log=True), "rate": Float(0, 1, step=0.25)}))
units = hnp.arrays(np.float64, (6, 3), elements=st.floats(0, 1))
steps = hnp.arrays(np.float64, (6, 3), elements=st.floats(-3, 3))
masks = hnp.arrays(np.bool_, (6, 4))


@given(masks, st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_at_least_one_that_may_change_is_picked_and_none_that_may_not(
    active: NDArray[np.bool_], seed: int, share: float
) -> None:
    found = picked(np.random.default_rng(seed), active, np.full((6, 1), share))
    assert not (found & ~active).any()
    np.testing.assert_array_equal(found.any(axis=1), active.any(axis=1))


@given(masks, st.integers(0, 2**32 - 1))
def test_without_force_a_share_of_nothing_picks_nothing(active: NDArray[np.bool_], seed: int) -> None:
    forced = np.arange(6)[:, None] < 2
    found = picked(np.random.default_rng(seed), active, np.zeros((6, 1)), forced)
    assert not found[2:].any()
    np.testing.assert_array_equal(found[:2].sum(axis=1), active[:2].any(axis=1))


def test_shares_may_differ_from_coordinate_to_coordinate() -> None:
    found = picked(np.random.default_rng(0), np.ones((50, 3), np.bool_), np.array([[0.0, 1.0, 1.0]]), forced=False)
    assert found.all(axis=0).tolist() == [False, True, True]
    assert not found[:, 0].any()


@given(units, steps)
def test_a_number_in_steps_always_leaves_its_value_and_stays_inside(before: Array, step: Array) -> None:
    before = NUMBERS.snapped(before)
    after = stepped(NUMBERS, before, step)
    assert ((after >= 0) & (after <= 1)).all()
    assert (np.abs(NUMBERS.snapped(after) - before) > 1e-9).all()


@given(hnp.arrays(np.float64, 5, elements=st.floats(-4, 4)))
def test_folding_back_is_a_mirror_at_both_ends(places: Array) -> None:
    found = reflected(places)
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found, reflected(-places), atol=1e-12)
    np.testing.assert_allclose(found, reflected(2 - places), atol=1e-12)
    inside = (places >= 0) & (places <= 1)
    np.testing.assert_allclose(found[inside], places[inside], atol=1e-12)


@given(hnp.arrays(np.float64, (8, 1), elements=st.floats(0, 0.999)), st.integers(2, 9))
def test_another_category_is_a_category_and_another(chance: Array, n_choices: int) -> None:
    axes = axes_of(Space({"kind": Categorical(list(range(n_choices)))}))
    before = axes.snapped(np.linspace(0, 1, 8)[:, None])
    after = others(axes, before, chance)
    np.testing.assert_allclose(axes.snapped(after), after)
    assert (np.abs(after - before) > 1e-9).all()
