"""What every backend does, whatever it runs tasks in."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tunewright.execution.backend import Backend
from tunewright.execution.inline import InlineBackend
from tunewright.execution.outcome import Outcome
from tunewright.execution.process import ProcessBackend

BURN = "import time; e = time.process_time() + 0.3\nwhile time.process_time() < e: pass"


class NoSuchStep(Exception):
    """Raised by the answering side."""


def perform(task: tuple[Any, ...], ask: Callable[[object], Any]) -> object:
    what, *rest = task
    return DEEDS[what](ask, *rest)


def exit_politely(ask: object) -> None:
    sys.exit(3)


def divide_by_zero(ask: object) -> float:
    return 1 / 0


def run_out_of_memory(ask: object) -> None:
    raise MemoryError("too large")


def catch_answer(ask: Callable[[object], Any]) -> str:
    try:
        ask("raise")
    except NoSuchStep as error:
        return f"caught {error}"
    return "nothing came"


def hold(ask: object, n_bytes: int) -> int:
    return len(bytearray(n_bytes))


def sleep(ask: object, seconds: float) -> None:
    time.sleep(seconds)


def start_a_busy_child(ask: object) -> None:
    subprocess.run([sys.executable, "-c", BURN], check=True)


DEEDS: dict[str, Callable[..., object]] = {
    "return": lambda ask, value: value,
    "ask": lambda ask, message: ask(message),
    "ask all": lambda ask, messages: [ask(message) for message in messages],
    "exit": exit_politely,
    "divide": divide_by_zero,
    "memory": run_out_of_memory,
    "catch": catch_answer,
    "hold": hold,
    "sleep": sleep,
    "child": start_a_busy_child,
}


def answer(key: int, message: object) -> object:
    if message == "raise":
        raise NoSuchStep("of that number")
    return (key, message)


KINDS: dict[str, Callable[[], Backend]] = {
    "inline": lambda: InlineBackend(perform, answer),
    "process": lambda: ProcessBackend(perform, answer, n_slots=1),
}


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    opened = KINDS[request.param]()
    yield opened
    opened.shutdown()


def outcome_of(backend: Backend, *task: object, key: int = 7) -> Outcome:
    backend.start(key, task)
    (outcome,) = backend.wait(30)
    assert outcome.key == key
    return outcome


def test_what_is_returned_comes_back_under_its_key(backend: Backend) -> None:
    outcome = outcome_of(backend, "return", {"valid_score": 0.5}, key=12)
    assert (outcome.key, outcome.kind, outcome.value) == (12, "returned", {"valid_score": 0.5})
    assert outcome.failure is None


def test_tasks_are_performed_one_after_another(backend: Backend) -> None:
    assert [outcome_of(backend, "return", n, key=n).value for n in range(5)] == [0, 1, 2, 3, 4]


def test_what_is_asked_is_answered_for_the_key(backend: Backend) -> None:
    assert outcome_of(backend, "ask all", ["a", 2.0], key=3).value == [(3, "a"), (3, 2.0)]


def test_an_error_of_the_answer_is_raised_where_it_was_asked(backend: Backend) -> None:
    assert outcome_of(backend, "catch").value == "caught of that number"


def test_an_exception_is_told_in_words(backend: Backend) -> None:
    outcome = outcome_of(backend, "divide")
    assert outcome.kind == "raised"
    assert outcome.failure is not None
    assert (outcome.failure.type, outcome.failure.message) == ("ZeroDivisionError", "division by zero")


def test_a_traceback_shows_the_users_code_and_not_ours(backend: Backend) -> None:
    failure = outcome_of(backend, "divide").failure
    assert failure is not None
    assert "divide_by_zero" in failure.traceback
    assert "tunewright/execution/" not in failure.traceback


def test_a_memory_error_means_out_of_memory(backend: Backend) -> None:
    assert outcome_of(backend, "memory").kind == "out-of-memory"


def test_asking_to_exit_ends_the_task_and_nothing_else(backend: Backend) -> None:
    outcome = outcome_of(backend, "exit")
    assert outcome.kind == "exited"
    assert outcome.failure is not None
    assert "3" in outcome.failure.message
    assert outcome_of(backend, "return", 1).value == 1


def test_seconds_are_those_of_the_task(backend: Backend) -> None:
    assert 0.1 <= outcome_of(backend, "sleep", 0.1).usage.seconds < 10
    assert min(outcome_of(backend, "return", n).usage.seconds for n in range(5)) < 0.1


@pytest.mark.slow
def test_processor_seconds_include_those_of_child_processes(backend: Backend) -> None:
    assert 0.25 <= outcome_of(backend, "child").usage.cpu_seconds < 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_peak_memory_is_that_of_the_task(backend: Backend) -> None:
    outcome_of(backend, "hold", 1_000)
    large = outcome_of(backend, "hold", 200_000_000).usage.memory
    small = outcome_of(backend, "hold", 1_000).usage.memory
    assert 190e6 < large < 230e6
    assert small < 10e6


def test_with_nothing_under_way_there_is_nothing_to_wait_for(backend: Backend) -> None:
    assert backend.wait(None) == []
    assert backend.wait(0) == []


def test_an_idle_wait_lasts_as_long_as_was_asked(backend: Backend) -> None:
    began = time.monotonic()
    assert backend.wait(0.1) == []
    assert 0.1 <= time.monotonic() - began < 10


def test_a_slot_is_taken_until_the_outcome_was_handed_out(backend: Backend) -> None:
    assert backend.free() == backend.n_slots == 1
    backend.start(0, ("return", 0))
    assert backend.free() == 0
    backend.wait(30)
    assert backend.free() == 1


def test_keys_that_are_not_under_way_can_be_cancelled(backend: Backend) -> None:
    backend.cancel([99])
    assert outcome_of(backend, "return", 1).value == 1


def test_everything_works_in_a_thread_other_than_the_main_one(backend: Backend) -> None:
    found: list[Outcome] = []
    thread = threading.Thread(target=lambda: found.append(outcome_of(backend, "ask", "hello")))
    thread.start()
    thread.join(30)
    assert found[0].value == (7, "hello")


def test_shutting_down_twice_is_as_good_as_once(backend: Backend) -> None:
    outcome_of(backend, "return", 1)
    backend.shutdown()
    backend.shutdown()
