"""Where the time of the search went: by kind of model where several were tuned, and by what became of the trials."""

from collections import defaultdict

import numpy as np

from tunewright.report.escaping import label
from tunewright.report.figures.clock import unit_for
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.figures.marks import SYMBOLS, colour, in_words
from tunewright.report.scene import Scene
from tunewright.report.wording import counted, duration, percent, shown
from tunewright.trials.state import State

TITLE = "Where the time went"
MODEL = "model"
MOST_GROUPS = 12
Spent = dict[str, dict[State, float]]


def where_time_went(scene: Scene) -> Figure:
    """Return the seconds of all trials, one bar per model and one colour per state."""
    spent = _spent(scene)
    total = sum(sum(states.values()) for states in spent.values())
    if not total:
        return Figure("spending", TITLE, "No times were measured.")
    groups = sorted(spent, key=lambda group: -sum(spent[group].values()))[:MOST_GROUPS]
    divisor, unit = unit_for(max(sum(spent[group].values()) for group in groups))
    traces = [
        _bar(state, groups, spent, divisor) for state in SYMBOLS if any(spent[group].get(state) for group in groups)
    ]
    layout = {
        "barmode": "stack",
        "showlegend": False,
        "xaxis": axis(f"{unit} of trial time, all workers together"),
        "yaxis": axis("", autorange="reversed", type="category"),
    }
    return Figure("spending", TITLE, _sentence(scene, spent, total), traces, layout, height=110 + 42 * len(groups))


def _spent(scene: Scene) -> Spent:
    spent: Spent = defaultdict(lambda: defaultdict(float))
    for trial, seconds in zip(scene.trials, scene.seconds, strict=True):
        if np.isfinite(seconds):
            spent[shown(trial.params.get(MODEL, "all trials"))][trial.state] += float(seconds)
    return spent


def _bar(state: State, groups: list[str], spent: Spent, divisor: float) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "name": in_words(state),
        "y": [label(group, 22) for group in groups],
        "x": plain([spent[group].get(state, 0.0) / divisor for group in groups]),
        "marker": {"color": colour(state)},
        "hovertemplate": f"%{{y}}: %{{x:.3g}}<extra>{in_words(state)}</extra>",
    }


def _sentence(scene: Scene, spent: Spent, total: float) -> str:
    first = max(spent, key=lambda group: sum(spent[group].values()))
    share = percent(sum(spent[first].values()) / total)
    whole = f"{duration(total)} of trial time"
    sentence = (
        f"{share} of the {whole} went into {first}" if len(spent) > 1 else f"{len(scene.trials):,} trials took {whole}"
    )
    unfinished = sum(
        seconds for states in spent.values() for state, seconds in states.items() if state not in _FRUITFUL
    )
    n_unfinished = sum(trial.state not in _FRUITFUL for trial in scene.trials)
    if not n_unfinished:
        return f"{sentence}; every trial ran to its end or was stopped early on purpose."
    lost = f"{percent(unfinished / total)} went into {counted(n_unfinished, 'trial')} that gave no result"
    return f"{sentence}; {lost}."


_FRUITFUL = frozenset({State.COMPLETE, State.PRUNED})
