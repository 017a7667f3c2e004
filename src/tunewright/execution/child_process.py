"""A child process as its parent holds it: started, spoken to, looked at, killed with its family, and buried."""

import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import Any

from tunewright.errors import TunewrightError
from tunewright.execution.birth import CONTEXT, start_process
from tunewright.execution.child import Setting, serve
from tunewright.execution.killing import await_end, kill_family, kill_remains, remove_leftovers
from tunewright.execution.output import CAN_CAPTURE, OnOutput, Output
from tunewright.execution.wire import STOP, unpacked
from tunewright.measure.processes import family, started

SERVER_DIED = 255
"""The exit code that multiprocessing makes up when the fork server has died, while the child may live on."""
KILLED = 9


class ChildProcess:
    """One child, from its start to its burial.

    Args:
        setting: how it is set up.
        on_output: gets what it prints.

    Raises:
        TunewrightError: if the system starts no process.
    """

    def __init__(self, setting: Setting, on_output: OnOutput | None) -> None:
        self.connection, far = CONTEXT.Pipe()
        reader, writer = CONTEXT.Pipe(duplex=False) if CAN_CAPTURE else (None, None)
        self.output = Output(reader, on_output)
        try:
            self.process = start_process(serve, (far, writer, setting), setting.preload)
        except TunewrightError:
            self.connection.close()
            self.output.close()
            raise
        finally:
            far.close()
            if writer is not None:
                writer.close()
        self.pid = self.process.pid or 0
        self.is_connected = True
        # The exit code can be read once only, and two threads that try at the same time get a wrong one.
        self._reaping = threading.RLock()
        self._seen: dict[int, float] = {}
        self._killed: set[int] = {self.pid}

    def sources(self) -> list["Connection[Any, Any] | int"]:
        """Return what becomes ready when the child speaks, prints or dies."""
        found: list[Connection[Any, Any] | int] = [self.process.sentinel]
        if self.is_connected:
            found.append(self.connection)
        if self.output.reader is not None and self.output.is_open:
            found.append(self.output.reader)
        return found

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        with self._reaping:
            return self.process.exitcode is None

    def send(self, packet: bytes) -> bool:
        """Send `packet`; return False if the child cannot hear any more."""
        try:
            self.connection.send_bytes(packet)
        except OSError:
            return False
        return True

    def receive(self) -> Any:
        """Return the next message, or None if the child has closed the connection."""
        try:
            return unpacked(self.connection.recv_bytes())
        except (EOFError, OSError):
            self.is_connected = False
            return None

    def members(self) -> list[int]:
        """Return the pids of the family, the child first, and remember them in case the child dies before them."""
        found = family(self.pid)
        for pid in found[1:]:
            start = None if pid in self._seen else started(pid)
            if start is not None:
                self._seen[pid] = start
        return found

    def kill(self) -> None:
        """Kill the family."""
        self._killed.update(kill_family(self.pid))

    def stop(self) -> None:
        """Ask the idle child to end."""
        self.send(STOP)

    def ends_by(self, deadline: float) -> bool:
        """Return whether the child has ended by then, by the monotonic clock."""
        wait_for_any([self.process.sentinel], max(0.0, deadline - time.monotonic()))
        return not self.is_alive()

    def bury(self) -> int:
        """Clear up after the child, which has ended; return its exit code, minus n for signal n."""
        code = self._reaped()
        self._killed.update(kill_remains(self.pid, self._seen))
        await_end(self._killed)
        remove_leftovers(self._killed)
        self.process.close()
        self.connection.close()
        self.output.close()
        return code

    def _reaped(self) -> int:
        with self._reaping:
            self.process.join()
            code = self.process.exitcode
        if code in (None, SERVER_DIED) and started(self.pid) is not None:
            return -KILLED
        return SERVER_DIED if code is None else code
