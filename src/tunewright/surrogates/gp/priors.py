"""What is believed of the hyperparameters before any trial: Gaussians on their logarithms, with hard bounds.

Losses are standardised and coordinates lie in [0, 1], so one table fits all problems. Short lengthscales are expected:
on tuning problems they found better configurations in few trials than the wide priors of the textbooks.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """Of one kind of hyperparameter, on the log scale.

    Attributes:
        mean, sd: of the Gaussian.
        low, high: bounds.
        start: where the first fit begins.
    """

    mean: float
    sd: float
    low: float
    high: float
    start: float


LENGTH = Prior(-0.3, 0.8, log(0.02), log(100), -1.3)
SIGNAL = Prior(0.0, 0.7, log(0.05), log(20), 0.0)
NOISE = Prior(-8.0, 2.0, log(1e-6), log(1), -6.0)
EFFECTS = Prior(-3.0, 1.0, log(1e-4), log(10), -2.0)
WARP = Prior(0.0, 0.5, -1.5, 1.5, 0.0)


@dataclass(frozen=True, slots=True)
class Priors:
    """The table for all hyperparameters of an encoding, in the order of `Theta`; arrays of shape (n_theta,)."""

    mean: Array
    sd: Array
    low: Array
    high: Array
    start: Array

    @classmethod
    def of(cls, encoding: Encoding) -> "Priors":
        """Return the table."""
        kinds = [*[LENGTH] * encoding.n_params, SIGNAL, NOISE, EFFECTS, *[WARP] * (2 * encoding.n_numbers)]
        table = np.array([(kind.mean, kind.sd, kind.low, kind.high, kind.start) for kind in kinds])
        return cls(*table.T)
