"""Where trials fail: the probability that one will end with a result, learned from those that did and did not.

A Gaussian process is fitted to labels, 1 for a failure and -1 for a result, and a configuration is expected to fail
where its latent value is above 0. Regression on labels is not the exact likelihood of a class, but it is fitted by
the same code, in a fraction of the time, and near the border it says the same.

Source: Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", section 6.5 (least-squares
classification); Gelbart, Snoek and Adams (2014), "Bayesian optimization with unknown constraints", UAI, for its use.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.kernel import Theta
from tunewright.surrogates.gp.posterior import Posterior, posterior

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The chance of a result; make one with `feasibility`.

    Attributes:
        process: of the standardised labels.
        border: the standardised value of label 0.
    """

    process: Posterior
    border: float

    def log_probability(self, points: Points) -> Array:
        """Return the log of the probability of a result, shape (n,)."""
        from scipy.special import log_ndtr

        mean, sd = self.process.at(points)
        return np.asarray(log_ndtr((self.border - mean) / sd))

    def log_probability_and_slope(self, point: Points) -> tuple[float, Array]:
        """Return the log of the probability at a single point, and its derivatives by the numbers, shape (n_numbers,).

        With z = (border - mean) / sd the derivative of log Phi(z) is phi(z) / Phi(z) dz.
        """
        from scipy.special import log_ndtr

        mean, sd, by_mean, by_sd = self.process.slopes(point)
        z = (self.border - mean) / sd
        log_probability = float(log_ndtr(z))
        hazard = np.exp(-z * z / 2 - np.log(2 * np.pi) / 2 - log_probability)
        return log_probability, -hazard * (by_mean + z * by_sd) / sd


def standardised_labels(fails: NDArray[np.bool_]) -> tuple[Array, float]:
    """Return labels with mean 0 and variance 1, and the value between the two classes.

    Args:
        fails: which trials failed, shape (n,); some and not all.
    """
    share = float(fails.mean())
    sd = 2 * np.sqrt(share * (1 - share))
    centre = 2 * share - 1
    return (np.where(fails, 1.0, -1.0) - centre) / sd, -centre / sd


def feasibility(encoding: Encoding, theta: Theta, points: Points, fails: NDArray[np.bool_]) -> Feasibility:
    """Return the model of failures at `points`, with fitted hyperparameters."""
    labels, border = standardised_labels(fails)
    return Feasibility(posterior(encoding, theta, points, labels), border)
