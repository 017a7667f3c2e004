"""Decisions: three, each with its own plain word."""

from tunewright.trials.decision import Decision


def test_a_running_trial_goes_on_stops_or_pauses() -> None:
    assert [decision.value for decision in Decision] == ["go on", "stop", "pause"]
