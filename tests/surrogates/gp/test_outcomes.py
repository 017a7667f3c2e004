"""Losses made normal: their order stays, their size does not."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.surrogates.gp.outcomes import POWERS, normalised, normalised_with_slopes, yeo_johnson

floats = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
lists = st.lists(floats, min_size=1, max_size=40).map(np.array)
anything = st.lists(st.floats(), max_size=30).map(lambda values: np.array(values, np.float64))


@given(lists)
def test_the_order_is_kept(losses: np.ndarray) -> None:
    scores = normalised(losses)[np.argsort(losses, kind="stable")]
    assert (np.diff(scores) >= -1e-9).all()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30).map(lambda values: np.array(values, np.float64)))
def test_ties_stay_ties_and_differences_stay_differences(losses: np.ndarray) -> None:
    assert len(np.unique(normalised(losses))) == len(np.unique(losses))
    assert all(np.ptp(normalised(losses)[losses == value]) == 0 for value in np.unique(losses))


@given(anything)
def test_mean_is_zero_and_variance_one_whatever_comes(losses: np.ndarray) -> None:
    scores = normalised(losses)
    assert scores.shape == losses.shape
    assert np.isfinite(scores).all()
    if scores.any():
        assert scores.mean() == pytest.approx(0, abs=1e-9)
        assert scores.var() == pytest.approx(1)


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6), st.floats(-10, 10))
def test_scale_and_shift_do_not_matter(seed: int, scale: float, shift: float) -> None:
    losses = np.random.default_rng(seed).gamma(1.5, size=25)
    np.testing.assert_allclose(normalised(scale * (losses + shift)), normalised(losses), atol=1e-8)


@given(st.floats(-2, 2), st.lists(st.floats(-50, 50), min_size=1, max_size=20).map(np.array))
def test_the_power_transform_is_that_of_scipy(power: float, z: np.ndarray) -> None:
    np.testing.assert_allclose(yeo_johnson(z, power), stats.yeojohnson(z, lmbda=power), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("power", [0.0, 1.0, 2.0])
def test_the_special_powers_are_logarithms_and_identity(power: float) -> None:
    z = np.array([-3.0, -0.5, 0.0, 0.5, 3.0])
    np.testing.assert_allclose(yeo_johnson(z, power), stats.yeojohnson(z, lmbda=power))


def test_the_power_is_the_most_likely_one_of_the_grid() -> None:
    z = stats.zscore(np.random.default_rng(0).gamma(0.7, size=60))
    likeliest = max(POWERS, key=lambda power: stats.yeojohnson_llf(power, z))
    expected = stats.zscore(stats.yeojohnson(z, lmbda=likeliest))
    np.testing.assert_allclose(normalised(7 * z - 3), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("losses", "alike"),
    [
        pytest.param([1, 2, 4, nan], [1, 2, 4, 4], id="nan is the worst"),
        pytest.param([1, 2, 4, inf], [1, 2, 4, 4], id="inf is the worst"),
        pytest.param([1, 2, 4, -inf], [1, 2, 4, 1], id="-inf is the best"),
        pytest.param([1e300, 2e300, 4e300], [1, 2, 4], id="huge"),
        pytest.param([1e-300, 2e-300, 4e-300], [1, 2, 4], id="tiny"),
        pytest.param([-1.5e308, 0, 1.5e308], [-1, 0, 1], id="a range beyond the largest float"),
        pytest.param([0.1, 0.1, 0.1], [0, 0, 0], id="equal"),
        pytest.param([0.3, 0.1 + 0.2, 0.3], [0, 0, 0], id="equal but for rounding"),
        pytest.param([nan, nan], [0, 0], id="nan only"),
        pytest.param([inf, -inf], [0, 0], id="infinities only"),
        pytest.param([nan, 3.0], [0, 0], id="one finite"),
    ],
)
def test_the_edges(losses: list[float], alike: list[float]) -> None:
    np.testing.assert_allclose(normalised(np.array(losses)), normalised(np.array(alike, np.float64)), atol=1e-9)


@pytest.mark.parametrize("losses", [[], [3.0], [0.1] * 3, [nan], [1e300] * 2])
def test_without_differences_all_are_zero(losses: list[float]) -> None:
    assert normalised(np.array(losses, np.float64)).tolist() == [0.0] * len(losses)


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_the_slopes_are_those_of_finite_differences(seed: int, scale: float) -> None:
    """The power and both standardisations are held fixed: what is asked is how far a loss apart lies on the scale."""
    losses = scale * np.sort(np.random.default_rng(seed).gamma(1.5, size=400))
    scores, slopes = normalised_with_slopes(losses)
    middle = slice(100, 300)
    steps = np.gradient(scores, losses)[middle]
    np.testing.assert_allclose(slopes[middle], steps, rtol=0.02)


def test_equal_losses_have_no_slope() -> None:
    assert not normalised_with_slopes(np.full(4, 2.5))[1].any()
