"""Our samplers, driven as a study drives them, without its books."""

import numpy as np

from benchmarks.quality.asker import Plan, Seen
from tunewright.samplers.protocol import Sampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial


class Ours:
    """A sampler of ours in the middle of a run; it is not told whether there is noise."""

    def __init__(self, sampler: Sampler, plan: Plan) -> None:
        self.child_seconds = 0.0
        self._sampler = sampler
        self._problem = Problem(plan.space, budget=plan.n_trials, n_workers=plan.n_running)
        self._history = History(plan.space)
        self._rng = np.random.default_rng(plan.seed)
        self._running: dict[int, Suggestion] = {}

    def ask(self, number: int) -> Params:
        """Return the defaults, and then what the sampler suggests, which knows what is running."""
        self._running[number] = self._suggested() if number else Suggestion(self._problem.space.defaults())
        return self._running[number].params

    def tell(self, number: int, seen: Seen) -> None:
        """Put the trial into the history, with the score of each fold as cross-validation reports it."""
        asked = self._running.pop(number)
        reports = tuple(Report("", 0, fold, value) for fold, value in enumerate(seen.folds))
        trial = Trial(number, State.COMPLETE, asked.params, (seen.loss,), reports=reports, tags=asked.tags)
        self._history.put(trial, [seen.loss])

    def _suggested(self) -> Suggestion:
        pending = [suggestion.params for suggestion in self._running.values()]
        return self._sampler.suggest(self._problem, self._history, pending, self._rng)[0]
