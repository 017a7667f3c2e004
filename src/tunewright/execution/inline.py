"""Tasks run at once in the thread that starts them: breakpoints and prints work, limits do not.

There is no one to kill a task that runs in one's own process, so limits need the process backend. Seconds, processor
time and, on Linux, the peak of this process are measured, in about 20 µs; memory of child processes is not.

Ctrl-C passes through `start`; the task that it interrupted is "cancelled", which the next `wait` says.
"""

import time
from collections.abc import Iterable

from tunewright.execution.backend import Answer, Run
from tunewright.execution.outcome import Failure, Outcome
from tunewright.execution.perform import perform
from tunewright.measure.meter import Meter


class InlineBackend:
    """Runs one task at a time, here and now.

    Args:
        run: called as `run(task, ask)`.
        answer: called as `answer(key, message)` for each message that `run` asks.
    """

    n_slots = 1

    def __init__(self, run: Run, answer: Answer) -> None:
        self._run, self._answer = run, answer
        self._meter = Meter()
        self._ended: list[Outcome] = []

    def start(self, key: int, task: object) -> None:
        """Run `task` to its end; `wait` hands out how it ended."""
        try:
            done = perform(self._run, task, lambda message: self._answer(key, message), self._meter)
        except KeyboardInterrupt:
            interrupted = Failure("KeyboardInterrupt", "the trial was interrupted")
            self._ended.append(Outcome(key, "cancelled", failure=interrupted, usage=self._meter.stop()))
            raise
        self._ended.append(Outcome(key, *done))

    def free(self) -> int:
        """Return 1 if nothing waits to be handed out, else 0."""
        return 0 if self._ended else 1

    def wait(self, timeout: float | None) -> list[Outcome]:
        """Return what has ended since the last call; see `Backend.wait`."""
        if not self._ended and timeout:
            time.sleep(timeout)
        ended, self._ended = self._ended, []
        return ended

    def cancel(self, keys: Iterable[int]) -> None:
        """Do nothing: what was started has ended already."""

    def shutdown(self) -> None:
        """Let go of the system's files."""
        self._meter.close()
