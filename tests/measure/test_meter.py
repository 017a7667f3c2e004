"""A meter measures trial after trial, each for itself."""

import subprocess
import sys
import time
from collections.abc import Iterator
from math import isnan

import pytest

from tunewright.measure import meter as module
from tunewright.measure.meter import Meter
from tunewright.measure.processes import family

BLOCK = 80_000_000
BURN = "import time\nwhile time.process_time() < 0.3: pass"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.fixture
def meter() -> Iterator[Meter]:
    opened = Meter()
    yield opened
    opened.close()


def test_seconds_are_wall_time(meter: Meter) -> None:
    meter.start()
    time.sleep(0.05)
    usage = meter.stop()
    assert 0.05 <= usage.seconds < 10
    assert usage.cpu_seconds < usage.seconds


@linux
def test_each_trial_has_a_peak_of_its_own(meter: Meter) -> None:
    peaks = []
    for size in (BLOCK, 1_000, BLOCK):
        meter.start()
        block = bytearray(size)
        del block
        peaks.append(meter.stop().memory)
        meter.rest()
    assert peaks[0] > 0.95 * BLOCK
    assert peaks[1] < 0.1 * BLOCK
    assert peaks[2] > 0.95 * BLOCK


@pytest.mark.slow
def test_the_time_of_a_child_counts_once_and_in_its_own_trial(meter: Meter) -> None:
    used = []
    for text in (BURN, "pass"):
        meter.start()
        subprocess.run([sys.executable, "-S", "-E", "-c", text], check=True)
        used.append(meter.stop().cpu_seconds)
    assert used[0] > 0.28
    assert used[1] < 0.28


@linux
@pytest.mark.slow
def test_the_time_of_a_child_that_outlives_its_trial_counts_where_it_was_spent(meter: Meter) -> None:
    meter.start()
    child = subprocess.Popen([sys.executable, "-c", BURN + "\nprint(1, flush=True)\ntime.sleep(60)"], stdout=-1)
    assert child.stdout is not None
    child.stdout.readline()
    first = meter.stop().cpu_seconds
    meter.start()
    time.sleep(0.02)
    child.kill()
    child.wait()
    second = meter.stop().cpu_seconds
    child.stdout.close()
    assert first > 0.28
    assert second < 0.1


@linux
def test_short_trials_look_for_no_children(meter: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(module, "family", lambda pid: looks.append(pid) or family(pid))
    for longest_short, n_looks in ((60.0, 0), (0.0, 1)):
        monkeypatch.setattr(module, "SHORT", longest_short)
        meter.start()
        meter.stop()
        assert len(looks) == n_looks


def test_where_the_system_does_not_tell_memory_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("no /proc here")

    monkeypatch.setattr(module, "OwnMemory", refuse)
    meter = Meter()
    meter.start()
    assert isnan(meter.stop().memory)
    assert meter.rest()[0] == 0
    meter.close()
