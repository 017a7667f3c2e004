"""From parents to children, one brood at a time: tournaments, crossover, mutation, and what exists of the result.

A brood is many children of the same parents, since some break what is required and others have been run before; the
first that is new is proposed. No generation is waited for: the parents are the best that is known now.

Source: Goldberg and Deb (1991), "A Comparative Analysis of Selection Schemes", for tournaments; Syswerda (1991), "A
Study of Reproduction in Generational and Steady State Genetic Algorithms".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.evolution.crossover import Crossover
from tunewright.samplers.evolution.mutation import Strategy, mutated
from tunewright.samplers.moves import picked
from tunewright.samplers.order import best_first
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
N_BROODS, N_CHILDREN = 8, 16
COPY = 1e-12
CROSSED = 0.8
"""How many of the children have two parents; the others are mutations of one."""


@dataclass(frozen=True, slots=True)
class Breeding:
    """How children are made.

    Attributes:
        space: where they live.
        units: the parents, the best first, shape (n_parents, n_dims), NaN where inactive.
        strategy: how the parents were mutated.
        tournament: how many parents compete to have a child.
    """

    space: Space
    units: Array
    strategy: Strategy
    tournament: int

    def children(self, rng: np.random.Generator) -> Iterator[Suggestion]:
        """Yield children that meet what is required; some of them may have been run before."""
        crossover = Crossover.of(self.space)
        for _ in range(N_BROODS):
            parents = np.stack([self._winners(rng), self._winners(rng)])
            parents[1] = np.where(rng.random(N_CHILDREN) < CROSSED, parents[1], parents[0])
            strategy = self.strategy.inherited(rng, parents, self.space.n_dims)
            points, met = self._brood(rng, crossover, parents, strategy)
            for row in np.flatnonzero(met):
                yield Suggestion(self.space.decode(points[row]), strategy.tag(int(row)))

    def _winners(self, rng: np.random.Generator) -> Rows:
        return np.asarray(rng.integers(len(self.units), size=(self.tournament, N_CHILDREN)).min(axis=0))

    def _brood(
        self, rng: np.random.Generator, crossover: Crossover, parents: Rows, strategy: Strategy
    ) -> tuple[Array, NDArray[np.bool_]]:
        axes, (first, second) = crossover.axes, self.units[parents]
        crossed = axes.snapped(crossover.children(rng, first, second))
        points, _ = self.space.screened(crossed)
        copies = _same(points, first) | _same(points, second)
        changed = picked(rng, ~np.isnan(points), strategy.rates[:, None], copies[:, None])
        return self.space.screened(axes.snapped(mutated(rng, axes, crossed, changed, strategy.steps)))


def _same(points: Array, others: Array) -> NDArray[np.bool_]:
    return np.asarray(((np.abs(points - others) < COPY) | (np.isnan(points) & np.isnan(others))).all(axis=1))


def promising(history: History, n_wanted: int) -> Rows:
    """Return the rows of trials that may have children, the best first: those that are complete, then the pruned."""
    order, _ = best_first(history, n_wanted)
    return order[: np.count_nonzero(history.in_state(State.COMPLETE, State.PRUNED))]


def proposed(
    draws: Iterator[Suggestion], problem: Problem, taken: Taken, rng: np.random.Generator, n: int
) -> list[Suggestion]:
    """Return `n` of `draws` that are free, with their tags, made up with uniform ones; fewer if nothing is left."""
    found = list(islice((suggestion for suggestion in draws if taken.claim(suggestion.params)), n))
    return found + [Suggestion(params) for params in distinct((), problem, taken, rng, n - len(found))]
