"""The first screen says what the assessment says, and nothing more."""

from collections.abc import Callable
from math import nan

import pytest

from tunewright.analysis.assessment import Assessment
from tunewright.report.scene import Scene
from tunewright.report.verdict import verdict_of

Simple, Assess = Callable[..., Scene], Callable[..., Assessment]


@pytest.mark.parametrize(
    ("answer", "tone", "word"),
    [
        ("real", "good", "Real gain"),
        ("not shown", "open", "Gain not shown"),
        ("worse", "bad", "Worse than the default"),
    ],
)
def test_the_word_is_the_assessments_answer(
    simple: Simple, assessment: Assess, answer: str, tone: str, word: str
) -> None:
    verdict = verdict_of(simple([0.7, 0.8], assessment=assessment(answer=answer)))
    assert (verdict.tone, verdict.word, verdict.sentence) == (tone, word, "It is better.")


@pytest.mark.parametrize(
    ("answer", "sentence", "rest"),
    [
        ("real", "Tuning raised it. Real gain. The hold-out agrees.", "Tuning raised it. The hold-out agrees."),
        ("not shown", "The interval contains 0: a gain is not shown.", "The interval contains 0."),
        ("worse", "It falls. Worse: keep the default.", "It falls. Keep the default."),
    ],
)
def test_the_answer_is_said_once(simple: Simple, assessment: Assess, answer: str, sentence: str, rest: str) -> None:
    assert verdict_of(simple([0.7, 0.8], assessment=assessment(answer=answer, sentence=sentence))).sentence == rest


def test_the_numbers_stand_side_by_side(simple: Simple, assessment: Assess) -> None:
    verdict = verdict_of(simple([0.7, 0.8], assessment=assessment()))
    assert [(tile.name, tile.value) for tile in verdict.tiles] == [
        ("Default", "0.75"),
        ("Tuned", "0.79"),
        ("Tuned, corrected", "0.78"),
        ("Tuned, hold-out", "0.785"),
    ]
    gains, scores = verdict.forests
    assert [row.text for row in gains.rows] == ["0.03 (0.01 to 0.05)", "0.045 (−0.005 to 0.07)"]
    assert len(scores.rows) == 5


def test_what_is_not_known_is_left_out(simple: Simple, assessment: Assess) -> None:
    unknown = (nan, nan)
    bare = assessment(
        gain=nan,
        gain_interval=unknown,
        corrected_score=nan,
        corrected_score_interval=unknown,
        holdout_score=nan,
        holdout_default_score=nan,
        holdout_gain_interval=unknown,
        method="none",
    )
    verdict = verdict_of(simple([0.7, 0.8], assessment=bare))
    assert [tile.name for tile in verdict.tiles] == ["Default", "Tuned"]
    assert len(verdict.forests) == 1
    assert verdict.remark == ""


def test_without_an_assessment_the_page_does_not_claim_a_gain(simple: Simple) -> None:
    verdict = verdict_of(simple([0.7, 0.8]))
    assert (verdict.tone, verdict.word) == ("none", "Not assessed")
    assert verdict.sentence == (
        "The best score is 0.8 (higher is better), found by trial 1. The default configuration gave 0.7."
    )
    assert "not examined" in verdict.remark


def test_a_default_that_nothing_beat_is_said(simple: Simple) -> None:
    assert "Nothing was better than the default configuration" in verdict_of(simple([0.8, 0.7])).sentence


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([], "No trial has begun, so there is nothing to judge."),
        ([None, None], "None of 2 trials has given a score; 2 of them failed, see the errors below."),
        ([nan], "None of 1 trial has given a score."),
    ],
    ids=["no trial", "only failures", "only nan"],
)
def test_without_a_score_the_page_says_why(simple: Simple, scores: list[float | None], sentence: str) -> None:
    verdict = verdict_of(simple(scores))
    assert (verdict.word, verdict.sentence) == ("No result yet", sentence)
