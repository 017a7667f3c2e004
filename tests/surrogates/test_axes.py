"""Axes against the space itself: the same coordinates, for many rows at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

SPACE = Space({
    "x": Float(-2, 3),
    "rate": Float(1e-4, 1, log=True),
    "c": Constant(1),
    "half": Float(0, 2, step=0.5),
    "n": Int(3, 9, step=2),
    "width": Int(1, 100, log=True),
    "stride": Int(1, 41, log=True, step=4),
    "size": Ordinal(["s", "m", "l"]),
    "kind": Categorical(["a", "b", "c", "d", "e"]),
    "pinned": Float(2, 2),
    "single": Int(4, 4),
})
AXES = axes_of(SPACE)
units = st.lists(st.floats(0, 1), min_size=SPACE.n_dims, max_size=SPACE.n_dims).map(np.array)


@given(units)
def test_snapped_coordinates_are_those_of_the_decoded_configuration(unit: np.ndarray) -> None:
    nudged = np.clip(unit + 1e-9, 0, 1)  # away from the borders between cells, which either side may own
    expected = SPACE.encode(SPACE.decode(nudged))
    np.testing.assert_allclose(AXES.snapped(nudged[None])[0], expected, atol=1e-9)


@given(units)
def test_snapping_twice_changes_nothing(unit: np.ndarray) -> None:
    once = AXES.snapped(unit[None])
    np.testing.assert_allclose(AXES.snapped(once), once, atol=1e-12)


def test_every_dimension_is_of_one_kind() -> None:
    kinds = np.concatenate([AXES.continuous, AXES.stepped, AXES.categorical])
    assert sorted(kinds.tolist()) == list(range(SPACE.n_dims))
    assert [SPACE.dims[index] for index in AXES.continuous] == ["x", "rate"]
    assert [SPACE.dims[index] for index in AXES.categorical] == ["kind"]


def test_nan_stays_nan() -> None:
    assert np.isnan(AXES.snapped(np.full((1, SPACE.n_dims), np.nan))).all()


@pytest.mark.parametrize(
    "parameter",
    [Int(1, 7), Int(1, 50, log=True), Int(1, 9, log=True, step=4), Float(0, 1, step=0.25), Ordinal(list("abc"))],
)
def test_the_cells_of_all_values_cover_the_axis_once(parameter: Int | Float | Ordinal) -> None:
    space = Space({"x": parameter})
    points = np.stack([space.encode(params) for params in space.configurations()])
    lower, upper = axes_of(space).cells(points)
    np.testing.assert_allclose(lower[0], 0, atol=1e-12)
    np.testing.assert_allclose(upper[-1], 1, atol=1e-12)
    np.testing.assert_allclose(lower[1:], upper[:-1], atol=1e-12)


def test_a_space_without_dimensions_has_no_axes() -> None:
    axes = axes_of(Space({"c": Constant(1)}))
    assert axes.snapped(np.zeros((3, 0))).shape == (3, 0)
