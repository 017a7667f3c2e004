"""Bayesian optimisation with a forest of randomised trees: for spaces of categories and conditions above all.

Everything is as with a Gaussian process but the model: proposed is the configuration that promises the largest
improvement on the best, by what trees expect of it and how much they disagree. A tree cares for the parameters that
matter where it stands, and knows no distance: choices that have nothing to do with each other, branches with parameters
of their own and jumps cost it one cut. Where losses are smooth, a Gaussian process learns more
from the same trials.

The cost is capped: at most `most_trials` trials are shown to the trees. Nothing is kept from one call to the next.

Source: Hutter, Hoos and Leyton-Brown (2011), "Sequential model-based optimization for general algorithm configuration",
LION (SMAC). It mixes in random configurations; we do not, since on the problems that benchmarks/quality calls choosing
every fourth one at random led to higher losses. The parts name their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.forest.model import Grower
from tunewright.samplers.gp.candidates import Candidates
from tunewright.samplers.gp.known import known
from tunewright.samplers.gp.search import Search
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.forest import Growth
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

FEWEST_TRIALS = 16


@dataclass(frozen=True, slots=True)
class ForestSampler:
    """Propose where a forest of randomised trees promises most.

    Args:
        n_startup: number of ended trials, 1 or more, before the trees are used; until then points are quasi-random.
        n_trees: number of trees, 1 or more.
        min_leaf: number of configurations, 1 or more, that a leaf holds at least; 2 or 3 smooth noise.
        most_trials: number of trials, 16 or more, that the trees are shown at most.

    Raises:
        ValueError: if a setting is too small.
        MissingExtra: when asked for more than the first points, if scikit-learn is not installed.
    """

    n_startup: int = 10
    n_trees: int = 16
    min_leaf: int = 1
    most_trials: int = 192

    def __post_init__(self) -> None:
        if self.n_startup < 1:
            raise ValueError(f"n_startup must be 1 or more, got {self.n_startup}; the trees need something to fit")
        if self.most_trials < FEWEST_TRIALS:
            raise ValueError(f"most_trials must be {FEWEST_TRIALS} or more, got {self.most_trials}; 192 is usual")
        Growth(self.n_trees, self.min_leaf)  # refuses what is too small

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        n_first = n if not problem.space.n_dims else min(n, max(0, self.n_startup - len(history)))
        found = SobolSampler().suggest(problem, history, pending, rng, n_first) if n_first else []
        if n_first == n:
            return found
        waiting = [*pending, *(suggestion.params for suggestion in found)]
        return found + [Suggestion(params) for params in self._modelled(problem, history, waiting, rng, n - n_first)]

    def _modelled(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int
    ) -> Iterator[Params]:
        space, taken, axes = problem.space, Taken(history, pending), axes_of(problem.space)
        shown = known(history, self.most_trials, rng)
        grower = Grower(axes, Growth(self.n_trees, self.min_leaf), history.units, shown)
        success = grower.success(rng)
        running = [space.encode(params) for params in pending]
        for _ in range(n):
            model = grower.model(running, success, rng)
            search = Search(Candidates(space, axes), model.promise, None)
            ranked = search.ranked(rng, history.units[shown.best])
            for params in distinct(map(space.decode, ranked), problem, taken, rng):
                running.append(space.encode(params))
                yield params
