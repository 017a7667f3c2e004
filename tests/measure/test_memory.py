"""Memory is measured in bytes, and a peak misses no spike."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from tunewright.measure import memory
from tunewright.measure.memory import OwnMemory, oom_kills, peak_rss, pss, rss

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
NOBODY = 2**22 + 1
BLOCK = 80_000_000


@pytest.fixture
def own() -> Iterator[OwnMemory]:
    opened = OwnMemory()
    yield opened
    opened.close()


def test_resident_memory_agrees_with_psutil() -> None:
    ready = "import time; print('ready', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", ready], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert rss([child.pid]) == pytest.approx(psutil.Process(child.pid).memory_info().rss, rel=0.1)
        child.kill()


def test_the_fair_share_is_positive_and_at_most_the_whole() -> None:
    assert 0 < pss([os.getpid()]) <= 1.02 * rss([os.getpid()])


def test_who_is_gone_holds_nothing() -> None:
    assert (rss([NOBODY]), pss([NOBODY]), peak_rss(NOBODY)) == (0, 0, 0)


def test_a_spike_is_seen_after_it_is_over(own: OwnMemory) -> None:
    own.restart()
    before = own.now()
    block = bytearray(BLOCK)
    del block
    assert own.peak() - before > 0.95 * BLOCK
    assert own.now() - before < 0.5 * BLOCK
    assert peak_rss(os.getpid()) == pytest.approx(own.peak(), rel=0.02)


def test_a_spike_is_forgotten_by_a_restart(own: OwnMemory) -> None:
    own.restart()
    block = bytearray(BLOCK)
    del block
    own.restart()
    assert own.peak() - own.now() < 0.5 * BLOCK


def test_its_files_are_closed_once(own: OwnMemory) -> None:
    own.close()
    own.close()


def test_the_kernel_counts_its_kills() -> None:
    assert oom_kills() >= 0


@pytest.mark.parametrize(("text", "count"), [(b"a 1\noom_kill 12\nb 2\n", 12), (b"a 1\n", 0), (b"a 1\noom_kill ", 0)])
def test_the_count_is_read_from_its_line(text: bytes, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "read_bytes", lambda path: text)
    assert oom_kills() == count
