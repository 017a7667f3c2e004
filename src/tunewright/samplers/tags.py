"""What a sampler finds in the tags of trials: its own entries, or anything.

Trials come from other versions too, and from other hands. What is not as it should be counts as not being there: the
trial then is one that somebody else proposed. Entries are read here by the range in which they must lie.
"""

from collections.abc import Mapping
from math import isfinite

from tunewright.space.values import Json, is_number

NOTHING: Mapping[str, Json] = {}


def entries(tags: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """Return the entries that a sampler left under its name; none if there is no such thing."""
    own = tags.get(name, NOTHING)
    return own if isinstance(own, dict) else NOTHING


def whole(own: Mapping[str, Json], name: str, low: int, high: int) -> int | None:
    """Return an entry if it is a whole number from `low` to `high`, else None."""
    value = own.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None


def number(own: Mapping[str, Json], name: str, low: float, high: float) -> float | None:
    """Return an entry if it is a number from `low` to `high`, else None."""
    value: Json = own.get(name)
    return float(value) if is_number(value) and isfinite(value) and low <= value <= high else None
