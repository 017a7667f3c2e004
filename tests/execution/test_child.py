"""The inside of a child: it dies with its parent, ignores Ctrl-C, and lets nobody else speak for it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from execution.conftest import LONGEST, Open, only, remaining
from tunewright.errors import TunewrightError
from tunewright.measure.processes import started

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's way is Linux's")

PARENT = """
import os, re, subprocess, sys, time
from tunewright.execution.process import ProcessBackend

def hang(task, ask):
    child = subprocess.Popen(["sleep", {mark!r}])
    ask((os.getpid(), child.pid))
    {hang}

def tell(key, pids):
    print(os.getpid(), *pids, flush=True)

backend = ProcessBackend(hang, tell, n_slots=1)
backend.start(0, None)
backend.wait(None)
"""


@linux
@pytest.mark.slow
@pytest.mark.parametrize("hang", ["time.sleep(60)", "re.match('(a+)+b', 'a' * 60)", "child.wait()"])
def test_no_child_outlives_a_parent_that_was_killed(hang: str) -> None:
    mark = f"7{os.getpid()}.5"
    text = PARENT.format(mark=mark, hang=hang)
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert pids[0] == parent.pid
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + LONGEST
    while any(started(pid) is not None for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [started(pid) for pid in pids] == [None] * 3
    assert remaining(f"sleep {mark}") == []


def test_ctrl_c_does_not_reach_a_child(processes: Open) -> None:
    def press(task: object, ask: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        return "still here"

    assert only(processes(press)).value == "still here"


def test_a_program_that_a_child_runs_can_be_interrupted(processes: Open) -> None:
    def interrupt(task: object, ask: object) -> int:
        with subprocess.Popen(["sleep", "60"]) as nap:
            nap.send_signal(signal.SIGINT)
            return nap.wait(LONGEST)

    assert only(processes(interrupt)).value == -signal.SIGINT


def test_a_forked_copy_that_comes_home_does_not_speak_for_the_trial(processes: Open) -> None:
    def fork(task: object, ask: object) -> str:
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            return "parent"
        return "copy"

    backend = processes(fork)
    assert [only(backend, n).value for n in range(3)] == ["parent"] * 3


def test_a_forked_copy_cannot_ask(processes: Open) -> None:
    def fork(task: object, ask: Callable[[object], Any]) -> int:
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        try:
            ask("from a copy")
        except TunewrightError:
            os._exit(5)
        os._exit(0)

    assert only(processes(fork)).value == 5


def test_a_thread_that_outlives_its_trial_cannot_ask(processes: Open, tmp_path: Path) -> None:
    has_ended, told = tmp_path / "has ended", tmp_path / "told"

    def wait_for(path: Path) -> None:
        deadline = time.monotonic() + LONGEST
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.01)

    def leave_a_thread(task: str, ask: Callable[[object], Any]) -> str:
        def late() -> None:
            wait_for(has_ended)
            try:
                ask("too late")
            except TunewrightError as error:
                (tmp_path / "being told").write_text(str(error), encoding="utf-8")
                (tmp_path / "being told").rename(told)

        if task == "leave":
            threading.Thread(target=late).start()
        else:
            has_ended.touch()
            wait_for(told)
        return "done"

    backend = processes(leave_a_thread)
    assert [only(backend, n, task).value for n, task in enumerate(["leave", "stay"])] == ["done", "done"]
    assert "the trial has ended" in told.read_text(encoding="utf-8")


def test_threads_of_a_trial_ask_one_after_another(processes: Open) -> None:
    def ask_from_threads(task: object, ask: Callable[[object], Any]) -> bool:
        wrong: list[object] = []

        def insist(mine: int) -> None:
            wrong.extend(mine for _ in range(50) if ask(mine) != mine)

        threads = [threading.Thread(target=insist, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return not wrong

    assert only(processes(ask_from_threads)).value is True


def test_an_interrupt_that_a_trial_raises_itself_is_its_failure(processes: Open) -> None:
    def interrupt(task: object, ask: object) -> None:
        raise KeyboardInterrupt

    outcome = only(processes(interrupt))
    assert outcome.kind == "raised"
    assert outcome.failure is not None
    assert outcome.failure.type == "KeyboardInterrupt"


def test_an_error_of_an_answer_that_cannot_be_sent_arrives_in_words(processes: Open) -> None:
    class Local(Exception):
        def __reduce__(self) -> str:
            raise TypeError

    def refuse(key: int, message: object) -> object:
        raise Local("not today")

    failure = only(processes(lambda task, ask: ask("please"), refuse)).failure
    assert failure is not None
    assert (failure.type, failure.message) == ("TunewrightError", "Local: not today")


def test_large_messages_go_both_ways(processes: Open) -> None:
    backend = processes(lambda task, ask: len(ask(b"x" * 5_000_000)), lambda key, message: message * 2)
    assert only(backend).value == 10_000_000


@linux
def test_memory_freed_by_one_trial_is_not_hidden_from_the_next(processes: Open) -> None:
    def hold(n_words: int, ask: object) -> int:
        return len([str(n) * 3 for n in range(n_words)])

    backend = processes(hold)
    large, tiny, again = (only(backend, n, size).usage.memory for n, size in enumerate([600_000, 10, 600_000]))
    assert tiny < 0.2 * large
    assert again > 0.5 * large
