"""How long a configuration takes: the logarithm of its seconds as a sum of what each parameter does to it.

Twice the trees and twice the rows take four times as long: what multiplies becomes a sum, so a line and a bowl for each
number and a level for each choice say most of it, after a handful of trials and at the cost of one linear system.

Source: Snoek, Larochelle and Adams (2012), "Practical Bayesian optimization of machine learning algorithms", section
3.2, for a model of log durations; there a second Gaussian process, of which this is the main-effects part.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Points

Array = NDArray[np.float64]
SHORTEST = 1e-6
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Seconds:
    """What is expected of durations; make one with `seconds_of`.

    Attributes:
        weights: of the main effects, shape (n_effects,).
        centre: log seconds where all effects are 0.
    """

    weights: Array
    centre: float

    def log(self, points: Points) -> Array:
        """Return the expected logarithm of seconds, shape (n,)."""
        return np.asarray(self.centre + points.effects @ self.weights)


def seconds_of(points: Points, seconds: Array) -> Seconds:
    """Return the model of `seconds`, shape (n,), n 1 or more, that were measured at `points`; ridge regression."""
    logs = np.log(np.maximum(seconds, SHORTEST))
    mean = points.effects.mean(axis=0)
    effects = points.effects - mean
    squares = effects.T @ effects + RIDGE * np.eye(effects.shape[1])
    weights = np.linalg.solve(squares, effects.T @ (logs - logs.mean()))
    return Seconds(weights, float(logs.mean() - mean @ weights))
