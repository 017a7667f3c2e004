"""The first trials of a search by populations: quasi-random ones, until there are enough to choose from."""

from collections.abc import Sequence

import numpy as np

from tunewright.samplers.sobol import SobolSampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


def first_ones(
    problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int, n_startup: int
) -> tuple[list[Suggestion], list[Params], int]:
    """Return the quasi-random ones of `n` suggestions, the params of all that will be under way, and how many are left.

    Args:
        problem, history, pending, rng, n: as `Sampler.suggest` says.
        n_startup: number of ended trials from which on none is quasi-random, unless there is nothing to vary.
    """
    n_first = min(n, max(0, n_startup - len(history))) if problem.space.n_dims else n
    found = SobolSampler().suggest(problem, history, pending, rng, n_first) if n_first else []
    return found, [*pending, *(suggestion.params for suggestion in found)], n - n_first
