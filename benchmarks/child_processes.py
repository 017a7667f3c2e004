"""What a child process costs, to use and to start, and how soon one is gone that is over its limit.

    python benchmarks/child_processes.py [--tasks 1000] [--starts 5] [--kills 5]

Our slot against concurrent.futures, loky and, where it is installed, pebble. All are measured in turn, in several
rounds. A task takes as long as the fastest tenth of them did, which tells little of what else the machine is doing; a
fresh start is the median, from nothing to the result of a task that imports NumPy. Ours measures each task besides.

Then tasks of ours that would never end, each under a time limit: how long after the limit `wait` hands out that they
timed out, by when they and all that they started are gone. We promise a second at most; the ratio is to that second.
"""

import argparse
import importlib.util
import multiprocessing
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeAlias

from tunewright.execution.limits import Limits
from tunewright.execution.process import ProcessBackend

Perform: TypeAlias = Callable[[int], object]
ROUNDS = 5
LIMIT = 0.5
PROMISE = 1.0
FOREVER = ["sleep", "600"]


def tiny(task: int) -> int:
    """Do next to nothing."""
    import numpy as np

    return int(np.abs(task))


@contextmanager
def our_slot() -> Iterator[Perform]:
    """Perform tasks in one slot of ours."""
    backend = ProcessBackend(lambda task, ask: tiny(task), lambda key, message: None, n_slots=1)

    def perform(task: int) -> object:
        backend.start(task, task)
        return backend.wait(None)[0].value

    try:
        yield perform
    finally:
        backend.shutdown()


@contextmanager
def executor(make: Callable[[], Any]) -> Iterator[Perform]:
    """Perform tasks in an executor with one worker."""
    with make() as pool:
        yield lambda task: pool.submit(tiny, task).result()


def forkserver_pool() -> Executor:
    """Return the standard library's executor, on the fork server."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver"))


def loky_pool() -> Executor:
    """Return loky's executor, as joblib ships it."""
    from joblib.externals import loky

    return loky.ProcessPoolExecutor(1)  # type: ignore[no-any-return]


@contextmanager
def pebble_pool() -> Iterator[Perform]:
    """Perform tasks in a pool of pebble."""
    import pebble

    with pebble.ProcessPool(1, context=multiprocessing.get_context("forkserver")) as pool:
        yield lambda task: pool.schedule(tiny, args=[task]).result()


CONTENDERS: dict[str, tuple[str, Callable[[], Any]]] = {
    "tunewright slot": ("tunewright", our_slot),
    "concurrent.futures": ("concurrent.futures", lambda: executor(forkserver_pool)),
    "loky": ("joblib", lambda: executor(loky_pool)),
    "pebble": ("pebble", pebble_pool),
}


def seconds_of_tasks(open_pool: Callable[[], Any], n_tasks: int) -> list[float]:
    """Return the time of each task in a worker that has performed one before."""
    found = []
    with open_pool() as perform:
        perform(0)
        for task in range(n_tasks):
            began = time.perf_counter()
            perform(task)
            found.append(time.perf_counter() - began)
    return found


def seconds_to_start(open_pool: Callable[[], Any]) -> float:
    """Return the time from nothing to the first result."""
    began = time.perf_counter()
    with open_pool() as perform:
        perform(0)
        return time.perf_counter() - began


def spin() -> None:
    """Compute for ever."""
    while True:
        pass


def ignore_sigterm() -> None:
    """Refuse to go."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


ENDLESS: dict[str, Callable[[], object]] = {
    "sleeps": lambda: time.sleep(600),
    "computes": spin,
    "ignores SIGTERM": ignore_sigterm,
    "has a child": lambda: subprocess.run(FOREVER, check=False),
    "has one in a session": lambda: subprocess.run(FOREVER, check=False, start_new_session=True),
    "has four children": lambda: [child.wait() for child in [subprocess.Popen(FOREVER) for _ in range(4)]],
}


def seconds_over_limit(work: Callable[[], object], n_kills: int) -> list[float]:
    """Return how long after its limit each of `n_kills` tasks was handed out as timed out."""

    def run(task: object, ask: object) -> object:
        return work() if task else None

    backend, found = ProcessBackend(run, lambda key, message: None, n_slots=1, limits=Limits(seconds=LIMIT)), []
    for _ in range(n_kills):
        backend.start(0, False)  # the child is there
        backend.wait(None)
        began = time.perf_counter()
        backend.start(1, True)
        assert backend.wait(None)[0].kind == "timed-out"
        found.append(time.perf_counter() - began - LIMIT)
    backend.shutdown()
    return found


def print_kills(n_kills: int) -> bool:
    """Print how soon what is over its limit is gone, and return whether the promise was kept each time."""
    print(f"\n{f'over its {LIMIT:g} s, and':24} {'median, ms':>12} {'worst, ms':>12} {'worst / promise':>16}")
    worst = []
    for name, work in ENDLESS.items():
        over = seconds_over_limit(work, n_kills)
        worst.append(max(over))
        print(f"{name:24} {1e3 * statistics.median(over):12.1f} {1e3 * worst[-1]:12.1f} {worst[-1] / PROMISE:16.2f}")
    is_kept = max(worst) <= PROMISE
    print(f"gone within the limit + {PROMISE:g} s: {'met' if is_kept else 'MISSED'}")
    return is_kept


def main() -> int:
    """Measure and print the tables; 1 if a promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--starts", type=int, default=ROUNDS)
    parser.add_argument("--kills", type=int, default=5)
    wanted = parser.parse_args()
    there = {name: open_pool for name, (module, open_pool) in CONTENDERS.items() if importlib.util.find_spec(module)}
    for name in CONTENDERS.keys() - there.keys():
        print(f"{name} is not installed and left out; pip install {name}")
    for open_pool in there.values():
        seconds_to_start(open_pool)  # the fork server and its imports are paid once a program
    tasks: dict[str, list[float]] = {name: [] for name in there}
    starts: dict[str, list[float]] = {name: [] for name in there}
    for _ in range(ROUNDS):
        for name, open_pool in there.items():
            tasks[name] += seconds_of_tasks(open_pool, wanted.tasks)
    for _ in range(wanted.starts):
        for name, open_pool in there.items():
            starts[name].append(seconds_to_start(open_pool))
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'':20} {'tiny task, ms':>14} {'fresh start, ms':>16}")
    for name in there:
        task, start = statistics.quantiles(tasks[name], n=10)[0], statistics.median(starts[name])
        print(f"{name:20} {1e3 * task:14.3f} {1e3 * start:16.1f}")
    return 0 if print_kills(wanted.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
