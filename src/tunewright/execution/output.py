"""What a child prints, in Python or in C: read line by line from a pipe, and the end of it kept.

A line is what a terminal would show: of a progress bar that returns to its beginning only the last state.
"""

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

OnOutput: TypeAlias = Callable[[int, str], None]
CAN_CAPTURE = os.name == "posix"
KEPT = 8_192
CHUNK = 1 << 16
AT_ONCE = 1 << 20
PIPE_SIZE = 1 << 20
"""Room for what is printed while the parent is busy elsewhere; a full pipe makes the child wait, no more."""


class Output:
    """The reading end of a child's standard output and error; without a `reader` nothing is ever there."""

    def __init__(self, reader: "Connection[Any, Any] | None", on_output: OnOutput | None) -> None:
        self.reader = reader
        self.is_open = reader is not None
        self._on_output = on_output
        self._line = self._tail = b""
        if reader is not None:
            os.set_blocking(reader.fileno(), False)
            _widen(reader.fileno())

    def drain(self, key: int | None) -> None:
        """Read what is there, a megabyte at most; lines go out under `key`, or nowhere if it is None."""
        remaining = AT_ONCE
        while self.reader is not None and self.is_open and remaining > 0:
            try:
                chunk = os.read(self.reader.fileno(), CHUNK)
            except BlockingIOError:
                return
            self.is_open = bool(chunk)
            remaining -= len(chunk)
            if key is not None:
                self._take(key, chunk)

    def finish(self, key: int) -> str:
        """End the output of task `key` and return the last of it."""
        self.drain(key)
        if self._line:
            self._emit(key, self._line)
        tail = self._tail.decode("utf-8", "replace")
        self._line = self._tail = b""
        return tail

    def close(self) -> None:
        """Close the pipe."""
        self.is_open = False
        if self.reader is not None:
            self.reader.close()

    def _take(self, key: int, chunk: bytes) -> None:
        self._tail = (self._tail + chunk)[-KEPT:]
        *lines, self._line = (self._line + chunk).split(b"\n")
        self._line = self._line[-AT_ONCE:]
        for line in lines:
            self._emit(key, line)

    def _emit(self, key: int, line: bytes) -> None:
        if self._on_output is not None:
            shown = line.rstrip(b"\r").rpartition(b"\r")[2]
            self._on_output(key, shown.decode("utf-8", "replace"))


def _widen(descriptor: int) -> None:
    try:
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        return  # not Linux, or more than a user may have: the pipe stays as it is
