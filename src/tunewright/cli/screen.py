"""What a person sees while `tune` runs: a few lines that stay in place on a terminal, plain lines elsewhere.

Both are fed by the study's snapshots; neither knows how trials are run.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tunewright.space.values import Params
from tunewright.study.progress import Progress, Snapshot

if TYPE_CHECKING:
    from rich.console import RenderableType

SECONDS_BETWEEN_LINES = 10.0
MOST_VALUES = 4


def describe(params: Params) -> str:
    """Return a configuration on one line: the model first, then its parameters without the model's prefix."""
    model = str(params.get("model", ""))
    shown = [
        f"{name.removeprefix(f'{model}.')}={value:.3g}" if isinstance(value, float) else f"{_bare(name)}={value}"
        for name, value in params.items()
        if name != "model"
    ]
    more = f" (+{len(shown) - MOST_VALUES})" if len(shown) > MOST_VALUES else ""
    return " ".join([model, *shown[:MOST_VALUES]]).strip() + more


def _bare(name: str) -> str:
    return name.split(".", 1)[-1]


def screen_for(*, quiet: bool, metric: str) -> Progress:
    """Return the live screen on a terminal, plain lines elsewhere, or nothing if `quiet`."""
    if quiet:
        return Silent()
    return LiveScreen(metric) if sys.stdout.isatty() else PlainScreen(metric, lambda text: print(text, flush=True))  # noqa: T201  # this is the terminal


class Silent:
    """Shows nothing at all."""

    def update(self, snapshot: Snapshot) -> None:
        """Show nothing."""

    def line(self, number: int, text: str) -> None:
        """Swallow what an objective prints."""

    def close(self) -> None:
        """Do nothing."""


class PlainScreen:
    """A line when the best score improves, and one every ten seconds."""

    def __init__(self, metric: str, write: Callable[[str], None]) -> None:
        self._metric = metric
        self._write = write
        self._best: float | None = None
        self._written = 0.0

    def update(self, snapshot: Snapshot) -> None:
        """Write a line if there is news or the last one is old."""
        improved = snapshot.best is not None and (self._best is None or snapshot.best > self._best)
        if improved or snapshot.seconds - self._written >= SECONDS_BETWEEN_LINES:
            self._best, self._written = snapshot.best, snapshot.seconds
            self._write(f"{snapshot.seconds:6.1f} s  {progress_sentence(snapshot, self._metric)}")

    def line(self, number: int, text: str) -> None:
        """Write what the objective of a trial printed."""
        self._write(f"[trial {number}] {text}")

    def close(self) -> None:
        """Do nothing: the last line stands."""


def progress_sentence(snapshot: Snapshot, metric: str) -> str:
    """Return how far the run has come, in one line."""
    total = "" if snapshot.n_planned is None else f" of {snapshot.n_planned}"
    best = "no score yet" if snapshot.best is None else f"best {metric} {snapshot.best:.4f}"
    default = "" if snapshot.baseline is None else f" (default {snapshot.baseline:.4f})"
    left = "" if snapshot.seconds_left is None else f", {max(0.0, snapshot.seconds_left):.0f} s left"
    return f"{snapshot.n_done}{total} trials, {best}{default}{left}"


class LiveScreen:
    """Lines that stay in place: how far, how good against the default, time left, what each worker does."""

    def __init__(self, metric: str) -> None:
        from rich.live import Live

        self._metric = metric
        self._live = Live(refresh_per_second=4, transient=True)
        self._is_on = False

    def update(self, snapshot: Snapshot) -> None:
        """Redraw the lines."""
        if not self._is_on:
            self._live.start()
            self._is_on = True
        self._live.update(self._drawn(snapshot))

    def line(self, number: int, text: str) -> None:
        """Print above the lines what the objective of a trial printed."""
        self._live.console.print(f"[trial {number}] {text}", markup=False)

    def close(self) -> None:
        """Take the lines away."""
        if self._is_on:
            self._live.stop()
            self._is_on = False

    def _drawn(self, snapshot: Snapshot) -> "RenderableType":
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        workers = [
            Text(
                f"  trial {number}: {describe(params)}  {seconds:.1f} s", style="dim", no_wrap=True, overflow="ellipsis"
            )
            for number, (params, seconds) in sorted(snapshot.running.items())
        ]
        heading = Text(progress_sentence(snapshot, self._metric), style="bold")
        if snapshot.is_ending:
            heading.append("  ending", style="yellow")
        return Group(heading, ProgressBar(total=1.0, completed=share_done(snapshot), width=60), *workers)


def share_done(snapshot: Snapshot) -> float:
    """Return how much of the time or of the trials is spent, in [0, 1], whichever is more."""
    by_trials = snapshot.n_done / snapshot.n_planned if snapshot.n_planned else 0.0
    left = snapshot.seconds_left
    by_time = 0.0 if left is None else snapshot.seconds / max(snapshot.seconds + left, 1e-9)
    return min(1.0, max(by_trials, by_time))
