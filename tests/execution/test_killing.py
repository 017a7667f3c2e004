"""Families are killed whole, strangers are spared, and what killed workers left behind is removed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from execution.conftest import LONGEST, remaining
from tunewright.execution.killing import await_end, kill_family, kill_remains, remove_leftovers
from tunewright.measure.processes import family, started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="groups and sessions as on Linux")


def a_family(mark: str, n_members: int) -> subprocess.Popen[bytes]:
    """Start a shell that leads a session, with one child in its group and one in a session of its own."""
    text = f"sleep {mark} & setsid sleep {mark} & wait"
    shell = subprocess.Popen(["sh", "-c", text], start_new_session=True)
    deadline = time.monotonic() + LONGEST
    while len(remaining_in(shell.pid)) < n_members and time.monotonic() < deadline:
        time.sleep(0.01)
    return shell


def remaining_in(pid: int) -> list[int]:
    return family(pid)


def test_all_members_are_killed_wherever_they_went() -> None:
    mark = f"8{os.getpid()}.1"
    shell = a_family(mark, 3)
    victims = kill_family(shell.pid)
    shell.wait(LONGEST)
    await_end(victims)
    assert len(victims) == 3
    assert remaining(f"sleep {mark}") == []


ORPHANED_GROUP = """
import os, time
end, signal = os.pipe()
leader = os.fork() or (os.read(end, 1), os._exit(0))
os.setpgid(leader, leader)
member = os.fork() or time.sleep(60)
os.setpgid(member, leader)
os.write(signal, b"x")
os.waitpid(leader, 0)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_member_of_a_group_whose_leader_has_ended_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANED_GROUP], stdout=-1, start_new_session=True) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        members = family(parent.pid)
        assert len(members) == 2
        assert os.getpgid(members[1]) not in members
        assert sorted(kill_family(parent.pid)) == sorted(members)
    await_end(members)
    assert started(members[1]) is None


def test_our_own_group_is_spared() -> None:
    """A child that has not left our group yet: killing it must not kill us."""
    with subprocess.Popen(["sleep", "60"]) as child:
        assert os.getpgid(child.pid) == os.getpgrp()
        assert kill_family(child.pid) == [child.pid]
        assert child.wait(LONGEST) == -9


def test_what_a_dead_child_left_in_its_group_is_killed() -> None:
    mark = f"8{os.getpid()}.2"
    shell = subprocess.Popen(["sh", "-c", f"sleep {mark} & exit 0"], start_new_session=True)
    shell.wait(LONGEST)
    kill_remains(shell.pid, {})
    assert remaining(f"sleep {mark}") == []


@pytest.mark.parametrize(("lateness", "is_spared"), [(0, False), (1, True)], ids=["same", "other"])
def test_a_pid_that_names_another_process_by_now_is_spared(lateness: int, is_spared: bool) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        start = started(stranger.pid)
        assert start is not None
        nobody = subprocess.Popen(["true"])
        nobody.wait(LONGEST)
        victims = kill_remains(nobody.pid, {stranger.pid: start - lateness})
        assert victims == ([] if is_spared else [stranger.pid])
        assert stranger.poll() is None or not is_spared
        stranger.kill()
        assert stranger.wait(LONGEST) == -9


def test_the_end_of_who_is_gone_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunewright.execution.killing.time.sleep", lambda seconds: pytest.fail("it waits"))
    await_end([2**22 + 1])


@pytest.fixture
def leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", str(tmp_path))

    def make(name: str) -> Path:
        path = tmp_path / name
        if name.startswith("joblib"):
            path.mkdir()
            (path / "array.pkl").write_bytes(b"x")
        else:
            path.write_bytes(b"x")
        return path

    return make


@pytest.mark.parametrize("name", ["joblib_memmapping_folder_{pid}_ab_cd", "sem.loky-{pid}-xyz", "loky-{pid}-xyz"])
def test_leftovers_of_killed_pids_alone_are_removed(leave: Callable[[str], Path], name: str) -> None:
    ours, longer = leave(name.format(pid=4_000_001)), leave(name.format(pid=40_000_011))
    other = leave(name.format(pid=4_000_002))
    remove_leftovers({4_000_001})
    assert [path.exists() for path in (ours, longer, other)] == [False, True, True]


def test_other_files_are_none_of_our_business(leave: Callable[[str], Path]) -> None:
    paths = [leave(name) for name in ("4000001", "my-loky-4000001-x", "sem.mp-4000001")]
    remove_leftovers({4_000_001})
    assert all(path.exists() for path in paths)
