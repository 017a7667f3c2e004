"""Categories side by side: a box per category (quartiles, and whiskers over nine tenths of the trials)."""

import numpy as np
from numpy.typing import NDArray

from tunewright.report.figures.figure import Trace, plain
from tunewright.report.figures.frame import Frame
from tunewright.report.figures.placement import Scale
from tunewright.report.scene import Floats, Scene
from tunewright.report.wording import counted, number, percent

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
GOLDEN = 0.618034
FEWEST = 4
WIDTH = 0.5
WEAK = 0.1


def boxes(x: Floats, y: Floats, frame: Frame) -> Trace:
    """Return one box per position that occurs in `x`."""
    slots = np.unique(x)
    fences = np.array([np.quantile(frame.clip(y[x == slot]), QUANTILES) for slot in slots]).reshape(-1, len(QUANTILES))
    names = ("lowerfence", "q1", "median", "q3", "upperfence")
    return {
        "type": "box",
        "name": "middle half",
        "x": plain(slots),
        **{name: plain(fences[:, column]) for column, name in enumerate(names)},
        "width": WIDTH,
        "line": {"color": "--trend", "width": 1.5},
        "fillcolor": "--box",
        "hoverinfo": "y",
        "showlegend": False,
    }


def spread_out(x: Floats, rows: NDArray[np.intp]) -> Floats:
    """Return positions moved sideways, the same for the same row each time, so that dots do not hide each other."""
    spread: Floats = x + (WIDTH * 0.8) * ((rows * GOLDEN) % 1.0 - 0.5)
    return spread


def explained_by_slots(x: Floats, y: Floats) -> float:
    """Return the share of the spread of y, 0 to 1, that lies between the categories, corrected for their number.

    It is 0 for fewer than `FEWEST` points a category on average: a single odd one would else account for everything.
    """
    total = float(np.sum((y - y.mean()) ** 2)) if len(y) else 0.0
    slots = np.unique(x)
    if total == 0 or len(y) < FEWEST * len(slots):
        return 0.0
    within = sum(float(np.sum((y[x == slot] - y[x == slot].mean()) ** 2)) for slot in slots)
    return max(0.0, 1 - (within / (len(y) - len(slots))) / (total / (len(y) - 1)))


def category_sentence(scene: Scene, scale: Scale, x: Floats, y: Floats) -> str:
    """Return which category did best and which worst by its median, or that they hardly differ."""
    slots = np.unique(x)
    if len(slots) < 2:
        return "Only one of its values has a score."
    names = dict(zip(scale.slots.values(), scale.names, strict=True))
    middles = {slot: scene.sign * float(np.median(y[x == slot])) for slot in slots.tolist()}
    first, last = max(middles, key=lambda slot: middles[slot]), min(middles, key=lambda slot: middles[slot])
    ends = [f"{names[slot]} ({_evidence(scene, y[x == slot])})" for slot in (first, last)]
    share = explained_by_slots(x, y)
    if share < WEAK:
        top = int(np.argmax(scene.sign * y))
        leader = f"the best score, {number(float(y[top]))}, came with {names[float(x[top])]}"
        return f"No clear difference: it accounts for {percent(share)} of the spread in scores; {leader}."
    return f"{ends[0]} did best, {ends[1]} worst; on its own it accounts for {percent(share)} of the spread in scores."


def _evidence(scene: Scene, y: Floats) -> str:
    top = float((scene.sign * y).max() * scene.sign)
    return f"median {number(float(np.median(y)))}, best {number(top)}, {counted(len(y), 'trial')}"
