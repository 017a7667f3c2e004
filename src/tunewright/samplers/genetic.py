"""A genetic algorithm for mixed and conditional spaces: good configurations have children, which mix and vary them.

The population is the best of what is known, kept diverse by niches, so that several optima stay alive. A child has two
parents, each the best of a few that are drawn; it takes over whole branches of conditional parameters, and is mutated
with a step and a rate that it inherits and that adapt themselves.

There are no generations to wait for: every suggestion is one child of the population as it is known at that moment,
however many trials are running. The population is worked out anew from the history each time, so nothing is kept. The
best is never lost, as it stays in the population until something better comes. Trials that violate constraints, or
were pruned, come after all others, and those that failed have no children. With several objectives fronts take the
place of losses.

Source: Goldberg (1989), "Genetic Algorithms in Search, Optimization and Machine Learning"; Whitley (1989), "The GENITOR
Algorithm", ICGA, for the steady state. The parts in `samplers/evolution` name their own. The settings were chosen on
five of the nine problems of benchmarks/tpe_quality.py: sphere, rosenbrock, styblinski, svm and net.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken
from tunewright.samplers.evolution.breeding import Breeding, promising, proposed
from tunewright.samplers.evolution.first import first_ones
from tunewright.samplers.evolution.mutation import Strategy
from tunewright.samplers.evolution.niches import cleared
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

FEWEST = 2
MOST_LOOKED_AT = 1000
"""So many of the best are looked through for niches, which keeps the cost flat."""
FRONTS = 4
"""With several objectives, fronts are worked out for so many times the population."""


@dataclass(frozen=True, slots=True)
class GeneticSampler:
    """Propose children of the best configurations.

    Args:
        population_size: number of configurations, 2 or more, that may have children; so many trials come first, which
            are quasi-random.
        tournament: number of configurations, 1 or more, that compete to be a parent; the more, the greedier.
        niche: how far a niche reaches, from 0 (no niches) to 1; distances are means over the coordinates.
        niche_size: number of configurations, 1 or more, that a niche holds.

    Raises:
        ValueError: if a setting is out of range.
    """

    population_size: int = 12
    tournament: int = 4
    niche: float = 0.1
    niche_size: int = 4

    def __post_init__(self) -> None:
        if self.population_size < FEWEST:
            raise ValueError(f"population_size must be 2 or more, got {self.population_size}; 12 is usual")
        if self.tournament < 1:
            raise ValueError(f"tournament must be 1 or more, got {self.tournament}; 1 chooses parents by chance")
        if not 0 <= self.niche <= 1:
            raise ValueError(f"niche must lie between 0 and 1, got {self.niche}; use 0 for no niches")
        if self.niche_size < 1:
            raise ValueError(f"niche_size must be 1 or more, got {self.niche_size}; a niche holds its best at least")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        population = self.population(history)
        n_startup = self.population_size if len(population) >= FEWEST else len(history) + n  # all failed so far
        found, known, n_left = first_ones(problem, history, pending, rng, n, n_startup)
        if not n_left:
            return found
        tags = history.tags
        strategy = Strategy.read([tags[row] for row in population])
        breeding = Breeding(problem.space, history.units[population], strategy, self.tournament)
        children = breeding.children(rng)
        return found + proposed(children, problem, Taken(history, known), rng, n_left)

    def population(self, history: History) -> NDArray[np.int64]:
        """Return the rows of the trials that may have children, the best first; what crowds a niche comes last."""
        best = promising(history, FRONTS * self.population_size)[:MOST_LOOKED_AT]
        axes, units = axes_of(history.space), history.units[best]
        return best[cleared(axes, units, self.population_size, self.niche, self.niche_size)]
