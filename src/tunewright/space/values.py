"""What every storey speaks of: a JSON value, a configuration, a value outside its range, and "nothing was given".

Values are plain: what NumPy or a tuple brings in is turned into the JSON type that it stands for. Two values are the
same when their JSON text is: `True`, `1` and `1.0` are three values, as they are to scikit-learn's `max_features`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import Any, Final, TypeAlias

import numpy as np

Json: TypeAlias = Any
"""A value that JSON can hold: str, int, float, bool, None, or lists and dicts (with str keys) of these."""

Params: TypeAlias = Mapping[str, Json]
"""A configuration: parameter name to value, active parameters only."""


class Missing(Enum):
    """The type of `MISSING`, which says that nothing was given where None is a value like any other."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Special:
    """A default outside the range, such as `gamma="scale"` or `max_depth=None`.

    Attributes:
        value: what the estimator gets, any JSON value that is not in the range.
        near: the number in the range that samplers see in its place.
    """

    value: Json
    near: float


def plain(value: Json) -> Json:
    """Return `value` in plain JSON types.

    Raises:
        TypeError: if JSON has no such type.
        ValueError: if it is NaN or infinite, which JSON cannot hold.
    """
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value!r} is no JSON value; use a text such as 'inf' in its place")
        return value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: plain(item) for key, item in value.items()}
    raise TypeError(f"{value!r} is no JSON value; use text, numbers, True, False, None, or lists and dicts of these")


def canonical(value: Json) -> str:
    """Return the JSON text that is the same for the same value, whatever the order of a dict's keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def is_number(value: Json) -> bool:
    """Return whether `value` is an int or a float, and no bool."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_same(value: Json, other: Json) -> bool:
    """Return whether two plain values are one and the same, types included."""
    return type(value) is type(other) and (value is other or canonical(value) == canonical(other))
