"""How much a configuration promises: the logarithm of the expected improvement, and two companions.

Expected improvement vanishes far from the best, and its logarithm does not: it is computed without ever forming the
small number. Lower confidence bound and probability of improvement look elsewhere; drawn now and then, they keep a
search from asking the same corner for ever.

Source: Ament et al. (2023), "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS;
Cowen-Rivers et al. (2022), "HEBO", JAIR 74, for the mixture of the three.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["log-ei", "lcb", "pi"]
LOG_2PI = float(np.log(2 * np.pi))
FAR, FARTHEST = -1.0, -1000.0
BOLDNESS = 2.0
MARGIN = 0.05
SURE = 0.8
UNLIKELY = -1e6


def promise(kind: Kind, mean: Array, sd: Array, best: float) -> Array:
    """Return how much points promise, higher is better, on a scale to which a log probability may be added.

    Args:
        kind: "log-ei", expected improvement; "lcb", lower confidence bound; "pi", probability of improvement.
        mean, sd: of the loss at the points, shape (n,).
        best: the loss to improve on.
    """
    from scipy.special import log_ndtr

    if kind == "lcb":
        return BOLDNESS * sd - mean
    if kind == "pi":
        return np.asarray(log_ndtr((best - MARGIN - mean) / sd))
    return np.log(sd) + log_h((best - mean) / sd)


def unless_it_fails(promised: Array, log_probability: Array) -> Array:
    """Return the promise of a point times its chance; points that are likely to fail come after all others.

    Near the end of a search every improvement is tiny, and without the second rule an unknown region that probably
    fails would look better than any place that is known to work; and what breaks a constraint may have the lowest
    losses of all.
    """
    return np.where(log_probability >= np.log(SURE), promised, UNLIKELY) + log_probability


def log_h(z: Array) -> Array:
    """Return log(phi(z) + z Phi(z)), accurate for every z."""
    from scipy.special import erfcx, ndtr

    near = np.maximum(z, FAR)
    far = np.clip(z, FARTHEST, FAR)
    by_sum = np.log(np.exp(-near * near / 2) / np.sqrt(2 * np.pi) + near * ndtr(near))
    rest = np.log1p(-erfcx(-far / np.sqrt(2)) * np.abs(far) * np.sqrt(np.pi / 2))
    by_tail = -far * far / 2 - LOG_2PI / 2 + rest
    by_limit = -z * z / 2 - LOG_2PI / 2 - 2 * np.log(np.maximum(np.abs(z), 1.0))
    return np.asarray(np.where(z > FAR, by_sum, np.where(z < FARTHEST, by_limit, by_tail)))


def log_h_slope(z: float) -> float:
    """Return d log h / dz = Phi(z) / h(z)."""
    from scipy.special import log_ndtr

    return float(np.exp(log_ndtr(z) - log_h(np.array([z]))[0]))
