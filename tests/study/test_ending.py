"""Every way in which a run can end has its state."""

import pytest

from tunewright.execution.outcome import Failure, Outcome
from tunewright.study.ending import ending_of
from tunewright.study.live import Returned
from tunewright.study.objectives import Objectives
from tunewright.trials.state import State
from tunewright.trials.trial import Usage

lower = Objectives(("",), ("minimize",))
FAILURE = Failure("KeyError", "'x'", "Traceback ...")


def outcome(kind: str, value: object = None, failure: Failure | None = None) -> Outcome:
    return Outcome(0, kind, value, failure, Usage(), "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("raised", State.FAILED),
        ("timed-out", State.TIMED_OUT),
        ("out-of-memory", State.OUT_OF_MEMORY),
        ("exited", State.FAILED),
        ("lost", State.LOST),
        ("cancelled", State.WAITING),
    ],
)
def test_a_run_that_gave_nothing_has_the_state_of_its_end(kind: str, state: State) -> None:
    assert ending_of(outcome(kind, failure=FAILURE), lower).state is state


def test_a_result_completes_the_trial() -> None:
    ending = ending_of(outcome("returned", Returned(0.5, False, {})), lower)
    assert (ending.state, ending.values) == (State.COMPLETE, (0.5,))


def test_a_trial_that_pruned_itself_is_pruned() -> None:
    assert ending_of(outcome("returned", Returned(None, True, {})), lower).state is State.PRUNED


def test_a_result_that_is_none_fails_the_trial_and_says_why() -> None:
    ending = ending_of(outcome("returned", Returned("much", False, {})), lower)
    assert ending.state is State.FAILED
    assert "must be a number, got 'much'" in ending.error


def test_an_exception_keeps_its_type_message_and_traceback() -> None:
    ending = ending_of(outcome("raised", failure=FAILURE), lower)
    assert (ending.error, ending.traceback) == ("KeyError: 'x'", "Traceback ...")
