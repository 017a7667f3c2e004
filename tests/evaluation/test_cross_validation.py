"""Cross-validation as an objective: scikit-learn's scores, every fold reported, and nothing done twice."""

import pickle
import warnings
from dataclasses import dataclass
from typing import Any

import cloudpickle
import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_validate
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.fakes import RecordingTrial
from tests.tables import table_path
from tunewright.errors import TrialPruned
from tunewright.evaluation.cross_validation import MAX_TRAIN_SCORED, OUT_OF_FOLD, CrossValidation
from tunewright.evaluation.metric import metric_by_name
from tunewright.evaluation.preprocess import preprocessing
from tunewright.evaluation.splits import Fold, Splitter
from tunewright.evaluation.table import choose_columns, read_table
from tunewright.evaluation.task import read_target

KINDS: dict[str, Any] = {"tree": DecisionTreeClassifier, "svm": SVC, "regression-tree": DecisionTreeRegressor}


def build(params: Any, seed: int) -> Any:
    settings = dict(params)
    return KINDS[settings.pop("model", "tree")](random_state=seed, **settings)


def objective(
    table: str = "penguins.csv", target: str = "species", metric: str | None = None, **changed: Any
) -> CrossValidation:
    chosen = choose_columns(read_table(table_path(table)), target)
    found = read_target(chosen.target)
    chosen = chosen.take(found.rows)
    settings: dict[str, Any] = {
        "X": chosen.X,
        "y": found.y,
        "folds": Splitter(found.y, found.task.is_classification).folds(5),
        "build": build,
        "metric": metric_by_name(metric, found.task, found.task.is_classification),
        "preprocess": preprocessing(chosen.X).transformer,
    }
    return CrossValidation(**{**settings, **changed})


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("accuracy", {"max_depth": 2}),
        ("neg_log_loss", {"max_depth": 2}),
        ("balanced_accuracy", {"model": "svm"}),
        ("f1_macro", {"model": "svm", "C": 0.1}),
        ("roc_auc_ovr", {"max_depth": 3}),
    ],
)
def test_scores_are_those_of_scikit_learn(name: str, params: dict[str, Any]) -> None:
    ours = objective(metric=name)
    trial = RecordingTrial(params)
    result = ours(trial)
    pipeline = Pipeline([("preprocess", ours.preprocess), ("model", build(params, 0))])
    splits = [(fold.train, fold.valid) for fold in ours.folds]
    theirs = cross_validate(pipeline, ours.X, ours.y, scoring=name, cv=splits, return_train_score=True)
    tolerance = 0.05 if "model" not in params else 1e-9  # a tree breaks ties by its seed, which differs per fold here
    np.testing.assert_allclose(trial.folds(), theirs["test_score"], atol=tolerance, rtol=tolerance)
    np.testing.assert_allclose(trial.folds("train_score"), theirs["train_score"], atol=tolerance)
    assert result["valid_score"] == pytest.approx(np.mean(trial.folds()))
    assert result["train_score"] == pytest.approx(np.mean(trial.folds("train_score")))
    assert result["valid_se"] == pytest.approx(np.std(trial.folds(), ddof=1) / np.sqrt(5))
    assert result["fit_seconds"] > 0
    assert result["score_seconds"] > 0


def test_out_of_fold_predictions_give_back_each_fold_s_score() -> None:
    ours = objective()
    trial = RecordingTrial({"max_depth": 3})
    ours(trial)
    kept = trial.arrays[OUT_OF_FOLD]
    assert (kept.shape, kept.dtype) == ((344, 3), np.float32)
    scores = [ours.metric.score(ours.y[fold.valid], kept[fold.valid]) for fold in ours.folds]
    np.testing.assert_allclose(scores, trial.folds(), atol=1e-5)


def test_a_real_regression_beats_the_mean_and_keeps_one_prediction_a_row() -> None:
    trial = RecordingTrial({"model": "regression-tree", "max_depth": 2})
    assert objective("hitters.csv", "Salary")(trial)["valid_score"] > 0.1
    assert trial.arrays[OUT_OF_FOLD].shape == (263,)


def test_folds_are_reported_as_they_come_and_a_stopped_trial_keeps_what_it_has() -> None:
    ours = objective()
    trial = RecordingTrial({"max_depth": 3}, stop_after=2)
    with pytest.raises(TrialPruned, match="stopped after fold 2 of 5"):
        ours(trial)
    assert [(metric, fold) for metric, fold, _ in trial.reports] == [
        ("", 0), ("train_score", 0), ("", 1), ("train_score", 1),
    ]  # fmt: skip
    done = np.concatenate([fold.valid for fold in ours.folds[:2]])
    there = ~np.isnan(trial.arrays[OUT_OF_FOLD]).any(axis=1)
    np.testing.assert_array_equal(np.flatnonzero(there), np.sort(done))


def test_after_the_last_fold_nobody_is_asked_to_stop() -> None:
    assert "valid_score" in objective()(RecordingTrial({"max_depth": 1}, stop_after=5))


def test_rows_that_no_fold_validates_stay_unknown() -> None:
    ours = objective()
    ordered = Splitter(ours.y, True, times=np.arange(len(ours.y)) % 30.0).folds(4)
    trial = RecordingTrial({})
    objective(folds=ordered)(trial)
    never = np.setdiff1d(np.arange(len(ours.y)), np.concatenate([fold.valid for fold in ordered]))
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(trial.arrays[OUT_OF_FOLD][:, 0])), never)


class Counting:
    """A transformer that counts how often it is fitted, over all its clones."""

    n_fits = 0

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {}

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> Any:
        Counting.n_fits += 1
        assert len(X) < 344
        return X[["year"]].to_numpy()

    def transform(self, X: pd.DataFrame) -> Any:
        return X[["year"]].to_numpy()


def test_preprocessing_is_fitted_once_a_fold_and_only_on_training_rows() -> None:
    Counting.n_fits = 0
    ours = objective(preprocess=Counting())
    for depth in (1, 2, 3):
        ours(RecordingTrial({"max_depth": depth}))
    assert Counting.n_fits == 5


@pytest.mark.parametrize("library", [pickle, cloudpickle], ids=["pickle", "cloudpickle"])
def test_a_sent_objective_scores_the_same_and_leaves_its_folds_behind(library: Any) -> None:
    ours = objective(preprocess=Counting())
    first = RecordingTrial({"max_depth": 3})
    ours(first)
    text = library.dumps(ours)
    again = RecordingTrial({"max_depth": 3})
    Counting.n_fits = 0
    there = library.loads(text)
    assert Counting.n_fits == 5, "preprocessed before the first trial, whose cost it is not"
    there(again)
    assert Counting.n_fits == 5
    assert again.reports == first.reports
    assert len(text) == len(library.dumps(objective(preprocess=Counting())))


def test_without_preprocessing_an_array_is_taken_as_it_is() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), np.arange(40) % 2
    arrays = objective(X=X, y=y, preprocess=None, folds=Splitter(y, True).folds(4), metric="accuracy")
    assert 0 <= arrays(RecordingTrial({}))["valid_score"] <= 1


@dataclass
class Warns:
    """An estimator that warns, and notes its weights."""

    prediction: float = 1.0

    category: type[Warning] = ConvergenceWarning

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "Warns":
        for _ in range(2):
            warnings.warn("did not converge", self.category, stacklevel=1)
        self.weights = sample_weight
        return self

    def predict(self, X: Any) -> Any:
        return np.full(len(X), self.prediction)


@pytest.mark.parametrize(("category", "n_not_converged"), [(ConvergenceWarning, 5), (UserWarning, 0)])
def test_warnings_of_estimators_are_counted_and_not_shown(category: type[Warning], n_not_converged: int) -> None:
    ours = objective(metric="accuracy", build=lambda params, seed: Warns(category=category))
    metrics = ours(RecordingTrial({}))
    assert (metrics["n_warnings"], metrics["n_not_converged"]) == (10, n_not_converged)


def test_a_network_that_does_not_converge_is_heard() -> None:
    ours = objective(build=lambda params, seed: MLPClassifier(max_iter=2, random_state=seed))
    assert ours(RecordingTrial({}))["n_not_converged"] == 5


def test_seeds_differ_by_fold_and_not_by_trial() -> None:
    seeds: list[int] = []

    def noting(params: Any, seed: int) -> Any:
        seeds.append(seed)
        return build(params, seed)

    ours = objective(build=noting, seed=7)
    ours(RecordingTrial({}))
    ours(RecordingTrial({}))
    assert seeds == [7, 8, 9, 10, 11] * 2


def test_weights_are_used_in_fitting_and_scoring() -> None:
    ours = objective(metric="accuracy")
    weights = np.where(ours.y == 1, 5.0, 0.5)
    fitted: list[Warns] = []

    def noting(params: Any, seed: int) -> Any:
        fitted.append(Warns())
        return fitted[-1]

    trial = RecordingTrial({})
    objective(metric="accuracy", weights=weights, build=noting)(trial)
    np.testing.assert_array_equal(fitted[2].weights, weights[ours.folds[2].train])
    valid = ours.folds[2].valid
    assert trial.folds()[2] == pytest.approx(weights[valid][ours.y[valid] == 1].sum() / weights[valid].sum())


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param(
            {"metric": "accuracy", "build": lambda params, seed: Warns(np.nan)},
            "fold 1 of 5, valid rows: the model predicts NaN",
            id="the model diverges",
        ),
        pytest.param(
            {"metric": "accuracy", "weights": np.zeros(344), "build": lambda params, seed: Warns()},
            "fold 1 of 5, valid rows: metric 'accuracy' is not a number, as for a single class; use fewer folds",
            id="nothing counts",
        ),
        pytest.param(
            {"metric": "neg_log_loss", "build": lambda params, seed: Warns()},
            "'neg_log_loss' needs probabilities, which Warns does not give",
            id="no probabilities",
        ),
    ],
)
def test_a_fold_that_cannot_be_scored_says_why(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        objective(**changed)(RecordingTrial({}))


def test_what_the_metric_refuses_names_the_fold() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 1)), rng.uniform(1, 2, 40)
    ours = objective("penguins.csv", "body_mass_g", "neg_mean_gamma_deviance")
    negative = CrossValidation(X, -y, Splitter(y, False).folds(2), lambda p, s: LinearRegression(), ours.metric)
    with pytest.raises(ValueError, match="fold 1 of 2, valid rows: metric 'neg_mean_gamma_deviance' refuses them"):
        negative(RecordingTrial({}))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"weights": np.ones(3)}, r"must have equally many rows, got \[3, 344\]", id="weights"),
        pytest.param({"folds": ()}, "folds must be one or more, got none", id="no folds"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        objective(**changed)


def test_a_single_fold_has_no_standard_error() -> None:
    halves = (Fold(np.arange(0, 344, 2), np.arange(1, 344, 2)),)
    assert np.isnan(objective(folds=halves)(RecordingTrial({}))["valid_se"])


@dataclass
class Journal:
    """An estimator that notes what it has to do, and on how many rows."""

    done: list[tuple[str, int]]

    def fit(self, X: Any, y: Any) -> "Journal":
        self.done.append(("fit", len(X)))
        return self

    def predict(self, X: Any) -> Any:
        self.done.append(("predict", len(X)))
        return np.zeros(len(X))


def test_a_fold_is_one_fit_and_two_predictions_and_of_its_training_rows_not_all_are_predicted() -> None:
    done: list[tuple[str, int]] = []
    X, y = np.zeros((3 * MAX_TRAIN_SCORED, 1)), np.arange(3 * MAX_TRAIN_SCORED) % 2
    metric = objective(metric="accuracy").metric
    CrossValidation(X, y, Splitter(y, True).folds(2), lambda params, seed: Journal(done), metric)(RecordingTrial({}))
    half = 3 * MAX_TRAIN_SCORED // 2
    assert done == [("fit", half), ("predict", half), ("predict", MAX_TRAIN_SCORED)] * 2
