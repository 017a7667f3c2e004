"""The words that the page uses are explained."""

from tunewright.report.glossary import TERMS


def test_what_a_student_must_know_is_explained_once_and_shortly() -> None:
    names = [term for term, _ in TERMS]
    assert {"Cross-validation", "Hold-out", "Corrected score", "Trial", "Interval"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(meaning.endswith(".") and len(meaning) < 350 for _, meaning in TERMS)
