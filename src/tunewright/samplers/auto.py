"""The sampler that is used unless one is named: it chooses by the problem, and says why.

A Gaussian process where its model is at its best: up to `MOST_OBJECTIVES` objectives, `MOST_TRIALS` trials and
`MOST_DIMS` parameters. Where all parameters are numbers and there is much left to spend, it shows the way and CMA-ES
goes on from its best trials: what a model of the latest few hundred trials cannot resolve, a distribution that shrinks
can. The tree-structured Parzen estimator takes the rest, and searches against the clock whose trials are over before
the process has thought.

docs/decisions/0011, 0012 and 0013 have the measurements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import inf

import numpy as np

from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.parameters import Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

MOST_TRIALS = 2000
MOST_DIMS = 100
MOST_OBJECTIVES = 3
FEWEST_TO_HAND_OVER = 200
LONG_BUDGET = 1000
"""A search of so many trials is handed over as early as that; one whose end is not known never is."""
MOST_WORKERS = 4
"""Half a generation of CMA-ES: with more, many of its trials would end too late to teach."""
LATEST = 32
SHORTEST = 0.01
"""Seconds of a trial. gp takes twice that for a suggestion, but is as good after 25 trials as tpe after 100."""


@dataclass(frozen=True, slots=True)
class AutoSampler:
    """Propose by whichever sampler suits the problem and the number of trials so far."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        return chosen(problem, history)[0].suggest(problem, history, pending, rng, n)

    def reason(self, problem: Problem, history: History) -> str:
        """Return which sampler is next, and why, in one sentence."""
        return chosen(problem, history)[1]


def chosen(problem: Problem, history: History) -> tuple[Sampler, str]:
    """Return the sampler for the next trial, and why it is this one."""
    n_dims, n_objectives, n_trials = problem.space.n_dims, len(problem.objectives), len(history)
    if n_objectives > MOST_OBJECTIVES:
        return TpeSampler(), f"tpe: {n_objectives} objectives, which it compares by their fronts"
    if n_dims > MOST_DIMS:
        return TpeSampler(), f"tpe: {n_dims} parameters, more than gp is meant for"
    if problem.seconds is not None and _typical_seconds(history) < SHORTEST:
        return TpeSampler(), "tpe: time limits the search, and trials are over before gp has thought"
    if n_trials >= FEWEST_TO_HAND_OVER and _is_for_cmaes(problem):
        return CmaesSampler(), f"cmaes: {n_dims} numbers and {n_trials:,} trials, from whose best it goes on by itself"
    if n_trials >= MOST_TRIALS:
        return TpeSampler(), f"tpe: {n_trials:,} trials are known, of which it takes account of more than gp does"
    objectives = "one objective" if n_objectives == 1 else f"{n_objectives} objectives, weighted anew for each trial"
    return GpSampler(), f"gp: {objectives}, {n_dims} parameters, fewer than {MOST_TRIALS:,} trials: a model pays most"


def _typical_seconds(history: History) -> float:
    """Return how long the median of the latest trials took; infinite where nothing was measured."""
    measured = history.seconds[-LATEST:]
    known = measured[np.isfinite(measured)]
    return float(np.median(known)) if known.size else inf


def _is_for_cmaes(problem: Problem) -> bool:
    """Return whether CMA-ES, from a warm start, does better than gp in the rest of a long search."""
    if len(problem.objectives) > 1 or (problem.budget or 0) < LONG_BUDGET or problem.n_workers > MOST_WORKERS:
        return False
    return problem.space.n_dims > 1 and _is_plain(problem.space) and find_spec("cmaes") is not None


def _is_plain(space: Space) -> bool:
    """Return whether all that is searched are numbers without conditions."""
    return all(
        isinstance(parameter, Float | Int) and parameter.when is None
        for name, parameter in space.parameters.items()
        if name in space.dims
    )
