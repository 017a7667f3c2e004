"""The most probable hyperparameters: L-BFGS on the negative log posterior, with analytic gradients.

F = y' K^-1 y / 2 + sum log diag L + sum ((theta - mean) / sd)^2 / 2, with K = L L', to whose diagonal the known part of
each loss's noise variance is added beside the part that is fitted. Let G = (K^-1 - alpha alpha') / 2,
the derivative of F by K. Every derivative of K by a hyperparameter is then contracted with G by matrix products of
size n, never by an array of shape (n, n, number of columns).

Source: Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", section 5.4.1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.kernel import Theta, matern_and_slope, scaled, squared_distances
from tunewright.surrogates.gp.priors import Priors
from tunewright.surrogates.gp.warp import warp_slopes

Array = NDArray[np.float64]
HOPELESS = 1e25
FIRST_STEPS, LATER_STEPS = 40, 20


def fitted(
    encoding: Encoding, points: Points, y: Array, start: Array | None = None, noise: Array | float = 0.0
) -> Theta:
    """Return the most probable hyperparameters.

    Args:
        encoding: how `points` came about.
        points: where was measured, n of them, 1 or more.
        y: normalised losses, shape (n,).
        noise: variance that is known of each of them, shape (n,); the noise that is fitted comes on top.
        start: where to begin, shape (n_theta,); None begins at the priors' start and takes more steps.
    """
    from scipy.optimize import minimize

    priors = Priors.of(encoding)
    begin = priors.start if start is None else np.clip(start, priors.low, priors.high)
    objective = Objective(encoding, points, y, priors, noise)
    found = minimize(
        objective.value_and_gradient,
        begin,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(priors.low, priors.high, strict=True)),
        options={"maxiter": FIRST_STEPS if start is None else LATER_STEPS, "ftol": 1e-5, "gtol": 1e-3},
    )
    return objective.theta(found.x)


@dataclass(frozen=True, slots=True)
class Objective:
    """The negative log posterior of hyperparameters, for given points and losses."""

    encoding: Encoding
    points: Points
    y: Array
    priors: Priors
    noise: Array | float = 0.0

    def theta(self, values: Array) -> Theta:
        """Return the array as hyperparameters."""
        return Theta(np.asarray(values, np.float64), self.encoding.n_params, self.encoding.n_numbers)

    def value_and_gradient(self, values: Array) -> tuple[float, Array]:
        """Return F and dF / dtheta, shape (n_theta,)."""
        theta = self.theta(values)
        columns = scaled(self.encoding, theta, self.points)
        correlation, slope = matern_and_slope(squared_distances(columns, columns))
        effects = self.points.effects
        covariance = theta.signal * correlation + theta.effects * (effects @ effects.T)
        covariance[np.diag_indices_from(covariance)] += theta.noise + self.noise
        solved = _solved(covariance, self.y)
        if solved is None:
            return HOPELESS, np.zeros_like(values)
        value, by_covariance = solved
        pulled = (values - self.priors.mean) / self.priors.sd
        gradient = pulled / self.priors.sd
        gradient += self._by_theta(theta, columns, by_covariance, correlation, theta.signal * slope * by_covariance)
        return value + float(pulled @ pulled) / 2, gradient

    def _by_theta(
        self, theta: Theta, columns: Array, by_covariance: Array, correlation: Array, weights: Array
    ) -> Array:
        """Contract dF / dK with dK / dtheta; `weights` are dF / d(r^2), elementwise."""
        sums = weights.sum(axis=1)
        pulls = columns * sums[:, None] - weights @ columns
        by_column = -4 * (columns * pulls).sum(axis=0)
        by_length = np.bincount(self.encoding.groups, by_column, minlength=self.encoding.n_params)
        effects = self.points.effects
        by_variance = [
            theta.signal * float((by_covariance * correlation).sum()),
            theta.noise * float(np.trace(by_covariance)),
            theta.effects * float((effects * (by_covariance @ effects)).sum()),
        ]
        n = self.encoding.n_numbers
        by_warped = 4 * pulls[:, :n] / np.exp(theta.log_lengths[:n])
        by_a, by_b = warp_slopes(self.points.numbers, theta.log_a, theta.log_b)
        return np.concatenate([by_length, by_variance, (by_warped * by_a).sum(axis=0), (by_warped * by_b).sum(axis=0)])


def _solved(covariance: Array, y: Array) -> tuple[float, Array] | None:
    """Return the data's part of F and G = dF / dK; None if the covariance is not positive definite."""
    from scipy.linalg import lapack

    lower, failed = lapack.dpotrf(covariance, lower=1, clean=1)
    if failed:
        return None
    alpha = lapack.dpotrs(lower, y, lower=1)[0]
    inverse = lapack.dpotri(lower, lower=1)[0]
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    value = float(y @ alpha) / 2 + float(np.log(np.diag(lower)).sum())
    return value, (inverse - np.outer(alpha, alpha)) / 2
