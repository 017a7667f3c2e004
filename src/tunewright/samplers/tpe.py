"""Tree-structured Parzen estimator: look where good trials are dense and bad ones are not.

The best 15 % of the trials, at most 25, make one density over the unit cube, all others a second one. Points are drawn
from the first, and the one whose ratio of the two is highest is proposed: that is the one with the highest expected
improvement under this model. Good trials weigh more the better they are, by the logarithm of their rank.

Everything that ended teaches. Failed, timed-out and out-of-memory trials are bad: what failed is avoided. A pruned
trial is bad too: it is a censored observation, and that it was not promising is all that is known. Trials that run
count as bad until they end ("constant liar"), which keeps parallel proposals apart. Infeasible trials are good only
where too few feasible ones are known. With several objectives, fronts take the place of losses.

The cost is capped: beyond `MOST_BAD` bad trials an even selection from the best to the worst of them stands for all,
and beyond some thousands that selection is made among as many of them from all stretches of time, since only the good
ones must be exact. So a suggestion takes a few milliseconds after 100,000 trials too, if there is one objective; with
several, fronts are worked out among all trials.

Source: Bergstra et al. (2011), "Algorithms for Hyper-Parameter Optimization", NeurIPS; Watanabe (2023),
"Tree-Structured Parzen Estimator", arXiv:2304.11127. The share, the weights and the widths of the kernels were chosen
on the problems of benchmarks/tpe_quality.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.order import best_and_others
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.parzen import Parzen, fit_parzen
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

Array = NDArray[np.float64]
GOOD_SHARE = 0.15
MOST_GOOD = 25
MOST_BAD = 256


@dataclass(frozen=True, slots=True)
class TpeSampler:
    """Propose what resembles the good trials and differs from the others.

    Args:
        n_startup: number of ended trials, 1 or more, before the model is used; until then points are quasi-random.
        n_candidates: number of points, 1 or more, among which the best is proposed.

    Raises:
        ValueError: if `n_startup` or `n_candidates` is too small.
    """

    n_startup: int = 10
    n_candidates: int = 24

    def __post_init__(self) -> None:
        if self.n_startup < 1:
            raise ValueError(f"n_startup must be 1 or more, got {self.n_startup}; the model needs something to fit")
        if self.n_candidates < 1:
            raise ValueError(f"n_candidates must be 1 or more, got {self.n_candidates}; 24 is a common choice")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        n_first = min(n, max(0, self.n_startup - len(history)))
        found = SobolSampler().suggest(problem, history, pending, rng, n_first) if n_first else []
        if n_first == n:
            return found
        known = [*pending, *(suggestion.params for suggestion in found)]
        return found + [Suggestion(params) for params in self._modelled(problem, history, known, rng, n - n_first)]

    def _modelled(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int
    ) -> Iterator[Params]:
        space, taken = problem.space, Taken(history, pending)
        axes = axes_of(space)
        good, bad = _split(history, rng)
        likely = fit_parzen(axes, good, _by_rank(len(good)))
        running = [space.encode(params) for params in pending]
        for _ in range(n):
            known = np.vstack([bad, *running])
            unlikely = fit_parzen(axes, known, np.ones(len(known)))
            ranked = self._ranked(space, likely, unlikely, rng)
            for params in distinct(ranked, problem, taken, rng):
                running.append(space.encode(params))
                yield params

    def _ranked(self, space: Space, likely: Parzen, unlikely: Parzen, rng: np.random.Generator) -> Iterator[Params]:
        """Yield allowed candidates, the highest ratio of the densities first."""
        drawn = likely.draw(rng, self.n_candidates)
        units = _masked(space, drawn)
        scores = likely.log_density(units) - unlikely.log_density(units)
        decoded = (space.decode(drawn[index]) for index in np.argsort(-scores, kind="stable"))
        return filter(space.allows, decoded)


def _split(history: History, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return the good and the bad configurations as rows of the unit cube, the best first."""
    n_good = min(MOST_GOOD, ceil(GOOD_SHARE * len(history)))
    good, bad = best_and_others(history, n_good, MOST_BAD, rng)
    return history.units[good], history.units[bad]


def _by_rank(n: int) -> Array:
    """Return weights that fall with the logarithm of the rank, with a mean of 1."""
    weights = np.log(n + 1) - np.log(np.arange(1, n + 1))
    return np.asarray(weights / weights.mean()) if n else weights


def _masked(space: Space, units: Array) -> Array:
    """Return `units` with NaN where a parameter is inactive."""
    if all(parameter.when is None for parameter in space.parameters.values()):
        return units
    return np.stack([space.encode(space.decode(unit)) for unit in units])
