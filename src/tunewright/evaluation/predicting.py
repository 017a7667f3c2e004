"""What a fitted estimator says about rows, in the shape that metrics and out-of-fold arrays share.

Classes are coded 0 to k - 1. An estimator that saw only some of them in its fold has fewer columns; the others get
probability 0, or a decision below all others, so that column j always means class j.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from tunewright.evaluation.metric import Metric
from tunewright.evaluation.preprocess import TableFeatures


def predicted(estimator: Any, X: Any, metric: Metric) -> NDArray[np.float64]:
    """Return what `metric` needs to know of `estimator` on the rows `X`, as `Metric.needs` describes it.

    Raises:
        ValueError: if the estimator cannot give it.
    """
    if metric.needs == "predict":
        return np.asarray(estimator.predict(X), np.float64).reshape(len(X))
    if metric.needs == "decision" and hasattr(estimator, "decision_function"):
        return _decisions(estimator, np.asarray(estimator.decision_function(X), np.float64), metric.n_classes)
    if not hasattr(estimator, "predict_proba"):
        raise ValueError(f"metric {metric.name!r} needs probabilities, which {_name(estimator)} does not give")
    found = np.asarray(estimator.predict_proba(X), np.float64)
    probabilities = _aligned(estimator, found, metric.n_classes, 0.0)
    return probabilities[:, 1] if metric.needs == "decision" and metric.n_classes == 2 else probabilities


def number_columns(estimator: Any) -> tuple[Hashable, ...] | None:
    """Return the columns that a saved model takes for numbers, or None if it does not say."""
    first = estimator.steps[0][1] if isinstance(estimator, Pipeline) else estimator
    if not isinstance(first, TableFeatures):
        return None
    return tuple(column.name for column in first.columns if column.kind == "number")


def gives_probabilities(estimator: Any) -> bool:
    """Return whether a classifier, fitted or not, has probabilities."""
    return hasattr(estimator, "predict_proba")


def weighted_fit(estimator: Any, X: Any, y: NDArray[Any], weights: NDArray[np.float64] | None) -> Any:
    """Fit `estimator`, with the rows' weights where it takes them, and return it."""
    name = weights_parameter(estimator) if weights is not None else None
    return estimator.fit(X, y) if name is None else estimator.fit(X, y, **{name: weights})


def weights_parameter(estimator: Any) -> str | None:
    """Return the name under which `estimator.fit` takes row weights, or None if it takes none."""
    if isinstance(estimator, Pipeline):
        step, last = estimator.steps[-1]
        name = weights_parameter(last)
        return None if name is None else f"{step}__{name}"
    return "sample_weight" if has_fit_parameter(estimator, "sample_weight") else None


def _decisions(estimator: Any, decisions: NDArray[np.float64], n_classes: int) -> NDArray[np.float64]:
    if n_classes <= 2:
        return decisions.reshape(len(decisions))
    if decisions.ndim == 1:  # only two classes were seen in training
        decisions = np.column_stack([-decisions, decisions])
    return _aligned(estimator, decisions, n_classes, float(decisions.min(initial=0.0)) - 1)


def _aligned(estimator: Any, columns: NDArray[np.float64], n_classes: int, absent: float) -> NDArray[np.float64]:
    if columns.shape[1] == n_classes:
        return columns
    aligned = np.full((len(columns), n_classes), absent)
    aligned[:, np.asarray(estimator.classes_, np.intp)] = columns
    return aligned


def _name(estimator: Any) -> str:
    return type(estimator.steps[-1][1] if isinstance(estimator, Pipeline) else estimator).__name__
