"""Where trials fail: a border is learned, and the chance of a result changes across it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surrogates.gp.mixed import ENCODING, MIXED, PLANE, drawn
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.feasibility import Feasibility, feasibility, standardised_labels
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.gp.fit import fitted

FLAT_PLANE = Encoding.of(axes_of(PLANE))
mixed_labels = st.lists(st.booleans(), min_size=2, max_size=50).filter(lambda fails: 0 < sum(fails) < len(fails))


def learned(encoding: Encoding, units: np.ndarray, fails: np.ndarray) -> Feasibility:
    points = encoding.encoded(units)
    return feasibility(encoding, fitted(encoding, points, standardised_labels(fails)[0]), points, fails)


@given(mixed_labels)
def test_labels_have_mean_zero_and_variance_one_with_the_border_half_way(fails: list[bool]) -> None:
    labels, border = standardised_labels(np.array(fails))
    assert labels.mean() == pytest.approx(0, abs=1e-9)
    assert labels.var() == pytest.approx(1)
    assert border == pytest.approx((labels.min() + labels.max()) / 2)
    np.testing.assert_array_equal(labels > border, fails)


def test_half_a_plane_that_fails_is_learned() -> None:
    units = drawn(1, 50, PLANE)
    model = learned(FLAT_PLANE, units, units[:, 0] > 0.6)
    grid = drawn(2, 500, PLANE)
    chance = np.exp(model.log_probability(FLAT_PLANE.encoded(grid)))
    assert chance[grid[:, 0] < 0.5].mean() > 0.9
    assert chance[grid[:, 0] > 0.7].mean() < 0.1
    assert (chance[grid[:, 0] < 0.5] > 0.5).mean() > 0.97
    assert (chance[grid[:, 0] > 0.7] < 0.5).mean() > 0.97


def test_a_branch_that_fails_is_learned() -> None:
    units = drawn(1, 50)
    model = learned(ENCODING, units, units[:, 0] < 1 / 3)
    there = drawn(2, 200)
    chance = np.exp(model.log_probability(ENCODING.encoded(there)))
    assert [MIXED.dims[0], MIXED.decode(there[0])["kind"]] == ["kind", "abc"[int(there[0, 0] * 3)]]
    assert (chance[there[:, 0] > 1 / 3] > 0.5).mean() > 0.97
    assert (chance[there[:, 0] < 1 / 3] < 0.5).mean() > 0.97


def test_the_chance_is_that_of_a_latent_value_below_the_border_however_small() -> None:
    units = np.linspace(0, 1, 60)[:, None] * np.ones((1, 2))
    model, points = learned(FLAT_PLANE, units, units[:, 0] > 0.8), FLAT_PLANE.encoded(units)
    mean, sd = model.process.at(points)
    chance = model.log_probability(points)
    np.testing.assert_allclose(chance, stats.norm.logcdf(model.border, mean, sd), rtol=1e-9, atol=1e-300)
    assert abs(model.border) > 0.5
    assert chance.min() < -40
    assert np.isfinite(chance).all()


def test_the_slope_of_the_chance_is_that_of_finite_differences() -> None:
    units = drawn(1, 40, PLANE)
    model = learned(FLAT_PLANE, units, units.sum(axis=1) > 1.1)
    for place in drawn(3, 20, PLANE):
        _, slope = model.log_probability_and_slope(FLAT_PLANE.encoded(place[None]))
        for axis in range(2):
            nudge = 1e-5 * (np.arange(2) == axis)
            up, down = (model.log_probability(FLAT_PLANE.encoded((place + sign * nudge)[None]))[0] for sign in (1, -1))
            assert slope[axis] == pytest.approx((up - down) / 2e-5, rel=1e-3, abs=1e-4)
