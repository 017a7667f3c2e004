"""What a person reads before and after the search, from a small job in memory."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import two_classes
from tunewright.analysis.assessment import assess
from tunewright.analysis.corrected import Corrected
from tunewright.analysis.findings import Finding
from tunewright.analysis.verdict_words import beneath_the_answer
from tunewright.cli.job.conclude import Conclusion, conclude, opened_holdout
from tunewright.cli.job.files import contents_of
from tunewright.cli.job.plan import Plan, plan_from
from tunewright.cli.job.request import Request
from tunewright.cli.job.result import RESULT, result_of, table_of
from tunewright.cli.job.run import files_of, what_is_kept
from tunewright.cli.job.search import open_search
from tunewright.cli.job.summary import WORDS, write_heading, write_summary
from tunewright.errors import TunewrightError
from tunewright.study.loop import INTERRUPTED
from tunewright.study.study import Study


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    two_classes().to_csv(tmp_path / "t.csv", index=False)
    request = Request(
        data=tmp_path / "t.csv", target="kind", started=time.monotonic(), models=("tree",), report=tmp_path / "r.html"
    )
    return plan_from(request)


@pytest.fixture
def study(plan: Plan) -> Study:
    """A study of five trials, run in this process."""
    study = open_search(plan)
    study.optimize(plan.objective(), total_trials=5)
    return study


@pytest.fixture
def conclusion(study: Study, plan: Plan) -> Conclusion:
    return conclude(study, plan)


def test_a_search_that_was_stopped_before_its_first_trial_ended_needs_no_more_time(plan: Plan) -> None:
    study = open_search(plan)
    with pytest.raises(TunewrightError, match="give more with --timeout"):
        conclude(study, plan)
    study.stop_reason = INTERRUPTED
    with pytest.raises(TunewrightError, match=r"^stopped before any trial was completed$"):
        conclude(study, plan)


def test_the_first_line_names_table_task_and_metric(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    write_heading(plan, open_search(plan))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("t.csv: 80 rows, 3 columns; classification: kind has 2 distinct values")
    assert lines[0].endswith("metric neg_log_loss (higher is better)")
    assert lines[1] == "tree; 5 folds, stratified; 16 rows held out for the verdict"
    assert lines[-3].startswith("  sampler gp: one objective")
    assert "kept in memory" in lines[-2]


def test_a_study_whose_first_trial_was_begun_is_not_new(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    stored = replace(plan, request=replace(plan.request, storage=f"sqlite:///{plan.request.data.parent / 't.db'}"))
    write_heading(stored, open_search(stored))
    assert capsys.readouterr().out.rstrip().endswith(" is new")
    open_search(stored).ask()
    write_heading(stored, open_search(stored))
    assert capsys.readouterr().out.rstrip().endswith(" goes on: 0 trials done")


def test_one_column_is_singular(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    everything = replace(plan.everything, X=plan.everything.X[["size"]])
    single = replace(plan, everything=everything)
    write_heading(single, open_search(single))
    assert capsys.readouterr().out.startswith("t.csv: 80 rows, 1 column; ")
    assert table_of(single)["Table"] == "t.csv, 80 rows, 1 column"


def test_the_summary_has_trials_verdict_findings_steps_and_files(
    study: Study, plan: Plan, conclusion: Conclusion, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Finding("a", "warning", "The [bold]sky[/bold] is low.", fix="Wait."), Finding("b", "info", "It rains.")]
    conclusion = replace(conclusion, findings=found)
    result = result_of(study, plan, conclusion, "tunewright tune")
    write_summary(plan, conclusion, result, files_of(plan.request))
    out = capsys.readouterr().out
    assert out.startswith("5 trials (")
    for said in (
        "ended because all trials have been run",
        "(default)",
        beneath_the_answer(conclusion.assessment.sentence),
        "Chosen: tree max_depth=",
        "warning: The [bold]sky[/bold] is low.",
        "next: Wait.",
        f"report written to {plan.request.report}",
    ):
        assert said in out


@pytest.mark.parametrize(
    ("interval", "headline", "end"),
    [
        ((0.05, 0.15), "REAL GAIN", "corrected for having picked the best of 9)."),
        ((-0.05, 0.25), "GAIN NOT SHOWN", "The interval contains 0."),
        ((-0.20, -0.05), "WORSE THAN THE DEFAULT", "picked the best of 9). Keep the default."),
    ],
)
def test_the_answer_is_said_once(interval: tuple[float, float], headline: str, end: str) -> None:
    gain = sum(interval) / 2
    corrected = Corrected(0.7 + gain, (0.6, 0.9), 0.7, (0.6, 0.8), gain, interval, "bootstrap")
    assessment = assess(corrected, best_score=0.85, default_score=0.7, n_configs=9, metric="accuracy")
    assert WORDS[assessment.answer] == headline
    assert beneath_the_answer(assessment.sentence).endswith(end)


def test_the_result_keeps_the_counts_and_the_report_reads_it(study: Study, plan: Plan, conclusion: Conclusion) -> None:
    result = result_of(study, plan, conclusion, "tunewright tune")
    study.remember(RESULT, result)
    assert sum(result["states"].values()) == result["n_trials"] == 5
    assert result["default_model"] == result["model"] == "tree"
    contents = contents_of(study, {})
    assert contents.assessment is not None
    assert contents.assessment.sentence == conclusion.assessment.sentence
    assert contents.best_number == conclusion.chosen.number


def test_the_hold_out_shows_the_same_pair_again_but_no_other(study: Study, plan: Plan, conclusion: Conclusion) -> None:
    default, other = study.trials[0], study.trials[1]
    first = opened_holdout(study, plan, conclusion.chosen, conclusion.default)
    again = opened_holdout(study, plan, conclusion.chosen, conclusion.default)
    assert first is not None
    assert first == again
    assert not first.opened_before
    unlike = other if conclusion.chosen.number != other.number else study.trials[2]
    refused = opened_holdout(study, plan, unlike, default)
    assert refused is not None
    assert refused.opened_before
    assert refused.score != refused.score


def test_a_look_that_a_crash_cut_short_is_finished(study: Study, plan: Plan, conclusion: Conclusion) -> None:
    pair = study.facts()["hold-out"]["pair"]
    study.remember("hold-out", {"pair": pair})
    seen = opened_holdout(study, plan, conclusion.chosen, conclusion.default)
    assert seen is not None
    assert not seen.opened_before


def test_what_is_kept_depends_on_the_storage(study: Study, plan: Plan) -> None:
    assert (
        what_is_kept(study, plan.request)
        == "nothing is kept, since --storage was not given; with it the same command goes on"
    )
    stored = replace(plan.request, storage="sqlite:///t.db")
    assert what_is_kept(study, stored).startswith("5 trials of study 't-kind' kept in sqlite:///t.db")
