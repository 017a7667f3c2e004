"""Work counted in calls of functions, Python's and C's: the same on every machine, however busy.

What is one array operation for a thousand rows is one call; a loop over them is a thousand.
"""

import gc
import sys
from collections.abc import Callable
from types import FrameType


def n_calls(work: Callable[[], object]) -> int:
    """Return how many calls `work` makes in this thread."""
    count = 0

    def note(frame: FrameType, event: str, called: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    gc.disable()  # what it finalises is called too, and nobody knows when
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count
