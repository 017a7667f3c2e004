"""Who did what when: one line per place of work, one stretch per trial, so that idle times and long trials can be seen.

A machine has as many places as trials ever ran on it at once; a trial takes the first that is free. So a worker that
runs two trials at a time has two lines, and one that was restarted goes on in its old ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from tunewright.report.escaping import label
from tunewright.report.figures.clock import clock_of, unit_for
from tunewright.report.figures.figure import Figure, Trace, axis, plain
from tunewright.report.figures.marks import CROWD, SYMBOLS, colour, in_words
from tunewright.report.figures.thinning import thinned, thinning_note
from tunewright.report.scene import Scene
from tunewright.report.wording import counted, percent
from tunewright.trials.state import State

TITLE = "Workers over time"
MOST_LANES = 16
TINY = 1e-3
Span = tuple[float, float]
Lane = tuple[str, int]


def workers_over_time(scene: Scene) -> Figure:
    """Return when each worker ran which trial."""
    clock = clock_of(scene.trials)
    spans = {
        row: (clock.at(trial.started), clock.at(trial.ended))
        for row, trial in enumerate(scene.trials)
        if trial.started <= trial.ended
    }
    if not spans:
        return Figure("workers", TITLE, "No times are known.")
    lanes = lanes_of(spans, {row: scene.trials[row].worker.split("/")[0] for row in spans})
    order = sorted(set(lanes.values()))[:MOST_LANES]
    rows = np.array([row for row in spans if lanes[row] in order], dtype=np.intp)
    drawn = thinned(rows, keep=scene.marked)
    divisor, unit = unit_for(max(end for _, end in spans.values()))
    stretches = {row: (spans[row][0] / divisor, spans[row][1] / divisor) for row in drawn.tolist()}
    places = {row: order.index(lanes[row]) for row in stretches}
    traces = [trace for state in SYMBOLS for trace in _stretches(scene, state, stretches, places)]
    notes = [clock.note, thinning_note(len(drawn), len(spans))]
    layout = {
        "xaxis": axis(f"{unit} since the start"),
        "yaxis": axis("", tickvals=list(range(len(order))), ticktext=_names(order), range=[len(order) - 0.4, -0.6]),
        "barmode": "overlay",
        "showlegend": False,
    }
    note = " ".join(part for part in notes if part)
    return Figure("workers", TITLE, _sentence(spans, lanes), traces, layout, note, height=110 + 42 * len(order))


def lanes_of(spans: Mapping[int, Span], machines: Mapping[int, str]) -> dict[int, Lane]:
    """Return machine and place, from 0, of each trial, so that no two overlap in one place.

    Args:
        spans: start and end in seconds, by row.
        machines: where it ran, by row.
    """
    free_at: dict[str, list[float]] = defaultdict(list)
    lanes: dict[int, Lane] = {}
    for row in sorted(spans, key=lambda row: spans[row]):
        ends = free_at[machines[row]]
        start, end = spans[row]
        place = next((index for index, free in enumerate(ends) if free <= start + TINY), len(ends))
        ends[place : place + 1] = [end]
        lanes[row] = (machines[row], place)
    return lanes


def _names(order: Sequence[Lane]) -> list[str]:
    several = len({machine for machine, _ in order}) > 1
    return [label(f"{machine} {place + 1}" if several else f"worker {place + 1}", 20) for machine, place in order]


def _stretches(scene: Scene, state: State, spans: Mapping[int, Span], places: Mapping[int, int]) -> list[Trace]:
    rows = [row for row in spans if scene.trials[row].state is state]
    if not rows:
        return []
    starts, ends = [spans[row][0] for row in rows], [spans[row][1] for row in rows]
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": in_words(state),
        "y": [places[row] for row in rows],
        "base": plain(starts),
        "x": plain(np.subtract(ends, starts)),
        "width": 0.7,
        "customdata": [[scene.trials[row].number, *plain([scene.seconds[row]])] for row in rows],
        "marker": {"color": colour(state), "line": {"color": "--ground", "width": 0.5 if len(spans) < CROWD else 0}},
        "hovertemplate": f"trial %{{customdata[0]}}: %{{customdata[1]:.3g}} s<extra>{in_words(state)}</extra>",
    }
    return [trace]


def _sentence(spans: Mapping[int, Span], lanes: Mapping[int, Lane]) -> str:
    ends: dict[Lane, float] = defaultdict(float)
    for row, lane in lanes.items():
        ends[lane] = max(ends[lane], spans[row][1])
    begun = min(start for start, _ in spans.values())
    there = sum(ends.values()) - begun * len(ends)
    busy = sum(end - start for start, end in spans.values())
    share = percent(min(1.0, busy / there)) if there > 0 else "all"
    was = "was" if len(ends) == 1 else "were"
    return f"{counted(len(ends), 'worker')} {was} running trials for {share} of the time."
