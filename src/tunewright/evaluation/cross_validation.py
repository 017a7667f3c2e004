"""Cross-validation as an objective: every fold is an observation, reported as soon as it is known.

A trial is built, fitted and scored fold by fold. Each fold's validation and train score is reported, so that a hopeless
trial can stop early and a fit can be diagnosed; predictions on the validation rows are kept, so that the verdict can
bootstrap them. Preprocessing does not depend on the hyperparameters: each process fits it once per fold and keeps the
result, a worker before its first trial. Train scores are taken on 2,000 training rows at most, the same ones for every
trial, as they serve to compare.
"""

import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from tunewright.errors import TrialPruned
from tunewright.evaluation.metric import Metric
from tunewright.evaluation.predicting import predicted, weighted_fit
from tunewright.evaluation.splits import Fold
from tunewright.space.values import Params

Build: TypeAlias = Callable[[Params, int], Any]
MAX_TRAIN_SCORED = 2000
OUT_OF_FOLD = "out_of_fold"


class FoldTrial(Protocol):
    """What cross-validation asks of a live trial."""

    @property
    def params(self) -> Params:
        """The configuration to be run."""
        ...

    def report(self, value: float, step: int = 0, *, fold: int = -1, metric: str = "") -> None:
        """Take an intermediate value."""
        ...

    def should_prune(self) -> bool:
        """Say whether the trial is to stop now."""
        ...

    def keep(self, name: str, array: NDArray[np.floating]) -> None:
        """Keep an array with the trial."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class FoldRows:
    """One fold, preprocessed: what to fit on, what to validate on, and the training rows that are scored."""

    X_train: Any
    y_train: NDArray[Any]
    train_weights: NDArray[np.float64] | None
    X_valid: Any
    y_valid: NDArray[Any]
    valid_weights: NDArray[np.float64] | None
    scored: NDArray[np.intp]


@dataclass(slots=True)
class Tally:
    """What has come of the folds so far."""

    valid: list[float] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    fit_seconds: float = 0.0
    score_seconds: float = 0.0
    n_warnings: int = 0
    n_not_converged: int = 0

    def metrics(self) -> dict[str, float]:
        """Return the named numbers of the trial.

        `valid_se` is the standard error of the mean over folds, `n_not_converged` a number of folds.
        """
        return {
            "valid_score": float(np.mean(self.valid)),
            "train_score": float(np.mean(self.train)),
            "valid_se": float(np.std(self.valid, ddof=1) / np.sqrt(len(self.valid))) if len(self.valid) > 1 else np.nan,
            "fit_seconds": self.fit_seconds,
            "score_seconds": self.score_seconds,
            "n_warnings": float(self.n_warnings),
            "n_not_converged": float(self.n_not_converged),
        }


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidation:
    """The objective of a search: a trial's mean validation score over the folds, higher is better.

    Args:
        X: raw rows, a DataFrame or an array, shape (n_rows, ...).
        y: codes of the classes or numbers, shape (n_rows,).
        folds: which rows train and validate.
        build: (params, seed) to an estimator, not fitted; a pipeline will do.
        metric: how predictions are scored.
        preprocess: a transformer, not fitted; None leaves `X` as it is.
        weights: of the rows, for fitting (where the estimator takes them) and scoring; None counts each once.
        seed: of the estimators: fold k of every trial gets `seed + k`, so that trials differ by their params alone.

    Raises:
        ValueError: if `X`, `y` and `weights` differ in their number of rows, or there is no fold.
    """

    X: pd.DataFrame | NDArray[Any]
    y: NDArray[np.int64] | NDArray[np.float64]
    folds: tuple[Fold, ...]
    build: Build
    metric: Metric
    preprocess: Any = None
    weights: NDArray[np.float64] | None = None
    seed: int = 0
    _ready: dict[int, FoldRows] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        lengths = {len(self.X), len(self.y), len(self.y if self.weights is None else self.weights)}
        if len(lengths) > 1:
            raise ValueError(f"X, y and weights must have equally many rows, got {sorted(lengths)}")
        if not self.folds:
            raise ValueError("folds must be one or more, got none; take Splitter.folds")

    def __reduce__(self) -> tuple[Callable[..., "CrossValidation"], tuple[Any, ...]]:
        """Leave the preprocessed folds behind; whoever opens the pickle, a worker, preprocesses them there."""
        settings = (self.X, self.y, self.folds, self.build, self.metric, self.preprocess, self.weights, self.seed)
        return _opened, settings

    def __call__(self, trial: FoldTrial) -> dict[str, float]:
        """Run all folds of `trial` and return its named numbers, `valid_score` first.

        Raises:
            TrialPruned: if the trial was told to stop after a fold; its predictions so far are kept.
            ValueError: if a fold cannot be scored.
        """
        tally, kept = Tally(), self._no_predictions()
        for index, fold in enumerate(self.folds):
            kept[fold.valid] = self._run(index, trial, tally)
            if index + 1 < len(self.folds) and trial.should_prune():
                trial.keep(OUT_OF_FOLD, kept)
                raise TrialPruned(f"stopped after fold {index + 1} of {len(self.folds)}")
        trial.keep(OUT_OF_FOLD, kept)
        return tally.metrics()

    def prepare(self) -> None:
        """Preprocess all folds now, rather than each when the first trial comes to it."""
        for index in range(len(self.folds)):
            self._fold_rows(index)

    def _run(self, index: int, trial: FoldTrial, tally: Tally) -> NDArray[np.float64]:
        rows = self._fold_rows(index)
        estimator = self.build(trial.params, self.seed + index)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            started = time.perf_counter()
            weighted_fit(estimator, rows.X_train, rows.y_train, rows.train_weights)
            fitted = time.perf_counter()
            prediction = predicted(estimator, rows.X_valid, self.metric)
            tally.valid.append(self._score("valid", index, rows.y_valid, prediction, rows.valid_weights))
            tally.train.append(self._train_score(index, estimator, rows))
        tally.fit_seconds += fitted - started
        tally.score_seconds += time.perf_counter() - fitted
        tally.n_warnings += len(caught)
        tally.n_not_converged += any(issubclass(warning.category, ConvergenceWarning) for warning in caught)
        trial.report(tally.valid[-1], fold=index)
        trial.report(tally.train[-1], fold=index, metric="train_score")
        return prediction

    def _train_score(self, index: int, estimator: Any, rows: FoldRows) -> float:
        weights = None if rows.train_weights is None else rows.train_weights[rows.scored]
        prediction = predicted(estimator, _take(rows.X_train, rows.scored), self.metric)
        return self._score("train", index, rows.y_train[rows.scored], prediction, weights)

    def _score(
        self,
        part: str,
        index: int,
        y: NDArray[Any],
        prediction: NDArray[np.float64],
        weights: NDArray[np.float64] | None,
    ) -> float:
        where = f"fold {index + 1} of {len(self.folds)}, {part} rows"
        if np.isnan(prediction).any():
            raise ValueError(f"{where}: the model predicts NaN; its settings may make it diverge")
        try:
            score = self.metric.score(y, prediction, weights)
        except ValueError as error:
            raise ValueError(f"{where}: metric {self.metric.name!r} refuses them: {error}") from error
        if np.isnan(score):
            raise ValueError(
                f"{where}: metric {self.metric.name!r} is not a number, as for a single class; "
                "use fewer folds, another split or another metric"
            )
        return score

    def _no_predictions(self) -> NDArray[np.float32]:
        n_columns = self.metric.n_classes
        wide = self.metric.needs == "proba" or (self.metric.needs == "decision" and n_columns > 2)
        shape = (len(self.y), n_columns) if wide else (len(self.y),)
        return np.full(shape, np.nan, np.float32)

    def _fold_rows(self, index: int) -> FoldRows:
        if index not in self._ready:
            self._ready[index] = self._prepared(index)
        return self._ready[index]

    def _prepared(self, index: int) -> FoldRows:
        fold = self.folds[index]
        train, valid = _take(self.X, fold.train), _take(self.X, fold.valid)
        if self.preprocess is not None:
            transformer = clone(self.preprocess)
            train = transformer.fit_transform(train, self.y[fold.train])
            valid = transformer.transform(valid)
        rng = np.random.default_rng((self.seed, index))
        scored = np.sort(rng.permutation(len(fold.train))[:MAX_TRAIN_SCORED])
        weights = (None, None) if self.weights is None else (self.weights[fold.train], self.weights[fold.valid])
        return FoldRows(train, self.y[fold.train], weights[0], valid, self.y[fold.valid], weights[1], scored)


def _opened(*settings: Any) -> CrossValidation:
    """Return the objective with its folds ready: a worker does this before its first trial, whose cost it is not."""
    objective = CrossValidation(*settings)
    with suppress(Exception):  # each trial will meet it again, and say it with the fold
        objective.prepare()
    return objective


def _take(X: Any, rows: NDArray[np.intp]) -> Any:
    return X.iloc[rows] if isinstance(X, pd.DataFrame) else X[rows]
