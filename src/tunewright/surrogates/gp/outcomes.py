"""Losses made normal: standardised, bent by a power that makes them look Gaussian, and standardised again.

Losses of configurations are skewed: many are near the best, a few are far off, and a Gaussian process would spend its
scale on those few. The power is the most likely one of a grid.

Source: Yeo and Johnson (2000), "A new family of power transformations to improve normality or symmetry", Biometrika 87.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
POWERS = np.linspace(-2.0, 2.0, 41)
FLAT = 1e-12


def normalised(losses: Array) -> Array:
    """Return losses on a Gaussian scale, mean 0 and variance 1 (all zero if they are equal), in the same order.

    Args:
        losses: shape (n,), lower is better; NaN and inf count as the worst finite one, -inf as the best.
    """
    return normalised_with_slopes(losses)[0]


def normalised_with_slopes(losses: Array) -> tuple[Array, Array]:
    """Return normalised losses, and how much each moves with its loss, both of shape (n,); 0 if all are equal."""
    z, scale = _standardised(_finite(losses))
    if not z.any():
        return z, np.zeros_like(z)
    bent = yeo_johnson(z, POWERS[:, np.newaxis])
    with np.errstate(divide="ignore"):
        likelihood = -len(z) / 2 * np.log(bent.var(axis=1)) + (POWERS - 1) * (np.sign(z) * np.log1p(np.abs(z))).sum()
    chosen = int(np.argmax(np.where(np.isfinite(likelihood), likelihood, -np.inf)))
    y, bent_scale = _standardised(bent[chosen])
    return y, scale * bent_scale * (1 + np.abs(z)) ** (np.where(z < 0, -1, 1) * (POWERS[chosen] - 1))


def yeo_johnson(z: Array, power: Array | float) -> Array:
    """Return the transform of `z` with this power; 1 leaves it as it is, 0 and 2 are its logarithms."""
    return _raised(np.log1p(np.maximum(z, 0.0)), power) - _raised(np.log1p(np.maximum(-z, 0.0)), 2 - np.asarray(power))


def _raised(logs: Array, power: Array | float) -> Array:
    """Return (exp(power logs) - 1) / power, which is `logs` where the power is 0."""
    divisor = np.where(np.equal(power, 0), 1.0, power)
    return np.where(np.equal(power, 0), logs, np.expm1(power * logs) / divisor)


def _finite(losses: Array) -> Array:
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return np.zeros_like(losses)
    return np.nan_to_num(losses, nan=finite.max(), posinf=finite.max(), neginf=finite.min())


def _standardised(values: Array) -> tuple[Array, float]:
    """Return values with mean 0 and variance 1, whatever their size, and what they were multiplied by.

    Both are zero if all values are equal.
    """
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0:
        return np.zeros_like(values), 0.0
    scaled = values / largest  # 1e300 squared would overflow
    centred = scaled - scaled.mean()
    spread = float(centred.std())
    if spread <= FLAT:
        return np.zeros_like(values), 0.0
    return centred / spread, 1 / largest / spread
