"""Scores on draws: the fast road and the slow one agree, and who was stopped loses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.work import n_calls
from tunewright.evaluation.metric import metric_by_name
from tunewright.evaluation.resampling import resampled_scores
from tunewright.evaluation.task import Task

TWO = Task("classification", (0, 1))
THREE = Task("classification", (0, 1, 2))
NUMBERS = Task("regression")
EITHER = [("accuracy", THREE), ("balanced_accuracy", THREE), ("neg_log_loss", THREE), ("f1", TWO), ("roc_auc", TWO)]
EITHER += [("neg_log_loss", TWO), ("r2", NUMBERS), ("neg_root_mean_squared_error", NUMBERS)]
EITHER += [("neg_mean_squared_error", NUMBERS), ("neg_mean_absolute_error", NUMBERS)]
SLOW = [("f1_macro", THREE), ("roc_auc_ovr", THREE), ("neg_brier_score", TWO), ("neg_median_absolute_error", NUMBERS)]


def made_up(name: str, task: Task, rng: np.random.Generator, shape: tuple[int, int]) -> tuple[NDArray, list[NDArray]]:  # type: ignore[type-arg]
    n_rows = shape[1]
    if not task.is_classification:
        return rng.normal(size=n_rows), list(rng.normal(size=shape).astype(np.float32))
    y = rng.permutation(np.arange(n_rows) % task.n_classes)
    needs = metric_by_name(name, task, True).needs
    if needs == "proba":
        return y, list(rng.dirichlet(np.ones(task.n_classes), shape).astype(np.float32))
    if needs == "decision":
        return y, list(rng.normal(size=shape).round(1).astype(np.float32))
    return y, list(rng.integers(0, task.n_classes, shape).astype(np.float32))


@pytest.mark.parametrize(("name", "task"), EITHER + SLOW, ids=lambda each: getattr(each, "kind", each))
@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
@pytest.mark.slow
def test_a_draw_is_scored_as_its_rows_repeated(name: str, task: Task, seed: int) -> None:
    rng = np.random.default_rng(seed)
    metric = metric_by_name(name, task, True)
    y, predictions = made_up(name, task, rng, (2, 24))
    counts = rng.multinomial(24, np.full(24, 1 / 24), size=3)
    weights = rng.uniform(0.5, 2, 24)
    for given_weights in (None, weights):
        scores = resampled_scores(metric, y, predictions, given_weights)(counts)
        for draw, count in enumerate(counts):
            rows = np.repeat(np.arange(24), count)
            if task.is_classification and len(np.unique(y[rows])) < task.n_classes:
                continue
            drawn_weights = None if given_weights is None else given_weights[rows]
            expected = [metric.score(y[rows], each[rows], drawn_weights) for each in predictions]
            np.testing.assert_allclose(scores[draw], expected, atol=1e-6)


@pytest.mark.parametrize(("name", "task"), EITHER, ids=lambda each: getattr(each, "kind", each))
def test_one_of_each_row_is_the_score_itself(name: str, task: Task) -> None:
    metric = metric_by_name(name, task, True)
    y, predictions = made_up(name, task, np.random.default_rng(1), (2, 90))
    scores = resampled_scores(metric, y, predictions)(np.ones((1, 90), np.int64))
    np.testing.assert_allclose(scores[0], [metric.score(y, each) for each in predictions], atol=1e-9)


@pytest.mark.parametrize(("name", "task"), [EITHER[0], EITHER[2], SLOW[0]], ids=["accuracy", "log loss", "f1_macro"])
def test_a_stopped_model_loses_every_draw(name: str, task: Task) -> None:
    y, predictions = made_up(name, task, np.random.default_rng(2), (3, 30))
    predictions[1][5] = np.nan
    counts = np.random.default_rng(3).multinomial(30, np.full(30, 1 / 30), size=50)
    counts[:, 5] = 0  # even where the rows that it lacks are not drawn
    scores = resampled_scores(metric_by_name(name, task, True), y, predictions)(counts)
    assert np.isneginf(scores[:, 1]).all()
    assert np.isfinite(scores[:, [0, 2]]).all()


def test_rows_that_nobody_predicted_are_left_out() -> None:
    metric = metric_by_name("accuracy", TWO, True)
    y = np.array([0, 1, 0, 1])
    first, second = np.array([np.nan, 1, 0, 0], np.float32), np.array([np.nan, 0, 0, 0], np.float32)
    scores = resampled_scores(metric, y, [first, second])(np.array([[9, 1, 1, 1]]))
    np.testing.assert_allclose(scores, [[2 / 3, 1 / 3]])


@pytest.mark.parametrize("name", ["roc_auc", "roc_auc_ovr"])
def test_a_draw_that_cannot_be_scored_is_nan_for_all(name: str) -> None:
    metric = metric_by_name(name, TWO, True)
    y, predictions = made_up(name, TWO, np.random.default_rng(4), (2, 20))
    scores = resampled_scores(metric, y, predictions)(np.stack([y == 0, np.ones(20)]).astype(np.int64))
    assert np.isnan(scores[0]).all()
    assert np.isfinite(scores[1]).all()


def test_what_cannot_be_scored_at_all_is_refused() -> None:
    metric = metric_by_name("accuracy", TWO, True)
    with pytest.raises(ValueError, match="a row for each of 3 targets, got 2"):
        resampled_scores(metric, np.zeros(3), [np.zeros(2)])
    with pytest.raises(ValueError, match="must not be NaN throughout"):
        resampled_scores(metric, np.zeros(3), [np.full(3, np.nan)])
    with pytest.raises(ValueError, match="predictions must be one or more"):
        resampled_scores(metric, np.zeros(3), [])


def test_if_all_were_stopped_somewhere_all_lose() -> None:
    metric = metric_by_name("accuracy", TWO, True)
    stopped = [np.array([0, np.nan]), np.array([np.nan, 1])]
    assert np.isneginf(resampled_scores(metric, np.array([0, 1]), stopped)(np.ones((2, 2), np.int64))).all()


@pytest.mark.parametrize(("name", "task"), EITHER, ids=lambda each: getattr(each, "kind", each))
def test_on_the_fast_road_500_draws_are_as_few_operations_as_5(name: str, task: Task) -> None:
    rng = np.random.default_rng(5)
    y, predictions = made_up(name, task, rng, (10, 100))
    scores = resampled_scores(metric_by_name(name, task, True), y, predictions)
    counts = rng.multinomial(100, np.full(100, 1e-2), size=500)
    assert n_calls(lambda: scores(counts)) == n_calls(lambda: scores(counts[:5]))
