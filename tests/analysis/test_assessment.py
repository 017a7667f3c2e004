import json
from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.analysis.assessment import Assessment, assess, contradicts
from tunewright.analysis.corrected import Corrected
from tunewright.analysis.holdout import HoldOut

CLEAR = Corrected(0.768, (0.75, 0.79), 0.755, (0.73, 0.77), 0.013, (0.002, 0.024), "BBC-CV", 500, (0.1, 0.9))
UNCLEAR = replace(CLEAR, gain_interval=(-0.006, 0.03))
LOWER = replace(CLEAR, score=0.74, gain=-0.015, gain_interval=(-0.03, -0.002))
AGREES = HoldOut(0.77, 0.76, (-0.01, 0.03))
DISAGREES = HoldOut(0.75, 0.76, (-0.03, 0.01))
REFUTES = HoldOut(0.70, 0.76, (-0.09, -0.02))


def judged(corrected: Corrected | None, holdout: HoldOut | None = None, *, default: bool = False) -> Assessment:
    return assess(
        corrected,
        best_score=0.78,
        default_score=0.755,
        n_configs=57,
        chosen_is_default=default,
        holdout=holdout,
        metric="accuracy",
    )


@pytest.mark.parametrize(
    ("corrected", "holdout", "answer"),
    [
        pytest.param(CLEAR, None, "real", id="above 0, no hold-out"),
        pytest.param(CLEAR, AGREES, "real", id="above 0, hold-out agrees"),
        pytest.param(CLEAR, HoldOut(0.76, 0.76, (-0.02, 0.02)), "real", id="above 0, equal on the hold-out"),
        pytest.param(CLEAR, DISAGREES, "not shown", id="above 0, hold-out contradicts"),
        pytest.param(CLEAR, REFUTES, "worse", id="above 0, hold-out below 0"),
        pytest.param(CLEAR, HoldOut(nan, nan), "real", id="above 0, unknown hold-out"),
        pytest.param(CLEAR, replace(REFUTES, opened_before=True), "real", id="an opened hold-out decides nothing"),
        pytest.param(UNCLEAR, None, "not shown", id="contains 0"),
        pytest.param(UNCLEAR, HoldOut(0.9, 0.7, (0.1, 0.3)), "not shown", id="contains 0, hold-out above 0"),
        pytest.param(replace(CLEAR, gain_interval=(0.0, 0.02)), None, "not shown", id="0 is a bound"),
        pytest.param(LOWER, AGREES, "worse", id="below 0"),
        pytest.param(replace(CLEAR, gain_interval=(nan, nan)), AGREES, "not shown", id="unknown interval"),
        pytest.param(None, None, "not shown", id="nothing to correct"),
        pytest.param(None, REFUTES, "worse", id="only a hold-out below 0"),
        pytest.param(None, AGREES, "not shown", id="only a hold-out"),
    ],
)
def test_the_rule_is_kept(corrected: Corrected | None, holdout: HoldOut | None, answer: str) -> None:
    assessment = judged(corrected, holdout)
    assert assessment.answer == answer
    assert assessment.sentence.endswith(".")


bounds = st.floats(-1, 1)


@given(bounds, bounds, bounds, bounds, st.booleans(), st.booleans())
def test_an_interval_that_contains_0_never_makes_a_real_gain(
    a: float, b: float, score: float, default: float, opened: bool, chosen_is_default: bool
) -> None:
    interval = (min(a, b), max(a, b))
    holdout = HoldOut(score, default, (score - default - 0.1, score - default + 0.1), opened)
    assessment = judged(replace(CLEAR, gain_interval=interval), holdout, default=chosen_is_default)
    if interval[0] <= 0:
        assert assessment.answer != "real"
    if assessment.answer == "real":
        assert opened or score >= default


def test_choosing_a_default_is_no_gain() -> None:
    assessment = judged(CLEAR, REFUTES, default=True)
    assert (assessment.answer, assessment.gain, assessment.gain_interval) == ("not shown", 0.0, (0.0, 0.0))
    assert assessment.sentence == (
        "Nothing beat the defaults among 57 configurations (accuracy 0.755 in cross-validation). No gain."
    )


@pytest.mark.parametrize(
    ("corrected", "holdout", "sentence"),
    [
        (
            CLEAR,
            None,
            "Tuning raised accuracy from 0.755 to 0.768 (+1.3 points; 95 % interval 0.2 to 2.4, corrected for having "
            "picked the best of 57). Real gain.",
        ),
        (
            UNCLEAR,
            None,
            "Tuning moved accuracy from 0.755 to 0.768 (+1.3 points; 95 % interval −0.6 to 3.0, corrected for having "
            "picked the best of 57). The interval contains 0: a gain is not shown.",
        ),
        (
            CLEAR,
            DISAGREES,
            "In cross-validation tuning raised accuracy from 0.755 to 0.768 (+1.3 points; 95 % interval 0.2 to 2.4, "
            "corrected for having picked the best of 57), but not on the hold-out: accuracy 0.750 tuned, 0.760 by "
            "default. Not confirmed: a gain is not shown.",
        ),
        (
            CLEAR,
            REFUTES,
            "On rows that the search never saw: accuracy 0.700 tuned, 0.760 by default (95 % interval −9.0 to −2.0). "
            "Worse: keep the default.",
        ),
    ],
    ids=["real", "not shown", "contradicted", "refuted"],
)
def test_the_sentence_tells_it_to_a_student(corrected: Corrected, holdout: HoldOut | None, sentence: str) -> None:
    assert judged(corrected, holdout).sentence == sentence


def test_an_opened_hold_out_is_said_to_be_opened() -> None:
    assert "had been looked at by an earlier verdict" in judged(CLEAR, replace(AGREES, opened_before=True)).sentence
    assert "looked at" not in judged(CLEAR, AGREES).sentence


def test_without_a_default_the_sentence_gives_the_corrected_score() -> None:
    sentence = judged(replace(CLEAR, gain=nan, gain_interval=(nan, nan))).sentence
    assert "no default configuration" in sentence
    assert "0.768" in sentence


def test_losses_are_told_without_points() -> None:
    corrected = replace(CLEAR, default_score=-0.51, score=-0.48, gain=0.03, gain_interval=(0.01, 0.05))
    sentence = assess(corrected, best_score=-0.47, default_score=-0.51, n_configs=9, metric="neg_log_loss").sentence
    assert "neg_log_loss from −0.510 to −0.480 (+0.030; 95 % interval 0.010 to 0.050" in sentence


@pytest.mark.parametrize("corrected", [CLEAR, None], ids=["known", "unknown"])
@pytest.mark.parametrize("holdout", [AGREES, None], ids=["held out", "not held out"])
def test_an_assessment_survives_json(corrected: Corrected | None, holdout: HoldOut | None) -> None:
    assessment = judged(corrected, holdout)
    text = json.dumps(assessment.to_json(), allow_nan=False)
    np.testing.assert_equal(Assessment.from_json(json.loads(text)).to_json(), assessment.to_json())
    assert isnan(Assessment.from_json(json.loads(text)).holdout_score) == (holdout is None)


def test_a_hold_out_contradicts_only_below_0() -> None:
    assert contradicts(DISAGREES)
    assert not any(map(contradicts, [AGREES, None, HoldOut(nan, 0.5), HoldOut(0.5, 0.5)]))
