"""Random search: every configuration is drawn uniformly and independently of what is known.

Uniform on the scale of each parameter (logarithmic where it says so), parents before their children. The yardstick for
every other sampler, and better than a grid wherever only a few of the parameters matter.

Source: Bergstra and Bengio (2012), "Random Search for Hyper-Parameter Optimization", JMLR 13. There repeats may occur;
here a configuration comes twice only when nothing else is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunewright.samplers.distinct import Taken, distinct
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


@dataclass(frozen=True, slots=True)
class RandomSampler:
    """Draw uniformly, without repeats while the space has other points."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` random configurations, as `Sampler.suggest` says."""
        space = problem.space
        draws = (space.decode(unit) for unit in space.sample(rng, n))
        return [Suggestion(params) for params in distinct(draws, problem, Taken(history, pending), rng, n)]
