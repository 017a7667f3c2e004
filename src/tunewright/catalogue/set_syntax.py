"""What the text behind `--set NAME=` means: a range, a list of values, or one value.

It is read against the parameter that it replaces, which says whether numbers or choices are meant and which word, such
as "scale", stands for a special value.
"""

from collections.abc import Mapping
from math import isfinite

from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.values import Json, Special, is_number, is_same

SCALES = {"log": True, "linear": False}
WORDS: Mapping[str, Json] = {"none": None, "null": None, "true": True, "false": False}


def parameter_from(text: str, old: Parameter) -> Parameter:
    """Return the parameter that `text` asks for in place of `old`, without default or condition.

    Args:
        text: "0.1:10", "0.1:10:log", "0.1:10:linear", "gini,entropy" or "rbf".
        old: what the space holds now.

    Raises:
        ValueError: if the text is no such thing, or names a choice that there is not.
    """
    if isinstance(old, Float | Int) and ":" in text:
        return _ranged(old, text.split(":"))
    values = [_value(old, part.strip()) for part in text.split(",")]
    if len(values) == 1:
        return Constant(values[0])
    if isinstance(old, Float | Int) and all(map(is_number, values)):
        return Ordinal(sorted(values))
    return Ordinal(values) if isinstance(old, Ordinal) else Categorical(values)


def _ranged(old: Float | Int, parts: list[str]) -> Float | Int:
    scale = parts[2].strip() if len(parts) == 3 else None
    if len(parts) > 3 or scale not in {*SCALES, None}:
        raise ValueError(f"a range is LOW:HIGH, LOW:HIGH:log or LOW:HIGH:linear, got {':'.join(parts)}")
    low, high = (_number(old, part.strip()) for part in parts[:2])
    log = old.log and low > 0 if scale is None else SCALES[scale]
    return type(old)(low, high, log=log)


def _value(old: Parameter, text: str) -> Json:
    if isinstance(old, Float | Int):
        return _number_or_special(old, text)
    value = _parsed(text)
    if isinstance(old, Constant):
        return value
    for choice in old.choices:
        if is_same(choice, value) or str(choice) == text:
            return choice
    raise ValueError(f"{text!r} is no choice; there are {', '.join(map(_shown, old.choices))}")


def _number_or_special(old: Float | Int, text: str) -> Json:
    special = old.default
    if not isinstance(special, Special):
        return _number(old, text)
    if is_same(_parsed(text), special.value):
        return special.value
    return _number(old, text, f" or {_shown(special.value)}")


def _number(old: Float | Int, text: str, otherwise: str = "") -> Json:
    value = _parsed(text)
    if not (is_number(value) and isfinite(value)):
        raise ValueError(f"{text!r} is no number; write one{otherwise}")
    if isinstance(old, Float):
        return float(value)
    if value != int(value):
        raise ValueError(f"{text!r} is no whole number; write one{otherwise}")
    return int(value)


def _parsed(text: str) -> Json:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _shown(value: Json) -> str:
    return next((word for word, meaning in WORDS.items() if is_same(meaning, value)), str(value))
