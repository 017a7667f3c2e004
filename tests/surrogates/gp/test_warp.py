"""The warp: from [0, 1] to [0, 1], upwards, and with the slopes it says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from tunewright.surrogates.gp.warp import steepness, warp_slopes, warped

Array = NDArray[np.float64]
logs = st.floats(-1.5, 1.5).map(lambda value: np.array([value]))
inside = st.floats(0.02, 0.98).map(lambda value: np.array([[value]]))
GRID = np.linspace(0, 1, 101)[:, None]
STEP = 1e-5


@given(logs, logs)
def test_it_goes_up_from_zero_to_one(log_a: Array, log_b: Array) -> None:
    values = warped(GRID, log_a, log_b)[:, 0]
    assert (np.diff(values) >= 0).all()
    assert 0 <= values[0] < 0.1
    assert 0.9 < values[-1] <= 1


def test_exponents_of_one_leave_everything_as_it_is() -> None:
    np.testing.assert_allclose(warped(GRID, np.zeros(1), np.zeros(1)), GRID, atol=2e-6)


@given(inside, logs, logs)
def test_it_is_the_distribution_of_kumaraswamy(u: Array, log_a: Array, log_b: Array) -> None:
    """A draw of Kumaraswamy(a, b) is one of Beta(1, b), to the power 1/a."""
    expected = stats.beta(1, np.exp(log_b[0])).cdf(u ** np.exp(log_a[0]))
    np.testing.assert_allclose(warped(u, log_a, log_b), expected, rtol=1e-9, atol=1e-14)


@given(inside, logs, logs)
def test_slopes_are_those_of_finite_differences(u: Array, log_a: Array, log_b: Array) -> None:
    by_a, by_b = warp_slopes(u, log_a, log_b)
    differences = [
        warped(u, log_a + STEP, log_b) - warped(u, log_a - STEP, log_b),
        warped(u, log_a, log_b + STEP) - warped(u, log_a, log_b - STEP),
        warped(u + STEP, log_a, log_b) - warped(u - STEP, log_a, log_b),
    ]
    slopes = [by_a, by_b, steepness(u, log_a, log_b)]
    np.testing.assert_allclose(slopes, np.array(differences) / (2 * STEP), rtol=1e-5, atol=1e-8)


@given(st.sampled_from([0.0, 1.0]), logs, logs)
def test_slopes_are_finite_at_the_borders(u: float, log_a: Array, log_b: Array) -> None:
    at = np.array([[u]])
    assert np.isfinite([*warp_slopes(at, log_a, log_b), steepness(at, log_a, log_b)]).all()


def test_every_column_has_exponents_of_its_own() -> None:
    log_a, log_b = np.array([0.0, 1.0]), np.array([0.0, -1.0])
    both = warped(np.full((1, 2), 0.3), log_a, log_b)
    assert both[0, 0] != both[0, 1]
    np.testing.assert_array_equal(both[:, 1:], warped(np.full((1, 1), 0.3), log_a[1:], log_b[1:]))
