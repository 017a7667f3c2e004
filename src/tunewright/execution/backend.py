"""What a backend is: it runs `run(task, ask)` for several tasks at once and says how each of them ended.

While it runs, a task may `ask(message)`; the message is answered by `answer(key, message)` on the other side, in the
thread that calls `wait`. An exception raised by `answer` is raised again at `ask`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

from tunewright.execution.outcome import Outcome

Ask: TypeAlias = Callable[[object], Any]
Run: TypeAlias = Callable[[Any, Ask], object]
Answer: TypeAlias = Callable[[int, Any], object]


class Backend(Protocol):
    """Runs tasks in a number of slots."""

    n_slots: int

    def start(self, key: int, task: object) -> None:
        """Begin `task` in a free slot; `key` names it in everything that follows."""

    def free(self) -> int:
        """Return how many slots are free."""

    def wait(self, timeout: float | None) -> list[Outcome]:
        """Return the outcomes that have come; wait up to `timeout` seconds (None: for ever) for the first one.

        Messages are answered meanwhile. With nothing running and no timeout there is nothing to wait for: [].
        """

    def cancel(self, keys: Iterable[int]) -> None:
        """Kill these tasks, from any thread; `wait` hands out their outcomes as "cancelled"."""

    def shutdown(self) -> None:
        """End all that runs and let go of everything; their outcomes are dropped. May be called twice."""
