"""JSON text that is valid JSON, yet keeps NaN and the infinities.

JSON knows no NaN. Here `{"$float": "nan"}` stands for it, and likewise "inf" and "-inf". A dictionary of the user's
that looks like that, or like its escaped form, gets one more "$" before its key, and loses it again when it is read.
Almost no text needs any of this: the C encoder refuses NaN and a substring search finds "$float", so both are free.
"""

import json
import math

from tunewright.space.values import Json

MARK = "$float"
EMPTY = "{}"
_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def to_text(value: Json) -> str:
    """Return `value` as valid JSON in ASCII; tuples become lists.

    Raises:
        TypeError: if `value` holds something that JSON cannot.
    """
    try:
        text = _encode(value)
        if MARK not in text:
            return text
    except (TypeError, ValueError):
        pass  # ValueError: a NaN or an infinity; anything else comes up again
    try:
        return _encode(_marked(value))
    except (TypeError, ValueError, RecursionError) as cause:
        raise TypeError(f"only JSON can be stored (numbers, text, lists, dicts), got {value!r}: {cause}") from cause


def from_text(text: str) -> Json:
    """Return the value that `to_text` has written."""
    if text == EMPTY:  # most fields of most trials
        return {}
    return json.loads(text, object_hook=_unmarked if MARK in text else None)


def copied(value: Json) -> Json:
    """Return a copy that shares no list or dict with `value`."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def _marked(value: Json) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return {MARK: str(float(value))}
    if isinstance(value, dict):
        marked = {key: _marked(item) for key, item in value.items()}
        return {f"${key}": item for key, item in marked.items()} if _is_mark(value) else marked
    return [_marked(item) for item in value] if isinstance(value, (list, tuple)) else value


def _unmarked(value: dict[str, Json]) -> Json:
    if not _is_mark(value):
        return value
    ((key, item),) = value.items()
    return float(item) if key == MARK else {key[1:]: item}


def _is_mark(value: dict[str, Json]) -> bool:
    """Whether the only key is the mark, or the mark escaped any number of times."""
    if len(value) != 1:
        return False
    (key,) = value
    return isinstance(key, str) and key.endswith(MARK) and not key.strip("$").removeprefix("float")
