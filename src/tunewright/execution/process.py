"""Tasks run in child processes of our own: the only way to enforce a limit, and to survive whatever an objective does.

Each slot has one child that performs task after task, and is replaced when it had to be killed or died. The callable is
sent once to each child, then only keys and tasks. A thread looks at what runs; `wait` does everything else, in the
thread that calls it, one thread at a time.

Source: the design is measured against pebble, loky and concurrent.futures in benchmarks/child_processes.py.
"""

import atexit
import os
import time
from collections.abc import Iterable

from tunewright.execution.backend import Answer, Run
from tunewright.execution.child import Setting
from tunewright.execution.limits import Limits
from tunewright.execution.nesting import MARK
from tunewright.execution.outcome import Outcome
from tunewright.execution.output import OnOutput
from tunewright.execution.readiness import Readiness
from tunewright.execution.slot import Order, Slot
from tunewright.execution.threads import environment_for, fair_share
from tunewright.execution.watch import Watch
from tunewright.execution.wire import packed
from tunewright.measure.memory import IS_LINUX

FAREWELL = 1.0
"""Seconds that idle children have to end by themselves."""


class ProcessBackend:
    """Runs tasks in `n_slots` child processes, within limits.

    Args:
        run: called in a child as `run(task, ask)`; a lambda or closure will do.
        answer: called here as `answer(key, message)` for each message that `run` asks.
        n_slots: how many tasks run at once, 1 or more.
        limits: what each task may use.
        preload: modules that children need; the first backend's are imported before children are forked.
        threads: for BLAS and OpenMP in each child; None shares the cores among the slots.
        on_output: called as `on_output(key, line)`, from `wait`, for each line that a task prints.

    Raises:
        ValueError: for fewer than one slot or thread, or a memory limit where it cannot be enforced.
        TypeError: if `run` cannot be pickled.
    """

    def __init__(
        self,
        run: Run,
        answer: Answer,
        *,
        n_slots: int,
        limits: Limits = Limits(),  # noqa: B008  # frozen
        preload: Iterable[str] = (),
        threads: int | None = None,
        on_output: OnOutput | None = None,
    ) -> None:
        if n_slots < 1:
            raise ValueError(f"n_slots must be 1 or more, got {n_slots}")
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be 1 or more, got {threads}; use None to share the cores")
        if limits.memory is not None and not IS_LINUX:
            raise ValueError("a memory limit can be enforced on Linux only; use Limits(seconds=...) alone here")
        self.n_slots = n_slots
        share = fair_share(n_slots) if threads is None else threads
        modules = tuple(preload)
        order = Order(_packed(run), answer, limits, lambda: _setting(modules, share), on_output)
        self._slots = [Slot(order) for _ in range(n_slots)]
        self._ended: list[Outcome] = []
        self._watch: Watch | None = None
        self._readiness = Readiness()
        self._owner = os.getpid()

    def start(self, key: int, task: object) -> None:
        """Begin `task` in a free slot.

        Raises:
            RuntimeError: if no slot is free.
            TunewrightError: if the system starts no process.
        """
        free = [slot for slot in self._slots if slot.key is None]
        if not free:
            raise RuntimeError(f"all {self.n_slots} slots are busy; call wait() before task {key} is started")
        if self._watch is None:
            self._watch = Watch(self._slots)
            # Before multiprocessing's own farewell, which would wait for children that wait for us.
            atexit.register(self.shutdown)
        max(free, key=lambda slot: slot.is_ready).begin(key, packed(task))

    def free(self) -> int:
        """Return how many slots are free."""
        return sum(slot.key is None for slot in self._slots)

    def wait(self, timeout: float | None) -> list[Outcome]:
        """Return the outcomes that have come; see `Backend.wait`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._ended:
            if timeout is None and self.free() == self.n_slots:
                break
            remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
            self._pump(remaining)
            if deadline is not None and time.monotonic() >= deadline:
                break
        ended, self._ended = self._ended, []
        return ended

    def cancel(self, keys: Iterable[int]) -> None:
        """Kill these tasks, from any thread; `wait` hands out their outcomes as "cancelled"."""
        unwanted = set(keys)
        for slot in self._slots:
            if slot.key in unwanted:
                slot.cancel()

    def shutdown(self) -> None:
        """Kill what runs and end all children; may be called twice."""
        if self._watch is None or os.getpid() != self._owner:
            return
        self._watch.stop()
        self._watch = None
        atexit.unregister(self.shutdown)
        for slot in self._slots:
            slot.stop()
        deadline = time.monotonic() + FAREWELL
        for slot in self._slots:
            slot.close(deadline)
        self._readiness.close()

    def _pump(self, timeout: float | None) -> None:
        sources = [source for slot in self._slots for source in slot.sources()]
        if not sources:
            time.sleep(timeout or 0.0)
            return
        ready = self._readiness.wait(sources, timeout)
        for slot in self._slots:
            outcome = slot.pump(ready)
            if outcome is not None:
                self._ended.append(outcome)


def _setting(preload: tuple[str, ...], threads: int) -> Setting:
    environment = {**os.environ, **environment_for(threads), MARK: "1"}
    return Setting(environment, preload, threads)


def _packed(run: Run) -> bytes:
    try:
        return packed(run)
    except Exception as error:
        raise TypeError(
            f"the objective cannot be sent to a child process ({type(error).__name__}: {error}); open files, "
            "connections and locks inside it, or run it inline with n_jobs=1 and no limits"
        ) from error
