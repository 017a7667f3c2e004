"""A space as JSON: what is stored with a study and sent to a browser.

    {"params": [{"name": "kernel", "type": "categorical", "choices": ["linear", "poly"], "simpler": ["linear"]},
                {"name": "gamma", "type": "float", "low": 0.001, "high": 10.0, "log": true,
                 "default": {"special": "scale", "near": 0.05}},
                {"name": "degree", "type": "int", "low": 2, "high": 5, "when": "kernel == \\"poly\\""}],
     "require": ["degree <= 2 * gamma"]}

Parameters are a list, since some databases put the keys of an object in an order of their own. Types are float, int,
categorical, ordinal and constant; a field that is not given has its default. Conditions are in their written form
(`tunewright.space.parsing`). The names of parents in another space, if there are any, stand in "outside".
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING as REQUIRED
from dataclasses import fields
from typing import Any, Final

from tunewright.space.expressions import Expression
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.parsing import parse
from tunewright.space.values import Json, Special

TYPES: Final[Mapping[str, type[Any]]] = {
    "float": Float,
    "int": Int,
    "categorical": Categorical,
    "ordinal": Ordinal,
    "constant": Constant,
}
NAMES: Final[Mapping[type[Any], str]] = {kind: name for name, kind in TYPES.items()}


def written(
    parameters: Mapping[str, Parameter], require: Sequence[Expression], outside: frozenset[str]
) -> dict[str, Json]:
    """Return the JSON form."""
    form: dict[str, Json] = {
        "params": [_written(name, parameter) for name, parameter in parameters.items()],
        "require": [str(condition) for condition in require],
    }
    return {**form, "outside": sorted(outside)} if outside else form


def read(form: Mapping[str, Json]) -> tuple[dict[str, Parameter], list[Expression], list[str]]:
    """Return the parameters, conditions and outside names that a JSON form holds.

    Raises:
        ValueError: if it is no such form; the message names the parameter and the field.
    """
    if not isinstance(form, Mapping):
        raise ValueError(f"a space must be an object with params and require, got {form!r}")
    unknown = sorted(set(form) - {"params", "require", "outside"})
    if unknown:
        raise ValueError(f"a space has params, require and outside, got {unknown[0]!r}; take it out")
    parameters: dict[str, Parameter] = {}
    for item in form.get("params", []):
        name, parameter = _read(item)
        if name in parameters:
            raise ValueError(f"parameter {name!r} is there twice; rename one")
        parameters[name] = parameter
    return parameters, [parse(text) for text in form.get("require", [])], list(form.get("outside", []))


def _written(name: str, parameter: Parameter) -> dict[str, Json]:
    form: dict[str, Json] = {"name": name, "type": NAMES[type(parameter)]}
    for field in fields(parameter):
        value = getattr(parameter, field.name)
        if isinstance(value, Special):
            form[field.name] = {"special": value.value, "near": value.near}
        elif isinstance(value, Expression):
            form[field.name] = str(value)
        elif field.default is REQUIRED or value is not field.default:
            form[field.name] = value
    return form


def _read(item: Json) -> tuple[str, Parameter]:
    form = dict(item) if isinstance(item, Mapping) else {}
    name, kind = form.pop("name", None), TYPES.get(str(form.pop("type", "")))
    if not isinstance(name, str):
        raise ValueError(f"a parameter needs a name, got {item!r}")
    if kind is None:
        raise ValueError(f"parameter {name!r}: type must be one of {list(TYPES)}; write dotted names in quotes")
    wanted = {field.name: field for field in fields(kind)}
    unknown = sorted(set(form) - set(wanted))
    if unknown:
        raise ValueError(f"parameter {name!r}: {unknown[0]!r} is no field of {NAMES[kind]}; it has {list(wanted)}")
    lacking = [field.name for field in wanted.values() if field.default is REQUIRED and field.name not in form]
    if lacking:
        raise ValueError(f"parameter {name!r}: {lacking[0]} is missing; add it")
    try:
        return name, kind(**{field: _field(kind, field, value) for field, value in form.items()})
    except ValueError as error:
        raise ValueError(f"parameter {name!r}: {error}") from None


def _field(kind: type[Any], field: str, value: Json) -> Json:
    if field == "when" and value is not None:
        return parse(value)
    if field == "default" and kind in {Float, Int} and isinstance(value, Mapping):
        if set(value) != {"special", "near"}:
            raise ValueError(f"default must be a number or hold special and near, got {dict(value)!r}")
        return Special(value["special"], value["near"])
    return value
