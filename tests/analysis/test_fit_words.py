"""Sentences about fit: true figures, and the right side to go to."""

from tunewright.analysis.fit import Change, Fit
from tunewright.analysis.fit_words import fit_findings

UP, DOWN = Change(0.042, 0.01), Change(-0.13, 0.02)


def test_no_evidence_is_no_finding() -> None:
    assert fit_findings([Fit("depth", "no evidence")]) == []


def test_overfitting_says_where_it_begins_and_where_to_stay() -> None:
    (finding,) = fit_findings([Fit("depth", "overfitting", "high", 4, 20, 0.2, DOWN, UP, 31)])
    assert finding.sentence == (
        "Overfitting when depth goes from 4 to 20: the score on training rows rises by 0.042, that on rows not seen "
        "falls by 0.130 (31 trials)."
    )
    assert finding.fix == "Keep depth near 4; values far above learn the training rows by heart."
    assert finding.evidence["valid_change"] == -0.13


def test_underfitting_says_where_to_go_on() -> None:
    (finding,) = fit_findings([Fit("alpha", "underfitting", "low", 0.1, 0.001, 0.5, UP, UP, 20)])
    assert finding.severity == "warning"
    assert "when alpha goes from 0.1 to 0.001" in finding.sentence
    assert finding.fix == "Try alpha below 0.001; widen its range if it ends there."
