"""What runs in a child process: it waits for tasks, performs them, and sends back plain data.

It leads a session of its own, so that it can be killed with all that it started. If the parent dies the kernel kills
that session: the pipe that the parent held is closed, and a closed pipe can send a signal (fcntl, F_SETSIG). A thread
that watches the parent would do too, but not while an objective sits in C code, and forking with threads is dangerous;
so it is left to other systems. Ctrl-C is ignored by a handler that does nothing: SIG_IGN would be inherited by
programs that the objective runs.
"""

import ctypes
import importlib
import io
import multiprocessing
import os
import pickle
import select
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from tunewright.errors import TunewrightError
from tunewright.execution.backend import Ask, Run
from tunewright.execution.outcome import Failure, Kind, failure_from
from tunewright.execution.perform import Performance, perform
from tunewright.execution.threads import cap_loaded_libraries
from tunewright.execution.wire import STOP, Ended, Hello, Question, Ready, packed, plain, unpacked
from tunewright.measure.meter import Meter

IS_LINUX = sys.platform == "linux"
PR_SET_CHILD_SUBREAPER = 36
LINE_BUFFERED = 1
C_LIBRARY = ctypes.CDLL(None) if IS_LINUX else None


@dataclass(frozen=True, slots=True)
class Setting:
    """How a child is set up: environment variables, modules to import, threads for BLAS and OpenMP."""

    environment: Mapping[str, str]
    preload: tuple[str, ...]
    threads: int


def serve(connection: "Connection[Any, Any]", output: "Connection[Any, Any] | None", setting: Setting) -> None:
    """Perform tasks until told to stop; the main function of a child process."""
    _leave_the_parents_session()
    _die_with_parent()
    if output is not None:
        _redirect_output(output)
    os.environ.clear()
    os.environ.update(setting.environment)
    for module in setting.preload:
        with suppress(ImportError):
            importlib.import_module(module)
    cap_loaded_libraries(setting.threads)
    with suppress(EOFError, ConnectionError):
        Performer(connection).serve()


class Performer:
    """Performs the tasks that come through a connection."""

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection = connection
        self._turn = threading.Lock()
        self._pid = os.getpid()
        self._task_number = 0

    def serve(self) -> None:
        """Receive the callable, then tasks, and perform them until told to stop."""
        self._send(Hello())
        run = _loaded(self._connection.recv_bytes())
        meter = Meter()
        self._send(Ready(*meter.rest()))
        while (packet := self._connection.recv_bytes()) != STOP:
            performance = self._perform(run, packet, meter)
            if os.getpid() != self._pid:
                os._exit(0)  # the objective has forked, and this is the copy coming home: it is not ours to speak
            self._report(performance, meter)

    def _perform(self, run: Run, packet: bytes, meter: Meter) -> Performance:
        try:
            return perform(lambda task, ask: run(unpacked(task), ask), packet, self._ask_for_this_task(), meter)
        except KeyboardInterrupt as error:
            return Performance("raised", None, failure_from(error), meter.stop())

    def _report(self, performance: Performance, meter: Meter) -> None:
        kind, value, failure = _sendable_result(performance)
        usage = (performance.usage.seconds, performance.usage.cpu_seconds, performance.usage.memory)
        del performance
        _flush()
        with self._turn:
            self._task_number += 1
            self._send(Ended(kind, value, failure, usage, Ready(*meter.rest())))

    def _ask_for_this_task(self) -> Ask:
        number = self._task_number

        def ask(message: object) -> object:
            if os.getpid() != self._pid:
                raise TunewrightError("the trial can be asked and told only in its own process, not in one it started")
            packet = Question(packed(message))
            with self._turn:
                if number != self._task_number:
                    raise TunewrightError("the trial has ended; a thread that it left behind cannot report any more")
                self._send(packet)
                reply = unpacked(self._connection.recv_bytes())
            if reply.error is not None:
                raise reply.error
            return reply.value

        return ask

    def _send(self, message: NamedTuple) -> None:
        self._connection.send_bytes(plain(message))


def _loaded(packet: bytes) -> Run:
    try:
        run: Run = unpacked(packet)
    except Exception as error:  # noqa: BLE001  # importing a user's modules may raise anything
        story = failure_from(error)

        def refuse(task: object, ask: Ask) -> object:
            raise TunewrightError(f"the objective cannot be loaded in a child process: {story.type}: {story.message}")

        return refuse
    return run


def _sendable_result(performance: Performance) -> tuple[Kind, bytes, Failure | None]:
    try:
        return performance.kind, _packed_result(performance.value), performance.failure
    except Exception as error:  # noqa: BLE001  # a user's __reduce__ may raise anything
        cause = failure_from(error)
        told = f"the objective returned a {type(performance.value).__name__}, which cannot be pickled: {cause.message}"
        return "raised", packed(None), Failure(cause.type, told, cause.traceback)


def _packed_result(value: object) -> bytes:
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001  # a class of the user's script, for one; the slower way says whether it goes at all
        return packed(value)


def _leave_the_parents_session() -> None:
    signal.signal(signal.SIGINT, lambda *_: None)
    if hasattr(os, "setsid"):
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if C_LIBRARY is not None:
        # A grandchild whose parent has ended becomes our child: even a daemon stays in the family.
        C_LIBRARY.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if not IS_LINUX:
        threading.Thread(target=_outlive_nobody, args=(parent,), daemon=True).start()
        return
    import fcntl

    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, -os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:
        os._exit(1)


def _outlive_nobody(parent: Any) -> None:
    parent.join()
    if hasattr(os, "killpg"):
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _redirect_output(output: "Connection[Any, Any]") -> None:
    for descriptor in (1, 2):
        os.dup2(output.fileno(), descriptor)
    output.close()
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(descriptor, "wb", closefd=False), "utf-8", "backslashreplace", line_buffering=True)
        for descriptor in (1, 2)
    )
    if C_LIBRARY is not None:
        # So that a printf of C code shows when its line ends, not when the buffer is full.
        with suppress(ValueError):
            C_LIBRARY.setvbuf(ctypes.c_void_p.in_dll(C_LIBRARY, "stdout"), None, LINE_BUFFERED, 0)


def _flush() -> None:
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    if C_LIBRARY is not None:
        C_LIBRARY.fflush(None)
