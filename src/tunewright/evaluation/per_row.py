"""Metrics that are sums over rows, so that a thousand bootstrap draws of a hundred models are one matrix product.

Each metric has two parts: `terms`, a number per row (an error, a hit, a log probability), and `draw`, which turns the
terms of all models and the row counts of all draws into scores. The score on the rows as they are is the draw that
takes every row once, so a metric has one definition and not two. Scores are higher-is-better and equal those of
scikit-learn, except that log loss never clips a probability of more than 2.2e-16, whatever its precision.

Source: the definitions in scikit-learn's `sklearn.metrics`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SMALLEST_PROBABILITY = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class RowMetric:
    """A metric in two parts.

    Attributes:
        terms: (y (n_rows,), prediction (n_rows, ...)) to a number per row.
        draw: (terms (n_rows, n_models), y, counts (n_draws, n_rows)) to scores, shape (n_draws, n_models).
    """

    terms: Callable[[Floats, Floats], Floats]
    draw: Callable[[Floats, Floats, Floats], Floats]

    def score(self, y: Floats, prediction: Floats, weights: Floats | None = None) -> float:
        """Return the score on the rows as they are, each counted with its weight."""
        counts = np.ones((1, len(y))) if weights is None else weights[None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(self.draw(self.terms(y, prediction)[:, None], y, counts)[0, 0])


def _hits(y: Floats, prediction: Floats) -> Floats:
    return np.equal(y, prediction).astype(np.float64)


def _log_probability(y: Floats, prediction: Floats) -> Floats:
    of_class: Floats = prediction[np.arange(len(y)), y.astype(np.intp)] / prediction.sum(axis=1)
    logs: Floats = np.log(np.clip(of_class, SMALLEST_PROBABILITY, 1))
    return logs


def _squared_error(y: Floats, prediction: Floats) -> Floats:
    return np.square(y - prediction)


def _absolute_error(y: Floats, prediction: Floats) -> Floats:
    return np.abs(y - prediction)


def _prediction(y: Floats, prediction: Floats) -> Floats:
    return prediction


def _mean(terms: Floats, y: Floats, counts: Floats) -> Floats:
    means: Floats = (counts @ terms) / counts.sum(axis=1, keepdims=True)
    return means


def _minus_mean(terms: Floats, y: Floats, counts: Floats) -> Floats:
    return -_mean(terms, y, counts)


def _minus_root_mean(terms: Floats, y: Floats, counts: Floats) -> Floats:
    return -np.sqrt(_mean(terms, y, counts))


def _mean_of_classes(terms: Floats, y: Floats, counts: Floats) -> Floats:
    """Mean over the classes that the draw has, as scikit-learn leaves out absent ones."""
    recalls = np.stack([_mean(terms[y == label], y, counts[:, y == label]) for label in np.unique(y)])
    means: Floats = np.nansum(recalls, axis=0) / np.count_nonzero(~np.isnan(recalls), axis=0)
    return means


def _r2(terms: Floats, y: Floats, counts: Floats) -> Floats:
    centred = y - y.mean()  # so that the spread is no difference of two large numbers
    n_rows = counts.sum(axis=1)
    spread = counts @ np.square(centred) - np.square(counts @ centred) / n_rows
    spread = np.where(spread > 1e-12 * (counts @ np.square(centred)), spread, 0)[:, None]
    errors = counts @ terms
    return np.where(spread > 0, 1 - errors / np.where(spread > 0, spread, 1), np.where(errors > 0, 0.0, 1.0))


def _f1(terms: Floats, y: Floats, counts: Floats) -> Floats:
    """2 true positives / (called positive + are positive); 0 where there are none of either."""
    true_positives = (counts * y) @ terms
    total = counts @ terms + (counts @ y)[:, None]
    return np.where(total > 0, 2 * true_positives / np.where(total > 0, total, 1), 0)


def _roc_auc(terms: Floats, y: Floats, counts: Floats) -> Floats:
    return np.stack([_roc_auc_of_one(score, y, counts) for score in terms.T], axis=1)


def _roc_auc_of_one(score: Floats, y: Floats, counts: Floats) -> Floats:
    """Chance that a positive row is ranked above a negative one, ties counting half."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    counts, y = counts[:, order], y[order]
    positives = np.add.reduceat(counts * y, starts, axis=1)
    negatives = np.add.reduceat(counts * (1 - y), starts, axis=1)
    below = np.cumsum(negatives, axis=1) - negatives / 2
    chances: Floats = (positives * below).sum(axis=1) / (positives.sum(axis=1) * negatives.sum(axis=1))
    return chances


ROW_METRICS = {
    "accuracy": RowMetric(_hits, _mean),
    "balanced_accuracy": RowMetric(_hits, _mean_of_classes),
    "neg_log_loss": RowMetric(_log_probability, _mean),
    "f1": RowMetric(_prediction, _f1),
    "roc_auc": RowMetric(_prediction, _roc_auc),
    "r2": RowMetric(_squared_error, _r2),
    "neg_mean_squared_error": RowMetric(_squared_error, _minus_mean),
    "neg_root_mean_squared_error": RowMetric(_squared_error, _minus_root_mean),
    "neg_mean_absolute_error": RowMetric(_absolute_error, _minus_mean),
}
"""The metrics that have a fast road, by scikit-learn's names; `f1` and `roc_auc` for two classes."""
