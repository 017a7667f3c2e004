"""What estimators say, brought into one shape, and weights that reach those who take them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from tunewright.evaluation.metric import Metric, metric_by_name
from tunewright.evaluation.predicting import (
    gives_probabilities,
    number_columns,
    predicted,
    weighted_fit,
    weights_parameter,
)
from tunewright.evaluation.preprocess import preprocessing
from tunewright.evaluation.task import Task

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
TWO = (X[:, 0] > 0).astype(np.int64)
THREE = np.digitize(X[:, 0], [-0.5, 0.5])


def metric(name: str, n_classes: int) -> Metric:
    kind = Task("classification", tuple(range(n_classes))) if n_classes else Task("regression")
    return metric_by_name(name, kind, True)


@pytest.mark.parametrize(
    ("name", "model", "y", "shape"),
    [
        pytest.param("accuracy", SVC(), THREE, (60,), id="classes"),
        pytest.param("r2", LinearRegression(), X[:, :1], (60,), id="numbers as a column"),
        pytest.param("neg_log_loss", LogisticRegression(), TWO, (60, 2), id="probabilities"),
        pytest.param("roc_auc", SVC(), TWO, (60,), id="decisions"),
        pytest.param("roc_auc", KNeighborsClassifier(), TWO, (60,), id="probabilities to rank by"),
        pytest.param("top_k_accuracy", LinearSVC(), THREE, (60, 3), id="decisions of three classes"),
        pytest.param("top_k_accuracy", KNeighborsClassifier(), THREE, (60, 3), id="probabilities of three classes"),
    ],
)
def test_predictions_have_the_shape_that_the_metric_needs(
    name: str, model: Any, y: Any, shape: tuple[int, ...]
) -> None:
    n_classes = 0 if y.dtype.kind == "f" else len(np.unique(y))
    assert predicted(model.fit(X, y), X, metric(name, n_classes)).shape == shape


def test_a_class_that_was_not_seen_has_probability_0() -> None:
    seen = THREE != 1
    model = LogisticRegression().fit(X[seen], THREE[seen])
    probabilities = predicted(model, X, metric("neg_log_loss", 3))
    assert (probabilities[:, 1] == 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_a_class_that_was_not_seen_is_decided_for_last() -> None:
    seen = THREE != 1
    decisions = predicted(LinearSVC().fit(X[seen], THREE[seen]), X, metric("top_k_accuracy", 3))
    assert (decisions.argmin(axis=1) == 1).all()
    assert (decisions[:, 2] == -decisions[:, 0]).all()


def test_probabilities_that_a_model_lacks_are_asked_for_by_name() -> None:
    assert not gives_probabilities(LinearSVC())
    assert gives_probabilities(LogisticRegression())
    model = make_pipeline(StandardScaler(), LinearSVC()).fit(X, TWO)
    with pytest.raises(ValueError, match="'neg_log_loss' needs probabilities, which LinearSVC does not give"):
        predicted(model, X, metric("neg_log_loss", 2))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        pytest.param(DummyClassifier(), "sample_weight", id="takes them"),
        pytest.param(KNeighborsClassifier(), None, id="takes none"),
        pytest.param(make_pipeline(StandardScaler(), SVC()), "svc__sample_weight", id="in a pipeline"),
        pytest.param(make_pipeline(StandardScaler(), KNeighborsClassifier()), None, id="not in a pipeline"),
    ],
)
def test_weights_reach_the_estimators_that_take_them(model: Any, name: str | None) -> None:
    assert weights_parameter(model) == name
    assert predicted(weighted_fit(model, X, TWO, np.ones(60)), X, metric("accuracy", 2)).shape == (60,)


def test_weights_change_the_fit() -> None:
    weights = np.where(TWO == 0, 100.0, 1.0)
    model = weighted_fit(DummyClassifier(), X, TWO, weights)
    assert (model.predict(X) == 0).all()
    assert (weighted_fit(DummyClassifier(), X, TWO, None).predict(X) == (TWO.mean() > 0.5)).all()


def test_a_saved_model_says_which_columns_are_numbers_and_others_do_not() -> None:
    rows = pd.DataFrame({"size": [1.5, 2.5, 3.0, 4.0], "colour": ["red", "red", "blue", "blue"]})
    assert number_columns(make_pipeline(preprocessing(rows).transformer, LinearRegression())) == ("size",)
    assert number_columns(LinearRegression()) is None
