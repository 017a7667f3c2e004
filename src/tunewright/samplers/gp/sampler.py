"""Bayesian optimisation with a Gaussian process: the default of most studies.

A model of the loss, fitted to all that is known, says for every configuration what to expect and how surely. Proposed
is the one that promises the largest improvement on the best the model knows of: not the best value that was seen,
which noise may have flattered. Trials that run count with the value that the model expects of them, so that parallel
proposals keep apart. A trial that was pruned counts with what is expected of a loss above the median. Failures and
violated constraints make a second model, and what it expects to fail is proposed the less, the surer it is.

The cost is capped: at most `most_trials` trials are shown to the model, and fitted hyperparameters serve several times.

Source: Jones, Schonlau and Welch (1998), "Efficient global optimization of expensive black-box functions"; Ginsbourger,
Le Riche and Carraro (2010), "Kriging is well-suited to parallelize optimization", for trials that run. The parts name
their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.gp.known import known
from tunewright.samplers.gp.model import Model
from tunewright.samplers.gp.remembered import TAG, Remembered
from tunewright.samplers.gp.situation import Situation
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.values import Json, Params
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.one_thread import one_thread
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

FEWEST_TRIALS = 16


@dataclass(frozen=True, slots=True)
class GpSampler:
    """Propose where a Gaussian process promises most.

    Args:
        n_startup: number of ended trials, 1 or more, before the model is used; until then points are quasi-random.
        most_trials: number of trials, 16 or more, that the model is shown at most.

    Raises:
        ValueError: if a setting is too small.
    """

    n_startup: int = 4
    most_trials: int = 192

    def __post_init__(self) -> None:
        if self.n_startup < 1:
            raise ValueError(f"n_startup must be 1 or more, got {self.n_startup}; 4 is usual")
        if self.most_trials < FEWEST_TRIALS:
            raise ValueError(f"most_trials must be {FEWEST_TRIALS} or more, got {self.most_trials}; 192 is usual")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        n_first = min(n, max(0, self.n_startup - len(history))) if len(history) else n
        found = SobolSampler().suggest(problem, history, pending, rng, n_first) if n_first else []
        if n_first == n or not problem.space.n_dims:
            return found or SobolSampler().suggest(problem, history, pending, rng, n)
        waiting = [*pending, *(suggestion.params for suggestion in found)]
        with one_thread():
            return [*found, *self._modelled(problem, history, waiting, rng, n - n_first)]

    def _modelled(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int
    ) -> Iterator[Suggestion]:
        space, taken = problem.space, Taken(history, pending)
        axes = axes_of(space)
        encoding, shown = Encoding.of(axes), known(history, self.most_trials, rng)
        model, fits = Model.of(encoding, history.units, shown, Remembered.of(history.tags))
        tags: Mapping[str, Json] = {TAG: {name: list(fit) for name, fit in fits.items()}}
        running = [space.encode(params) for params in pending]
        situation = Situation(problem, history, shown, encoding, axes)
        for _ in range(n):
            now = model.with_running(running)
            ranked = situation.ranked(now, running, rng)
            old = situation.again(now, ranked[0])
            again = [] if old is None else [space.decode(old)]
            chosen = list(filter(taken.claim_again, again)) or distinct(map(space.decode, ranked), problem, taken, rng)
            for params in chosen:
                running.append(space.encode(params))
                yield Suggestion(params, tags)
