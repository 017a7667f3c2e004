"""The watch looks often, and stops when told."""

import threading
import time

from execution.conftest import LONGEST
from tunewright.execution.watch import INTERVAL, Watch


class Looked:
    def __init__(self) -> None:
        self.times: list[float] = []
        self.often = threading.Event()

    def look(self) -> None:
        self.times.append(time.monotonic())
        if len(self.times) >= 4:
            self.often.set()


def test_it_looks_again_and_again_until_stopped() -> None:
    slot = Looked()
    watch = Watch([slot])  # type: ignore[list-item]  # a fake of what is looked at
    assert slot.often.wait(LONGEST)
    watch.stop()
    n_looks = len(slot.times)
    time.sleep(3 * INTERVAL)
    assert len(slot.times) == n_looks
