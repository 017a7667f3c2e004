"""Grid search: every combination once, in the order of the grid or shuffled.

A resumed study goes on where it stopped: each trial carries its place in the grid as a tag, and a place is skipped if
its configuration has been run, whoever proposed it. A last look over the whole grid picks up what was left out, such
as a trial that was discarded. Stepping over the places that are done costs a few microseconds each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import isinf

import numpy as np

from tunewright.samplers.distinct import Taken
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

TAG = "grid"
MOST_SHUFFLED = 100_000


@dataclass(frozen=True, slots=True)
class GridSampler:
    """Go through the grid once; afterwards nothing is proposed any more.

    Args:
        points_per_float: number of values, 1 or more, that stand for a continuous parameter; None if there is none.
        shuffled: whether the next place is drawn at random from those that are left, so that a study that is cut short
            has seen all regions.

    Raises:
        ValueError: if `points_per_float` is too small, or, when asked, missing for a space that needs it.
    """

    points_per_float: int | None = None
    shuffled: bool = False

    def __post_init__(self) -> None:
        if self.points_per_float is not None and self.points_per_float < 1:
            raise ValueError(f"points_per_float must be 1 or more, got {self.points_per_float}; 5 is a common choice")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` places of the grid, or as many as are left, as `Sampler.suggest` says."""
        taken = Taken(history, pending)
        places = self._shuffled(problem.space, rng) if self.shuffled else self._in_order(problem.space, history)
        free = ((place, params) for place, params in places if taken.claim(params))
        return [
            Suggestion(params, {TAG: {"points": self.points_per_float, "place": place}})
            for place, params in islice(free, n)
        ]

    def _in_order(self, space: Space, history: History) -> Iterator[tuple[int, Params]]:
        first = 1 + max((self._place(tags) for tags in history.tags), default=-1)
        return chain(islice(self._points(space), first, None), islice(self._points(space), first))

    def _shuffled(self, space: Space, rng: np.random.Generator) -> Iterator[tuple[int, Params]]:
        points = list(islice(self._points(space), MOST_SHUFFLED + 1))
        if len(points) > MOST_SHUFFLED:
            raise ValueError(
                f"shuffled must be False for a grid of more than {MOST_SHUFFLED} points, got True; "
                "use the random or the sobol sampler, which need no list of them"
            )
        return (points[index] for index in rng.permutation(len(points)))

    def _points(self, space: Space) -> Iterator[tuple[int, Params]]:
        if self.points_per_float is not None:
            return enumerate(space.grid(self.points_per_float))
        if isinf(space.n_points):
            raise ValueError(
                "points_per_float must be given, got None: the space has a continuous parameter; "
                "use GridSampler(points_per_float=5), or give the parameter a step"
            )
        return enumerate(space.configurations())

    def _place(self, tags: Mapping[str, Json]) -> int:
        tag = tags.get(TAG)
        return tag["place"] if tag and tag["points"] == self.points_per_float else -1
