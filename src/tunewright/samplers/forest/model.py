"""The two forests of the sampler: what loss to expect, and whether there will be one.

Trials that run and trials that were stopped have no loss of their own: a forest of the others says what to expect of
them, and the forest that is used is grown with these values too. A stopped trial was not among the better half, so that
its value is the median at least.

What fails or breaks a constraint is learned by a forest of zeros and ones, and a configuration that is unlikely to give
a result is proposed only when there is no other. A promise that is merely multiplied by the chance is not enough: what
breaks a constraint may have the lowest losses of all, and would be tried again and again.

Source: Hutter, Hoos and Leyton-Brown (2011), "Bayesian optimization with censored response data", NIPS workshop, for
values that are imputed by the forest itself; Ginsbourger, Le Riche and Carraro (2010), "Kriging is well-suited to
parallelize optimization", for trials that run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.acquisition import promise, unless_it_fails
from tunewright.samplers.gp.known import Known
from tunewright.surrogates.axes import Axes
from tunewright.surrogates.forest import Forest, Growth, fit_forest

Array = NDArray[np.float64]
MOST_RUNNING = 64
LEAST_VARIANCE = 1e-4
"""Of losses with variance 1: where all trees agree they may be wrong all the same."""
SLIGHTEST = 0.01


@dataclass(frozen=True, slots=True)
class Model:
    """What is expected of configurations.

    Attributes:
        losses: the forest of the losses; None where nothing is known of them.
        best: the loss to improve on.
        success: the forest of results, 1 for a result and 0 for none; None where nothing failed.
    """

    losses: Forest | None
    best: float
    success: Forest | None

    def promise(self, units: Array) -> Array:
        """Return how much configurations promise, higher is better, shape (n,).

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        promised = np.zeros(len(units))
        if self.losses is not None:
            mean, variance = self.losses.at(units)
            promised = promise("log-ei", mean, np.sqrt(variance + LEAST_VARIANCE), self.best)
        if self.success is None:
            return promised
        chance = self.success.at(units)[0]
        return unless_it_fails(promised, np.log(np.maximum(chance, SLIGHTEST)))


@dataclass(frozen=True, slots=True)
class Grower:
    """Grows the model of what is known.

    Attributes:
        axes: what the coordinates stand for.
        growth: of the forests.
        units: all rows of the history, shape (n_trials, n_dims).
        shown: which rows to use.
    """

    axes: Axes
    growth: Growth
    units: Array
    shown: Known

    def success(self, rng: np.random.Generator) -> Forest | None:
        """Return the forest of results, or None where all or none of the trials gave one."""
        shown = self.shown
        worked = np.concatenate([shown.complete[shown.feasible], shown.pruned])
        failed = np.union1d(shown.failed, shown.complete[~shown.feasible])
        if not len(worked) or not len(failed):
            return None
        labels = np.repeat([1.0, 0.0], [len(worked), len(failed)])
        return fit_forest(self.axes, self.units[np.concatenate([worked, failed])], labels, rng, self.growth)

    def model(self, running: Sequence[Array], success: Forest | None, rng: np.random.Generator) -> Model:
        """Return the model, with trials that have not ended.

        Args:
            running: their coordinates.
            success: the forest of results.
            rng: the source of chance.
        """
        shown = self.shown
        if not len(shown.complete):
            return Model(None, 0.0, success)
        done, stopped = self.units[shown.complete], self.units[shown.pruned]
        forest = fit_forest(self.axes, done, shown.losses, rng, self.growth)
        without = np.vstack([stopped, *running[-MOST_RUNNING:]])
        if len(without):
            guessed = forest.at(without)[0]
            guessed[: len(stopped)] = np.maximum(guessed[: len(stopped)], np.median(shown.losses))
            values = np.append(shown.losses, guessed)
            forest = fit_forest(self.axes, np.vstack([done, without]), values, rng, self.growth)
        return Model(forest, self._best(forest), success)

    def _best(self, forest: Forest) -> float:
        """Return the lowest loss that is expected at a configuration that was run and meets all constraints."""
        mean = forest.at(self.units[self.shown.complete])[0]
        feasible = mean[self.shown.feasible]
        return float(feasible.min() if len(feasible) else mean.max())
