"""NSGA-II: a genetic algorithm whose population is the best of all fronts, and in each front the most isolated.

Of two trials the one on the better front wins, and on the same front the one with more room around it, so that the
population moves towards the front of the best compromises and spreads along it. A trial that violates constraints loses
against one that does not, and against one that violates them less. Children come as in the genetic algorithm, one at a
time from the population as it is known. With one objective it is that algorithm without niches.

Source: Deb, Pratap, Agarwal and Meyarivan (2002), "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE
Transactions on Evolutionary Computation 6; Durillo et al. (2009), "On the Effect of the Steady-State Selection Scheme
in Multi-Objective Genetic Algorithms", EMO, for the steady state. Crowding is counted in ranks, as
`samplers/order.py` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunewright.samplers.genetic import FEWEST, GeneticSampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


@dataclass(frozen=True, slots=True)
class Nsga2Sampler:
    """Propose children of the best compromises.

    Args:
        population_size: number of configurations, 2 or more, that may have children; so many trials come first, which
            are quasi-random.

    Raises:
        ValueError: if `population_size` is too small.
    """

    population_size: int = 16

    def __post_init__(self) -> None:
        if self.population_size < FEWEST:
            raise ValueError(f"population_size must be 2 or more, got {self.population_size}; 16 is usual")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        genetic = GeneticSampler(self.population_size, tournament=2, niche=0.0, niche_size=1)
        return genetic.suggest(problem, history, pending, rng, n)
