"""Scores of many models on many bootstrap draws, from their out-of-fold predictions.

A draw is a count per row. Metrics that are sums over rows take all draws of all models at once; the others are
computed draw by draw on repeated rows. A model that was stopped, and so lacks predictions on some rows, scores -inf in
every draw: it must lose, since the rows that it lacks are not the rows that it does well on.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.evaluation.metric import Metric
from tunewright.evaluation.per_row import ROW_METRICS, RowMetric

Scores: TypeAlias = Callable[[NDArray[Any]], NDArray[np.float64]]


def resampled_scores(
    metric: Metric,
    y: NDArray[np.int64] | NDArray[np.float64],
    predictions: Sequence[NDArray[np.floating]],
    weights: NDArray[np.float64] | None = None,
) -> Scores:
    """Return the function from row counts, shape (n_draws, n_rows), to scores, shape (n_draws, n_models).

    Rows that no model has predicted (the first ones of ordered splits) are left out of every draw. Where the metric is
    not defined on a draw, as with one class only, all models score NaN in it.

    Args:
        metric: how to score.
        y: the target, shape (n_rows,).
        predictions: out-of-fold, one array per model, NaN in rows that were not predicted.
        weights: of the rows, multiplied with the counts.

    Raises:
        ValueError: if there is no prediction, or one has another number of rows than `y`.
    """
    for prediction in predictions:
        if len(prediction) != len(y):
            raise ValueError(f"predictions must have a row for each of {len(y)} targets, got {len(prediction)}")
    if not predictions:
        raise ValueError("predictions must be one or more, got none; keep those of at least one trial")
    gaps = np.stack([np.isnan(each).reshape(len(y), -1).any(axis=1) for each in predictions])
    used = np.flatnonzero(~gaps.all(axis=0))
    if not len(used):
        raise ValueError("predictions must not be NaN throughout; keep those of at least one finished trial")
    stopped: NDArray[np.bool_] = np.any(gaps[:, used], axis=1)
    there = [np.asarray(each[used], np.float64) for each, lost in zip(predictions, stopped, strict=True) if not lost]
    factors = None if weights is None else weights[used]
    row_metric = ROW_METRICS.get(metric.name)
    if row_metric is None:
        draw = _drawn_one_by_one(metric, y[used], there, factors)
    else:
        draw = _drawn_at_once(row_metric, y[used].astype(np.float64), there, factors)

    def scores(counts: NDArray[Any]) -> NDArray[np.float64]:
        found = np.full((len(counts), len(predictions)), -np.inf)
        if there:
            found[:, ~stopped] = draw(counts[:, used])
        return found

    return scores


def _drawn_at_once(
    metric: RowMetric,
    y: NDArray[np.float64],
    predictions: Sequence[NDArray[np.float64]],
    weights: NDArray[np.float64] | None,
) -> Scores:
    terms = np.stack([metric.terms(y, each) for each in predictions], axis=1) if predictions else np.empty((len(y), 0))

    def draw(counts: NDArray[Any]) -> NDArray[np.float64]:
        weighted = counts.astype(np.float64)
        if weights is not None:
            weighted *= weights
        with np.errstate(divide="ignore", invalid="ignore"):
            return metric.draw(terms, y, weighted)

    return draw


def _drawn_one_by_one(
    metric: Metric,
    y: NDArray[np.int64] | NDArray[np.float64],
    predictions: Sequence[NDArray[np.float64]],
    weights: NDArray[np.float64] | None,
) -> Scores:
    def score(rows: NDArray[np.intp], prediction: NDArray[np.float64]) -> float:
        try:
            return metric.score(y[rows], prediction[rows], None if weights is None else weights[rows])
        except ValueError:  # scikit-learn's way to say that these rows cannot be scored, as with one class only
            return np.nan

    def draw(counts: NDArray[Any]) -> NDArray[np.float64]:
        drawn = [np.repeat(np.arange(len(y)), count) for count in counts]
        return np.array([[score(rows, each) for each in predictions] for rows in drawn])

    return draw
