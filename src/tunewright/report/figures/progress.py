"""The best score so far, against time and against the number of trials: when the gain came, and when it stopped."""

import numpy as np
from numpy.typing import NDArray

from tunewright.report.escaping import label
from tunewright.report.figures.clock import clock_of, unit_for
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.figures.frame import frame_of
from tunewright.report.figures.marks import Points, by_state, special
from tunewright.report.figures.thinning import thinned, thinning_note
from tunewright.report.scene import Floats, Scene
from tunewright.report.wording import counted, duration, number

NOTHING = "No trial has given a score yet."


def best_against_time(scene: Scene) -> Figure:
    """Return the best score so far against the time since the study began."""
    clock = clock_of(scene.trials)
    at = scene.column(lambda trial: clock.at(trial.ended))
    rows = scene.complete[~np.isnan(at[scene.complete])]
    if not len(rows):
        return Figure(
            "best-time", "Best so far against time", NOTHING if not len(scene.complete) else "No times are known."
        )
    divisor, unit = unit_for(float(at[rows].max()))
    figure = _figure(scene, rows[np.argsort(at[rows], kind="stable")], at / divisor, axis(f"{unit} since the start"))
    note = " ".join(part for part in (clock.note, figure.note) if part)
    sentence = _when(scene, at, rows)
    return Figure("best-time", "Best so far against time", sentence, figure.traces, figure.layout, note)


def best_against_trials(scene: Scene) -> Figure:
    """Return the best score so far against the trial's number."""
    rows = scene.complete
    if not len(rows):
        return Figure("best-trials", "Best so far against trials", NOTHING)
    numbers = scene.column(lambda trial: float(trial.number))
    figure = _figure(scene, rows, numbers, axis("trial number"))
    return Figure("best-trials", "Best so far against trials", _after(scene), figure.traces, figure.layout, figure.note)


def _figure(scene: Scene, rows: NDArray[np.intp], x: Floats, xaxis: dict[str, object]) -> Figure:
    """Return the drawing alone; `rows` are in the order in which the trials ended."""
    frame = frame_of(scene)
    merits = scene.sign * scene.scores[rows]
    records = rows[np.flatnonzero(np.r_[True, np.diff(np.maximum.accumulate(merits)) > 0])]
    drawn = thinned(np.sort(rows), keep=[*scene.marked, *records.tolist()])
    points = Points(drawn, x[drawn], frame.clip(scene.scores[drawn]), "trial %{customdata}: %{y:.4g}")
    traces = [*by_state(scene, points), _stairs(scene, records, x, float(x[rows].max())), *special(scene, points)]
    name = label(scene.contents.score_name)
    layout = {"xaxis": xaxis, "yaxis": axis(name, range=plain(frame.shown)), "shapes": _level(scene)}
    note = " ".join(part for part in (thinning_note(len(drawn), len(rows)), frame.note(scene.scores)) if part)
    return Figure("", "", "", traces, layout, note)


def _stairs(scene: Scene, records: NDArray[np.intp], x: Floats, end: float) -> Trace:
    places, heights = np.append(x[records], end), scene.scores[np.append(records, records[-1:])]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "best so far",
        "x": plain(places),
        "y": plain(heights),
        "line": {"shape": "hv", "color": "--best", "width": 2.5},
        "hovertemplate": "best so far: %{y:.4g}<extra></extra>",
    }


def _level(scene: Scene) -> list[dict[str, object]]:
    if scene.default is None:
        return []
    level = float(scene.scores[scene.default])
    line = {"color": "--default", "width": 1.5, "dash": "dash"}
    return [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line, "layer": "below"}
    ]


def _after(scene: Scene) -> str:
    leader = scene.best_of(scene.complete.tolist())
    n_trials = len(scene.trials)
    if leader is None or n_trials == 1:
        return "There is one trial, and nothing to compare it with."
    if leader == scene.default:
        return f"Nothing among {counted(n_trials, 'trial')} scored better than the default configuration."
    n_after = n_trials - leader - 1
    tail = f"the last {n_after:,} brought nothing better" if n_after > 1 else "the search was still finding better ones"
    return f"The best score was found after {leader + 1:,} of {counted(n_trials, 'trial')}; {tail}."


def _when(scene: Scene, at: Floats, rows: NDArray[np.intp]) -> str:
    leader = scene.best_of(rows.tolist())
    assert leader is not None, "rows have scores"
    first = f"The best score, {number(float(scene.scores[leader]))}, came {duration(float(at[leader]))}"
    sentence = f"{first} into {duration(float(np.nanmax(at)))} of searching"
    half = _half_way(scene, at, rows, leader)
    return (
        f"{sentence}; half of the gain over the default was there after {duration(half)}." if half else f"{sentence}."
    )


def _half_way(scene: Scene, at: Floats, rows: NDArray[np.intp], leader: int) -> float | None:
    """Return when half of the gain over the default was reached; None where there is no default or no gain."""
    if scene.default is None or leader == scene.default:
        return None
    aim = scene.sign * (scene.scores[scene.default] + scene.scores[leader]) / 2
    return float(at[rows][scene.sign * scene.scores[rows] >= aim].min())
