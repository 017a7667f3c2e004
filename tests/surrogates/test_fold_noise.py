"""What folds say of a mean's noise: the right size on average, nothing from hard folds, nothing from too few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.surrogates.fold_noise import PRIOR_FOLDS, deviations_of_means

seeds = st.integers(0, 2**32 - 1)


def scores(seed: int, n_trials: int, n_folds: int, sd: float = 1.0) -> np.ndarray:
    return sd * np.random.default_rng(seed).normal(size=(n_trials, n_folds))


def test_the_pooled_variance_is_that_which_was_planted() -> None:
    """Over all trials (n - 1)(k - 1) mean-variance k / sigma^2 is chi-squared with (n - 1)(k - 1) degrees of freedom.

    The mixture keeps the mean, so the sum of the estimates is the sum of squares. Two-sided, false alarm 1e-6; of 2,396
    degrees it sees a variance that is 15 % too large or too small in 9 runs of 10.
    """
    n, k, sd = 600, 5, 0.3
    freedom = (n - 1) * (k - 1)
    statistic = (deviations_of_means(scores(3, n, k, sd)) ** 2).mean() * k / sd**2 * freedom
    assert 5e-7 < stats.chi2(freedom).cdf(statistic) < 1 - 5e-7


@given(seeds, st.integers(2, 12), st.integers(2, 8))
def test_how_hard_a_fold_is_and_how_good_a_trial_is_do_not_matter(seed: int, n: int, k: int) -> None:
    plain, rng = scores(seed, n, k), np.random.default_rng(seed + 1)
    moved = plain + 10 * rng.normal(size=(n, 1)) + 10 * rng.normal(size=k)
    np.testing.assert_allclose(deviations_of_means(moved), deviations_of_means(plain), rtol=1e-6)


@given(seeds, st.floats(1e-300, 1e300))
def test_deviations_grow_with_the_scale(seed: int, scale: float) -> None:
    plain = scores(seed, 6, 4)
    np.testing.assert_allclose(deviations_of_means(scale * plain), scale * deviations_of_means(plain))


def test_a_noisy_trial_is_noisier_but_drawn_to_the_rest() -> None:
    folds = scores(1, 40, 5)
    folds[0] *= 10
    found = deviations_of_means(folds)
    own = folds[0].std(ddof=1) / np.sqrt(5)
    assert found[1:].max() < found[0] < own
    assert found[0] ** 2 > own**2 * 4 / (4 + PRIOR_FOLDS) * 0.8


@pytest.mark.parametrize(
    "folds",
    [
        pytest.param(np.zeros((0, 5)), id="no trial"),
        pytest.param(np.ones((1, 5)), id="one trial"),
        pytest.param(np.ones((3, 0)), id="no folds"),
        pytest.param(np.ones((3, 1)), id="one fold"),
        pytest.param(np.full((3, 4), np.nan), id="no reports"),
        pytest.param(np.array([[1.0, 2.0], [np.inf, 1.0], [np.nan, 0.0]]), id="one whole trial"),
    ],
)
def test_where_nothing_can_be_said_it_is_zero(folds: np.ndarray) -> None:
    np.testing.assert_array_equal(deviations_of_means(folds), np.zeros(len(folds)))


def test_trials_that_lack_a_fold_leave_the_others_alone() -> None:
    whole = scores(2, 5, 4)
    torn = np.vstack([whole, [[1.0, np.nan, 2.0, 3.0]]])
    np.testing.assert_allclose(deviations_of_means(torn), [*deviations_of_means(whole), 0.0])
