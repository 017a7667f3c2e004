"""Whether the gain is real, from the scores of folds alone."""

from collections.abc import Callable

import numpy as np
import pytest

from tunewright.errors import TrialPruned, TunewrightError
from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.study.live import LiveTrial


def square(trial: LiveTrial) -> float:
    return (float(trial.params["x"]) - 0.3) ** 2


def fold_objective(noise: float) -> Callable[[LiveTrial], float]:
    """Return an objective whose four folds score x with a noise of their own."""

    def objective(trial: LiveTrial) -> float:
        rng = np.random.default_rng([7, trial.number])
        scores = float(trial.params["x"]) + noise * rng.normal(size=4)
        for fold, score in enumerate(scores):
            trial.report(score, fold=fold)
        return float(scores.mean())

    return objective


def test_a_gain_far_above_the_noise_of_the_folds_is_real(line: Space) -> None:
    study = create_study(line, direction="maximize", sampler="random", seed=0)
    study.optimize(fold_objective(0.001), n_trials=20)
    verdict = study.verdict()
    assert verdict.answer == "real"
    assert verdict.best_score == pytest.approx(study.best_value)
    assert verdict.default_score == pytest.approx(study.trials[0].value)


def test_a_gain_within_the_noise_of_the_folds_is_not_shown(line: Space) -> None:
    study = create_study(line, direction="maximize", sampler="random", seed=0)
    study.optimize(fold_objective(10.0), n_trials=20)
    assert study.verdict().answer == "not shown"


def test_a_verdict_on_a_loss_turns_its_sign(line: Space) -> None:
    study = create_study(line, sampler="random", seed=0)
    study.optimize(fold_objective(0.001), n_trials=20)
    verdict = study.verdict()
    assert (verdict.answer, verdict.best_score) == ("real", pytest.approx(-study.best_value))


def test_a_verdict_without_fold_scores_says_what_is_needed(line: Space) -> None:
    study = create_study(line, seed=0)
    study.optimize(square, n_trials=3)
    with pytest.raises(TunewrightError, match=r"trial\.report\(score, fold=k\)"):
        study.verdict()
    several = create_study(line, objectives={"a": "minimize", "b": "minimize"})
    with pytest.raises(TunewrightError, match="pareto_front"):
        several.verdict()


def test_trials_that_stopped_early_count_among_those_tried_but_cannot_be_chosen(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        trial.report(10.0 if trial.number == 3 else float(trial.params["x"]), fold=0)
        if trial.number == 3:
            raise TrialPruned
        trial.report(float(trial.params["x"]) + 0.001, fold=1)
        return float(trial.params["x"])

    study = create_study(line, direction="maximize", sampler="random", seed=0)
    study.optimize(objective, n_trials=6)
    assert study.verdict().best_score < 1.1


def test_an_infeasible_trial_is_not_chosen(line: Space) -> None:
    plain = fold_objective(0.001)

    def objective(trial: LiveTrial) -> float:
        trial.set_constraint("x", float(trial.params["x"]) - 0.5)
        return plain(trial)

    study = create_study(line, direction="maximize", sampler="random", seed=0)
    study.optimize(objective, n_trials=20)
    assert study.verdict().best_score == pytest.approx(study.best_value)


def test_a_verdict_needs_a_default_to_compare_with(line: Space) -> None:
    study = create_study(line, baseline=False, sampler="random", seed=0)
    study.optimize(fold_objective(0.001), n_trials=5)
    with pytest.raises(TunewrightError, match="baseline=True"):
        study.verdict()
