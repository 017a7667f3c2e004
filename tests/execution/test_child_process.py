"""A child from its start to its burial."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from execution.conftest import LONGEST
from tunewright.execution.child import Setting
from tunewright.execution.child_process import ChildProcess
from tunewright.execution.wire import Hello, Ready, packed
from tunewright.measure.processes import started


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    opened = ChildProcess(Setting(dict(os.environ), (), 1), None)
    yield opened
    if opened.process._closed:
        return
    opened.kill()
    opened.bury()


def test_it_says_hello_and_is_ready_once_it_has_the_callable(child: ChildProcess) -> None:
    assert child.receive() == Hello()
    assert child.send(packed(len))
    assert isinstance(child.receive(), Ready)


def test_it_leads_a_session_of_its_own(child: ChildProcess) -> None:
    child.receive()
    assert os.getsid(child.pid) == child.pid


def test_it_ends_when_told_to(child: ChildProcess) -> None:
    child.receive()
    child.send(packed(len))
    child.receive()
    child.stop()
    assert child.ends_by(time.monotonic() + LONGEST)
    assert child.bury() == 0


def test_it_is_dead_after_a_kill(child: ChildProcess) -> None:
    assert child.is_alive()
    child.kill()
    assert child.ends_by(time.monotonic() + LONGEST)
    assert started(child.pid) is None
    assert child.bury() == -signal.SIGKILL


def test_the_dead_neither_speak_nor_listen(child: ChildProcess) -> None:
    child.kill()
    assert child.ends_by(time.monotonic() + LONGEST)
    while child.is_connected:
        child.receive()
    assert child.connection not in child.sources()
    assert not child.send(b"hello?")


def test_whoever_lives_does_not_end_before_the_deadline(child: ChildProcess) -> None:
    began = time.monotonic()
    assert not child.ends_by(began + 0.1)
    assert time.monotonic() - began >= 0.1
