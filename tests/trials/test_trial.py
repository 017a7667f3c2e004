"""The record of a trial: plain, frozen, and honest about what it does not know."""

from dataclasses import FrozenInstanceError
from math import isnan

import pytest

from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage


def test_a_trial_without_values_has_no_value() -> None:
    assert isnan(Trial(0, State.RUNNING, {}).value)


def test_the_value_is_the_first_of_the_values() -> None:
    assert Trial(0, State.COMPLETE, {}, values=(0.5, 2.0)).value == 0.5


def test_what_was_not_measured_is_nan() -> None:
    assert all(isnan(cost) for cost in (Usage().seconds, Usage().cpu_seconds, Usage().memory))


def test_a_trial_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Trial(0, State.RUNNING, {}).state = State.COMPLETE  # type: ignore[misc]
