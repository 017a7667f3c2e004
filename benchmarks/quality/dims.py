"""A space in the plainest words: a flat list that every peer, in this process or another, can be told in JSON.

A condition becomes the values of one parent under which a parameter matters. That says all that our problems need; a
space whose conditions join several parents is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from tunewright.space.parameters import Categorical, Float, Int, Ordinal, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params

Kind = Literal["float", "int", "categorical", "ordinal"]
Bounds: TypeAlias = tuple[float, float]
KINDS: Mapping[type[Any], Kind] = {Float: "float", Int: "int", Categorical: "categorical", Ordinal: "ordinal"}


@dataclass(frozen=True, slots=True)
class Dim:
    """One parameter.

    Attributes:
        name: of the parameter.
        kind: what its values are.
        default: its value in the first trial, or, if it is inactive there, the one it would have.
        bounds: the ends of a number.
        log: whether factors matter rather than differences.
        choices: the values of a parameter that is no number.
        parent: on what it depends, or None.
        values: those of the parent with which it is active.
    """

    name: str
    kind: Kind
    default: Json
    bounds: Bounds = (0.0, 0.0)
    log: bool = False
    choices: Sequence[Json] = ()
    parent: str | None = None
    values: Sequence[Json] = ()

    def is_active(self, params: Params) -> bool:
        """Return whether it matters for `params`, which hold its parents' values."""
        return self.parent is None or (self.parent in params and params[self.parent] in self.values)


def dims_of(space: Space) -> list[Dim]:
    """Return the parameters, parents before their children.

    Raises:
        ValueError: if a condition has two parents, or the space has a constant or a requirement.
    """
    if space.require:
        raise ValueError(f"peers do not know of require, got {space.require!r}; leave it out")
    dims = {name: _dim(name, space) for name in space.names}
    ordered: list[Dim] = []
    while len(ordered) < len(dims):
        placed = {dim.name for dim in ordered}
        ordered += [dim for dim in dims.values() if dim.name not in placed and dim.parent in {None, *placed}]
    return ordered


def active(dims: Sequence[Dim], values: Params) -> dict[str, Json]:
    """Return what of `values` matters; `dims` has parents first."""
    params: dict[str, Json] = {}
    for dim in dims:
        if dim.is_active(params):
            params[dim.name] = values[dim.name]
    return params


def _dim(name: str, space: Space) -> Dim:
    parameter = space.parameters[name]
    parent, values = _condition(name, space)
    match parameter:
        case Float() | Int():
            bounds = (parameter.low, parameter.high)
            default = _default(name, space)
            return Dim(name, KINDS[type(parameter)], default, bounds, parameter.log, parent=parent, values=values)
        case Categorical() | Ordinal():
            kind, choices = KINDS[type(parameter)], list(parameter.choices)
            return Dim(name, kind, _default(name, space), choices=choices, parent=parent, values=values)
        case _:
            raise ValueError(f"parameter {name!r} must be searched, got {parameter!r}; leave it out")


def _default(name: str, space: Space) -> Json:
    return Space({name: replace(space.parameters[name], when=None)}).defaults()[name]


def _condition(name: str, space: Space) -> tuple[str | None, list[Json]]:
    when = space.parameters[name].when
    if when is None:
        return None, []
    if len(when.names) != 1:
        raise ValueError(f"parameter {name!r} must depend on one parent, got {when}; peers know no more")
    (parent,) = when.names
    return parent, [value for value in _values(space.parameters[parent]) if when.holds({parent: value})]


def _values(parameter: Parameter) -> Sequence[Json]:
    if isinstance(parameter, Int):
        return range(parameter.low, parameter.high + 1, parameter.step)
    if isinstance(parameter, Categorical | Ordinal):
        return parameter.choices
    raise ValueError(f"a parent must have countable values, got {parameter!r}; use a choice")
