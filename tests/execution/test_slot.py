"""A slot replaces its child when that was killed or died, and only then."""

import os
import time
from collections.abc import Callable, Iterator

import pytest

from execution.conftest import LONGEST
from tunewright.execution.child import Setting
from tunewright.execution.limits import Limits
from tunewright.execution.outcome import Outcome
from tunewright.execution.readiness import Readiness
from tunewright.execution.slot import Order, Slot
from tunewright.execution.wire import packed


def obey(task: str, ask: Callable[[object], object]) -> int:
    if task == "exit":
        os._exit(4)
    if task == "hang":
        ask("hanging")
        time.sleep(60)
    return os.getpid()


@pytest.fixture
def slot() -> Iterator[Slot]:
    order = Order(packed(obey), lambda key, m: m, Limits(), lambda: Setting(dict(os.environ), (), 1), None)
    opened = Slot(order)
    yield opened
    opened.stop()
    opened.close(time.monotonic())


def outcome_of(slot: Slot, task: str) -> Outcome:
    slot.begin(0, packed(task))
    return awaited(slot)


def awaited(slot: Slot) -> Outcome:
    readiness, deadline = Readiness(), time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        outcome = slot.pump(readiness.wait(slot.sources(), 1.0))
        if outcome is not None:
            readiness.close()
            return outcome
    raise AssertionError("no outcome")


def test_there_is_no_child_before_the_first_task(slot: Slot) -> None:
    assert slot.sources() == []
    assert slot.pump(set()) is None
    assert not slot.is_ready


def test_one_child_performs_task_after_task(slot: Slot) -> None:
    pids = {outcome_of(slot, "go").value for _ in range(4)}
    assert len(pids) == 1
    assert os.getpid() not in pids
    assert slot.is_ready


def test_its_key_is_that_of_the_task_under_way(slot: Slot) -> None:
    assert slot.key is None
    slot.begin(9, packed("go"))
    assert slot.key == 9
    awaited(slot)
    assert slot.key is None


def test_a_new_child_is_started_as_soon_as_one_has_died_at_work(slot: Slot) -> None:
    first = outcome_of(slot, "go").value
    assert outcome_of(slot, "exit").kind == "exited"
    assert slot.sources() != []
    assert outcome_of(slot, "go").value != first


def test_after_a_cancellation_no_child_is_started_before_it_is_needed(slot: Slot) -> None:
    outcome_of(slot, "go")
    slot.begin(1, packed("hang"))
    slot.cancel()
    assert awaited(slot).kind == "cancelled"
    assert slot.sources() == []


def test_a_look_at_an_idle_slot_does_nothing(slot: Slot) -> None:
    slot.look()
    pid = outcome_of(slot, "go").value
    slot.look()
    assert outcome_of(slot, "go").value == pid
