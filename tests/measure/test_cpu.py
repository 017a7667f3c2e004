"""Processor time is counted for whole families."""

import os
import subprocess
import sys
import time

import pytest

from tunewright.measure import cpu
from tunewright.measure.cpu import cpu_seconds

NOBODY = 2**22 + 1
BURN = "import time\nwhile time.process_time() < 0.3: pass\nprint('done', flush=True)\ntime.sleep(60)"


@pytest.mark.parametrize("ticks", [cpu.TICKS, 0], ids=["proc", "psutil"])
def test_who_is_gone_has_used_nothing(ticks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "TICKS", ticks)
    assert cpu_seconds([NOBODY]) == 0


def test_the_time_of_this_process_agrees_with_its_own_clock() -> None:
    times = os.times()
    assert cpu_seconds([os.getpid()]) == pytest.approx(sum(times[:4]), abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("ticks", [cpu.TICKS, 0], ids=["proc", "psutil"])
def test_burnt_time_is_seen_while_the_process_lives(ticks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "TICKS", ticks)
    with subprocess.Popen([sys.executable, "-c", BURN], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        used = cpu_seconds([child.pid, child.pid])
        child.kill()
    assert 2 * 0.28 <= used < 2 * 1.0


def test_idle_time_is_not_counted() -> None:
    before = cpu_seconds([os.getpid()])
    time.sleep(0.1)
    assert cpu_seconds([os.getpid()]) - before < 0.08
