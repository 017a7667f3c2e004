"""Constraints by their values: order and border survive the scale, and the border is found from both sides."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from surrogates.gp.mixed import PLANE, drawn
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.constraints import MOST, AllMet, measured, standardised
from tunewright.surrogates.feasibility import Feasibility, feasibility, standardised_labels
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.gp.fit import fitted
from tunewright.surrogates.gp.posterior import posterior

Array = NDArray[np.float64]
FLAT_PLANE = Encoding.of(axes_of(PLANE))
anything = st.lists(st.floats(allow_nan=False), min_size=1, max_size=30).map(np.array)
counts = st.lists(st.integers(-3, 3), min_size=2, max_size=30).map(lambda values: np.array(values, np.float64))


def learned(units: Array, constraints: Array) -> AllMet:
    points = FLAT_PLANE.encoded(units)
    parts = []
    for each in measured(constraints):
        there = FLAT_PLANE.encoded(units[each.rows])
        parts.append(Feasibility(posterior(FLAT_PLANE, fitted(FLAT_PLANE, there, each.y), there, each.y), each.border))
    assert len(points) == len(constraints)
    return AllMet(tuple(parts))


def chance(model: AllMet | Feasibility, units: Array) -> Array:
    return np.exp(model.log_probability(FLAT_PLANE.encoded(units)))


@given(anything)
def test_the_order_is_kept_and_what_is_met_is_on_its_side_of_the_border(values: Array) -> None:
    y, border = standardised(values)
    assert np.isfinite(y).all()
    assert np.isfinite(border)
    assert (np.diff(y[np.argsort(values, kind="stable")]) >= -1e-9).all()
    assert (y[values <= 0] <= border + 1e-9).all()
    assert (y[values > 0] >= border - 1e-9).all()


@given(counts.filter(lambda values: np.ptp(values) > 0))
def test_counts_keep_their_differences_and_none_is_on_the_border(values: Array) -> None:
    y, border = standardised(values)
    assert y.mean() == pytest.approx(0, abs=1e-9)
    assert y.var() == pytest.approx(1)
    assert len(np.unique(y.round(9))) == len(np.unique(values))
    if (values > 0).any():
        np.testing.assert_array_equal(y < border, values <= 0)


@given(anything, st.sampled_from([1e-3, 0.1, 7.0, 1e3]))
def test_the_unit_of_a_constraint_does_not_matter(values: Array, unit: float) -> None:
    sizes = np.abs(values)
    if ((sizes > 1e-300) & (sizes < 1e300) | (sizes == 0)).all():
        (y, border), (other, its_border) = standardised(values), standardised(unit * values)
        np.testing.assert_allclose(other, y, atol=1e-6)
        assert its_border == pytest.approx(border, abs=1e-6)


def test_a_constraint_that_says_only_how_much_it_is_violated_tells_met_from_unmet() -> None:
    y, border = standardised(np.array([0.0, 0.0, 0.0, 0.1, 2.0, 4.0]))
    assert border - y[0] > 0.5
    assert y[3] > border


@pytest.mark.parametrize("column", [[nan, nan, nan], [2.0, 2.0, nan], [-inf, nan, -inf]], ids=str)
def test_a_constraint_of_one_value_is_left_out(column: list[float]) -> None:
    assert list(measured(np.array(column)[:, None])) == []


def test_a_trial_without_a_value_is_left_out_of_that_constraint_only() -> None:
    first, second = measured(np.array([[1.0, nan], [-1.0, 3.0], [nan, -2.0], [2.0, 1.0]]))
    assert first.rows.tolist() == [True, True, False, True]
    assert second.rows.tolist() == [False, True, True, True]
    assert [len(first.y), len(second.y)] == [3, 3]


def test_of_many_constraints_the_largest_value_counts_whatever_its_unit() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(40, MOST + 1)) - 1
    assert len(list(measured(values[:, :MOST]))) == MOST
    (one,) = measured(values * 10.0 ** np.arange(MOST + 1))
    np.testing.assert_array_equal(one.y < one.border, (values <= 0).all(axis=1))
    values[:7], values[7, 1:] = nan, nan
    (one,) = measured(values)
    assert one.rows.tolist() == [False] * 7 + [True] * 33


def test_all_are_met_with_the_product_of_the_chances() -> None:
    units = drawn(1, 30, PLANE)
    values = units - 0.6
    both, grid = learned(units, values), drawn(2, 50, PLANE)
    expected = sum(stats.norm.logcdf(part.border, *part.process.at(FLAT_PLANE.encoded(grid))) for part in both.parts)
    assert len(both.parts) == 2
    np.testing.assert_allclose(both.log_probability(FLAT_PLANE.encoded(grid)), expected, rtol=1e-9, atol=1e-12)


def test_a_border_is_found_with_fewer_mistakes_from_values_than_from_labels() -> None:
    units, grid = drawn(1, 20, PLANE), drawn(2, 1000, PLANE)

    def circle(u: Array) -> Array:
        return np.asarray(((u - [0.3, 0.6]) ** 2).sum(axis=1) - 0.09)

    fails = circle(units) > 0
    points = FLAT_PLANE.encoded(units)
    labels = feasibility(FLAT_PLANE, fitted(FLAT_PLANE, points, standardised_labels(fails)[0]), points, fails)
    by_value = ((chance(learned(units, circle(units)[:, None]), grid) > 0.5) != (circle(grid) <= 0)).mean()
    by_label = ((chance(labels, grid) > 0.5) != (circle(grid) <= 0)).mean()
    assert by_value < 0.02
    assert by_value < by_label / 2


def test_one_hopeless_trial_does_not_move_the_border() -> None:
    units = drawn(1, 20, PLANE)
    values = units[:, 0] - 0.5
    values[np.argmax(units[:, 0])] = 1e12
    grid = drawn(2, 500, PLANE)
    wrong = (chance(learned(units, values[:, None]), grid) > 0.5) != (grid[:, 0] <= 0.5)
    assert wrong.mean() < 0.1
