"""Uniform draws from a space: every coordinate alike, inactive ones NaN, and none that breaks what is required.

What is required is met by rejection, so that draws are uniform over the configurations that are allowed. Only columns
that a condition mentions are turned into values, by the same code that decodes one configuration, so that a draw and
its decoded params never disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunewright.space.cube import Choices
from tunewright.space.expressions import OPERATIONS, Expression
from tunewright.space.layout import Layout, Place, Rule, default_of, has_default, value_of
from tunewright.space.values import Json

MOST_DRAWS = 10_000
FEWEST_AT_ONCE = 32
Mask = NDArray[np.bool_]
BY_COLUMN = {op: np.frompyfunc(function, 1 if op == "~" else 2, 1) for op, function in OPERATIONS.items()}


class Column(NamedTuple):
    """A parameter of many points: its different values, and for each point which of them it has."""

    values: NDArray[np.object_]
    rows: NDArray[np.int64]


def drawn(layout: Layout, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Return `n` uniform draws, shape (n, n_dims); NaN where a parameter is inactive.

    Raises:
        ValueError: if 10,000 draws in a row do not meet what is required.
    """
    if not layout.require:
        units = rng.random((n, len(layout.dims)))
        _screen(layout, units)
        return units
    found: list[NDArray[np.float64]] = []
    n_found, n_since = 0, 0
    ever_met = np.zeros(len(layout.require), np.bool_)
    while n_found < n:
        units = rng.random((min(max(n - n_found, FEWEST_AT_ONCE), MOST_DRAWS), len(layout.dims)))
        met = _screen(layout, units)
        ever_met |= met.any(axis=1)
        allowed = units[met.all(axis=0)]
        found.append(allowed)
        n_found += len(allowed)
        n_since = 0 if len(allowed) else n_since + len(units)
        if n_since >= MOST_DRAWS:
            raise _never_met(layout.require, ever_met)
    return np.concatenate(found)[:n] if found else np.empty((0, len(layout.dims)))


def screened(layout: Layout, units: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return points with NaN where a parameter is inactive, and which of them meet all that is required."""
    points = units.copy()
    met: NDArray[np.bool_] = np.all(_screen(layout, points), axis=0)
    return points, met


def _never_met(require: Sequence[Rule], ever_met: NDArray[np.bool_]) -> ValueError:
    never = [str(rule.condition) for rule, met in zip(require, ever_met, strict=True) if not met]
    named = never or [str(rule.condition) for rule in require]
    return ValueError(
        f"require={named!r} was met by none of {MOST_DRAWS:,} draws{'' if never else ' together'}; "
        "loosen it, or narrow the ranges to where it holds"
    )


def _screen(layout: Layout, units: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Write NaN where parameters are inactive, and return which rules are met, shape (n_rules, n)."""
    n = len(units)
    needed = {name for rule in layout.rules for name in rule.names}
    if not layout.rules:
        return np.ones((0, n), np.bool_)
    columns = {place.name: _column(place, units) for place in layout.places if place.name in needed}
    active: dict[str, Mask] = {}
    for place in layout.places:
        active[place.name] = _active(place.when, columns, active, n)
        if place.when is not None and place.axis is not None:
            units[~active[place.name], place.column] = np.nan
    met = [~_all_active(rule, active, n) | _holds(rule, columns, n) for rule in layout.require]
    return np.array(met, np.bool_).reshape(len(met), n)


def _active(rule: Rule | None, columns: Mapping[str, Column], active: Mapping[str, Mask], n: int) -> Mask:
    return np.ones(n, np.bool_) if rule is None else _all_active(rule, active, n) & _holds(rule, columns, n)


def _all_active(rule: Rule, active: Mapping[str, Mask], n: int) -> Mask:
    together = np.ones(n, np.bool_)
    for name in rule.names:
        together &= active.get(name, False)
    return together


def _holds(rule: Rule, columns: Mapping[str, Column], n: int) -> Mask:
    if not all(name in columns for name in rule.names):
        return np.zeros(n, np.bool_)
    if len(rule.names) == 1:  # mostly a choice: what holds for it is worked out once, not for every row
        column = columns[rule.names[0]]
        held = _evaluated(rule.condition, {rule.names[0]: column.values})
        return np.broadcast_to(np.asarray(held, np.bool_), len(column.values))[column.rows]
    whole = {name: columns[name].values[columns[name].rows] for name in rule.names}
    return np.broadcast_to(np.asarray(_evaluated(rule.condition, whole), np.bool_), n)


def _evaluated(expression: Expression, columns: Mapping[str, NDArray[np.object_]]) -> NDArray[np.object_]:
    if expression.op == "param":
        return columns[expression.args[0]]
    if expression.op == "value":
        return _objects([expression.args[0]])
    operands = [_evaluated(arg, columns) for arg in expression.args]
    result: NDArray[np.object_] = BY_COLUMN[expression.op](*operands)
    return result


def _column(place: Place, units: NDArray[np.float64]) -> Column:
    if place.axis is None:
        return Column(_objects([value_of(place.parameter)]), np.zeros(len(units), np.int64))
    column = units[:, place.column]
    known = np.where(np.isnan(column), place.fallback, column)  # inactive: it is said elsewhere what that means
    if isinstance(place.axis, Choices):
        return Column(_objects(place.axis.choices), place.axis.indices(known))
    different, rows = np.unique(known, return_inverse=True)
    return Column(_objects(map(place.axis.from_unit, different.tolist())), rows)


def _objects(values: Iterable[Json]) -> NDArray[np.object_]:
    """Return a column that keeps lists among the values whole."""
    return np.fromiter(values, np.object_)


def default_params(layout: Layout) -> dict[str, Json]:
    """Return the defaults; where they break what is required, the nearest configuration that keeps those given.

    Nearest is counted in the cube, over 10,000 points of a lattice (Roberts 2018, "The unreasonable effectiveness of
    quasirandom sequences"), so that the answer is the same each time.

    Raises:
        ValueError: if no point with the given defaults meets what is required.
    """
    params = layout.default()
    broken = layout.broken(params)
    if not broken:
        return params
    places = [place for place in layout.places if place.axis is not None]
    centre = np.empty(len(places))
    units = _lattice(MOST_DRAWS, len(places))
    for place in places:
        centre[place.column] = place.fallback
        if has_default(place):
            units[:, place.column] = place.fallback
    allowed = units[_screen(layout, units).all(axis=0)]
    for row in np.argsort(np.nansum((allowed - centre) ** 2, axis=1))[:1]:
        params = layout.decode(allowed[row].tolist())
        params |= {place.name: default_of(place) for place in places if has_default(place) and place.name in params}
    if layout.broken(params):
        shown = [str(condition) for condition in broken]
        raise ValueError(f"require={shown!r} does not hold for the defaults {params!r}; give defaults that meet it")
    return params


def _lattice(n: int, n_dims: int) -> NDArray[np.float64]:
    root = 2.0
    for _ in range(50):
        root = (1 + root) ** (1 / (n_dims + 1))
    return np.outer(np.arange(1, n + 1), root ** -np.arange(1.0, n_dims + 1)) % 1.0
