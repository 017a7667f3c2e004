"""What to do next, from the result."""

from tunewright.cli.job.next_steps import MOST_STEPS, next_steps
from tunewright.space.values import Json

RESULT: dict[str, Json] = {
    "verdict": "real",
    "model": "svm",
    "default_model": "svm",
    "best_params": {"C": 3.0},
    "default_params": {"C": 1.0},
    "n_trials": 50,
    "stop_reason": "the time is over",
    "storage": None,
    "findings": [],
}


def test_a_real_gain_is_to_be_used() -> None:
    assert next_steps(RESULT) == ["Use the tuned svm: its gain holds after correction for the search."]


def test_a_worse_result_keeps_the_default() -> None:
    assert "Keep the default" in next_steps({**RESULT, "verdict": "worse"})[0]


def test_nothing_better_keeps_the_default() -> None:
    same = {**RESULT, "verdict": "not shown", "best_params": {"C": 1.0}}
    assert next_steps(same) == ["Keep the default svm: nothing that was tried beat it."]


def test_a_gain_that_is_not_shown_may_be_luck() -> None:
    assert "may be luck" in next_steps({**RESULT, "verdict": "not shown"})[0]


def test_few_trials_say_how_to_have_more() -> None:
    stored = {**RESULT, "n_trials": 1, "storage": "sqlite:///t.db"}
    assert next_steps(stored)[1].startswith("Only 1 trial was run; the same command, with more time")
    in_memory = {**RESULT, "n_trials": 7, "stop_reason": "all trials have been run"}
    assert next_steps(in_memory)[1].startswith("Only 7 trials were run; give a larger --n-trials, and --storage")


def test_a_small_space_that_was_tried_through_needs_no_more_trials() -> None:
    assert len(next_steps({**RESULT, "n_trials": 3, "stop_reason": "every configuration was tried"})) == 1


def test_one_who_stopped_it_learns_how_to_go_on() -> None:
    steps = next_steps({**RESULT, "stop_reason": "interrupted", "storage": "sqlite:///t.db"})
    assert steps[1].startswith("You stopped the search; the same command")


def test_fixes_of_findings_follow_once_each_and_no_more_than_four_in_all() -> None:
    findings = [{"severity": "warning", "fix": f"Do {index // 2}."} for index in range(10)]
    steps = next_steps({**RESULT, "findings": [{"severity": "info", "fix": "Not this."}, *findings]})
    assert steps[1:] == ["Do 0.", "Do 1.", "Do 2."]
    assert len(steps) == MOST_STEPS
