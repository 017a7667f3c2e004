"""The covariance of two configurations: a Matern 5/2 kernel on warped columns, and main effects beside it.

k(x, x') = s2 M(r) + v phi(x) . phi(x'),  M(r) = (1 + sqrt(5) r + 5/3 r^2) exp(-sqrt(5) r),
r^2 = sum over columns of ((w(x) - w(x')) / l)^2, where all columns of a parameter share one lengthscale l.

The second term is a Bayesian model of a line and a bowl in every number and a level for every choice: with few trials
it carries what can be said about one parameter at a time, and the Matern kernel carries the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.warp import warped

Array = NDArray[np.float64]
ROOT_5 = np.sqrt(5.0)


@dataclass(frozen=True, slots=True)
class Theta:
    """The hyperparameters, all on the log scale, in one array.

    Attributes:
        values: shape (n,): lengthscales, signal variance, noise variance, main-effect variance, warp a, warp b.
        n_params: number of lengthscales.
        n_numbers: number of warped columns.
    """

    values: Array
    n_params: int
    n_numbers: int

    @property
    def log_lengths(self) -> Array:
        """Log lengthscales, shape (n_params,)."""
        return self.values[: self.n_params]

    @property
    def signal(self) -> float:
        """Variance of the Matern part."""
        return float(np.exp(self.values[self.n_params]))

    @property
    def noise(self) -> float:
        """Variance of the noise."""
        return float(np.exp(self.values[self.n_params + 1]))

    @property
    def effects(self) -> float:
        """Variance of each main effect."""
        return float(np.exp(self.values[self.n_params + 2]))

    @property
    def log_a(self) -> Array:
        """Log of the warp's first exponent, shape (n_numbers,)."""
        return self.values[self.n_params + 3 : self.n_params + 3 + self.n_numbers]

    @property
    def log_b(self) -> Array:
        """Log of the warp's second exponent, shape (n_numbers,)."""
        return self.values[self.n_params + 3 + self.n_numbers :]


def scaled(encoding: Encoding, theta: Theta, points: Points) -> Array:
    """Return warped columns divided by their lengthscales, shape (n, n_columns)."""
    columns = np.hstack([warped(points.numbers, theta.log_a, theta.log_b), points.blocks])
    return np.asarray(columns / np.exp(theta.log_lengths)[encoding.groups])


def squared_distances(a: Array, b: Array) -> Array:
    """Return squared distances of rows, shape (n, m), by one matrix product."""
    squared = a @ (-2 * b.T)
    squared += (a * a).sum(axis=1)[:, None]
    squared += (b * b).sum(axis=1)
    return np.asarray(np.maximum(squared, 0.0, out=squared))


def matern(squared: Array) -> Array:
    """Return M(r) from r^2."""
    return _matern(ROOT_5 * np.sqrt(squared))[0]


def matern_and_slope(squared: Array) -> tuple[Array, Array]:
    """Return M(r) and dM / d(r^2) = -5/6 (1 + sqrt(5) r) exp(-sqrt(5) r), from r^2."""
    r = ROOT_5 * np.sqrt(squared)
    correlation, decay = _matern(r)
    r += 1
    r *= decay
    r *= -5 / 6
    return correlation, r


def _matern(r: Array) -> tuple[Array, Array]:
    """Return (1 + r + r^2 / 3) exp(-r) and exp(-r), with few arrays besides: they are large, and made very often."""
    decay = np.exp(-r)
    correlation = r / 3
    correlation += 1
    correlation *= r
    correlation += 1
    correlation *= decay
    return correlation, decay
