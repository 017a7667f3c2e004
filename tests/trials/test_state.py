"""States: which are final, and which count."""

import pytest

from tunewright.trials.state import COUNTED, OPEN, State


def test_no_state_is_both_open_and_counted() -> None:
    assert not OPEN & COUNTED


@pytest.mark.parametrize("state", State)
def test_a_state_is_finished_unless_it_is_open(state: State) -> None:
    assert state.is_finished is (state in {*State} - {State.WAITING, State.RUNNING, State.PAUSED})


def test_lost_and_discarded_trials_do_not_count() -> None:
    assert {state for state in State if state.is_finished and not state.is_counted} == {State.LOST, State.DISCARDED}


def test_a_state_is_stored_as_its_plain_name() -> None:
    assert f"{State.OUT_OF_MEMORY}" == "out-of-memory"
    assert State("timed-out") is State.TIMED_OUT
