"""What a person sees while `tune` runs: a few lines that stay in place on a terminal, plain lines elsewhere.

Both are fed by the study's snapshots; neither knows how trials are run.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tunewright.analysis.figures import shown_value
from tunewright.space.values import Params
from tunewright.study.progress import Progress, Snapshot

if TYPE_CHECKING:
    from rich.console import RenderableType

SECONDS_BETWEEN_LINES = 10.0
MOST_VALUES = 5
BAR_WIDTH = 60


def describe(params: Params, most: int | None = MOST_VALUES) -> str:
    """Return a configuration on one line: the model first, then `most` of its parameters, None for all of them."""
    model = str(params.get("model", ""))
    shown = [
        f"{name.removeprefix(f'{model}.')}={'none' if value is None else shown_value(value)}"
        for name, value in params.items()
        if name != "model"
    ]
    n_shown = len(shown) if most is None else most
    more = f" (+{len(shown) - n_shown})" if len(shown) > n_shown else ""
    return " ".join([model, *shown[:n_shown]]).strip() + more


def counted(n: int, what: str) -> str:
    """Return "1 trial" or "2 trials"."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def screen_for(*, quiet: bool, metric: str, n_planned: int | None = None) -> Progress:
    """Return the live screen on a terminal, plain lines elsewhere, or nothing if `quiet`.

    Args:
        quiet: whether to show nothing.
        metric: name of the score.
        n_planned: trials that are still to be run, or None if time alone ends the search.
    """
    if quiet:
        return Silent()
    return LiveScreen(metric, n_planned) if sys.stdout.isatty() else PlainScreen(metric, _write_line, n_planned)


def _write_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


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

    def __init__(self, metric: str, write: Callable[[str], None], n_planned: int | None = None) -> None:
        self._metric = metric
        self._write = write
        self._n_planned = n_planned
        self._best: float | None = None
        self._written = 0.0

    def update(self, snapshot: Snapshot) -> None:
        """Write a line if there is news or the last one is old."""
        improved = snapshot.best is not None and (self._best is None or snapshot.best > self._best)
        if improved or snapshot.seconds - self._written >= SECONDS_BETWEEN_LINES:
            self._best, self._written = snapshot.best, snapshot.seconds
            self._write(f"{snapshot.seconds:6.1f} s  {progress_sentence(snapshot, self._metric, self._n_planned)}")

    def line(self, number: int, text: str) -> None:
        """Write what the objective of a trial printed."""
        self._write(f"[trial {number}] {text}")

    def close(self) -> None:
        """Do nothing: the last line stands."""


def progress_sentence(snapshot: Snapshot, metric: str, planned: int | None = None) -> str:
    """Return how far the run has come, in one line."""
    done = counted(snapshot.n_done, "trial") if planned is None else f"{snapshot.n_done} of {counted(planned, 'trial')}"
    best = "no score yet" if snapshot.best is None else f"best {metric} {snapshot.best:.4f}"
    default = "" if snapshot.baseline is None else f" (default {snapshot.baseline:.4f})"
    left = "" if snapshot.seconds_left is None else f", {max(0.0, snapshot.seconds_left):.0f} s left"
    return f"{done}, {best}{default}{left}"


class LiveScreen:
    """Lines that stay in place: how far, how good against the default, time left, what each worker does."""

    def __init__(self, metric: str, n_planned: int | None = None) -> None:
        from rich.live import Live

        self._metric = metric
        self._n_planned = n_planned
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
        from rich.text import Text

        workers = [
            Text(
                f"  trial {number}, {seconds:.1f} s: {describe(params)}", style="dim", no_wrap=True, overflow="ellipsis"
            )
            for number, (params, seconds) in sorted(snapshot.running.items())
        ]
        heading = Text(progress_sentence(snapshot, self._metric, self._n_planned), style="bold")
        if snapshot.is_ending:
            heading.append("  letting the running trials end", style="yellow")
        full = round(BAR_WIDTH * share_done(snapshot, self._n_planned))
        bar = Text("━" * full, style="green", no_wrap=True, overflow="crop").append(
            "━" * (BAR_WIDTH - full), style="dim"
        )
        return Group(heading, bar, *workers)


def share_done(snapshot: Snapshot, planned: int | None = None) -> float:
    """Return how much of the time or of the trials is spent, in [0, 1], whichever is more."""
    by_trials = snapshot.n_done / planned if planned else 0.0
    left = snapshot.seconds_left
    by_time = 0.0 if left is None else snapshot.seconds / max(snapshot.seconds + left, 1e-9)
    return min(1.0, max(by_trials, by_time))
