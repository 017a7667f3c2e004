"""Families are found whole, and a start names a process for good."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tunewright.measure import processes
from tunewright.measure.processes import family, started, stat_fields

NOBODY = 2**22 + 1


@pytest.fixture(params=[True, False], ids=["proc", "psutil"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param and not processes.HAS_CHILDREN_FILES:
        pytest.skip("this system has no /proc/PID/task/*/children")
    monkeypatch.setattr(processes, "HAS_CHILDREN_FILES", request.param)


@pytest.fixture
def shell() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sh", "-c", "sh -c 'sleep 60; true' & wait"], start_new_session=True) as leader:
        deadline = time.monotonic() + 30
        while len(family(leader.pid)) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        yield leader
        os.killpg(leader.pid, 9)


@pytest.mark.usefixtures("_way")
def test_a_family_reaches_to_the_grandchildren(shell: subprocess.Popen[bytes]) -> None:
    members = family(shell.pid)
    assert members[0] == shell.pid
    assert len(set(members)) == len(members) == 3


@pytest.mark.usefixtures("_way")
def test_who_is_gone_has_no_family_and_no_start() -> None:
    assert family(NOBODY) == []
    assert started(NOBODY) is None


@pytest.mark.usefixtures("_way")
def test_a_start_does_not_change(shell: subprocess.Popen[bytes]) -> None:
    assert started(shell.pid) == started(shell.pid) is not None


@pytest.mark.usefixtures("_way")
def test_a_later_process_has_a_later_start(shell: subprocess.Popen[bytes]) -> None:
    time.sleep(0.05)
    with subprocess.Popen(["sleep", "60"]) as later:
        first, second = started(shell.pid), started(later.pid)
        later.kill()
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.usefixtures("_way")
@pytest.mark.skipif(sys.platform == "win32", reason="no zombies there")
def test_a_process_that_ended_but_was_not_waited_for_has_ended() -> None:
    child = subprocess.Popen(["true"])
    deadline = time.monotonic() + 30
    while started(child.pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert started(child.pid) is None
    child.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_program_with_an_odd_name_is_read_all_the_same(tmp_path: "os.PathLike[str]") -> None:
    name = os.path.join(tmp_path, ") R 1 (")
    os.symlink("/bin/sleep", name)
    with subprocess.Popen([name, "60"]) as odd:
        time.sleep(0.05)
        fields = stat_fields(odd.pid)
        odd.kill()
    assert fields is not None
    assert int(fields[1]) == os.getpid()
