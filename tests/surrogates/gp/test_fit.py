"""The fit: its gradient is right, it goes downhill, and it finds what was planted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from surrogates.gp.mixed import ENCODING, PLANE, covariance, drawn, encoded, random_values
from tunewright.space.parameters import Categorical
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.gp.fit import HOPELESS, Objective, fitted
from tunewright.surrogates.gp.outcomes import normalised
from tunewright.surrogates.gp.priors import Priors

Array = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
PRIORS = Priors.of(ENCODING)
FLAT_PLANE = Encoding.of(axes_of(PLANE))


def objective(seed: int, n: int, noise: Array | float = 0.0) -> Objective:
    return Objective(ENCODING, encoded(seed, n), np.random.default_rng(seed).normal(size=n), PRIORS, noise)


def differences(planted: Objective, values: Array, step: float = 1e-4) -> Array:
    """Return central differences of fourth order."""
    slopes = np.empty_like(values)
    for index in range(len(values)):
        nudge = step * (np.arange(len(values)) == index)
        one, two = (
            [planted.value_and_gradient(values + sign * times * nudge)[0] for sign in (1, -1)] for times in (1, 2)
        )
        slopes[index] = (8 * (one[0] - one[1]) - (two[0] - two[1])) / (12 * step)
    return slopes


@given(seeds, st.integers(1, 15))
@settings(max_examples=40)
def test_the_gradient_is_that_of_finite_differences(seed: int, n: int) -> None:
    known = np.random.default_rng(seed + 1).uniform(0, 0.3, n) if seed % 2 else 0.0
    planted, values = objective(seed, n, known), random_values(seed)
    values[7] = max(values[7], -9.0)  # with less noise than that the differences lose their digits, not the gradient
    gradient = planted.value_and_gradient(values)[1]
    np.testing.assert_allclose(
        gradient, differences(planted, values), rtol=1e-4, atol=1e-4 * max(1, np.abs(gradient).max())
    )


@given(seeds, st.integers(1, 15), st.floats(0, 0.5))
def test_the_value_is_the_negative_log_posterior(seed: int, n: int, known: float) -> None:
    planted, values = objective(seed, n, np.full(n, known)), random_values(seed)
    theta = planted.theta(values)
    matrix = covariance(theta, planted.points, planted.points) + (theta.noise + known) * np.eye(n)
    density = stats.multivariate_normal.logpdf(planted.y, np.zeros(n), matrix, allow_singular=True)
    belief = ((values - PRIORS.mean) ** 2 / PRIORS.sd**2).sum() / 2
    expected = belief - density - n / 2 * np.log(2 * np.pi)
    assert planted.value_and_gradient(values)[0] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_end_is_below_the_start_and_within_the_bounds(seed: int) -> None:
    planted = objective(seed, 20)
    found = fitted(ENCODING, planted.points, planted.y).values
    assert planted.value_and_gradient(found)[0] < planted.value_and_gradient(PRIORS.start)[0]
    assert (PRIORS.low <= found).all()
    assert (found <= PRIORS.high).all()


def test_a_later_fit_begins_where_it_is_told() -> None:
    planted = objective(3, 20)
    first = fitted(ENCODING, planted.points, planted.y).values
    again = fitted(ENCODING, planted.points, planted.y, first).values
    assert planted.value_and_gradient(again)[0] <= planted.value_and_gradient(first)[0]
    np.testing.assert_allclose(again, first, atol=0.3)


def test_another_start_takes_another_way() -> None:
    planted = objective(3, 20)
    found = [fitted(ENCODING, planted.points, planted.y, start).values for start in (PRIORS.low, PRIORS.high)]
    assert not np.array_equal(*found)


def test_a_start_beyond_the_bounds_is_brought_back() -> None:
    planted = objective(3, 20)
    found = fitted(ENCODING, planted.points, planted.y, PRIORS.high + 5).values
    assert (found <= PRIORS.high).all()


@pytest.mark.parametrize("relevant", [0, 1])
def test_an_irrelevant_number_gets_the_longer_lengthscale(relevant: int) -> None:
    units = drawn(5, 40, PLANE)
    y = normalised(np.sin(9 * units[:, relevant]))
    lengths = fitted(FLAT_PLANE, FLAT_PLANE.encoded(units), y).log_lengths
    assert lengths[1 - relevant] > lengths[relevant] + 1


@pytest.mark.parametrize("relevant", [0, 1])
def test_an_irrelevant_category_gets_the_longer_lengthscale(relevant: int) -> None:
    space = Space({"p": Categorical(list("abcd")), "q": Categorical(list("abcd"))})
    units, encoding = drawn(5, 40, space), Encoding.of(axes_of(space))
    y = normalised(np.array([2.0, -1.0, 0.5, -2.0])[(units[:, relevant] * 4).astype(int)])
    lengths = fitted(encoding, encoding.encoded(units), y).log_lengths
    assert lengths[1 - relevant] > lengths[relevant]


def test_noise_is_told_from_signal() -> None:
    units, rng = drawn(5, 60, PLANE), np.random.default_rng(0)
    points, smooth = FLAT_PLANE.encoded(units), np.sin(4 * units[:, 0])
    noises = [fitted(FLAT_PLANE, points, normalised(smooth + sd * rng.normal(size=60))).noise for sd in (0.0, 0.3)]
    assert noises[0] < 0.01 < 0.05 < noises[1]


@pytest.mark.parametrize(
    ("units", "y"),
    [
        pytest.param(drawn(1, 1), np.zeros(1), id="one trial"),
        pytest.param(np.repeat(drawn(1, 1), 30, axis=0), np.linspace(-1, 1, 30), id="equal points"),
        pytest.param(drawn(1, 30), np.zeros(30), id="equal losses"),
        pytest.param(np.repeat(drawn(1, 5), 6, axis=0), np.repeat(np.linspace(-1, 1, 5), 6), id="equal pairs"),
    ],
)
def test_degenerate_data_give_hyperparameters_all_the_same(units: Array, y: Array) -> None:
    found = fitted(ENCODING, ENCODING.encoded(units), y).values
    assert np.isfinite(found).all()
    assert ((PRIORS.low <= found) & (found <= PRIORS.high)).all()


def test_a_covariance_that_is_not_positive_definite_is_hopeless_and_no_error() -> None:
    points = ENCODING.encoded(np.repeat(drawn(1, 2), 10, axis=0))
    values = PRIORS.start.copy()
    values[7] = -80.0
    value, gradient = Objective(ENCODING, points, np.linspace(-1, 1, 20), PRIORS).value_and_gradient(values)
    assert value == HOPELESS
    assert not gradient.any()
