"""Checks of a declaration, under the name that the space gives it; what comes out is a copy in plain types.

Every message names the parameter, the field, the value, and what to do.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from sys import float_info
from typing import TypeVar

import numpy as np

from tunewright.space.cube import Choices, code_of, last_step, number_axis, steps_between
from tunewright.space.expressions import CONDITIONS, Expression
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.values import MISSING, Json, Special, is_number, plain

Number = TypeVar("Number", Float, Int)

LARGEST_FLOAT = float_info.max
LARGEST_INT = 2**63
MOST_STEPS = 2**53


def checked(name: str, parameter: Parameter) -> Parameter:
    """Return a copy of `parameter` in plain types.

    Raises:
        ValueError: if a value is wrong; the message begins with the name.
        TypeError: if the type of a value is.
    """
    try:
        return _checked(parameter)
    except (TypeError, ValueError) as error:
        raise type(error)(f"parameter {name!r}: {error}") from None


def _checked(parameter: Parameter) -> Parameter:
    if not isinstance(parameter, Parameter):
        raise TypeError(f"must be a Float, Int, Categorical, Ordinal or Constant, got {parameter!r}")
    _check_when(parameter.when)
    if isinstance(parameter, Constant):
        return replace(parameter, value=plain(parameter.value))
    if isinstance(parameter, Categorical):
        choices, default = _checked_choices(parameter)
        return replace(
            parameter, choices=choices, default=default, simpler=_checked_simpler(parameter.simpler, choices)
        )
    if isinstance(parameter, Ordinal):
        choices, default = _checked_choices(parameter)
        _check_end(parameter.simpler)
        return replace(parameter, choices=choices, default=default)
    if isinstance(parameter, Int):
        return _checked_number(parameter, _whole)
    return _checked_number(parameter, _real)


def _check_when(when: object) -> None:
    if when is not None and not (isinstance(when, Expression) and when.op in CONDITIONS):
        raise TypeError(f"when must be a condition such as tw.param('kernel') == 'poly', got {when!r}")


def _checked_number(parameter: Number, number: Callable[[str, Json], Json]) -> Number:
    low, high = number("low", parameter.low), number("high", parameter.high)
    if low > high:
        raise ValueError(f"low must not be above high, got low={low!r} and high={high!r}; swap them")
    if not isinstance(parameter.log, bool):
        raise TypeError(f"log must be True or False, got {parameter.log!r}")
    if parameter.log and low <= 0:
        raise ValueError(f"low must be above 0 with log=True, got low={low!r}; raise it, or use log=False")
    _check_end(parameter.simpler)
    step = parameter.step
    if step is not None:
        step = number("step", step)
        _check_step(step, low, high)
    last: Json = high if step is None else last_step(low, high, step)
    bare = replace(parameter, low=low, high=last, step=step, default=None, prior=None)
    return replace(
        bare, default=_checked_default(parameter.default, bare), prior=_accepted("prior", parameter.prior, bare)
    )


def _check_step(step: float, low: float, high: float) -> None:
    if step <= 0:
        raise ValueError(f"step must be above 0, got step={step!r}; leave it out for the finest")
    if isinstance(step, float) and steps_between(low, high, step) > MOST_STEPS:
        raise ValueError(f"step must not be that small between {low!r} and {high!r}, got step={step!r}; leave it out")


def _check_end(simpler: object) -> None:
    if simpler not in {None, "low", "high"}:
        raise ValueError(f"simpler must be 'low' or 'high', got {simpler!r}; name the end that makes the simpler model")


def _checked_default(default: Json, bare: Float | Int) -> Json:
    if not isinstance(default, Special):
        return _accepted("default", default, bare)
    if default.near is None:
        raise ValueError(f"a Special needs a near value in the range, got {default!r}; write near=...")
    value, near = plain(default.value), _accepted("near", default.near, bare)
    number = is_number(value) and (isinstance(bare, Float) or isinstance(value, int))
    if number and bare.low <= value <= bare.high:
        raise ValueError(f"a Special must lie outside the range, got {value!r}; write default={value!r}")
    return Special(value, near)


def _accepted(field: str, value: Json, bare: Float | Int) -> Json:
    if value is None:
        return None
    try:
        return number_axis(bare).accept(plain(value))
    except ValueError as error:
        raise ValueError(f"{field} {error}") from None


def _checked_choices(parameter: Categorical | Ordinal) -> tuple[list[Json], Json]:
    if isinstance(parameter.choices, str | Mapping) or not isinstance(parameter.choices, Iterable):
        raise TypeError(f"choices must be a list, got {parameter.choices!r}; write [...] around it")
    choices = plain(list(parameter.choices))
    if not choices:
        raise ValueError("choices must hold one value or more, got []; leave the parameter out if it has no value")
    times = Counter(map(code_of, choices))
    twice = [choice for choice in choices if times[code_of(choice)] > 1]
    if twice:
        raise ValueError(f"choices must differ, got {twice[0]!r} more than once; leave one out")
    default = parameter.default
    return choices, MISSING if default is MISSING else _chosen("default", default, choices)


def _checked_simpler(simpler: object, choices: list[Json]) -> list[Json] | None:
    if simpler is None:
        return None
    if isinstance(simpler, str) or not isinstance(simpler, Sequence):
        raise TypeError(f"simpler must be a list of the simpler choices, got {simpler!r}; write [...] around it")
    return [_chosen("simpler", choice, choices) for choice in simpler]


def _chosen(field: str, value: Json, choices: list[Json]) -> Json:
    try:
        return Choices.of(choices).accept(plain(value))
    except ValueError as error:
        raise ValueError(f"{field} {error}") from None


def _real(field: str, value: Json) -> float:
    value = value.item() if isinstance(value, np.generic) else value
    if not is_number(value):
        raise TypeError(f"{field} must be a number, got {value!r}")
    if not (abs(value) <= LARGEST_FLOAT):
        raise ValueError(f"{field} must be finite, got {value!r}; use a wide range with log=True instead")
    return float(value)


def _whole(field: str, value: Json) -> int:
    number = value.item() if isinstance(value, np.generic) else value
    if not is_number(number) or (isinstance(number, float) and not number.is_integer()):
        raise TypeError(f"{field} must be a whole number, got {value!r}; use Float for others")
    if abs(number) > LARGEST_INT:
        raise ValueError(f"{field} must lie between -2**63 and 2**63, got {value!r}; use Float with log=True")
    return int(number)
