"""Waiting for the first of several connections: `multiprocessing.connection.wait` with a memory.

That function tells the system anew each time what to wait for, 10 µs a connection; here it is told when the list has
changed, which happens when a child starts or dies.
"""

import os
import selectors
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import Any, TypeAlias

Source: TypeAlias = "Connection[Any, Any] | int"


class Readiness:
    """Waits for sources, which are mostly the same as the last time."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._selector: selectors.BaseSelector | None = None

    def wait(self, sources: list[Source], timeout: float | None) -> set[object]:
        """Return those of `sources` that are ready, within `timeout` seconds (None: for ever)."""
        if os.name == "nt":
            return set(wait_for_any(sources, timeout))
        if self._selector is None or sources != self._sources:
            self._selector = self._renewed(sources)
        return {key.fileobj for key, _ in self._selector.select(timeout)}

    def close(self) -> None:
        """Let go of the system's file."""
        if self._selector is not None:
            self._selector.close()
        self._selector = None

    def _renewed(self, sources: Sequence[Source]) -> selectors.BaseSelector:
        self.close()
        self._sources = list(sources)
        selector = selectors.DefaultSelector()
        for source in sources:
            selector.register(source, selectors.EVENT_READ)
        return selector
