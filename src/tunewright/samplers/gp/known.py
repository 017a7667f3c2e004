"""What the model is shown: at most so many trials, with one loss each, and which of them failed.

Up to `most` complete trials are all shown; beyond, half of the room goes to the best, a quarter to the latest, and the
rest to a random choice that changes every eight trials only, so that hyperparameters found before still fit. Of trials
that failed, and of those that were stopped, the latest are shown, up to a quarter of that number. So the cost of a
suggestion stays flat however long the study is.

Several objectives become one by random weights: the largest weighted normal score counts, and a little of their sum.

Source: Knowles (2006), "ParEGO", IEEE Transactions on Evolutionary Computation 10, eq. 2, for the weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.fold_noise import deviations_of_means
from tunewright.surrogates.gp.outcomes import normalised, normalised_with_slopes
from tunewright.trials.history import History
from tunewright.trials.state import State

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
SAME_CHOICE = 8
SUM_COUNTS = 0.05


@dataclass(frozen=True, slots=True)
class Known:
    """What is shown.

    Attributes:
        complete: rows of the history with a result.
        losses: their losses, on a Gaussian scale, shape (n_complete,).
        noise: what their folds say of the variance of each, on that scale; 0 where there are no folds.
        feasible: which of them meet all constraints.
        pruned: rows that were stopped.
        failed: rows without a result, or with one that violates a constraint of which no value says so.
        constraints: values of all rows, shape (n_trials, n_constraints), as `History.constraints` has them.
    """

    complete: Rows
    losses: Array
    noise: Array
    feasible: NDArray[np.bool_]
    pruned: Rows
    failed: Rows
    constraints: Array

    @property
    def best(self) -> Rows:
        """Rows with a result, those that meet all constraints first, and the best first among them."""
        return self.complete[np.lexsort((self.losses, ~self.feasible))]


def known(history: History, most: int, rng: np.random.Generator) -> Known:
    """Return what the model is shown of `history`."""
    done = np.flatnonzero(history.in_state(State.COMPLETE))
    losses = _one_loss(history.losses[done], rng)
    shown = _shown(losses, most)
    complete = done[shown]
    losses, slopes = normalised_with_slopes(losses[shown])
    ended_badly = np.flatnonzero(history.in_state(State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY))
    feasible = history.violations[complete] == 0
    unsaid = ~feasible & ~(history.constraints[complete] > 0).any(axis=1)
    failed = np.concatenate([ended_badly[-(most // 4) :], complete[unsaid]])
    pruned = np.flatnonzero(history.in_state(State.PRUNED))[-(most // 4) :]
    return Known(complete, losses, _noise(history, complete, slopes), feasible, pruned, failed, history.constraints)


def _noise(history: History, rows: Rows, slopes: Array) -> Array:
    """Return the variance of each loss that its folds speak of; theirs are of the only objective."""
    if history.n_objectives > 1:
        return np.zeros(len(rows))
    deviations = deviations_of_means(history.fold_losses(rows))
    return np.multiply(deviations, slopes, out=np.zeros(len(rows)), where=deviations > 0) ** 2


def _one_loss(losses: Array, rng: np.random.Generator) -> Array:
    if losses.shape[1] == 1:
        return losses[:, 0]
    scores = np.stack([normalised(column) for column in losses.T], axis=1)
    weighted = (scores - scores.min(axis=0, initial=0.0)) * rng.dirichlet(np.ones(losses.shape[1]))
    return np.asarray(weighted.max(axis=1, initial=0.0) + SUM_COUNTS * weighted.sum(axis=1))


def _shown(losses: Array, most: int) -> Rows:
    n = len(losses)
    if n <= most:
        return np.arange(n)
    best = np.argpartition(np.nan_to_num(losses, nan=np.inf), most // 2)[: most // 2]
    chosen = np.zeros(n, np.bool_)
    chosen[best] = chosen[-(most // 4) :] = True
    left = np.flatnonzero(~chosen)
    lots = np.random.default_rng(n // SAME_CHOICE).random(n)[left]  # the lot of a row stays while the seed does
    chosen[left[np.argsort(lots)[: most - int(chosen.sum())]]] = True
    return np.flatnonzero(chosen)
