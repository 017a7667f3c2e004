"""Child processes that start fast and clean: forked from a small server that has done the slow imports already.

Never forked from this process: threads of OpenMP do not survive that, and a child that needs them hangs for ever. And
never with the user's script in them: multiprocessing would run `__main__` again in each child, so an unguarded script
would start a search within a search. While a child starts, an empty module stands in its place.

Where there is no fork server (Windows) children are spawned.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from tunewright.errors import TunewrightError
from tunewright.execution.threads import environment_for

HAS_SERVER = "forkserver" in multiprocessing.get_all_start_methods()
ALWAYS_LOADED = ("tunewright.execution.child", "numpy", "threadpoolctl")
CONTEXT: Any = multiprocessing.get_context("forkserver" if HAS_SERVER else "spawn")

PAUSES = (0.0, 0.05, 0.2, 1.0)
"""Seconds before each further attempt to start a process, after the first has failed."""

_one_at_a_time = threading.Lock()


def start_process(target: Callable[..., None], args: tuple[object, ...], preload: Sequence[str]) -> BaseProcess:
    """Return a new child process that runs `target(*args)`.

    Args:
        target: a function of an importable module.
        args: what it is called with.
        preload: modules for the server to import, if it does not run yet.

    Raises:
        TunewrightError: if the system starts no process.
    """
    problem: Exception | None = None
    # A module that cannot be imported kills the server; the child will say why. One that dies refuses for a moment.
    for modules, pause in ((preload, 0.0), *(((), pause) for pause in PAUSES)):
        time.sleep(pause)
        process: BaseProcess = CONTEXT.Process(
            target=target, args=args, daemon=False
        )  # a daemon may have no children of its own
        try:
            _start(process, modules)
        except (OSError, EOFError) as error:
            problem = error
        else:
            return process
    raise TunewrightError(f"no child process could be started ({problem!r}); n_jobs=1 without limits needs none")


def _start(process: BaseProcess, preload: Sequence[str]) -> None:
    with _one_at_a_time:
        _serve(preload)
        with _no_main():
            process.start()


def _serve(preload: Sequence[str]) -> None:
    if not HAS_SERVER:
        return
    from multiprocessing import forkserver, resource_tracker

    CONTEXT.set_forkserver_preload([*ALWAYS_LOADED, *preload])
    resource_tracker.ensure_running()
    # One thread: BLAS then keeps no pool in the server. No SIGINT: Ctrl-C reaches the server too, while it imports.
    with _environment(environment_for(1)), _sigint_blocked():
        forkserver.ensure_running()


@contextmanager
def _no_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
