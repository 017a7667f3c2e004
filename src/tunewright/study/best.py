"""Which trials are best, read from the columns of the ledger: only complete and feasible ones ever are."""

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import TunewrightError
from tunewright.study.front import front
from tunewright.study.ledger import Ledger
from tunewright.study.objectives import Objectives
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def best_trial(ledger: Ledger, objectives: Objectives) -> Trial:
    """Return the complete and feasible trial with the lowest loss, the earliest of equal ones.

    A configuration that ran several times counts with its mean, else the luckiest run of many would win.

    Raises:
        TunewrightError: if there is none, or there are several objectives.
    """
    if len(objectives.names) > 1:
        raise TunewrightError("several objectives have no single best trial; use study.pareto_front")
    losses = feasible_losses(ledger)[:, 0]
    if np.isnan(losses).all():
        raise TunewrightError("no trial is complete and feasible yet; see study.trials for what happened")
    return ledger.trial(int(ledger.history.numbers[np.nanargmin(losses)]))


def pareto_front(ledger: Ledger) -> list[Trial]:
    """Return the complete and feasible trials that no other one beats in every objective."""
    history = ledger.history
    rows = np.flatnonzero(history.in_state(State.COMPLETE) & (history.violations == 0))
    return [ledger.trial(int(history.numbers[row])) for row in rows[front(history.losses[rows])]]


def best_and_baseline(ledger: Ledger, objectives: Objectives) -> tuple[float | None, float | None]:
    """Return the best value so far and the best default configuration's, where there is one objective."""
    if len(objectives.names) > 1:
        return None, None
    losses = feasible_losses(ledger)[:, 0]
    is_baseline = np.isin(ledger.history.numbers, list(ledger.baselines))
    sign = objectives.signs[0]
    return _best(losses, sign), _best(losses[is_baseline], sign)


def feasible_losses(ledger: Ledger) -> NDArray[np.float64]:
    """Return the losses, shape (n_trials, n_objectives), NaN unless complete and feasible.

    All runs of one configuration have their mean.
    """
    history = ledger.history
    losses = np.where((history.violations == 0)[:, np.newaxis], history.losses, np.nan)
    for rows in history.repeats():
        counted = rows[~np.isnan(losses[rows, 0])]
        losses[counted] = losses[counted].mean(axis=0) if len(counted) else np.nan
    return losses


def _best(losses: NDArray[np.float64], sign: float) -> float | None:
    known = losses[~np.isnan(losses)]
    return float(sign * known.min()) if known.size else None
