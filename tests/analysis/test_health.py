"""Failures, noise, repeats and warnings: when they are told, and in which words."""

from collections.abc import Sequence
from math import inf, nan

import numpy as np
import pytest

from analysis.planted import ids, trial
from tunewright.analysis.health import duplicates, failures, health_findings, noise, not_converged
from tunewright.analysis.observations import Observations, observed
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def seen(trials: Sequence[Trial]) -> Observations:
    return observed(Space({}), trials, "maximize")


# ---- failures


def test_all_failed_is_a_problem_that_names_the_error() -> None:
    finding = failures([trial(4, error="ValueError: no such column"), trial(5, error="ValueError: no such column")])
    assert finding is not None
    assert finding.severity == "problem"
    assert finding.sentence == (
        "All 2 trials failed, all with “ValueError: no such column”: there is nothing to choose from."
    )
    assert finding.fix == "Mend the cause; trial 4 shows the whole error."


@pytest.mark.parametrize(
    ("state", "cause", "fix"),
    [
        (State.TIMED_OUT, "because the time limit was over", "Raise the time limit"),
        (State.OUT_OF_MEMORY, "because the memory limit was reached", "Raise the memory limit"),
        (State.FAILED, "without a message", "Mend the cause"),
    ],
)
def test_the_only_trial_tells_why_it_failed(state: State, cause: str, fix: str) -> None:
    finding = failures([trial(0, state=state)])
    assert finding is not None
    assert finding.sentence == f"The only trial failed, {cause}: there is nothing to choose from."
    assert finding.fix.startswith(fix)


def test_many_failures_are_a_warning_that_names_the_commonest_error() -> None:
    good = [trial(i, 1.0) for i in range(6)]
    bad = [trial(6, state=State.TIMED_OUT), *(trial(i, error=f"ValueError: bad C={i}.5e-3\nmore") for i in (7, 8))]
    finding = failures([*good, *bad, trial(9, error="ValueError: bad C=7")])
    assert finding is not None
    assert finding.severity == "warning"
    assert finding.sentence == (
        "4 of 10 trials failed (40 %), 3 of them with errors like “ValueError: bad C=7.5e-3”."
    )  # fmt: skip


def test_the_rule_is_told_in_words_with_its_counts() -> None:
    trials = [trial(i, None if i >= 25 else 1.0, {"C": float(i)}, error="E") for i in range(40)]
    finding = failures(trials)
    assert finding is not None
    assert finding.sentence == (
        "15 of 40 trials failed (38 %), all with “E”. "
        "It happens where C is 25 or more: 15 of 15 trials failed there, 0 of 25 elsewhere."
    )
    assert finding.fix == "Keep C below 25, or: Mend the cause; trial 25 shows the whole error."


def test_few_failures_with_one_cause_are_good_to_know() -> None:
    trials = [trial(i, None if i >= 50 else 1.0, {"k": "poly" if i >= 50 else "rbf"}) for i in range(60)]
    finding = failures(trials)
    assert finding is not None
    assert finding.severity == "info"
    assert finding.fix.startswith("Leave poly out of the values of k, or:")


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([], id="no trials"),
        pytest.param([trial(0, 1.0)] * 3, id="no failures"),
        pytest.param([*[trial(0, 1.0)] * 7, *[trial(1)] * 3], id="30 %"),
        pytest.param([trial(0, 1.0), trial(1)], id="one"),
        pytest.param([trial(0, 1.0), *[trial(1, state=State.PRUNED)] * 9], id="stopped early"),
    ],
)
def test_few_failures_without_a_cause_are_no_finding(trials: list[Trial]) -> None:
    assert failures(trials) is None


def test_a_long_error_is_cut() -> None:
    finding = failures([trial(0, error="x" * 500)])
    assert finding is not None
    assert "x…”" in finding.sentence
    assert len(finding.sentence) < 220


# ---- noise


def folds_of(effect: float, seed: int, n: int = 40) -> list[Trial]:
    """Trials whose scores spread evenly over `effect`, in five folds with an independent noise of 1 each."""
    rng = np.random.default_rng(seed)
    tables = np.linspace(0, effect, n)[:, None] + rng.normal(size=(n, 5))
    return [trial(i, float(own.mean()), folds=own.tolist()) for i, own in enumerate(tables)]


def test_hyperparameters_that_do_much_are_not_called_noise() -> None:
    assert noise(seen(folds_of(10.0, 0))) is None


def test_what_all_folds_share_is_no_noise() -> None:
    """Hard folds are hard for all: differences between trials are exact though folds differ by 100."""
    hard = np.array([0.0, 100.0, 200.0, 300.0, 400.0])
    trials = [trial(i, 200.0 + i, folds=(hard + i).tolist()) for i in range(20)]
    assert noise(seen(trials)) is None


def wiggling(step: float) -> list[Trial]:
    """Twenty trials, each better than the one before by `step`, with folds that disagree by about 1.4."""
    rng = np.random.default_rng(1)
    wiggles = rng.permuted(np.tile([-2.0, -1.0, 0.0, 1.0, 2.0], (20, 1)), axis=1)
    return [trial(i, step * i, folds=(step * i + own).tolist()) for i, own in enumerate(wiggles)]


def test_differences_smaller_than_the_folds_uncertainty_are_told() -> None:
    finding = noise(seen(wiggling(0.05)))
    assert finding is not None
    assert finding.severity == "info"
    # the best two (18, 19) average 0.925, the middle one (ordered downwards) is 9: 0.45
    assert finding.evidence["difference"] == pytest.approx(0.475)
    assert finding.evidence["error"] > 0.475
    assert "the best tenth of the trials is 0.475 better than the middle one" in finding.sentence


def test_differences_larger_than_the_folds_uncertainty_are_not() -> None:
    assert noise(seen(wiggling(0.3))) is None  # 2.85, where 4.1 / sqrt(5) * sqrt(1 + 5 / 4) = 2.7 is the most


def test_trials_whose_folds_were_not_all_run_are_left_out() -> None:
    found = [noise(seen(trials)) for trials in (wiggling(0.05), [*wiggling(0.05), trial(20, 9.0, folds=[9.0, nan])])]
    assert found[0] == found[1] is not None


@pytest.mark.parametrize("trials", [folds_of(0.0, 0, 9), [trial(i, 1.0) for i in range(30)]], ids=["few", "no folds"])
def test_without_enough_folds_and_trials_noise_is_unknown(trials: list[Trial]) -> None:
    assert noise(seen(trials)) is None


# ---- duplicates


def test_many_repeats_are_told() -> None:
    finding = duplicates([trial(i, 1.0, {"a": i % 15, "b": None}) for i in range(20)])
    assert finding is not None
    assert finding.sentence == "5 of 20 trials ran a configuration that had been run before."


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([trial(i, 1.0, {"a": i % 18}) for i in range(20)], id="a tenth"),
        pytest.param([trial(i, 1.0, {"a": 1}) for i in range(9)], id="few trials"),
        pytest.param([trial(i, 1.0, {"a": True if i % 2 else i}) for i in range(0, 20, 2)], id="different"),
    ],
)
def test_few_repeats_are_no_finding(trials: list[Trial]) -> None:
    assert duplicates(trials) is None


def test_the_order_of_the_names_makes_no_difference() -> None:
    trials = [trial(i, 1.0, {"a": 1, "b": 2} if i % 2 else {"b": 2, "a": 1}) for i in range(10)]
    finding = duplicates(trials)
    assert finding is not None
    assert finding.evidence["n_repeats"] == 9


# ---- convergence


def test_training_that_was_cut_off_in_the_best_trial_is_told_with_what_to_do() -> None:
    finding = not_converged(seen([trial(0, 1.0), trial(3, 2.0, metrics={"n_not_converged": 5.0})]))
    assert finding is not None
    assert finding.sentence.startswith("In 5 folds of the best trial (3) the training was cut off")
    assert "max_iter" in finding.fix


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([trial(0, 1.0, metrics={"n_not_converged": 5.0}), trial(1, 2.0)], id="another trial"),
        pytest.param([trial(0, 1.0, metrics={"n_not_converged": 0.0})], id="none"),
        pytest.param([trial(0, 1.0, metrics={"n_not_converged": nan})], id="nan"),
        pytest.param([trial(0)], id="no best"),
    ],
)
def test_otherwise_nothing_was_cut_off(trials: list[Trial]) -> None:
    assert not_converged(seen(trials)) is None


def test_all_of_them_come_together() -> None:
    trials = [
        trial(i, None if i % 2 else float(i), {"a": 1}, metrics={"n_not_converged": 1.0}, error="E") for i in range(20)
    ]
    assert ids(health_findings(seen(trials))) == ["failures", "duplicates", "not-converged"]


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_scores_that_are_no_numbers_are_survived(value: float) -> None:
    health_findings(seen([trial(i, value, folds=[value] * 3) for i in range(20)]))
