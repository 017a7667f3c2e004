"""Every scorer of scikit-learn, taken apart, scores like scikit-learn; the wrong one is refused by name."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import get_scorer, get_scorer_names
from sklearn.svm import SVC

from tunewright.evaluation.metric import metric_by_name
from tunewright.evaluation.predicting import predicted
from tunewright.evaluation.task import Task

TWO = Task("classification", ("no", "yes"))
THREE = Task("classification", ("a", "b", "c"))
NUMBERS = Task("regression")
X, SPECIES = load_iris(return_X_y=True)
X = X + np.random.default_rng(0).normal(0, 1, X.shape)
MODELS = {
    TWO: (LogisticRegression().fit(X, SPECIES == 1), (SPECIES == 1).astype(np.int64)),
    THREE: (LogisticRegression().fit(X, SPECIES), SPECIES),
    NUMBERS: (LinearRegression().fit(X, SPECIES + 5.0), SPECIES + 5.0),
}


def accepted(task: Task) -> list[str]:
    names = []
    for name in get_scorer_names():
        try:
            metric_by_name(name, task, task.is_classification)
        except ValueError:
            continue
        names.append(name)
    return names


@pytest.mark.parametrize("task", MODELS, ids=["two classes", "three classes", "numbers"])
@pytest.mark.slow
def test_every_accepted_metric_scores_like_scikit_learn(task: Task) -> None:
    model, y = MODELS[task]
    for name in accepted(task):
        metric = metric_by_name(name, task, task.is_classification)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = get_scorer(name)(model, X, y)
        assert metric.score(y, predicted(model, X, metric)) == pytest.approx(theirs, abs=1e-9), name


@pytest.mark.parametrize(
    ("task", "names"),
    [
        pytest.param(TWO, {"f1", "roc_auc", "average_precision", "neg_brier_score", "matthews_corrcoef"}, id="two"),
        pytest.param(THREE, {"f1_macro", "roc_auc_ovr", "neg_log_loss", "top_k_accuracy", "d2_log_loss_score"}, id="3"),
        pytest.param(NUMBERS, {"r2", "neg_median_absolute_error", "neg_mean_gamma_deviance"}, id="numbers"),
    ],
)
def test_the_usual_metrics_are_accepted(task: Task, names: set[str]) -> None:
    assert names <= set(accepted(task))


def test_no_scorer_of_scikit_learn_is_without_a_task() -> None:
    multilabel_only = {name for name in get_scorer_names() if name.endswith("_samples")}
    assert set(get_scorer_names()) - multilabel_only == {name for task in MODELS for name in accepted(task)}


@pytest.mark.parametrize(
    ("task", "probabilities", "name"),
    [(TWO, True, "neg_log_loss"), (THREE, False, "balanced_accuracy"), (NUMBERS, False, "r2")],
)
def test_the_default_depends_on_task_and_models(task: Task, probabilities: bool, name: str) -> None:
    assert metric_by_name(None, task, probabilities).name == name


@pytest.mark.parametrize(
    ("name", "task", "probabilities", "sentence"),
    [
        pytest.param("acuracy", TWO, True, "no scorer 'acuracy'; did you mean 'accuracy'", id="misspelt"),
        pytest.param("R2", NUMBERS, True, "did you mean 'r2'", id="case"),
        pytest.param("f1", THREE, True, "'f1' does not fit 3 classes; leave it out for 'neg_log_loss'", id="binary"),
        pytest.param("neg_log_loss", TWO, False, "needs probabilities, which a chosen model does not", id="proba"),
        pytest.param("roc_auc", NUMBERS, False, "does not score numbers, .*; leave it out for 'r2'", id="numbers"),
        pytest.param("r2", TWO, False, "does not score classes, .* for 'balanced_accuracy'", id="classes"),
        pytest.param("f1_samples", TWO, True, "'f1_samples' does not fit 2 classes", id="several labels a row"),
    ],
)
def test_a_metric_that_does_not_fit_is_named(name: str, task: Task, probabilities: bool, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        metric_by_name(name, task, probabilities)


def test_a_target_that_a_metric_refuses_is_known_before_the_search() -> None:
    metric = metric_by_name("neg_mean_gamma_deviance", NUMBERS, False)
    metric.check(np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match=r"'neg_mean_gamma_deviance' does not fit this target: .*positive"):
        metric.check(np.array([0.0, 2.0]))


def test_a_target_with_zeros_fits_the_poisson_deviance() -> None:
    metric_by_name("neg_mean_poisson_deviance", NUMBERS, False).check(np.array([0.0, 2.0]))


def test_ranking_metrics_take_decisions_where_there_are_no_probabilities() -> None:
    y = (SPECIES == 1).astype(np.int64)
    model = SVC().fit(X, y)
    metric = metric_by_name("roc_auc", TWO, False)
    assert metric.needs == "decision"
    assert metric.score(y, predicted(model, X, metric)) == pytest.approx(get_scorer("roc_auc")(model, X, y))


@pytest.mark.parametrize("name", ["accuracy", "f1_macro", "neg_brier_score"])
def test_a_weight_of_2_is_a_row_twice(name: str) -> None:
    metric = metric_by_name(name, THREE, True)
    prediction = predicted(MODELS[THREE][0], X, metric)
    twice = np.repeat(np.arange(150), 1 + SPECIES)
    weighted = metric.score(SPECIES, prediction, 1.0 + SPECIES)
    assert weighted == pytest.approx(metric.score(SPECIES[twice], prediction[twice]))


def test_a_metric_without_weights_ignores_them() -> None:
    data, y = load_diabetes(return_X_y=True)
    metric = metric_by_name("neg_max_error", NUMBERS, False)
    prediction = data.sum(axis=1)
    assert not metric.takes_weights
    assert metric.score(y, prediction, np.arange(len(y)) + 1.0) == metric.score(y, prediction)


def test_a_fold_without_a_rare_class_can_still_be_scored() -> None:
    probabilities = np.full((4, 3), 1 / 3)
    for name in ("neg_log_loss", "d2_log_loss_score", "neg_brier_score", "top_k_accuracy"):
        metric = metric_by_name(name, THREE, True)
        assert np.isfinite(metric.score(np.array([0, 1, 0, 1]), probabilities)), name
