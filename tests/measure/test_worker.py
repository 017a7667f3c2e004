"""A worker is dead only if that is certain."""

import os
import subprocess
import sys

import pytest

from tunewright.measure import worker as module
from tunewright.measure.worker import is_dead, this_worker

NAME_OF_ANOTHER = "from tunewright.measure.worker import this_worker; print(this_worker())"


def with_part(index: int, part: str) -> str:
    parts = this_worker().split("/")
    parts[index] = part
    return "/".join(parts)


def test_this_worker_is_alive() -> None:
    assert not is_dead(this_worker())


def test_a_name_has_four_parts_and_does_not_change() -> None:
    assert this_worker().split("/")[1] == str(os.getpid())
    assert len(this_worker().split("/")) == 4
    assert this_worker() == this_worker()


@pytest.mark.slow
def test_a_worker_that_has_ended_is_dead() -> None:
    done = subprocess.run([sys.executable, "-c", NAME_OF_ANOTHER], capture_output=True, text=True, check=True)
    assert is_dead(done.stdout.strip())


def test_a_pid_that_names_another_process_by_now_is_no_sign_of_life() -> None:
    assert is_dead(with_part(2, "1"))


@pytest.mark.parametrize(
    ("index", "part"),
    [
        pytest.param(0, "elsewhere", id="another host"),
        pytest.param(3, "another-boot.1", id="another boot or namespace"),
        pytest.param(1, "me", id="no pid"),
    ],
)
def test_whoever_cannot_be_judged_counts_as_alive(index: int, part: str) -> None:
    parts = with_part(index, part).split("/")
    if index != 1:
        parts[2] = "1"
    assert not is_dead("/".join(parts))


@pytest.mark.parametrize("name", ["", "worker", "a/b/c/d", "///", "host/1"])
def test_an_unknown_name_counts_as_alive(name: str) -> None:
    assert not is_dead(name)


@pytest.mark.skipif(sys.platform != "linux", reason="hidepid is Linux's")
def test_a_process_that_the_system_hides_counts_as_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(pid: int, number: int) -> None:
        raise PermissionError

    hidden = with_part(1, "1")
    monkeypatch.setattr(module, "started", lambda pid: None)
    monkeypatch.setattr(module.os, "kill", deny)
    assert not is_dead(hidden)


def test_a_system_without_boot_ids_is_known_by_its_boot_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.Path, "read_text", lambda *args, **rest: (_ for _ in ()).throw(FileNotFoundError()))
    assert this_worker().rpartition("/")[2].isdecimal()
    assert not is_dead(this_worker())
