"""Failures are told, but not a hundred times."""

import pytest

from tunewright.study.failures import FailureLog
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def test_the_same_failure_is_told_three_times_and_another_one_again(caplog: pytest.LogCaptureFixture) -> None:
    failures = FailureLog()
    for number in range(9):
        failures.note(Trial(number, State.FAILED, {}, error="same"))
    failures.note(Trial(9, State.FAILED, {}, error="other"))
    told = [record.getMessage() for record in caplog.records]
    assert told[:3] == [f"trial {number} failed: same" for number in range(3)]
    assert "further identical failures are not logged" in told[3]
    assert told[4:] == ["trial 9 failed: other"]
