"""The columns that the figures read."""

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest

from tunewright.report.contents import Contents
from tunewright.report.scene import Scene, fold_scores, scene_of
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial

Simple = Callable[..., Scene]


@pytest.mark.parametrize(("direction", "row"), [("maximize", 1), ("minimize", 2)])
def test_the_best_is_found_in_the_users_direction(simple: Simple, direction: str, row: int) -> None:
    assert simple([0.5, 0.9, 0.1], direction).best == row


def test_the_earliest_of_equals_is_the_best(simple: Simple) -> None:
    assert simple([0.5, 0.9, 0.9]).best == 1


def test_the_chosen_trial_goes_before_the_best_value(simple: Simple) -> None:
    assert simple([0.5, 0.9, 0.1], best_number=0).best == 0


def test_a_chosen_trial_that_is_not_there_gives_way_to_the_best_value(simple: Simple) -> None:
    assert simple([0.5, 0.9], best_number=77).best == 1


def test_the_default_is_the_best_of_the_baselines(simple: Simple) -> None:
    assert simple([0.5, 0.7, 0.9], baseline_numbers=(0, 1)).default == 1


@pytest.mark.parametrize("scores", [[], [None], [nan, inf]])
def test_without_a_finite_score_there_is_no_best(simple: Simple, scores: list[float | None]) -> None:
    scene = simple(scores)
    assert scene.best is None
    assert scene.default is None


def test_trials_are_in_the_order_of_their_numbers_and_waiting_ones_are_left_out(make: Callable[..., Contents]) -> None:
    trials = [Trial(2, State.COMPLETE, {}, (0.1,)), Trial(1, State.WAITING, {}), Trial(0, State.COMPLETE, {}, (0.2,))]
    assert [trial.number for trial in scene_of(make(trials=trials)).trials] == [0, 2]


def test_a_pruned_trial_has_the_mean_of_its_folds(make: Callable[..., Contents]) -> None:
    reports = (Report("", 0, 0, 0.6), Report("", 0, 1, 0.8), Report("train_score", 0, 0, 0.1), Report("", 0, 2, nan))
    scene = scene_of(make(trials=[Trial(0, State.PRUNED, {}, reports=reports)]))
    assert scene.partial[0] == pytest.approx(0.7)
    assert np.isnan(scene.scores[0])


def test_without_folds_a_pruned_trial_has_its_last_step(make: Callable[..., Contents]) -> None:
    reports = (Report("", 0, -1, 0.6), Report("", 1, -1, 0.65), Report("train_score", 1, -1, 0.1))
    assert scene_of(make(trials=[Trial(0, State.PRUNED, {}, reports=reports)])).partial[0] == 0.65


def test_the_last_report_of_a_fold_counts() -> None:
    reports = (Report("", 0, 0, 0.1), Report("", 1, 0, 0.2), Report("train_score", 0, 0, 0.9), Report("", 0, -1, 0.5))
    assert fold_scores(Trial(0, State.COMPLETE, {}, reports=reports)) == {0: 0.2}
