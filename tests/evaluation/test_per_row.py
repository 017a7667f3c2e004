"""The fast metrics are scikit-learn's, on the rows as they are and on every draw."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from tunewright.evaluation.per_row import ROW_METRICS

REFERENCES: dict[str, Any] = {
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "neg_log_loss": lambda y, p, **k: -metrics.log_loss(y, p, labels=range(p.shape[1]), **k),
    "f1": metrics.f1_score,
    "roc_auc": metrics.roc_auc_score,
    "r2": metrics.r2_score,
    "neg_mean_squared_error": lambda y, p, **k: -metrics.mean_squared_error(y, p, **k),
    "neg_root_mean_squared_error": lambda y, p, **k: -metrics.root_mean_squared_error(y, p, **k),
    "neg_mean_absolute_error": lambda y, p, **k: -metrics.mean_absolute_error(y, p, **k),
}
BINARY = {"f1", "roc_auc"}
CLASSES = {"accuracy", "balanced_accuracy", "neg_log_loss", *BINARY}


def example(name: str, rng: np.random.Generator, n_rows: int = 30) -> tuple[Any, Any]:
    if name not in CLASSES:
        return rng.normal(5, 2, n_rows), rng.normal(5, 2, n_rows)
    n_classes = 2 if name in BINARY else 3
    y = np.append(rng.integers(0, n_classes, n_rows - n_classes), np.arange(n_classes))
    if name == "neg_log_loss":
        return y, rng.dirichlet(np.ones(n_classes), n_rows)
    if name == "roc_auc":
        return y, rng.integers(0, 9, n_rows) / 9  # with ties
    return y, rng.integers(0, n_classes, n_rows)


@pytest.mark.parametrize("name", ROW_METRICS)
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
@pytest.mark.slow
def test_scores_are_those_of_scikit_learn(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, prediction = example(name, rng)
    weights = rng.integers(1, 4, len(y)).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = REFERENCES[name](y, prediction)
        weighted = REFERENCES[name](y, prediction, sample_weight=weights)
    score = ROW_METRICS[name].score
    assert score(y.astype(float), prediction.astype(float)) == pytest.approx(plain, abs=1e-9)
    assert score(y.astype(float), prediction.astype(float), weights) == pytest.approx(weighted, abs=1e-9)


def test_a_probability_of_0_costs_36_and_not_infinity() -> None:
    score = ROW_METRICS["neg_log_loss"].score(np.array([0.0]), np.array([[0.0, 1.0]]))
    assert score == pytest.approx(np.log(np.finfo(float).eps))


@pytest.mark.parametrize(
    ("prediction", "score"),
    [pytest.param([3.0, 3.0], 1.0, id="right"), pytest.param([3.0, 4.0], 0.0, id="wrong")],
)
def test_r2_of_a_constant_is_1_or_0_as_in_scikit_learn(prediction: list[float], score: float) -> None:
    assert ROW_METRICS["r2"].score(np.array([3.0, 3.0]), np.array(prediction)) == score


def test_r2_does_not_lose_a_small_spread_on_a_large_level() -> None:
    y = 1e8 + np.array([0.0, 1.0, 2.0, 3.0])
    assert ROW_METRICS["r2"].score(y, y + np.array([0.1, -0.1, 0.1, -0.1])) == pytest.approx(1 - 0.04 / 5, abs=1e-6)


@pytest.mark.parametrize("name", ["roc_auc"])
def test_a_draw_with_one_class_has_no_score(name: str) -> None:
    assert np.isnan(ROW_METRICS[name].score(np.ones(3), np.arange(3.0)))
