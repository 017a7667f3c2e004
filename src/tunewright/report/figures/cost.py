"""What the search cost: score against seconds, seconds and memory of every trial."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.report.escaping import label
from tunewright.report.figures.figure import Figure, axis, plain
from tunewright.report.figures.frame import frame_of
from tunewright.report.figures.marks import Points, by_state, in_words, special
from tunewright.report.figures.thinning import thinned, thinning_note
from tunewright.report.scene import Floats, Scene
from tunewright.report.wording import duration, memory, number

Say: TypeAlias = Callable[[float], str]
ENOUGH = 0.01
LOG_FROM = 20.0


def score_against_seconds(scene: Scene) -> Figure:
    """Return the score of each complete trial against the time it took."""
    title = "Score against seconds"
    rows = np.flatnonzero(~np.isnan(scene.scores) & (scene.seconds > 0))
    if not len(rows):
        return Figure("score-seconds", title, "No trial has both a score and a measured time.")
    frame, drawn = frame_of(scene), thinned(rows, keep=scene.marked)
    hover = "trial %{customdata}<br>%{y:.4g} in %{x:.3g} s"
    points = Points(drawn, scene.seconds[drawn], frame.clip(scene.scores[drawn]), hover)
    yaxis = axis(label(scene.contents.score_name), range=plain(frame.shown))
    layout = {"xaxis": _seconds_axis(scene.seconds[rows]), "yaxis": yaxis, "showlegend": False}
    traces = [*by_state(scene, points), *special(scene, points)]
    note = thinning_note(len(drawn), len(rows))
    return Figure("score-seconds", title, _bargain(scene, rows), traces, layout, note, height=280)


def seconds_by_trial(scene: Scene) -> Figure:
    """Return the wall time of every trial, whatever became of it."""
    return _by_number(scene, scene.seconds, ("seconds", "Seconds of each trial", "seconds"), duration)


def memory_by_trial(scene: Scene) -> Figure:
    """Return the peak memory of every trial, whatever became of it."""
    return _by_number(scene, scene.memory / 1e6, ("memory", "Peak memory of each trial", "MB"), _megabytes)


def _by_number(scene: Scene, column: Floats, words: tuple[str, str, str], say: Say) -> Figure:
    key, title, unit = words
    rows = np.flatnonzero(np.isfinite(column))
    if not len(rows):
        return Figure(key, title, "It was not measured.")
    numbers = scene.column(lambda trial: float(trial.number))
    drawn = thinned(rows, keep=scene.marked)
    points = Points(drawn, numbers[drawn], column[drawn], f"trial %{{customdata}}: %{{y:.3g}} {unit}")
    layout = {"xaxis": axis("trial number"), "yaxis": axis(unit, rangemode="tozero"), "showlegend": False}
    traces = [*by_state(scene, points), *special(scene, points)]
    note = thinning_note(len(drawn), len(rows))
    return Figure(key, title, _range_sentence(scene, column, rows, say), traces, layout, note, height=280)


def _seconds_axis(seconds: Floats) -> dict[str, object]:
    wide = float(seconds.max()) > LOG_FROM * float(seconds.min())
    title = "seconds (log scale)" if wide else "seconds"
    return axis(title, type="log") if wide else axis(title, rangemode="tozero")


def _bargain(scene: Scene, rows: NDArray[np.intp]) -> str:
    """Say whether a much faster trial came close to the best."""
    leader = scene.best if scene.best in rows else scene.best_of(rows.tolist())
    assert leader is not None, "rows have scores"
    score, seconds = float(scene.scores[leader]), float(scene.seconds[leader])
    first = f"The best trial took {duration(seconds)} for {number(score)}"
    close = rows[scene.sign * (score - scene.scores[rows]) <= ENOUGH * float(np.ptp(scene.scores[rows]))]
    fastest = int(close[np.argmin(scene.seconds[close])])
    if scene.seconds[fastest] > 0.8 * seconds:
        return f"{first}; none that was clearly faster came as close as 1 % of the range of scores."
    other = f"trial {scene.trials[fastest].number} reached {number(float(scene.scores[fastest]))}"
    return f"{first}; {other} in {duration(float(scene.seconds[fastest]))}."


def _range_sentence(scene: Scene, column: Floats, rows: NDArray[np.intp], say: Say) -> str:
    costs = column[rows]
    highest = scene.trials[int(rows[np.argmax(costs)])]
    middle = f"A typical trial needed {say(float(np.median(costs)))}"
    most = f"the most was {say(float(costs.max()))} (trial {highest.number}, {in_words(highest.state)})"
    chosen = "" if scene.best not in rows or scene.best is None else f", the best one {say(float(column[scene.best]))}"
    return f"{middle}{chosen}; {most}."


def _megabytes(size: float) -> str:
    return memory(size * 1e6)
