"""Each hyperparameter's effect: every trial's score against the value it had, with a smooth trend or boxes.

The other hyperparameters vary as well, as the sampler chose them, so a figure shows what goes with a value and not what
it would do with all else equal. The strongest come first: those whose trend (or whose categories) explain the largest
share of the spread in scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.report.escaping import label
from tunewright.report.figures.boxes import WEAK, boxes, category_sentence, explained_by_slots, spread_out
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.figures.frame import Frame, frame_of
from tunewright.report.figures.marks import Points, by_state, special
from tunewright.report.figures.placement import Scale, scale_of_categories, scale_of_numbers
from tunewright.report.figures.thinning import thinned
from tunewright.report.figures.trend import explained, places, trend
from tunewright.report.scene import Floats, Scene
from tunewright.report.wording import counted, number, percent
from tunewright.space.parameters import Categorical, Float, Int, Ordinal
from tunewright.space.values import Json

MOST_FIGURES = 24
AT_MOST = 600
EDGE = 0.08


@dataclass(frozen=True, slots=True)
class Effect:
    """One hyperparameter as it is drawn.

    Attributes:
        name: the hyperparameter.
        scale: where its values stand.
        rows: rows of the trials in which it was active, shape (n_active,).
        x: their positions, shape (n_active,).
        share: share of the spread in scores, 0 to 1, that goes with it.
    """

    name: str
    scale: Scale
    rows: NDArray[np.intp]
    x: Floats
    share: float

    def among(self, column: Floats) -> tuple[Floats, Floats]:
        """Return positions and values of `column` where both are known."""
        known = np.isfinite(column[self.rows]) & np.isfinite(self.x)
        return self.x[known], column[self.rows][known]

    def numbers_among(self, column: Floats) -> tuple[Floats, Floats]:
        """Return the same without the values that have slots of their own."""
        x, y = self.among(column)
        return (x[x <= self.scale.high], y[x <= self.scale.high]) if self.scale.is_numeric else (x[:0], y[:0])


def effects(scene: Scene) -> list[Effect]:
    """Return what varied, the strongest first, and in the order of the space among equals."""
    found = [effect for name in _names(scene) if (effect := _effect(scene, name)) is not None]
    return sorted(found, key=lambda effect: -effect.share)


def effect_figures(scene: Scene) -> list[Figure]:
    """Return one figure per hyperparameter, for at most the 24 strongest."""
    if not len(scene.complete):
        return []
    return [_figure(scene, effect, index) for index, effect in enumerate(effects(scene)[:MOST_FIGURES])]


def _names(scene: Scene) -> list[str]:
    seen = (name for trial in scene.trials for name in trial.params)
    return list(dict.fromkeys([*scene.contents.space.names, *seen]))


def _effect(scene: Scene, name: str) -> Effect | None:
    rows = np.array([row for row, trial in enumerate(scene.trials) if name in trial.params], dtype=np.intp)
    values = [scene.trials[row].params[name] for row in rows]
    scale = _scale(scene, name, values)
    x = np.array([scale.place(value) for value in values], dtype=np.float64)
    if len(np.unique(x[~np.isnan(x)])) < 2:
        return None
    effect = Effect(name, scale, rows, x, 0.0)
    return Effect(name, scale, rows, x, _share(scene, effect))


def _scale(scene: Scene, name: str, values: Sequence[Json]) -> Scale:
    match scene.contents.space.parameters.get(name):
        case Categorical(choices=choices) | Ordinal(choices=choices):
            return scale_of_categories([*choices, *values])
        case Float(low=low, high=high, log=log) | Int(low=low, high=high, log=log):
            return scale_of_numbers(values, log=log, bounds=(low, high))
        case _:
            return scale_of_numbers(values, log=False)


def _share(scene: Scene, effect: Effect) -> float:
    frame = frame_of(scene)
    if not effect.scale.is_numeric:
        x, y = effect.among(scene.scores)
        return explained_by_slots(x, frame.clip(y))
    x, y = effect.numbers_among(scene.scores)
    return explained(x, frame.clip(y))


def _figure(scene: Scene, effect: Effect, index: int) -> Figure:
    frame = frame_of(scene)
    view = _view(scene, effect, frame)
    reached = scene.reached
    rows = np.flatnonzero(np.isfinite(reached[effect.rows]) & np.isfinite(effect.x))
    drawn = thinned(rows, keep=np.flatnonzero(np.isin(effect.rows, scene.marked)), at_most=AT_MOST)
    places_x = effect.x[drawn] if effect.scale.is_numeric else spread_out(effect.x[drawn], effect.rows[drawn])
    shown = Points(
        effect.rows[drawn], places_x, frame.clip(reached[effect.rows[drawn]]), "trial %{customdata}: %{y:.4g}"
    )
    lines = (
        _lines(scene, effect, frame, view) if effect.scale.is_numeric else [boxes(*effect.among(scene.scores), frame)]
    )
    traces = [*by_state(scene, shown), *lines, *special(scene, shown)]
    return Figure(
        f"effect-{index}", effect.name, _sentence(scene, effect), traces, _layout(scene, effect, view), height=250
    )


def _view(scene: Scene, effect: Effect, frame: Frame) -> Frame:
    for _, line in _trend(effect, scene.trains):
        return frame.with_room_for(line)
    return frame


def _layout(scene: Scene, effect: Effect, view: Frame) -> Mapping[str, Json]:
    where, names = effect.scale.ticks()
    title = label(effect.name) + (" (log scale)" if effect.scale.log else "")
    xaxis = axis(
        title,
        tickvals=plain(where),
        ticktext=[label(name, 18) for name in names],
        range=plain(effect.scale.shown()),
    )
    yaxis = axis(label(scene.contents.score_name), range=plain(view.shown))
    return {"xaxis": xaxis, "yaxis": yaxis, "showlegend": False}


def _lines(scene: Scene, effect: Effect, frame: Frame, view: Frame) -> list[Trace]:
    scores = frame.clip(scene.scores)
    looks = (("trend", scores, "--trend", "solid"), ("train trend", scene.trains, "--train", "dash"))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": plain(at),
            "y": plain(_inside(line, view)),
            "line": {"color": shade, "width": 2.5, "dash": dash},
            "hovertemplate": f"{name}: %{{y:.4g}}<extra></extra>",
        }
        for name, column, shade, dash in looks
        for at, line in _trend(effect, column)
    ]


def _inside(line: Floats, frame: Frame) -> Floats:
    low, high = frame.shown
    return np.where((line < low) | (line > high), np.nan, line)


def _trend(effect: Effect, column: Floats) -> list[tuple[Floats, Floats]]:
    x, y = effect.numbers_among(column)
    if not len(x):
        return []
    at = places(x)
    line = trend(x, y, at)
    return [] if line is None else [(at, line)]


def _sentence(scene: Scene, effect: Effect) -> str:
    x, y = effect.among(scene.scores)
    n_active, n_all = len(effect.rows), len(scene.trials)
    active = f" It was active in {n_active:,} of {counted(n_all, 'trial')}." if n_active < n_all else ""
    if not effect.scale.is_numeric:
        return category_sentence(scene, effect.scale, x, y) + active
    found = _trend(effect, frame_of(scene).clip(scene.scores))
    if not found:
        return f"Too few of its values have a score ({len(x)}) to draw a trend." + active
    return _of_trend(scene, effect, *found[0]) + active


def _of_trend(scene: Scene, effect: Effect, at: Floats, line: Floats) -> str:
    top = int(np.argmax(scene.sign * line))
    share = percent(effect.share)
    if effect.share < WEAK:
        return f"No clear trend: on its own it accounts for {share} of the spread in scores."
    where = number(effect.scale.value_at(float(at[top])), 2)
    share_text = f"the trend accounts for {share} of the spread in scores"
    edge = "upper" if top >= len(at) * (1 - EDGE) else "lower" if top < len(at) * EDGE else ""
    if edge:
        return f"Scores are best at the {edge} end of what was tried, near {where}; {share_text}."
    return f"Scores are best near {where}; {share_text}."
