"""Every metric of scikit-learn by its name, as a function of the target and stored predictions; higher is better.

A scorer of scikit-learn wants an estimator; the verdict has only out-of-fold predictions. So a scorer is taken apart
into its function, sign and the kind of prediction it needs. These parts are private attributes of scikit-learn's
scorers; a test compares every one of them with scikit-learn's own scoring.
"""

import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import get_scorer, get_scorer_names

from tunewright.evaluation.nearest import nearest_names
from tunewright.evaluation.per_row import ROW_METRICS
from tunewright.evaluation.task import Task

Needs = Literal["predict", "proba", "decision"]
NEEDS: Mapping[str, Needs] = {"predict": "predict", "predict_proba": "proba"}


@dataclass(frozen=True, slots=True)
class Metric:
    """How predictions are scored; higher is better.

    Attributes:
        name: scikit-learn's name of the scorer.
        needs: "predict" classes or numbers, shape (n_rows,); "proba" probabilities, shape (n_rows, n_classes);
            "decision" a score that ranks, shape (n_rows,) for two classes, else (n_rows, n_classes).
        n_classes: number of classes; 0 for regression.
        function: scikit-learn's function of the target and the prediction.
        options: its keyword arguments.
        sign: 1, or -1 where the function is a loss.
        takes_weights: whether the function takes `sample_weight`.
    """

    name: str
    needs: Needs
    n_classes: int
    function: Callable[..., float] = field(repr=False)
    options: Mapping[str, object] = field(default_factory=dict, repr=False)
    sign: int = 1
    takes_weights: bool = True

    def score(
        self, y: NDArray[Any], prediction: NDArray[np.floating], weights: NDArray[np.float64] | None = None
    ) -> float:
        """Return the score; NaN where the metric is not defined on these rows.

        Args:
            y: codes of the classes or numbers, shape (n_rows,).
            prediction: what `needs` says.
            weights: of the rows; None counts each once.

        Raises:
            ValueError: if the metric refuses these values.
        """
        if self.name in ROW_METRICS:
            return ROW_METRICS[self.name].score(y.astype(np.float64), prediction.astype(np.float64), weights)
        return self._by_function(y, prediction, weights)

    @property
    def is_for_numbers(self) -> bool:
        """Whether the metric scores numbers (regression), not classes."""
        return self.function.__module__.endswith("._regression")

    def check(self, y: NDArray[Any]) -> None:
        """Score a plausible prediction of `y` with scikit-learn's function.

        Raises:
            ValueError: if that cannot be scored, as the gamma deviance of a target with zeros.
        """
        try:
            score = self._by_function(y, self._plausible(y), None)
        except (ValueError, TypeError) as error:
            raise ValueError(f"metric {self.name!r} does not fit this target: {error}; choose another") from error
        if np.isnan(score):
            raise ValueError(f"metric {self.name!r} is not a number on this target; choose another")

    def _by_function(
        self, y: NDArray[Any], prediction: NDArray[np.floating], weights: NDArray[np.float64] | None
    ) -> float:
        options = dict(self.options)
        if weights is not None and self.takes_weights:
            options["sample_weight"] = weights
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # undefined scores come back as NaN or 0, and are judged where they arrive
            return float(self.sign * self.function(y, self._as_asked(prediction), **options))

    def _as_asked(self, prediction: NDArray[np.floating]) -> NDArray[np.floating] | NDArray[np.int64]:
        if self.needs == "predict":
            return prediction.astype(np.int64) if self.n_classes else prediction.astype(np.float64)
        prediction = prediction.astype(np.float64)
        if self.needs == "decision":
            return prediction
        prediction /= prediction.sum(axis=1, keepdims=True)
        return prediction[:, 1] if self.n_classes == 2 else prediction

    def _plausible(self, y: NDArray[Any]) -> NDArray[np.float64]:
        """Return the right class, or the mean: a right number of 0 is more than some deviances can take."""
        if not self.n_classes:
            return np.full(len(y), y.mean(), np.float64)
        if self.needs == "predict" or (self.needs == "decision" and self.n_classes == 2):
            return y.astype(np.float64)
        return np.eye(self.n_classes)[y.astype(np.intp)]


def metric_by_name(name: str | None, task: Task, all_probabilities: bool) -> Metric:
    """Return the metric called `name`, or the default.

    Accuracy-like metrics mislead on unbalanced classes, so the default is log loss where all models give
    probabilities, balanced accuracy where one does not, and R² for regression.

    Args:
        name: any of scikit-learn's scorer names, or None for the default.
        task: what is to be learned.
        all_probabilities: whether every chosen model has `predict_proba`.

    Raises:
        ValueError: if there is no such metric, or it does not fit the task or the models.
    """
    known = get_scorer_names()
    default = default_name(task, all_probabilities)
    name = default if name is None else name
    if name not in known:
        raise ValueError(f"metric: scikit-learn has no scorer {name!r}{nearest_names(name, known)}")
    metric = _taken_apart(name, task.n_classes)
    if metric.is_for_numbers == task.is_classification:
        wanted = "classes" if task.is_classification else "numbers"
        raise ValueError(f"metric: {name!r} does not score {wanted}, as are learned here; leave it out for {default!r}")
    if metric.needs == "proba" and not all_probabilities:
        raise ValueError(f"metric: {name!r} needs probabilities, which a chosen model does not give; take another")
    try:
        metric.check(_example(task))
    except ValueError as error:
        shape = f"{task.n_classes} classes" if task.is_classification else "regression"
        raise ValueError(f"metric: {name!r} does not fit {shape}; leave it out for {default!r}") from error
    return metric


def default_name(task: Task, all_probabilities: bool) -> str:
    """Return the name of the metric that is taken unless another is asked for."""
    if not task.is_classification:
        return "r2"
    return "neg_log_loss" if all_probabilities else "balanced_accuracy"


def _taken_apart(name: str, n_classes: int) -> Metric:
    scorer: Any = get_scorer(name)
    options: dict[str, object] = dict(scorer._kwargs)
    accepted = inspect.signature(scorer._score_func).parameters
    response = scorer._response_method
    needs: Needs = NEEDS[response] if isinstance(response, str) else "decision"
    if n_classes > 2 and needs != "predict" and "labels" in accepted:
        options["labels"] = list(range(n_classes))  # a fold may lack a rare class
    return Metric(name, needs, n_classes, scorer._score_func, options, scorer._sign, "sample_weight" in accepted)


def _example(task: Task) -> NDArray[np.float64] | NDArray[np.int64]:
    return np.tile(np.arange(task.n_classes), 3) if task.is_classification else np.array([1.0, 2.0, 3.0, 5.0])
