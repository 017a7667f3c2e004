"""How trials look in every figure: one colour and one shape per state, a star for the best, a diamond for default."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.report.figures.figure import Trace, plain
from tunewright.report.scene import Floats, Scene
from tunewright.trials.state import State

SYMBOLS: Mapping[State, str] = {
    State.COMPLETE: "circle",
    State.PRUNED: "circle-open",
    State.FAILED: "x",
    State.TIMED_OUT: "triangle-up",
    State.OUT_OF_MEMORY: "square",
    State.LOST: "cross",
    State.RUNNING: "triangle-right-open",
    State.PAUSED: "square-open",
    State.DISCARDED: "x-open",
}
SIGNS: Mapping[State, str] = {
    State.COMPLETE: "●",
    State.PRUNED: "○",
    State.FAILED: "✕",
    State.TIMED_OUT: "▲",
    State.OUT_OF_MEMORY: "■",
    State.LOST: "✚",
    State.RUNNING: "▷",
    State.PAUSED: "□",
    State.DISCARDED: "×",
}
IN_WORDS: Mapping[State, str] = {
    State.PRUNED: "stopped early",
    State.TIMED_OUT: "timed out",
    State.OUT_OF_MEMORY: "out of memory",
}
CROWD = 300


@dataclass(frozen=True, slots=True)
class Points:
    """Where trials stand in a figure.

    Attributes:
        rows: rows of the scene, shape (n_points,).
        x, y: positions, shape (n_points,).
        hover: how plotly words a point; may name %{x}, %{y} and %{customdata}, the trial's number.
    """

    rows: NDArray[np.intp]
    x: Floats
    y: Floats
    hover: str


def colour(state: State) -> str:
    """Return the name of the page's colour for `state`."""
    return f"--state-{state.value}"


def in_words(state: State) -> str:
    """Return `state` as a reader says it."""
    return IN_WORDS.get(state, state.value)


def by_state(scene: Scene, points: Points) -> list[Trace]:
    """Return one trace of dots per state that occurs."""
    states = [scene.trials[row].state for row in points.rows]
    return [_dots(scene, points, state) for state in SYMBOLS if state in states]


def special(scene: Scene, points: Points) -> list[Trace]:
    """Return the star of the best and the diamond of the default, where they are among the points."""
    looks = {scene.default: ("default", "diamond", "--default", 13), scene.best: ("best", "star", "--best", 17)}
    return [
        _mark(scene, points, index, looks[row])
        for row in looks
        for index, there in enumerate(points.rows)
        if row is not None and there == row and np.isfinite(points.y[index]) and np.isfinite(points.x[index])
    ]


def _dots(scene: Scene, points: Points, state: State) -> Trace:
    chosen = np.array([scene.trials[row].state is state for row in points.rows], dtype=bool)
    crowded = len(points.rows) > CROWD
    return {
        "type": "scatter",
        "mode": "markers",
        "name": in_words(state),
        "x": plain(points.x[chosen]),
        "y": plain(points.y[chosen]),
        "customdata": [scene.trials[row].number for row in points.rows[chosen]],
        "hovertemplate": f"{points.hover}<extra>{in_words(state)}</extra>",
        "marker": {
            "symbol": SYMBOLS[state],
            "color": colour(state),
            "size": 5 if crowded else 8,
            "opacity": 0.45 if crowded else 0.75,
        },
    }


def _mark(scene: Scene, points: Points, index: int, look: tuple[str, str, str, int]) -> Trace:
    name, symbol, shade, size = look
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": plain(points.x[index : index + 1]),
        "y": plain(points.y[index : index + 1]),
        "customdata": [scene.trials[points.rows[index]].number],
        "hovertemplate": f"{points.hover}<extra>{name}</extra>",
        "marker": {"symbol": symbol, "color": shade, "size": size, "line": {"color": "--ground", "width": 1.5}},
    }
