"""The inline backend: Ctrl-C passes through, and no task costs more for those before it."""

from collections.abc import Iterator

import pytest

from tests.work import n_calls
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


def test_the_thousandth_task_is_as_few_operations_as_the_second() -> None:
    backend = InlineBackend(lambda task, ask: 0.0, lambda key, message: None)

    def perform(key: int) -> None:
        backend.start(key, None)
        backend.wait(0)

    counts = [n_calls(lambda key=key: perform(key)) for key in range(1000)]
    backend.shutdown()
    assert min(counts[900:]) == min(counts[1:100])  # a pause of 10 ms and more makes a task look for its children
