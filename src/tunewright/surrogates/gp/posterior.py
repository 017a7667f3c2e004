"""What the process says after its data: mean and standard deviation at any point, and their slopes at one.

The inverse of the Cholesky factor is kept, so that a batch of points costs two matrix products. Where the covariance is
not positive definite in floating point the noise is raised tenfold until it is.

Source: Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", algorithm 2.1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.kernel import Theta, matern, matern_and_slope, scaled, squared_distances
from tunewright.surrogates.gp.warp import steepness

Array = NDArray[np.float64]
SMALLEST = 1e-10


@dataclass(frozen=True, slots=True)
class Posterior:
    """A Gaussian process that has seen its data; make one with `posterior`.

    Attributes:
        encoding, theta: of the process.
        points: where was measured, n of them.
        columns: these, warped and scaled.
        inverse: the inverse of the Cholesky factor of their covariance, shape (n, n), lower.
        alpha: the covariance's inverse times the losses, shape (n,).
    """

    encoding: Encoding
    theta: Theta
    points: Points
    columns: Array
    inverse: Array
    alpha: Array

    def at(self, points: Points) -> tuple[Array, Array]:
        """Return mean and standard deviation of the function, without noise, each of shape (m,)."""
        from scipy.linalg import blas

        theta = self.theta
        cross = matern(squared_distances(scaled(self.encoding, theta, points), self.columns))
        cross *= theta.signal
        cross += points.effects @ (theta.effects * self.points.effects.T)
        prior = theta.signal + theta.effects * np.einsum("ij,ij->i", points.effects, points.effects)
        explained = blas.dtrmm(1.0, self.inverse, cross.T, lower=1)
        variance = prior - np.einsum("ij,ij->j", explained, explained)
        return cross @ self.alpha, np.sqrt(np.maximum(variance, SMALLEST))

    def slopes(self, point: Points) -> tuple[float, float, Array, Array]:
        """Return mean, standard deviation and their derivatives by the numbers, of a single point.

        Returns:
            mean, sd, d mean / du, d sd / du; the last two of shape (n_numbers,).
        """
        theta, n = self.theta, self.encoding.n_numbers
        here = scaled(self.encoding, theta, point)
        correlation, slope = matern_and_slope(squared_distances(here, self.columns))
        cross = theta.signal * correlation[0] + theta.effects * (self.points.effects @ point.effects[0])
        steep = steepness(point.numbers, theta.log_a, theta.log_b)[0] / np.exp(theta.log_lengths[:n])
        by_number = 2 * theta.signal * slope[0][:, None] * (here[0, :n] - self.columns[:, :n]) * steep
        line, bowl = 2.0, 4 * (2 * point.numbers[0] - 1)
        by_number += theta.effects * (line * self.points.effects[:, :n] + bowl * self.points.effects[:, n : 2 * n])
        explained = self.inverse @ cross
        variance = (
            theta.signal + theta.effects * float(point.effects[0] @ point.effects[0]) - float(explained @ explained)
        )
        by_prior = 2 * theta.effects * (line * point.effects[0, :n] + bowl * point.effects[0, n : 2 * n])
        sd = float(np.sqrt(max(variance, SMALLEST)))
        by_sd = (by_prior - 2 * (self.inverse.T @ explained) @ by_number) / (2 * sd)
        return float(cross @ self.alpha), sd, self.alpha @ by_number, by_sd


def posterior(encoding: Encoding, theta: Theta, points: Points, y: Array, noise: Array | float = 0.0) -> Posterior:
    """Return the process after the losses `y`, shape (n,), at `points`; `noise` is what is known of their variance."""
    from scipy.linalg import lapack

    columns = scaled(encoding, theta, points)
    covariance = theta.signal * matern(squared_distances(columns, columns))
    covariance += theta.effects * (points.effects @ points.effects.T)
    jitter, failed = theta.noise, 1
    while failed:
        noisy = covariance + np.diag(np.broadcast_to(jitter + noise, len(y)))
        lower, failed = lapack.dpotrf(noisy, lower=1, clean=1)
        jitter *= 10
    inverse = lapack.dtrtri(lower, lower=1)[0]
    return Posterior(encoding, theta, points, columns, inverse, inverse.T @ (inverse @ y))
