"""The covariance: positive semi-definite on any points, symmetric, and a Matern 5/2 by the book."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from sklearn.gaussian_process.kernels import Matern

from surrogates.gp.mixed import ENCODING, covariance, drawn, encoded, random_theta
from tunewright.surrogates.gp.kernel import Theta, matern, matern_and_slope, scaled, squared_distances
from tunewright.surrogates.gp.warp import warped

Array = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
coordinates = st.floats(-5, 5)


@given(seeds, st.integers(1, 30))
def test_it_is_symmetric_and_positive_semi_definite_on_any_points(seed: int, n: int) -> None:
    theta, points = random_theta(seed), encoded(seed, n)
    matrix = covariance(theta, points, points)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
    assert np.linalg.eigvalsh(matrix).min() > -1e-10 * np.trace(matrix)


@given(hnp.arrays(np.float64, (6, 3), elements=coordinates), hnp.arrays(np.float64, (4, 3), elements=coordinates))
def test_the_matern_is_that_of_scikit_learn(a: Array, b: Array) -> None:
    ours = matern(squared_distances(a, b))
    np.testing.assert_allclose(ours, Matern(length_scale=1.0, nu=2.5)(a, b), atol=1e-10)


@given(st.floats(0.01, 30))
def test_the_slope_of_the_matern_is_that_of_finite_differences(squared: float) -> None:
    step = 1e-5 * squared
    up, down = (matern(np.array(squared + sign * step)) for sign in (1, -1))
    np.testing.assert_allclose(matern_and_slope(np.array(squared))[1], (up - down) / (2 * step), rtol=1e-5)


def test_at_distance_zero_the_matern_is_one_and_its_slope_is_finite() -> None:
    value, slope = matern_and_slope(np.zeros(1))
    assert (value[0], slope[0]) == (1, -5 / 6)


@given(hnp.arrays(np.float64, (5, 2), elements=coordinates), hnp.arrays(np.float64, (3, 2), elements=coordinates))
def test_squared_distances_are_those_of_the_rows_and_never_negative(a: Array, b: Array) -> None:
    squared = squared_distances(a, b)
    np.testing.assert_allclose(squared, ((a[:, None] - b) ** 2).sum(axis=2), atol=1e-10)
    assert (squared_distances(a, a) >= 0).all()


def test_hyperparameters_stand_in_the_order_that_is_written() -> None:
    theta = Theta(np.arange(8.0), 2, 1)
    assert theta.log_lengths.tolist() == [0, 1]
    np.testing.assert_allclose([theta.signal, theta.noise, theta.effects], np.exp([2.0, 3.0, 4.0]))
    assert (theta.log_a.tolist(), theta.log_b.tolist()) == ([5], [6, 7])
    np.testing.assert_array_equal(random_theta(0).values[-8:], [*random_theta(0).log_a, *random_theta(0).log_b])


@given(seeds)
def test_columns_are_warped_and_divided_by_the_lengthscale_of_their_parameter(seed: int) -> None:
    theta, points = random_theta(seed), ENCODING.encoded(drawn(seed, 4))
    lengths = np.exp(theta.log_lengths)
    columns = scaled(ENCODING, theta, points)
    numbers = warped(points.numbers, theta.log_a, theta.log_b)
    np.testing.assert_allclose(columns[:, :4], numbers / lengths[:4])
    np.testing.assert_allclose(columns[:, 4:7], points.blocks[:, :3] / lengths[4])
    np.testing.assert_allclose(columns[:, 7:], points.blocks[:, 3:] / lengths[5])
