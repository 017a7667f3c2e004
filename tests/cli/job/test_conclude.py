"""The conclusion: what is completed first, and that the hold-out is opened once."""

import numpy as np
import pytest

from tunewright.cli.job.conclude import affordable, best_default, fold_scores, promising
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage


def complete(number: int, scores: list[float], seconds: float = 1.0, *, default: bool = False) -> Trial:
    reports = tuple(Report("", 0, fold, score) for fold, score in enumerate(scores))
    tags = {"baseline": True} if default else {}
    value = float(np.mean(scores))
    return Trial(number, State.COMPLETE, {}, (value,), reports=reports, tags=tags, usage=Usage(seconds))


def stopped(number: int, scores: list[float]) -> Trial:
    train = (Report("train_score", 0, 0, 9.9),)
    reports = tuple(Report("", 0, fold, score) for fold, score in enumerate(scores))
    return Trial(number, State.PRUNED, {}, reports=train + reports)


def test_the_best_default_is_the_one_with_the_best_score() -> None:
    trials = [complete(0, [0.1], default=True), complete(1, [0.3], default=True), complete(2, [0.9])]
    assert best_default(trials) is trials[1]
    assert best_default(trials[2:]) is None


def test_fold_scores_are_those_of_validation() -> None:
    assert fold_scores(stopped(1, [0.5, 0.6])) == {0: 0.5, 1: 0.6}


def test_the_stopped_trials_nearest_to_the_best_on_the_same_folds_are_promising() -> None:
    best = complete(0, [0.9, 0.5, 0.5])
    behind = [stopped(1, [0.8]), stopped(2, [0.85, 0.45]), stopped(3, [0.1]), stopped(4, [0.89, 0.2]), stopped(5, [])]
    assert promising([best, *behind]) == [2, 1, 4]


def test_without_a_complete_trial_nothing_is_promising() -> None:
    assert promising([stopped(0, [0.8])]) == []


@pytest.mark.parametrize(
    ("timeout", "n_jobs", "taken"),
    [(None, 1, [7, 8, 9]), (10.0, 1, [7, 8, 9]), (2.5, 1, [7]), (2.5, 2, [7, 8]), (1.0, 2, []), (0.0, 1, [])],
)
def test_only_as_many_are_completed_as_the_time_allows(timeout: float | None, n_jobs: int, taken: list[int]) -> None:
    assert affordable([7, 8, 9], [complete(0, [1.0], 2.0), complete(1, [1.0], 1.0)], timeout, n_jobs) == taken
