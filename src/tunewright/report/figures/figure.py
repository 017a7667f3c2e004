"""What a figure is: plotly's JSON as plain dictionaries, and one sentence from the data that says what is seen.

Colours are names of the page's own colours (`--best`), so that one figure serves a light and a dark screen; the page's
script puts the colours in when it draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from tunewright.space.values import Json

Trace = dict[str, Json]
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its caption.

    Attributes:
        key: name in the page, letters and dashes only.
        title: heading, plain text.
        sentence: what is seen, plain text.
        traces: plotly's `data`; empty if there is nothing to draw, then the sentence says why.
        layout: plotly's `layout`, without fonts and colours of the ground.
        note: a second, smaller line: what is left out or how to read it.
        height: pixels.
    """

    key: str
    title: str
    sentence: str
    traces: Sequence[Trace] = ()
    layout: Mapping[str, Json] = field(default_factory=dict)
    note: str = ""
    height: int = 360

    @property
    def plotly(self) -> dict[str, Json]:
        """What the page's script draws."""
        return {"data": list(self.traces), "layout": dict(self.layout)}


def plain(values: ArrayLike) -> list[float | None]:
    """Return numbers for JSON: six significant digits, None where not finite."""
    array = np.asarray(values, dtype=np.float64)
    return [float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in array.tolist()]


def axis(title: str, **settings: Json) -> dict[str, Json]:
    """Return plotly's settings of one axis; `title` must have been escaped."""
    return {"title": {"text": title}, **settings}
