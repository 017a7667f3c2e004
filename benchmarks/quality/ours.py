"""Our samplers, driven as a study drives them, without its books."""

import numpy as np

from benchmarks.quality.asker import Plan
from tunewright.samplers.protocol import Sampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


class Ours:
    """A sampler of ours in the middle of a run."""

    def __init__(self, sampler: Sampler, plan: Plan) -> None:
        self.child_seconds = 0.0
        self._sampler = sampler
        self._problem = Problem(plan.space, budget=plan.n_trials)
        self._history = History(plan.space)
        self._rng = np.random.default_rng(plan.seed)
        self._asked = Suggestion(plan.space.defaults())

    def ask(self) -> Params:
        """Return the defaults, and then what the sampler suggests."""
        if len(self._history):
            self._asked = self._sampler.suggest(self._problem, self._history, [], self._rng)[0]
        return self._asked.params

    def tell(self, params: Params, loss: float) -> None:
        """Put the trial into the history."""
        trial = Trial(len(self._history), State.COMPLETE, params, (loss,), tags=self._asked.tags)
        self._history.put(trial, [loss])
