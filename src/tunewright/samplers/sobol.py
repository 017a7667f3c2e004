"""Quasi-random search: a scrambled Sobol sequence, which fills the cube more evenly than chance does.

Any number of points may be taken; the balance is perfect at powers of two. A category is `floor(u * number of
choices)`, and the coordinate of an inactive parameter is not used.

The seed of the scrambling and the place in the sequence are tags of the trials, so that a resumed study continues the
sequence. Until the first trial of a study has ended no tag can be seen: proposals that are asked for one at a time
before that come from sequences of their own.

Source: Sobol (1967); Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points"; SciPy's `qmc.Sobol`. Points that
`require` forbids, or that were run already, are passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken, distinct
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

TAG = "sobol"
POINTS_TRIED = 256
"""How many points of the sequence may be passed over for one suggestion; after that uniform draws take their place."""


@dataclass(frozen=True, slots=True)
class SobolSampler:
    """Follow one scrambled Sobol sequence through the whole study."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` points of the sequence, as `Sampler.suggest` says."""
        seed, first = _continued(history) or (int(rng.integers(2**31)), 0)
        taken = Taken(history, pending)
        free = ((place, params) for place, params in _walk(problem, seed, first, n) if taken.claim(params))
        found = [Suggestion(params, {TAG: {"seed": seed, "place": place}}) for place, params in islice(free, n)]
        rest = distinct((), problem, taken, rng, n - len(found))
        return found + [Suggestion(params) for params in rest]


def _continued(history: History) -> tuple[int, int] | None:
    """Return the seed of the sequence that the first tagged trial is from, and the next place in it."""
    tags: list[dict[str, Json]] = [tags[TAG] for tags in history.tags if TAG in tags]
    if not tags:
        return None
    seed = tags[0]["seed"]
    return seed, 1 + max(tag["place"] for tag in tags if tag["seed"] == seed)


def _walk(problem: Problem, seed: int, first: int, n: int) -> Iterator[tuple[int, Params]]:
    space, place = problem.space, first
    for n_points in (n, POINTS_TRIED):
        for point in sobol_points(space.n_dims, seed, place, n_points):
            params = space.decode(point)
            if space.allows(params):
                yield place, params
            place += 1


def sobol_points(n_dims: int, seed: int, first: int, n: int) -> NDArray[np.float64]:
    """Return points `first` to `first + n - 1` of the sequence that `seed` scrambles, shape (n, n_dims)."""
    if n_dims == 0:
        return np.zeros((n, 0))
    from scipy.stats import qmc

    engine = qmc.Sobol(n_dims, scramble=True, seed=seed)
    start = engine.random(1)  # a first draw of another size would warn of lost balance, which the next one restores
    points = engine.fast_forward(first - 1).random(n) if first else np.vstack([start, engine.random(n - 1)])
    return np.asarray(points, dtype=np.float64)
