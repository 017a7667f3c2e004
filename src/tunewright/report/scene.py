"""The columns that all figures read: one pass over the trials, one row per trial that has begun, by number.

A score is in the user's direction and NaN unless the trial is complete and its value finite. A trial that was stopped
early has a partial score: the mean of what its folds (or the last of its steps) had reported.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from tunewright.report.contents import Contents
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Floats = NDArray[np.float64]
TRAIN = "train_score"
AS_GOOD_AS_INFINITE = 1e150  # squares of what is below can still be summed


@dataclass(frozen=True, slots=True)
class Scene:
    """A study as columns; every array has shape (n_trials,).

    Attributes:
        contents: what the report is made from.
        trials: trials that have begun, ascending by number.
        scores: values in the user's direction; NaN unless complete and finite.
        partial: what pruned trials had reached; NaN for all others.
        trains: training scores; NaN where none was recorded.
        seconds, memory: what each trial cost; NaN where not measured.
        best: row of the chosen trial, or None.
        default: row of the best default configuration, or None.
    """

    contents: Contents
    trials: tuple[Trial, ...]
    scores: Floats
    partial: Floats
    trains: Floats
    seconds: Floats
    memory: Floats
    best: int | None
    default: int | None

    @property
    def sign(self) -> float:
        """1 if higher is better, -1 if lower is."""
        return 1.0 if self.contents.direction == "maximize" else -1.0

    @property
    def reached(self) -> Floats:
        """The score of every complete trial, and the partial score of every pruned one."""
        return np.where(np.isnan(self.scores), self.partial, self.scores)

    @property
    def complete(self) -> NDArray[np.intp]:
        """Rows that have a score, ascending."""
        return np.flatnonzero(~np.isnan(self.scores))

    @property
    def marked(self) -> tuple[int, ...]:
        """Rows that every figure keeps: the chosen trial and the default."""
        return tuple(row for row in (self.best, self.default) if row is not None)

    def best_of(self, rows: Iterable[int]) -> int | None:
        """Return the row with the best score among `rows`, the earliest of equals; None if none has a score."""
        scored = [row for row in rows if not np.isnan(self.scores[row])]
        return max(scored, key=lambda row: self.sign * self.scores[row]) if scored else None

    def column(self, measure: Callable[[Trial], float]) -> Floats:
        """Return one number per trial."""
        return np.array([measure(trial) for trial in self.trials], dtype=np.float64)


def scene_of(contents: Contents) -> Scene:
    """Return the columns of `contents`."""
    begun = (trial for trial in contents.trials if trial.state is not State.WAITING)
    trials = tuple(sorted(begun, key=lambda trial: trial.number))
    scores = _array(trials, _score)
    rows = {trial.number: row for row, trial in enumerate(trials)}
    sign = 1.0 if contents.direction == "maximize" else -1.0
    baseline = [rows[number] for number in contents.baseline_numbers if number in rows]
    chosen = rows.get(contents.best_number) if contents.best_number is not None else None
    return Scene(
        contents,
        trials,
        scores,
        partial=_array(trials, _partial),
        trains=_array(trials, _train),
        seconds=_array(trials, lambda trial: trial.usage.seconds),
        memory=_array(trials, lambda trial: trial.usage.memory),
        best=chosen if chosen is not None else _leader(scores * sign, range(len(trials))),
        default=_leader(scores * sign, baseline),
    )


def fold_scores(trial: Trial, metric: str = "") -> dict[int, float]:
    """Return the last value of `metric` that each fold reported; empty where folds play no part."""
    return {report.fold: report.value for report in trial.reports if report.metric == metric and report.fold >= 0}


def _array(trials: tuple[Trial, ...], measure: Callable[[Trial], float]) -> Floats:
    return np.array([_finite(measure(trial)) for trial in trials], dtype=np.float64)


def _finite(value: float) -> float:
    return float(value) if abs(value) < AS_GOOD_AS_INFINITE else nan


def _score(trial: Trial) -> float:
    return trial.value if trial.state is State.COMPLETE else nan


def _partial(trial: Trial) -> float:
    if trial.state is not State.PRUNED:
        return nan
    folds = [value for value in fold_scores(trial).values() if isfinite(value)]
    if folds:
        return sum(folds) / len(folds)
    return next((report.value for report in reversed(trial.reports) if report.metric == ""), nan)


def _train(trial: Trial) -> float:
    return trial.metrics.get(TRAIN, nan) if trial.state is State.COMPLETE else nan


def _leader(merit: Floats, rows: Iterable[int]) -> int | None:
    scored = [row for row in rows if not np.isnan(merit[row])]
    return max(scored, key=lambda row: merit[row]) if scored else None
