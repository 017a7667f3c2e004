"""Quasi-random search with a scrambled Halton sequence: even at every length, not only at powers of two.

Each coordinate counts in a prime number of its own, with its digits turned round. With many dimensions the primes are
large and neighbouring coordinates move together for long; scrambling the digits breaks that, and beyond some twenty
dimensions Sobol is the better choice. How a study goes on in its sequence is told in `samplers/sequence.py`.

Source: Halton (1960), "On the efficiency of certain quasi-random sequences of points"; Owen (2017), "A randomized
Halton algorithm in R", arXiv:1706.02808; SciPy's `qmc.Halton`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.sequence import PointSequence
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


@dataclass(frozen=True, slots=True)
class HaltonSampler:
    """Follow one scrambled Halton sequence through the whole study."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` points of the sequence, as `Sampler.suggest` says."""
        return PointSequence("halton", halton_points).suggest(problem, history, pending, rng, n)


def halton_points(n_dims: int, seed: int, first: int, n: int) -> NDArray[np.float64]:
    """Return points `first` to `first + n - 1` of the sequence that `seed` scrambles, shape (n, n_dims)."""
    if n_dims == 0:
        return np.zeros((n, 0))
    from scipy.stats import qmc

    engine = qmc.Halton(n_dims, scramble=True, seed=seed)
    return np.asarray(engine.fast_forward(first).random(n), dtype=np.float64)
