"""Train against validation: what lies far on the train side of the diagonal fits its own rows better than new ones.

A gap alone convicts nobody (a forest always has one): what counts is whether the validation score falls while the train
score rises, which is what the findings say.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.report.escaping import label
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.figures.frame import frame_of
from tunewright.report.figures.marks import Points, by_state, special
from tunewright.report.figures.thinning import thinned, thinning_note
from tunewright.report.scene import Scene
from tunewright.report.wording import number

TITLE = "Train against validation"
NOTHING = (
    "No train scores were recorded. An objective that returns "
    '{"valid_score": …, "train_score": …} makes overfitting visible here.'
)


def train_against_validation(scene: Scene) -> Figure:
    """Return the validation score of each complete trial against its train score."""
    rows = np.flatnonzero(~np.isnan(scene.scores) & ~np.isnan(scene.trains))
    if not len(rows):
        return Figure("fit", TITLE, NOTHING)
    frame, name = frame_of(scene), label(scene.contents.score_name)
    drawn = thinned(rows, keep=scene.marked)
    points = Points(
        drawn,
        scene.trains[drawn],
        frame.clip(scene.scores[drawn]),
        "trial %{customdata}<br>train %{x:.4g}<br>validation %{y:.4g}",
    )
    traces = [_diagonal(scene, rows), *by_state(scene, points), *special(scene, points)]
    layout = {
        "xaxis": axis(f"train {name}"),
        "yaxis": axis(f"validation {name}", range=plain(frame.shown)),
        "annotations": [_region(scene)],
    }
    note = " ".join(part for part in (thinning_note(len(drawn), len(rows)), frame.note(scene.scores[rows])) if part)
    return Figure("fit", TITLE, _sentence(scene, rows), traces, layout, note, height=420)


def _diagonal(scene: Scene, rows: NDArray[np.intp]) -> Trace:
    frame = frame_of(scene)
    ends = [min(frame.low, float(scene.trains[rows].min())), max(frame.high, float(scene.trains[rows].max()))]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "train = validation",
        "x": plain(ends),
        "y": plain(ends),
        "line": {"color": "--muted", "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _region(scene: Scene) -> dict[str, object]:
    upward = scene.sign > 0
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0.98 if upward else 0.02,
        "y": 0.03 if upward else 0.97,
        "xanchor": "right" if upward else "left",
        "yanchor": "bottom" if upward else "top",
        "text": "fits its own rows<br>better than new ones",
        "align": "right" if upward else "left",
        "showarrow": False,
        "font": {"size": 12, "color": "--muted"},
    }


def _sentence(scene: Scene, rows: NDArray[np.intp]) -> str:
    known = set(rows.tolist())
    chosen = scene.best if scene.best in known else scene.best_of(rows.tolist())
    assert chosen is not None, "rows have scores"
    sentence = f"The best trial scores {_pair(scene, chosen)}: a gap of {number(_gap(scene, chosen), 3)}"
    if scene.default in known and scene.default is not None and scene.default != chosen:
        sentence += f", against {number(_gap(scene, scene.default), 3)} for the default configuration"
    typical = float(np.median(scene.sign * (scene.trains[rows] - scene.scores[rows])))
    return f"{sentence}; the gap of a typical trial is {number(typical, 3)}."


def _pair(scene: Scene, row: int) -> str:
    return f"{number(float(scene.trains[row]))} in training and {number(float(scene.scores[row]))} in validation"


def _gap(scene: Scene, row: int) -> float:
    return float(scene.sign * (scene.trains[row] - scene.scores[row]))
