"""A slot: one supervised child process that performs one task after another, and is replaced when it dies.

The thread that waits (`pump`) and those that kill (`look`, `cancel`) meet only in short moments, under a lock; nobody
holds it while reading or writing, so a child that stops in the middle of a message can still be killed.
"""

import threading
import time
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass
from math import inf, nan
from multiprocessing.connection import Connection
from typing import Any

from tunewright.errors import TunewrightError
from tunewright.execution.backend import Answer
from tunewright.execution.child import Setting
from tunewright.execution.child_process import ChildProcess
from tunewright.execution.limits import Limits
from tunewright.execution.outcome import Failure, Kind, Outcome, failure_from
from tunewright.execution.output import OnOutput
from tunewright.execution.running import Running
from tunewright.execution.verdict import START_SECONDS, verdict_on
from tunewright.execution.wire import Ended, Hello, Question, Ready, Reply, packed, sendable, unpacked
from tunewright.measure.cpu import cpu_seconds
from tunewright.measure.memory import IS_LINUX, oom_kills, peak_rss, private, pss, rss
from tunewright.trials.trial import Usage

GRACE = 1.0
"""Seconds that a child has to end after it has closed its connection."""


@dataclass(frozen=True, slots=True)
class Order:
    """What all slots of a backend have in common.

    Attributes:
        run: the callable, pickled; sent once to each child.
        answer: answers what tasks ask.
        limits: what each task may use.
        setting: how children are set up.
        on_output: gets what they print, a line at a time.
    """

    run: bytes
    answer: Answer
    limits: Limits
    setting: Callable[[], Setting]
    on_output: OnOutput | None


class Slot:
    """Performs one task at a time in a child of its own."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._lock = threading.RLock()
        self._child: ChildProcess | None = None
        self._rest: Ready | None = None
        self._trial: Running | None = None

    @property
    def key(self) -> int | None:
        """Key of the task under way."""
        return None if self._trial is None else self._trial.key

    @property
    def is_ready(self) -> bool:
        """Whether a child waits for a task."""
        return self._rest is not None and self._trial is None

    def begin(self, key: int, packet: bytes) -> None:
        """Let the child perform the task in `packet`, as soon as there is one that is ready."""
        if self._child is None:
            self._replace_child()
        seconds = self._order.limits.seconds
        allowed = inf if seconds is None else max(seconds, START_SECONDS)
        with self._lock:
            self._trial = Running(key, packet, time.monotonic() + allowed)
        self._send_task()

    def sources(self) -> list["Connection[Any, Any] | int"]:
        """Return what to wait for before calling `pump`."""
        return [] if self._child is None else self._child.sources()

    def pump(self, ready: Container[object]) -> Outcome | None:
        """Handle those of the sources that are ready; return the outcome if the task has ended."""
        child = self._child
        if child is None:
            return None
        if child.output.reader in ready:  # first: what was printed belongs to the task that may end below
            child.output.drain(self.key)
        if child.connection in ready:
            return self._receive(child)
        if child.process.sentinel in ready:
            return self._bury(child)
        return None

    def look(self) -> None:
        """Measure the task under way, and kill it if it is beyond its limits; called about every 50 ms."""
        with self._lock:
            trial, child = self._trial, self._child
            if trial is None or child is None or trial.verdict is not None or not child.is_alive():
                return
            if time.monotonic() >= trial.deadline:
                self._kill(child, trial, "timed-out")
            elif trial.has_begun and IS_LINUX and self._is_too_large(child, trial):
                self._kill(child, trial, "out-of-memory")

    def cancel(self) -> None:
        """Kill the task under way; its outcome is "cancelled"."""
        with self._lock:
            trial, child = self._trial, self._child
            if trial is not None and child is not None and trial.verdict is None and child.is_alive():
                self._kill(child, trial, "cancelled")

    def stop(self) -> None:
        """Begin to end: ask an idle child to go, kill one that is busy or still starting."""
        child = self._child
        if child is None:
            return
        if self.is_ready:
            child.stop()
        elif child.is_alive():
            child.kill()

    def close(self, deadline: float) -> None:
        """End the child, by force if it still runs at `deadline` by the monotonic clock."""
        with self._lock:
            child, self._child, self._rest, self._trial = self._child, None, None, None
        if child is not None:
            if not child.ends_by(deadline):
                child.kill()
            child.bury()

    def _receive(self, child: ChildProcess) -> Outcome | None:
        message = child.receive()
        if isinstance(message, Ended):
            return self._end(child, message)
        if isinstance(message, Question):
            child.send(packed(self._answer(message)))
        elif isinstance(message, Hello):
            child.send(self._order.run)
        elif isinstance(message, Ready):
            self._rest = message
            self._send_task()
        elif not child.ends_by(time.monotonic() + GRACE):
            with self._lock:
                child.kill()
                if self._trial is not None:
                    self._trial.verdict = "exited"
        return None

    def _answer(self, question: Question) -> Reply:
        if self._trial is None:
            return Reply(None, TunewrightError("the trial has ended"))
        try:
            return Reply(self._order.answer(self._trial.key, unpacked(question.message)))
        except Exception as error:  # noqa: BLE001  # it is raised again where the task asks
            return Reply(None, sendable(error))

    def _send_task(self) -> None:
        trial, rest, child = self._trial, self._rest, self._child
        if trial is None or rest is None or child is None:
            return
        with self._lock:
            trial.held, trial.cpu_before, trial.began = rest.held, rest.cpu, time.monotonic()
            trial.deadline = trial.began + (self._order.limits.seconds or inf)
            packet, trial.packet = trial.packet, b""
        if not child.send(packet):
            self._start_again(trial, packet)

    def _start_again(self, trial: Running, packet: bytes) -> None:
        """Put the task into a new child: this one had died while it was idle."""
        with self._lock:
            trial.began, trial.packet = nan, packet
        self._replace_child()

    def _end(self, child: ChildProcess, message: Ended) -> Outcome | None:
        with self._lock:
            trial, self._trial, self._rest = self._trial, None, message.rest
        if trial is None:
            return None
        output = child.output.finish(trial.key)
        seconds, cpu, memory = message.usage
        usage = Usage(seconds, cpu, memory + trial.others)
        if trial.verdict == "cancelled":
            kind, failure = verdict_on(trial, 0, self._order.limits, 0)
            return Outcome(trial.key, kind, None, failure, usage, output)
        return Outcome(trial.key, *_opened(message), usage, output)

    def _bury(self, child: ChildProcess) -> Outcome | None:
        with self._lock:
            trial, self._trial, self._child = self._trial, None, None
            had_begun, self._rest = self._rest is not None, None
        output = "" if trial is None else child.output.finish(trial.key)
        code = child.bury()
        if trial is None:
            return None
        if had_begun and trial.verdict != "cancelled":
            with suppress(TunewrightError):  # the next `begin` tries again, and says so if it fails
                self._replace_child()
        kind, failure = verdict_on(trial, code, self._order.limits, oom_kills())
        return Outcome(trial.key, kind, None, failure, trial.usage(time.monotonic()), output)

    def _replace_child(self) -> None:
        with self._lock:
            dead, self._child, self._rest = self._child, None, None
        if dead is not None:
            dead.bury()
        self._child = ChildProcess(self._order.setting(), self._order.on_output)

    def _is_too_large(self, child: ChildProcess, trial: Running) -> bool:
        if trial.oom_kills is None:
            trial.oom_kills = oom_kills()
        members = child.members()
        trial.saw(rss(members[:1]), rss(members[1:]), cpu_seconds(members))
        allowed = self._order.limits.memory_bytes
        if allowed is None or trial.now <= allowed:
            return False
        return len(members) == 1 or _least_held(members, trial.held) > allowed

    def _kill(self, child: ChildProcess, trial: Running, verdict: Kind) -> None:
        members = child.members()
        if IS_LINUX and trial.has_begun:
            trial.saw(max(rss(members[:1]), peak_rss(child.pid)), rss(members[1:]), cpu_seconds(members))
        child.kill()
        trial.verdict, trial.ended = verdict, time.monotonic()


def _least_held(members: list[int], held: int) -> int:
    """Return what a family of several holds at least, in bytes: memory that forked processes share counts in each.

    Either what the child has grown by and what is its descendants' alone, or everything with shared pages counted once,
    less what the idle child held. The second counts too little where the child shares pages with the fork server.
    """
    child, descendants = members[:1], members[1:]
    return max(rss(child) - held + private(descendants), pss(members) - held)


def _opened(message: Ended) -> tuple[Kind, object, Failure | None]:
    try:
        return message.kind, unpacked(message.value), message.failure
    except Exception as error:  # noqa: BLE001  # a user's __setstate__ may raise anything
        cause = failure_from(error)
        told = f"what the objective returned cannot be unpickled: {cause.type}: {cause.message}"
        return "raised", None, Failure(cause.type, told, cause.traceback)
