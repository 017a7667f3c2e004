"""Quasi-random search: a scrambled Sobol sequence, which fills the cube more evenly than chance does.

Any number of points may be taken; the balance is perfect at powers of two. How a study goes on in its sequence is told
in `samplers/sequence.py`.

Source: Sobol (1967); Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points"; SciPy's `qmc.Sobol`.
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
class SobolSampler:
    """Follow one scrambled Sobol sequence through the whole study."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` points of the sequence, as `Sampler.suggest` says."""
        return PointSequence("sobol", sobol_points).suggest(problem, history, pending, rng, n)


def sobol_points(n_dims: int, seed: int, first: int, n: int) -> NDArray[np.float64]:
    """Return points `first` to `first + n - 1` of the sequence that `seed` scrambles, shape (n, n_dims)."""
    if n_dims == 0:
        return np.zeros((n, 0))
    from scipy.stats import qmc

    engine = qmc.Sobol(n_dims, scramble=True, seed=seed)
    start = engine.random(1)  # a first draw of another size would warn of lost balance, which the next one restores
    points = engine.fast_forward(first - 1).random(n) if first else np.vstack([start, engine.random(n - 1)])
    return np.asarray(points, dtype=np.float64)
