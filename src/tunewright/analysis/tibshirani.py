"""How optimistic the best cross-validation score is, from the scores of the folds alone.

In each fold look at how much better that fold's own favourite scores than the configuration chosen over all folds: on
average this is how much a choice gains by luck alone. No predictions are needed, so this is what remains when only fold
scores were kept. It overcorrects with many folds, and knows nothing with one.

The interval of the gain is Student's, over the paired differences of the folds, with the variance of Nadeau and Bengio:
folds share training rows, so their differences are worth less than independent ones.

Source: Tibshirani and Tibshirani (2009), "A bias correction for the minimum error rate in cross-validation", Annals of
Applied Statistics 3, 822-829, equation 2.2 for folds of equal weight. Nadeau and Bengio (2003), "Inference for the
generalization error", Machine Learning 52, the corrected resampled t-test, with n_test / n_train = 1 / (K - 1).
"""

from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.corrected import Corrected, Interval

METHOD = "Tibshirani's correction of fold scores"


def optimism(fold_scores: NDArray[np.float64]) -> float:
    """Return by how much the best mean score is too high, 0 or more; NaN where nothing is comparable.

    Args:
        fold_scores: shape (n_configs, n_folds), higher is better; a configuration with a missing fold is left out.
    """
    complete = fold_scores[np.isfinite(fold_scores).all(axis=1)]
    if not complete.size:
        return nan
    chosen = complete[complete.mean(axis=1).argmax()]
    return float((complete.max(axis=0) - chosen).mean())


def correct_folds(
    fold_scores: NDArray[np.float64], baselines: NDArray[np.bool_], *, confidence: float = 0.95
) -> Corrected:
    """Correct the score of the best configuration, that of the best default, and the gain, from fold scores.

    Args:
        fold_scores: shape (n_configs, n_folds), the same folds for all, higher is better; NaN where not run.
        baselines: which configurations are defaults, shape (n_configs,).
        confidence: of the intervals, between 0 and 1.

    Returns:
        The corrected scores; intervals are NaN with fewer than 2 folds, the gain is NaN without a complete default.
    """
    complete = np.isfinite(fold_scores).all(axis=1) & (fold_scores.shape[1] > 0)
    everyone, defaults = fold_scores[complete], fold_scores[complete & baselines]
    best, best_bias = _best_and_optimism(everyone)
    default, default_bias = _best_and_optimism(defaults)
    parts = [
        _student(best, best_bias, confidence),
        _student(default, default_bias, confidence),
        _student(best - default, best_bias - default_bias, confidence),
    ]
    return Corrected(*parts[0], *parts[1], *parts[2], method=METHOD, confidence=confidence)


def paired_error(differences: NDArray[np.float64]) -> float:
    """Return the standard error of the mean of paired fold differences, shape (n_folds,); NaN below 2 folds."""
    n_folds = len(differences)
    if n_folds < 2:
        return nan
    return float(differences.std(ddof=1)) * sqrt(1 / n_folds + 1 / (n_folds - 1))


def _best_and_optimism(fold_scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    if not len(fold_scores):
        return np.full(fold_scores.shape[1], nan), nan
    return fold_scores[fold_scores.mean(axis=1).argmax()], optimism(fold_scores)


def _student(values: NDArray[np.float64], bias: float, confidence: float) -> tuple[float, Interval]:
    n_folds = len(values)
    centre = float(values.mean()) - bias if n_folds else nan
    if n_folds < 2 or np.isnan(centre):
        return centre, (nan, nan)
    from scipy.special import stdtrit  # SciPy is loaded on first use

    half = float(stdtrit(n_folds - 1, (1 + confidence) / 2)) * paired_error(values)
    return centre, (centre - half, centre + half)
