"""One sequence of points through a whole study: what Sobol, Halton and Latin hypercube sampling share.

A sequence is a seed and the places in it, one after another. Both are tags of the trials, so that a resumed study goes
on at the next place. Until the first trial of a study has ended no tag can be seen: proposals that are asked for one at
a time before that come from sequences of their own.

Points that `require` forbids, or that were run already, are passed over. A category is `floor(u * number of choices)`,
and the coordinate of an inactive parameter is not used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.tags import entries, whole
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

Points: TypeAlias = Callable[[int, int, int, int], NDArray[np.float64]]
"""From n_dims, seed, first place and number of points to the points, shape (n, n_dims)."""

LARGEST_SEED = 2**31 - 1
LAST_PLACE = 2**24
"""What claims to be further on is damaged: no study has 16 million trials, and SciPy would walk all the way."""
POINTS_TRIED = 256
"""How many points of the sequence may be passed over for one suggestion; after that uniform draws take their place."""


@dataclass(frozen=True, slots=True)
class PointSequence:
    """A sequence that every trial of a study continues.

    Attributes:
        tag: the name under which trials remember it.
        points: the points of the sequence that a seed stands for.
        marks: what trials remember beside the seed and the place.
    """

    tag: str
    points: Points
    marks: Mapping[str, Json] = field(default_factory=dict)

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` points of the sequence, as `Sampler.suggest` says."""
        seed, first = continued(history, self.tag) or (int(rng.integers(2**31)), 0)
        taken = Taken(history, pending)
        walk = self._walk(problem.space, seed, first, n)
        free = ((place, params) for place, params in walk if taken.claim(params))
        found = [
            Suggestion(params, {self.tag: {"seed": seed, "place": place, **self.marks}})
            for place, params in islice(free, n)
        ]
        rest = distinct((), problem, taken, rng, n - len(found))
        return found + [Suggestion(params) for params in rest]

    def _walk(self, space: Space, seed: int, first: int, n: int) -> Iterator[tuple[int, Params]]:
        place = first
        for n_points in (n, POINTS_TRIED):
            for point in self.points(space.n_dims, seed, place, n_points):
                params = space.decode(point)
                if space.allows(params):
                    yield place, params
                place += 1


def continued(history: History, tag: str) -> tuple[int, int] | None:
    """Return the seed of the sequence that the first tagged trial is from, and the next place in it."""
    tags = (entries(tags, tag) for tags in history.tags if tag in tags)
    places = [(whole(own, "seed", 0, LARGEST_SEED), whole(own, "place", 0, LAST_PLACE)) for own in tags]
    known = [(seed, place) for seed, place in places if seed is not None and place is not None]
    if not known:
        return None
    first = known[0][0]
    return first, 1 + max(place for seed, place in known if seed == first)
