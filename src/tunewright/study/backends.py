"""Choose where objectives run: in this thread, or in child processes.

One job without limits runs inline, so that breakpoints and prints work. Inside a worker of somebody else's pool (a
search inside `cross_val_score(n_jobs=2)`) everything runs inline: the cores are taken already, and a pool in a pool
would block.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tunewright.execution.backend import Backend
from tunewright.execution.inline import InlineBackend
from tunewright.execution.limits import Limits
from tunewright.execution.nesting import is_nested
from tunewright.execution.process import ProcessBackend
from tunewright.study.live import Runner
from tunewright.study.progress import Progress

NAMES = ("inline", "process")
SLOW_TO_IMPORT = (
    "scipy.optimize",
    "scipy.stats",
    "pandas",
    "sklearn.pipeline",
    "sklearn.compose",
    "sklearn.svm",
    "sklearn.tree",
    "sklearn.neural_network",
)
"""What the objectives of many users import; in a child it would count as time of the first trial there."""

OURS = __name__.partition(".")[0]

log = logging.getLogger("tunewright")


@dataclass(frozen=True, slots=True)
class Runs:
    """The chosen backend, and whether it runs objectives in this very thread."""

    backend: Backend
    is_inline: bool


@contextmanager
def backend_from(
    name: str | None,
    runner: Runner,
    answer: Callable[[int, object], object],
    n_jobs: int,
    limits: Limits,
    progress: Progress,
) -> Iterator[Runs]:
    """Open the backend that was asked for, or the fitting one, and shut it down in the end.

    Raises:
        ValueError: if the name is unknown, or inline is asked for with several jobs or with limits.
    """
    n_slots = _n_slots(n_jobs)
    backend: Backend
    is_inline = _is_inline(name, n_slots, limits)
    if is_inline:
        backend = InlineBackend(runner, answer)
    else:
        backend = ProcessBackend(
            runner, answer, n_slots=n_slots, limits=limits, preload=modules_for(runner), on_output=progress.line
        )
    try:
        yield Runs(backend, is_inline)
    finally:
        backend.shutdown()


def modules_for(runner: Runner) -> list[str]:
    """Return what children want imported before they start: what is slow and loaded here, and the objective's module.

    That of a user's objective is left to the child. The server that imports for children lives as long as this process:
    it would give them a module as it was at first, though it was edited and reloaded since.
    """
    homes = (_home(runner), _home(runner.objective))
    return [
        *(name for name in SLOW_TO_IMPORT if name in sys.modules),
        *(home for home in homes if home.partition(".")[0] == OURS),
    ]


def _home(thing: object) -> str:
    """Return the name of the module that defines a function, or the class of an object that can be called."""
    return getattr(thing, "__module__", None) or type(thing).__module__


def _is_inline(name: str | None, n_slots: int, limits: Limits) -> bool:
    if name is not None and name not in NAMES:
        raise ValueError(f"backend must be one of {NAMES} or None, got {name!r}")
    needs_processes = n_slots > 1 or limits != Limits()
    if name == "inline" and needs_processes:
        raise ValueError(
            f"backend 'inline' runs one trial at a time without limits, got n_jobs={n_slots}, limits={limits}; "
            "use backend='process'"
        )
    if name is None and needs_processes and is_nested():
        log.warning("inside another pool's worker trials run one at a time, and limits are not enforced")
        return True
    return name == "inline" or (name is None and not needs_processes)


def _n_slots(n_jobs: int) -> int:
    if n_jobs == 0 or n_jobs < -1:
        raise ValueError(f"n_jobs must be 1 or more, or -1 for one per processor, got {n_jobs}")
    return len(os.sched_getaffinity(0)) if n_jobs == -1 and hasattr(os, "sched_getaffinity") else _plain(n_jobs)


def _plain(n_jobs: int) -> int:
    return (os.cpu_count() or 1) if n_jobs == -1 else n_jobs
