"""What can be seen while a study runs: a snapshot after every event, and two simple ways to show it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tunewright.space.values import Params


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far a run has come.

    Attributes:
        n_done: trials of this run that have ended and count.
        n_planned: trials planned for this run, or None if time alone ends it.
        best: best value so far, or None.
        baseline: the best default configuration's value, or None.
        seconds: wall time since the run began.
        seconds_left: until the deadline, or None.
        running: what runs now: trial number to its params and the seconds it has run.
        is_ending: whether no new trial will start.
    """

    n_done: int
    n_planned: int | None
    best: float | None
    baseline: float | None
    seconds: float
    seconds_left: float | None
    running: Mapping[int, tuple[Params, float]]
    is_ending: bool


class Progress(Protocol):
    """Whatever shows a run to a person."""

    def update(self, snapshot: Snapshot) -> None:
        """Show how far the run has come."""
        ...

    def line(self, number: int, text: str) -> None:
        """Show a line that the objective of trial `number` printed in its child process."""
        ...

    def close(self) -> None:
        """Leave the screen tidy."""
        ...


class Quiet:
    """Shows nothing but what objectives print."""

    def update(self, snapshot: Snapshot) -> None:
        """Show nothing."""

    def line(self, number: int, text: str) -> None:
        """Print the line behind the trial's number."""
        sys.stdout.write(f"[trial {number}] {text}\n")

    def close(self) -> None:
        """Do nothing."""


class OneLine(Quiet):
    """Rewrites one line of the terminal."""

    def update(self, snapshot: Snapshot) -> None:
        """Rewrite the line."""
        total = "" if snapshot.n_planned is None else f"/{snapshot.n_planned}"
        best = "" if snapshot.best is None else f"   best {snapshot.best:.6g}"
        left = "" if snapshot.seconds_left is None else f"   {max(0, snapshot.seconds_left):.0f} s left"
        sys.stderr.write(f"\r\033[K{snapshot.n_done}{total} trials{best}   {len(snapshot.running)} running{left}")
        sys.stderr.flush()

    def close(self) -> None:
        """End the line."""
        sys.stderr.write("\n")


def progress_from(wanted: Progress | bool | None) -> Progress:
    """Return `wanted`, or one line where a person watches and nothing where none does."""
    if wanted is None:
        wanted = sys.stderr.isatty()
    if isinstance(wanted, bool):
        return OneLine() if wanted else Quiet()
    return wanted
