"""Columns for the kernel: what is inactive says nothing, and every choice is as far from every other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surrogates.gp.mixed import AXES, ENCODING, MIXED, drawn
from tunewright.space.parameters import Categorical, Constant, Float
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding, Points

seeds = st.integers(0, 2**32 - 1)


def columns(points: Points) -> np.ndarray:
    return np.hstack([points.numbers, points.blocks])


@given(seeds)
def test_configurations_that_differ_in_inactive_parameters_only_are_the_same_point(seed: int) -> None:
    raw = np.random.default_rng(seed).random((2, MIXED.n_dims))
    raw[1] = np.where(np.isnan(MIXED.screened(raw)[0][0]), raw[1], raw[0])
    once, again = (ENCODING.encoded(row) for row in AXES.snapped(MIXED.screened(raw)[0])[:, None])
    np.testing.assert_array_equal(columns(once), columns(again))
    np.testing.assert_array_equal(once.effects, again.effects)


@given(seeds)
def test_what_is_inactive_stands_in_the_middle_and_has_no_effect(seed: int) -> None:
    units = drawn(seed, 5)
    points, n = ENCODING.encoded(units), ENCODING.n_numbers
    asleep = np.isnan(units[:, ENCODING.numeric])
    assert (points.numbers[asleep] == 0.5).all()
    assert (points.effects[:, :n][asleep] == 0).all()
    assert (points.effects[:, n : 2 * n][asleep] == 0).all()
    hot = points.blocks[:, 3:].any(axis=1)  # the block of the conditional category, after that of its parent
    np.testing.assert_array_equal(hot, ~np.isnan(units[:, 4]))


@pytest.mark.parametrize("k", range(1, 51))
def test_every_choice_is_found_once_and_is_at_distance_one_from_every_other(k: int) -> None:
    space = Space({"kind": Categorical(list(range(k)))})
    units = np.stack([space.encode(params) for params in space.configurations()])
    points = Encoding.of(axes_of(space)).encoded(units)
    np.testing.assert_array_equal(points.effects, np.eye(k))
    distances = ((points.blocks[:, None] - points.blocks) ** 2).sum(axis=2)
    np.testing.assert_allclose(distances, 1 - np.eye(k), atol=1e-12)


@given(seeds)
def test_active_numbers_keep_their_coordinates(seed: int) -> None:
    units = drawn(seed, 5)[:, ENCODING.numeric]
    numbers = ENCODING.encoded(drawn(seed, 5)).numbers
    np.testing.assert_array_equal(numbers[~np.isnan(units)], units[~np.isnan(units)])


def test_effects_of_a_number_are_a_line_and_a_bowl_of_mean_zero() -> None:
    encoding = Encoding.of(axes_of(Space({"x": Float(0, 1)})))
    ends = encoding.encoded(np.array([[0.0], [0.5], [1.0]])).effects
    np.testing.assert_allclose(ends, [[-1, 2 / 3], [0, -1 / 3], [1, 2 / 3]])
    grid = encoding.encoded((np.arange(1000)[:, None] + 0.5) / 1000).effects
    np.testing.assert_allclose(grid.mean(axis=0), 0, atol=1e-6)


def test_all_columns_of_a_parameter_share_one_lengthscale() -> None:
    assert ENCODING.n_numbers == 4
    assert ENCODING.n_params == 6
    assert [MIXED.dims[axis] for axis in ENCODING.numeric] == ["x", "n", "rate", "size"]
    assert ENCODING.groups.tolist() == [0, 1, 2, 3, 4, 4, 4, 5, 5]


@pytest.mark.parametrize(
    "space", [Space({"c": Constant(1)}), Space({"x": Float(0, 1)}), Space({"k": Categorical([1])})]
)
def test_a_space_of_one_kind_or_of_none_is_encoded(space: Space) -> None:
    encoding = Encoding.of(axes_of(space))
    points = encoding.encoded(np.full((3, space.n_dims), 0.5))
    assert len(points) == 3
    assert columns(points).shape == (3, len(encoding.groups))


def test_no_points_are_encoded_as_none() -> None:
    points = ENCODING.encoded(np.empty((0, MIXED.n_dims)))
    assert (len(points), points.blocks.shape, points.effects.shape) == (0, (0, 5), (0, 13))
