"""The inline backend: Ctrl-C passes through, and a trial costs next to nothing."""

import sys
import time
from collections.abc import Iterator

import pytest

from tunewright.execution.inline import InlineBackend


def interrupt(task: object, ask: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def interrupted() -> Iterator[InlineBackend]:
    backend = InlineBackend(interrupt, lambda key, message: None)
    yield backend
    backend.shutdown()


def test_ctrl_c_passes_through_and_the_task_is_cancelled(interrupted: InlineBackend) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted.start(4, None)
    (outcome,) = interrupted.wait(0)
    assert (outcome.key, outcome.kind) == (4, "cancelled")


def test_outcomes_are_handed_out_once() -> None:
    backend = InlineBackend(lambda task, ask: task, lambda key, message: None)
    backend.start(0, "a")
    backend.start(1, "b")
    assert [outcome.value for outcome in backend.wait(None)] == ["a", "b"]
    assert backend.wait(0) == []
    backend.shutdown()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")
def test_a_task_that_does_nothing_costs_less_than_a_tenth_of_a_millisecond() -> None:
    backend = InlineBackend(lambda task, ask: 0.0, lambda key, message: None)
    costs = []
    for n in range(2_000):
        began = time.perf_counter()
        backend.start(n, None)
        backend.wait(0)
        costs.append(time.perf_counter() - began)
    backend.shutdown()
    # About 0.02 ms; the best quarter, so that a busy machine raises no alarm.
    assert sorted(costs)[500] < 100e-6
