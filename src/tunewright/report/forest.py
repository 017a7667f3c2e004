"""A forest plot as plain boxes: one line per number, a dot with its interval, all on one axis.

Positions are percentages, so that the page can draw it without a script, before anything else and on any screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

from tunewright.report.wording import number

AIR = 0.08


@dataclass(frozen=True, slots=True)
class Row:
    """One number: its name, value and interval (NaN where there is none), and whether it is the default's."""

    name: str
    value: float
    low: float = nan
    high: float = nan
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A row as it is drawn: percentages of the width; `bar` is start and width of the interval, or None."""

    name: str
    text: str
    at: float
    bar: tuple[float, float] | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Forest:
    """A drawn forest plot; `zero` is the place of 0 in percent, or None where it does not matter."""

    title: str
    rows: Sequence[Placed]
    zero: float | None


def forest_of(title: str, rows: Sequence[Row], *, zero: bool = False) -> Forest | None:
    """Return `rows` on one axis, which holds 0 if `zero`; rows without a value are left out; None if none is left."""
    known = [row for row in rows if isfinite(row.value)]
    if not known:
        return None
    points = [point for row in known for point in (row.value, row.low, row.high) if isfinite(point)]
    low, high = min([*points, 0.0] if zero else points), max([*points, 0.0] if zero else points)
    air = AIR * (high - low) or abs(high) * AIR or 1.0
    low, high = low - air, high + air

    def percent(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    placed = [_placed(row, percent(row.value), _bar(percent(row.low), percent(row.high))) for row in known]
    return Forest(title, placed, percent(0.0) if zero else None)


def _bar(start: float, end: float) -> tuple[float, float] | None:
    return (start, round(end - start, 2)) if isfinite(start) and isfinite(end) else None


def _placed(row: Row, at: float, bar: tuple[float, float] | None) -> Placed:
    interval = f" ({number(row.low, 3)} to {number(row.high, 3)})" if bar else ""
    return Placed(row.name, number(row.value) + interval, at, bar, row.is_default)
