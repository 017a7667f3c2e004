"""Trials as the arrays that analysis needs, with every score turned so that higher is better.

Fold scores are the reports of folds 0, 1, ...: metric "" is the validation score, "train_score" the train score; the
last report of a fold counts. A study without folds has one column: its value, and the train metric that it returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.space.space import Space
from tunewright.trials.problem import Direction
from tunewright.trials.trial import Trial

TRAIN = "train_score"
TRAIN_PREFIX = "train_"


@dataclass(frozen=True, slots=True)
class Observations:
    """Finished trials as columns.

    Attributes:
        space: what their params mean.
        trials: one per row.
        units: params in the unit cube, shape (n_trials, n_dims); NaN where inactive.
        score: the first objective, shape (n_trials,), higher is better; NaN unless complete.
        valid: validation score per fold, shape (n_trials, n_folds), higher is better; NaN where not run.
        train: train score per fold, likewise.
        seconds: wall time, shape (n_trials,).
        memory: peak memory in bytes, shape (n_trials,).
    """

    space: Space
    trials: tuple[Trial, ...]
    units: NDArray[np.float64]
    score: NDArray[np.float64]
    valid: NDArray[np.float64]
    train: NDArray[np.float64]
    seconds: NDArray[np.float64]
    memory: NDArray[np.float64]

    @property
    def best(self) -> int | None:
        """Row of the trial with the best finite score, the first of equals; None without any."""
        finite = np.where(np.isfinite(self.score), self.score, -np.inf)
        return int(finite.argmax()) if np.isfinite(finite).any() else None

    @property
    def baseline(self) -> int | None:
        """Row of the best default trial with a score; None without any."""
        marked = np.array([bool(trial.tags.get("baseline")) for trial in self.trials], np.bool_)
        usable = np.where(marked & np.isfinite(self.score), self.score, -np.inf)
        return int(usable.argmax()) if np.isfinite(usable).any() else None


def observed(space: Space, trials: Sequence[Trial], direction: Direction) -> Observations:
    """Return the trials that count (finished, not lost) as columns.

    Args:
        space: of the study.
        trials: in any state; those that are open, lost or discarded are left out.
        direction: which way the user's scores are better.

    Raises:
        ValueError: if `direction` is neither "minimize" nor "maximize".
    """
    if direction not in {"minimize", "maximize"}:
        raise ValueError(f"direction must be 'minimize' or 'maximize', got {direction!r}")
    sign = 1.0 if direction == "maximize" else -1.0
    counted = tuple(trial for trial in trials if trial.state.is_counted)
    valid, train = _fold_scores(counted)
    return Observations(
        space=space,
        trials=counted,
        units=np.array([space.encode(trial.params) for trial in counted]).reshape(len(counted), space.n_dims),
        score=sign * np.array([trial.value for trial in counted], np.float64),
        valid=sign * valid,
        train=sign * train,
        seconds=np.array([trial.usage.seconds for trial in counted], np.float64),
        memory=np.array([trial.usage.memory for trial in counted], np.float64),
    )


def _fold_scores(trials: Sequence[Trial]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n_folds = 1 + max((report.fold for trial in trials for report in trial.reports if report.metric == ""), default=-1)
    if not n_folds:
        valid = np.array([[trial.value] for trial in trials], np.float64).reshape(-1, 1)
        return valid, np.array([[_train_metric(trial)] for trial in trials], np.float64).reshape(-1, 1)
    scores = {"": np.full((len(trials), n_folds), np.nan), TRAIN: np.full((len(trials), n_folds), np.nan)}
    for row, trial in enumerate(trials):
        for report in trial.reports:
            if report.metric in scores and 0 <= report.fold < n_folds:
                scores[report.metric][row, report.fold] = report.value
    return scores[""], scores[TRAIN]


def _train_metric(trial: Trial) -> float:
    if TRAIN in trial.metrics:
        return trial.metrics[TRAIN]
    return next((value for name, value in trial.metrics.items() if name.startswith(TRAIN_PREFIX)), np.nan)
