"""What is the same for all proposals of a batch, and where it says to look next.

Up to `PORTFOLIO_FROM` results the expected improvement decides. After that one of three measures is drawn each time,
so that a model that is wrong about one of them is not asked the same for ever; where time limits the search it is the
expected improvement alone, since only a logarithm can be weighed against seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.acquisition import Kind
from tunewright.samplers.gp.branch import neglected
from tunewright.samplers.gp.candidates import Candidates
from tunewright.samplers.gp.known import Known
from tunewright.samplers.gp.model import Model
from tunewright.samplers.gp.per_second import exponent, per_second
from tunewright.samplers.gp.repetition import again
from tunewright.samplers.gp.search import Search
from tunewright.surrogates.axes import Axes
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.repeats import noise_of

Array = NDArray[np.float64]
KINDS: tuple[Kind, ...] = ("log-ei", "lcb", "pi")
ODDS = (0.5, 0.25, 0.25)
PORTFOLIO_FROM = 30


@dataclass(frozen=True, slots=True)
class Situation:
    """What is asked and known while a batch is proposed."""

    problem: Problem
    history: History
    shown: Known
    encoding: Encoding
    axes: Axes

    def ranked(self, model: Model, running: Sequence[Array], rng: np.random.Generator) -> Array:
        """Return configurations, the most promising first.

        Args:
            model: of the losses, with what runs.
            running: what runs, points of shape (n_dims,).
            rng: the source of chance.
        """
        power = exponent(self.problem, self.history)
        is_mixed = not power and len(self.shown.complete) >= PORTFOLIO_FROM
        kind = KINDS[rng.choice(len(KINDS), p=ODDS)] if is_mixed else KINDS[0]
        space, ended = self.problem.space, self.history.units
        branch = neglected(space, self.axes, ended, running, self._done(), self.shown.losses)
        promise, climb = model.promise(kind, branch)
        weighed = per_second(promise, self.encoding, self.history, self.shown.complete, power)
        best = ended[self.shown.best]
        if branch is not None:
            best = best[branch.among(best)]
        return Search(Candidates(space, self.axes, branch), weighed, climb).ranked(rng, best)

    def again(self, model: Model, newcomer: Array) -> Array | None:
        """Return the configuration to run once more, if that promises more than the newcomer."""
        return again(model, self._done(), noise_of(self.problem, self.history), newcomer)

    def _done(self) -> Array:
        """Return what has a result and meets all constraints, the best first, shape (n, n_dims)."""
        return self.history.units[self.shown.best[: int(self.shown.feasible.sum())]]
