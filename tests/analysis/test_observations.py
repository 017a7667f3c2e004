import numpy as np
import pytest

from tests.analysis.planted import trial
from tunewright.analysis.observations import Observations, observed
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial

SPACE = Space({"x": Float(0, 1)})


def seen(*trials: Trial, direction: str = "maximize") -> Observations:
    return observed(SPACE, trials, direction)  # type: ignore[arg-type]


def with_folds(number: int, valid: list[float], train: list[float]) -> Trial:
    reports = [Report("", 0, fold, value) for fold, value in enumerate(valid)]
    reports += [Report("train_score", 0, fold, value) for fold, value in enumerate(train)]
    return Trial(number, State.COMPLETE, {"x": 0.5}, (float(np.mean(valid)),), reports=tuple(reports))


def test_higher_is_better_whichever_way_the_user_counts() -> None:
    trials = [with_folds(0, [1.0, 2.0], [0.5, 0.6]), with_folds(1, [3.0, 4.0], [0.1, 0.2])]
    upward, downward = seen(*trials), seen(*trials, direction="minimize")
    for name in ("score", "valid", "train"):
        np.testing.assert_array_equal(getattr(downward, name), -getattr(upward, name))
    assert (upward.best, downward.best) == (1, 0)


def test_a_fold_that_was_not_run_is_nan() -> None:
    observations = seen(with_folds(0, [0.7, 0.8, 0.9], [1.0, 1.0, 1.0]), with_folds(1, [0.5], [0.6]))
    np.testing.assert_array_equal(observations.valid, [[0.7, 0.8, 0.9], [0.5, np.nan, np.nan]])
    np.testing.assert_array_equal(observations.train, [[1.0, 1.0, 1.0], [0.6, np.nan, np.nan]])


def test_the_last_report_of_a_fold_counts() -> None:
    reports = (Report("", 0, 0, 0.1), Report("", 5, 0, 0.4), Report("other", 0, 0, 9.0), Report("", 0, -1, 9.0))
    observations = seen(Trial(0, State.COMPLETE, {"x": 0.5}, (0.4,), reports=reports))
    np.testing.assert_array_equal(observations.valid, [[0.4]])


@pytest.mark.parametrize(
    ("metrics", "train"),
    [({"train_score": 0.9, "train_other": 0.1}, 0.9), ({"valid_auc": 0.7, "train_auc": 0.8}, 0.8), ({}, np.nan)],
    ids=["train_score", "another train metric", "none"],
)
def test_without_folds_the_value_and_the_train_metric_stand_for_one(metrics: dict[str, float], train: float) -> None:
    observations = seen(trial(0, 0.7, {"x": 0.5}, metrics=metrics))
    np.testing.assert_array_equal(observations.valid, [[0.7]])
    np.testing.assert_array_equal(observations.train, [[train]])


def test_trials_that_do_not_count_are_left_out() -> None:
    others = [trial(n, params={"x": 0.5}, state=state) for n, state in enumerate(State) if not state.is_counted]
    assert len(seen(*others, trial(99, 0.5, {"x": 0.5})).trials) == 1


def test_the_best_is_the_first_of_equals_and_finite() -> None:
    values = [0.5, np.inf, 0.9, 0.9, np.nan]
    assert seen(*(trial(n, value, {"x": 0.5}) for n, value in enumerate(values))).best == 2


def test_the_baseline_is_the_best_default() -> None:
    observations = seen(
        trial(0, 0.5, {"x": 0.5}, baseline=True), trial(1, 0.6, {"x": 0.1}, baseline=True), trial(2, 0.9, {"x": 0.9})
    )
    assert observations.baseline == 1


def test_no_trials_make_empty_columns() -> None:
    observations = seen()
    assert observations.units.shape == (0, 1)
    assert observations.valid.shape == observations.train.shape == (0, 1)
    assert observations.best is observations.baseline is None


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="direction must be 'minimize' or 'maximize', got 'up'"):
        seen(direction="up")
