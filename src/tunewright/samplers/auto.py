"""The sampler that is used unless one is named: it chooses by the problem, and says why.

A Gaussian process where its model is at its best: one objective, up to `MOST_TRIALS` trials, up to `MOST_DIMS`
parameters, and a budget of trials. The tree-structured Parzen estimator elsewhere: it knows several objectives by their
fronts, and its cost does not grow with the number of parameters as the process's does. So it is, too, where time is
what runs out: the process does not yet weigh what a trial costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

MOST_TRIALS = 2000
MOST_DIMS = 100


@dataclass(frozen=True, slots=True)
class AutoSampler:
    """Propose by whichever sampler suits the problem and the number of trials so far.

    Args:
        is_timed: whether time limits the search, rather than a number of trials.
    """

    is_timed: bool = False

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        return chosen(problem, history, self.is_timed)[0].suggest(problem, history, pending, rng, n)

    def reason(self, problem: Problem, history: History) -> str:
        """Return which sampler is next, and why, in one sentence."""
        return chosen(problem, history, self.is_timed)[1]


def chosen(problem: Problem, history: History, is_timed: bool = False) -> tuple[Sampler, str]:
    """Return the sampler for the next trial, and why it is this one."""
    n_dims = problem.space.n_dims
    if len(problem.objectives) > 1:
        return TpeSampler(), f"tpe: {len(problem.objectives)} objectives, which it compares by their fronts"
    if is_timed:
        return TpeSampler(), "tpe: time limits the search, and gp does not weigh what a trial costs"
    if n_dims > MOST_DIMS:
        return TpeSampler(), f"tpe: {n_dims} parameters, more than gp is meant for"
    if len(history) >= MOST_TRIALS:
        return TpeSampler(), f"tpe: {len(history):,} trials are known, of which it takes account of more than gp does"
    return GpSampler(), f"gp: one objective, {n_dims} parameters, fewer than {MOST_TRIALS:,} trials: a model pays most"
