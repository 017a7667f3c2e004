"""The table of trials: all of them in a study of usual size, else the best and those that went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from tunewright.report.figures.marks import in_words
from tunewright.report.scene import Scene
from tunewright.report.wording import UNKNOWN, counted, duration, memory, number, shown
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

MOST_BEST = 200
MOST_OTHERS = 100
LONGEST_TEXT = 4000
WENT_WRONG = frozenset({State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY, State.LOST})


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as text, and as the key by which its column is sorted ("" where it is not known)."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Line:
    """One trial as a row of the table."""

    number: int
    state: str
    words: str
    marks: Sequence[str]
    score: Cell
    train: Cell
    seconds: Cell
    memory: Cell
    params: Sequence[tuple[str, str]]
    error: str
    story: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows, a sentence on which trials they are, and which of the columns hold anything."""

    lines: Sequence[Line]
    sentence: str
    has_train: bool
    has_memory: bool


def listing_of(scene: Scene) -> Listing:
    """Return the table of trials, the best first, then the stopped, then those that went wrong."""
    rows = _chosen(scene)
    return Listing(
        [_line(scene, row) for row in rows],
        _sentence(scene, rows),
        bool(np.isfinite(scene.trains).any()),
        bool(np.isfinite(scene.memory).any()),
    )


def _chosen(scene: Scene) -> list[int]:
    scored = sorted(scene.complete.tolist(), key=lambda row: -scene.sign * float(scene.scores[row]))
    wrong = [row for row, trial in enumerate(scene.trials) if trial.state in WENT_WRONG]
    there = {*scored, *wrong}
    others = [row for row in range(len(scene.trials)) if row not in there]
    if len(scene.trials) <= MOST_BEST:
        return [*scored, *others, *wrong]
    marked = [row for row in scene.marked if row not in scored[:MOST_BEST]]
    return [*scored[:MOST_BEST], *marked, *wrong[-MOST_OTHERS:]]


def _sentence(scene: Scene, rows: Sequence[int]) -> str:
    counts = {state: sum(trial.state is state for trial in scene.trials) for state in State}
    parts = ", ".join(f"{n:,} {in_words(state)}" for state, n in counts.items() if n)
    if not rows:
        return "No trial has begun."
    whole = f"{counted(len(scene.trials), 'trial')}: {parts}."
    if len(rows) == len(scene.trials):
        return whole
    n_wrong = sum(counts[state] for state in WENT_WRONG)
    latest = f"the latest {MOST_OTHERS} of" if n_wrong > MOST_OTHERS else "all"
    return f"{whole} Listed are the best {MOST_BEST} and {latest} those that went wrong."


def _line(scene: Scene, row: int) -> Line:
    trial = scene.trials[row]
    names = (("best", scene.best), ("default", scene.default))
    return Line(
        trial.number,
        trial.state.value,
        in_words(trial.state),
        [name for name, marked in names if marked == row],
        _score(scene, row),
        _cell(float(scene.trains[row]), number(float(scene.trains[row]))),
        _cell(float(scene.seconds[row]), duration(float(scene.seconds[row]))),
        _cell(float(scene.memory[row]), memory(float(scene.memory[row]))),
        [(_without_model(name, trial), shown(value)) for name, value in trial.params.items()],
        trial.error,
        _story(trial),
    )


def _without_model(name: str, trial: Trial) -> str:
    """Return a parameter's name without its model in front, which stands in the same cell: "C" for "svm.C"."""
    return name.removeprefix(f"{trial.params.get('model')}.")


def _score(scene: Scene, row: int) -> Cell:
    trial, partial = scene.trials[row], float(scene.partial[row])
    if isfinite(partial):
        return Cell(f"{number(partial)} so far", "")
    value = trial.value if trial.state is State.COMPLETE else float("nan")
    return _cell(value, number(value))


def _cell(value: float, text: str) -> Cell:
    return Cell(text, repr(value)) if isfinite(value) else Cell(text if value == value else UNKNOWN, "")


def _story(trial: Trial) -> str:
    parts = (("", trial.traceback), ("Printed:\n", trial.output if trial.error else ""))
    return "\n".join(title + text[-LONGEST_TEXT:] for title, text in parts if text)
