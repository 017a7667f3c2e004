"""A thread that looks at every running task twenty times a second, whatever the rest of the program is doing.

Limits must hold while the study thinks: a trial that eats memory does not wait for the sampler's next model.
"""

import threading
from collections.abc import Sequence

from tunewright.execution.slot import Slot

INTERVAL = 0.05


class Watch:
    """Looks at `slots` until stopped."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self._slots = slots
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="tunewright-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(INTERVAL):
            for slot in self._slots:
                slot.look()
