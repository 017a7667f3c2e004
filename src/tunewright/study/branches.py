"""Under which condition a parameter is asked for, found out from the trials of an objective that defines its space.

`if kind == "tree": depth = trial.suggest_int(...)` is a condition that nobody declares. Where the value of a parameter
tells whether another was asked for, in every trial that ran to its end, it is taken for one: the sampler then knows
that configurations which differ in what is not asked for are the same. Categories are looked at first, then whole
numbers, then others. A value that was never seen counts as one that does not ask; what is asked for all the same is
drawn alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.values import Json, Params, canonical

KINDS = (Categorical, Int, Float)


def branches(parameters: Mapping[str, Parameter], runs: Sequence[Params]) -> dict[str, Expression]:
    """Return the conditions of those parameters that some runs asked for and others did not.

    Args:
        parameters: what is known, by name, without conditions.
        runs: params of trials that ran to their end.
    """
    parents = sorted(parameters, key=lambda name: KINDS.index(type(parameters[name])))
    partly = [name for name in parameters if not all(name in run for run in runs)]
    found = {name: _first_condition(name, parents, parameters, runs) for name in partly}
    return {name: condition for name, condition in found.items() if condition is not None}


def _first_condition(
    name: str, parents: Sequence[str], parameters: Mapping[str, Parameter], runs: Sequence[Params]
) -> Expression | None:
    conditions = (_condition(name, parent, parameters[parent], runs) for parent in parents if parent != name)
    return next((condition for condition in conditions if condition is not None), None)


def _condition(name: str, parent: str, parameter: Parameter, runs: Sequence[Params]) -> Expression | None:
    """Return what the value of `parent` says of `name`; None if it does not tell."""
    asked: list[Any] = []
    not_asked: list[Any] = []
    for run in runs:
        if parent in run:
            (asked if name in run else not_asked).append(run[parent])
        elif name in run:
            return None
    if not asked or not not_asked:
        return None
    if isinstance(parameter, Categorical):
        return _by_choice(parent, asked, not_asked)
    return _by_threshold(parent, asked, not_asked)


def _by_choice(parent: str, asked: Sequence[Json], not_asked: Sequence[Json]) -> Expression | None:
    choices = {canonical(choice): choice for choice in asked}
    return None if choices.keys() & map(canonical, not_asked) else param(parent).isin(choices.values())


def _by_threshold(parent: str, asked: Sequence[float], not_asked: Sequence[float]) -> Expression | None:
    if min(asked) > max(not_asked):
        return param(parent) > max(not_asked)
    return param(parent) < min(not_asked) if max(asked) < min(not_asked) else None
