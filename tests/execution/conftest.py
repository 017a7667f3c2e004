"""Backends that are shut down after each test, and a look at what processes remain."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tunewright.execution.outcome import Outcome
from tunewright.execution.process import ProcessBackend

Open = Callable[..., ProcessBackend]
LONGEST = 30.0
"""Seconds that anything may take on a busy machine; what is to be cut off would last longer."""


@pytest.fixture
def processes() -> Iterator[Open]:
    """Open process backends with one slot, unless said otherwise."""
    opened: list[ProcessBackend] = []

    def open_backend(
        run: Callable[..., object], answer: Callable[..., object] | None = None, **rest: Any
    ) -> ProcessBackend:
        backend = ProcessBackend(run, answer or (lambda key, message: message), **{"n_slots": 1, **rest})
        opened.append(backend)
        return backend

    yield open_backend
    for backend in opened:
        backend.shutdown()


@pytest.fixture
def run_script(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program text as a script of its own, or by `python -c`."""

    def run(text: str, *, by_command: bool = False) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "script.py"
        path.write_text(text, encoding="utf-8")
        how = ["-c", text] if by_command else [str(path)]
        return subprocess.run([sys.executable, *how], capture_output=True, text=True, timeout=4 * LONGEST, check=False)

    return run


def only(backend: ProcessBackend, key: int = 0, task: object = None) -> Outcome:
    """Run one task and return its outcome."""
    backend.start(key, task)
    outcomes = backend.wait(LONGEST)
    assert [outcome.key for outcome in outcomes] == [key]
    return outcomes[0]


def remaining(words: str) -> list[int]:
    """Return pids of living processes whose command line contains `words`; those that are going are waited for."""
    deadline = time.monotonic() + LONGEST
    while (found := _with(words)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def _with(words: str) -> list[int]:
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or ())
        if words in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found
