"""Programs that tests run as processes of their own, since they are interrupted or killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PRELUDE = """
import os, sys, time
import tunewright as tw
URL, FOLDER = {url!r}, {folder!r}
space = tw.Space({{"x": tw.Float(0.0, 1.0)}})
def note(trial, word):
    with open(os.path.join(FOLDER, "log"), "a") as file:
        file.write(f"{{word}} {{trial.number}} {{trial.params['x']}}\\n")
"""


def started(url: str, folder: Path, body: str) -> subprocess.Popen[str]:
    """Start `body` with a study's parts at hand."""
    source = PRELUDE.format(url=url, folder=str(folder)) + body
    return subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )


def lines(folder: Path) -> list[list[str]]:
    """Return what the objectives noted so far."""
    log = folder / "log"
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until `holds()`, and fail if it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def interrupted(process: subprocess.Popen[str], times: int, pause: float = 0.5) -> tuple[int, str, str]:
    """Press Ctrl-C `times` times and return exit code and what was printed."""
    for press in range(times):
        time.sleep(pause if press else 0)
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err
