"""The posterior: plain algebra says the same, scikit-learn too, and nothing makes it fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from surrogates.gp.mixed import (
    ENCODING,
    PLANE,
    covariance,
    drawn,
    encoded,
    plain_theta,
    random_theta,
    random_values,
)
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.gp.kernel import Theta
from tunewright.surrogates.gp.posterior import Posterior, posterior

Array = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
FLAT_PLANE = Encoding.of(axes_of(PLANE))


def learned(seed: int, n: int) -> Posterior:
    y = np.random.default_rng(seed).normal(size=n)
    values = random_values(seed)
    values[7] = max(values[7], -7.0)
    theta = Theta(values, ENCODING.n_params, ENCODING.n_numbers)
    return posterior(ENCODING, theta, encoded(seed, n), y)


@given(seeds, st.integers(1, 20))
def test_mean_and_deviation_are_those_of_plain_algebra(seed: int, n: int) -> None:
    process, there = learned(seed, n), encoded(seed + 1, 7)
    y, theta = np.random.default_rng(seed).normal(size=n), process.theta
    cross = covariance(theta, there, process.points)
    solved = np.linalg.solve(covariance(theta, process.points, process.points) + theta.noise * np.eye(n), cross.T)
    mean, sd = process.at(there)
    np.testing.assert_allclose(mean, solved.T @ y, atol=1e-8)
    variance = np.diag(covariance(theta, there, there) - cross @ solved)
    np.testing.assert_allclose(sd**2, np.maximum(variance, 1e-10), atol=1e-8)


def test_known_noise_counts_as_a_kernel_with_that_diagonal() -> None:
    units, there = drawn(1, 20, PLANE), FLAT_PLANE.encoded(drawn(2, 9, PLANE))
    y, noise = np.random.default_rng(3).normal(size=20), np.random.default_rng(4).uniform(0, 0.5, 20)
    kernel = ConstantKernel(1.7, "fixed") * Matern(0.4, "fixed", nu=2.5)
    reference = GaussianProcessRegressor(kernel, alpha=1e-3 + noise, optimizer=None).fit(units, y)
    process = posterior(FLAT_PLANE, plain_theta(FLAT_PLANE, 0.4, 1.7, 1e-3), FLAT_PLANE.encoded(units), y, noise)
    np.testing.assert_allclose(process.at(there)[0], reference.predict(drawn(2, 9, PLANE)), atol=1e-5)


def test_mean_and_deviation_are_those_of_scikit_learn() -> None:
    units, there = drawn(1, 25, PLANE), drawn(2, 40, PLANE)
    y = np.random.default_rng(3).normal(size=25)
    kernel = ConstantKernel(1.7, "fixed") * Matern(0.4, "fixed", nu=2.5)
    reference = GaussianProcessRegressor(kernel, alpha=1e-3, optimizer=None).fit(units, y)
    process = posterior(FLAT_PLANE, plain_theta(FLAT_PLANE, 0.4, 1.7, 1e-3), FLAT_PLANE.encoded(units), y)
    mean, sd = process.at(FLAT_PLANE.encoded(there))
    expected_mean, expected_sd = reference.predict(there, return_std=True)
    np.testing.assert_allclose(mean, expected_mean, atol=1e-5)  # the warp keeps 1e-6 from the borders
    np.testing.assert_allclose(sd, expected_sd, atol=1e-5)


@given(seeds, st.integers(1, 12))
def test_slopes_are_those_of_finite_differences(seed: int, n: int) -> None:
    process, step = learned(seed, n), 1e-5
    unit = drawn(seed + 1, 1)
    unit[:, ENCODING.numeric] = np.clip(unit[:, ENCODING.numeric], 0.05, 0.95)
    mean, sd, by_mean, by_sd = process.slopes(ENCODING.encoded(unit))
    np.testing.assert_allclose([[mean], [sd]], process.at(ENCODING.encoded(unit)), atol=1e-9)
    for index, axis in enumerate(ENCODING.numeric):
        if np.isnan(unit[0, axis]):
            continue
        nudge = step * (np.arange(unit.shape[1]) == axis)
        (up, up_sd), (down, down_sd) = (process.at(ENCODING.encoded(unit + sign * nudge)) for sign in (1, -1))
        assert by_mean[index] == pytest.approx((up - down)[0] / (2 * step), rel=1e-4, abs=1e-4)
        assert by_sd[index] == pytest.approx((up_sd - down_sd)[0] / (2 * step), rel=1e-3, abs=1e-3)


@given(seeds, st.integers(1, 25))
def test_the_deviation_is_a_number_and_never_more_than_before_the_data(seed: int, n: int) -> None:
    process, there = posterior(ENCODING, random_theta(seed), encoded(seed, n), np.zeros(n)), encoded(seed + 1, 20)
    _, sd = process.at(there)
    prior = np.sqrt(np.diag(covariance(process.theta, there, there)))
    assert (sd > 0).all()
    assert (sd <= prior + 1e-9).all()


@given(seeds)
def test_without_noise_it_passes_through_what_was_measured(seed: int) -> None:
    units = (np.indices((3, 3)).reshape(2, 9).T + 0.5) / 3
    y = np.random.default_rng(seed).normal(size=9)
    process = posterior(FLAT_PLANE, plain_theta(FLAT_PLANE, 0.3, 1.0, 1e-9), FLAT_PLANE.encoded(units), y)
    mean, sd = process.at(FLAT_PLANE.encoded(units))
    np.testing.assert_allclose(mean, y, atol=1e-6)
    assert (sd < 1e-4).all()


def test_far_from_all_data_it_says_what_the_prior_said() -> None:
    units = np.full((1, 2), 0.01)
    process = posterior(FLAT_PLANE, plain_theta(FLAT_PLANE, 0.02, 2.0, 1e-4), FLAT_PLANE.encoded(units), np.ones(1))
    mean, sd = process.at(FLAT_PLANE.encoded(np.full((1, 2), 0.99)))
    np.testing.assert_allclose([mean[0], sd[0]], [0, np.sqrt(2)], atol=1e-9)


def test_equal_points_with_the_least_noise_get_the_mean_of_their_losses() -> None:
    units = np.repeat(drawn(1, 3, PLANE), 20, axis=0)
    y = np.tile([1.0, -1.0], 30) + np.repeat([0.0, 1.0, 2.0], 20)
    points = FLAT_PLANE.encoded(units)
    mean, sd = posterior(FLAT_PLANE, plain_theta(FLAT_PLANE, 0.3, 1.0, 1e-6), points, y).at(points)
    np.testing.assert_allclose(mean, np.repeat([0.0, 1.0, 2.0], 20), atol=1e-5)
    assert np.isfinite(sd).all()


@pytest.mark.parametrize("seed", [0, 1, 10])
def test_noise_is_raised_until_a_singular_covariance_can_be_solved(seed: int) -> None:
    points = ENCODING.encoded(np.repeat(drawn(seed, 2), 30, axis=0))
    values = random_values(seed)
    values[7] = -80.0
    mean, sd = posterior(ENCODING, Theta(values, 6, 4), points, np.tile([1.0, -1.0], 30)).at(points)
    assert np.isfinite(mean).all()
    assert (sd < 1e-3).all()  # where thirty trials were, little is unknown


def test_a_process_without_data_is_the_prior() -> None:
    process = posterior(ENCODING, random_theta(1), encoded(0, 0), np.zeros(0))
    there = encoded(1, 5)
    mean, sd = process.at(there)
    assert not mean.any()
    np.testing.assert_allclose(sd**2, np.diag(covariance(process.theta, there, there)))
