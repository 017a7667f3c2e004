"""The command line as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def begun(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start `tunewright` with `arguments` in `folder`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tunewright", *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )


def wait_until(holds: Callable[[], bool], seconds: float = 90.0) -> None:
    """Wait until `holds()`, and fail if it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def family(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Return the process and all that it has started."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def press_ctrl_c(process: "subprocess.Popen[str]", times: int, pause: float = 0.5) -> tuple[int, str, str]:
    """Press Ctrl-C `times` times; return the exit code and what was printed."""
    for press in range(times):
        time.sleep(pause if press else 0)
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=180)
    return process.returncode, out, err
