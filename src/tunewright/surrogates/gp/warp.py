"""Input warping: each number is stretched where the function changes fast and pressed where it does not.

w(u) = 1 - (1 - u^a)^b, monotone on [0, 1]; a = b = 1 leaves u as it is.

Source: Kumaraswamy (1980) for the function; Snoek, Swersky, Zemel and Adams (2014), "Input warping for Bayesian
optimization of non-stationary functions", ICML; Cowen-Rivers et al. (2022), "HEBO", JAIR 74.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EDGE = 1e-6


def warped(numbers: Array, log_a: Array, log_b: Array) -> Array:
    """Return w(u), shape (n, n_numbers); `log_a` and `log_b` have shape (n_numbers,)."""
    u = _inside(numbers)
    return np.asarray(1 - (1 - u ** np.exp(log_a)) ** np.exp(log_b))


def warp_slopes(numbers: Array, log_a: Array, log_b: Array) -> tuple[Array, Array]:
    """Return dw / d log a and dw / d log b, each of shape (n, n_numbers)."""
    u, a, b = _inside(numbers), np.exp(log_a), np.exp(log_b)
    power = u**a
    rest = 1 - power
    by_a = a * b * rest ** (b - 1) * power * np.log(u)
    by_b = -b * rest**b * np.log(rest)
    return by_a, by_b


def steepness(numbers: Array, log_a: Array, log_b: Array) -> Array:
    """Return dw / du, shape (n, n_numbers)."""
    u, a, b = _inside(numbers), np.exp(log_a), np.exp(log_b)
    return np.asarray(a * b * u ** (a - 1) * (1 - u**a) ** (b - 1))


def _inside(numbers: Array) -> Array:
    return np.clip(numbers, EDGE, 1 - EDGE)
