"""The two types that every storey speaks of: a JSON value, and a configuration."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A value that JSON can hold: str, int, float, bool, None, or lists and dicts (with str keys) of these."""

Params: TypeAlias = Mapping[str, Json]
"""A configuration: parameter name to value, active parameters only."""
