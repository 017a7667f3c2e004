"""Ctrl-C once lets the running trials end; twice kills them. The study is consistent both times.

Only the main thread may set signal handlers; elsewhere Ctrl-C keeps its ordinary meaning.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Interrupt:
    """How often Ctrl-C was pressed.

    Attributes:
        presses: 0, 1 (let running trials end) or more (kill them).
        is_inline: whether objectives run in this very thread, so that only an exception ends one.
        in_objective: whether one runs there now; nothing else is ever broken off half-way.
    """

    presses: int = 0
    is_inline: bool = False
    in_objective: bool = False

    def press(self, signum: int, frame: FrameType | None) -> None:
        """Count a Ctrl-C; the second one ends an objective that runs in this thread."""
        self.presses += 1
        if self.presses == 1:
            sys.stderr.write("\nCtrl-C: letting the running trials end; press it again to stop them at once\n")
        elif self.is_inline and self.in_objective:
            raise KeyboardInterrupt


@contextmanager
def interrupts(*, is_inline: bool) -> Iterator[Interrupt]:
    """Catch Ctrl-C until the block ends."""
    interrupt = Interrupt(is_inline=is_inline)
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    before = signal.signal(signal.SIGINT, interrupt.press)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
