"""A space as TOML: what a user writes by hand.

    require = ["degree <= 2 * gamma"]

    [params."svm.gamma"]            # a name with dots stands in quotes
    type = "float"                  # float, int, categorical, ordinal or constant
    low = 0.001
    high = 10
    log = true
    default = {special = "scale", near = 0.05}

    [params.degree]
    type = "int"
    low = 2
    high = 5
    when = 'kernel == "poly"'

The fields are those of `tunewright.space.json_form`. TOML knows no null: a value that holds one is written as a table
with its JSON text, `{json = "null"}`, wherever a value may stand.
"""

import json
import re
import tomllib
from collections.abc import Mapping

from tunewright.space.values import Json, canonical

JSON_KEY = "json"


def written(form: Mapping[str, Json]) -> str:
    """Return the TOML text of a space's JSON form."""
    heads = [f"{field} = {_value(form[field])}" for field in ("require", "outside") if form.get(field)]
    tables = [_table(item) for item in form["params"]]
    return "\n\n".join(["\n".join(heads), *tables] if heads else tables) + "\n"


def read(text: str) -> dict[str, Json]:
    """Return the JSON form of a space that is written in TOML.

    Raises:
        ValueError: if the text is no TOML, or its params are no tables.
    """
    try:
        form = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"the space is no TOML: {error}") from None
    params = form.pop("params", {})
    if not isinstance(params, dict) or not all(isinstance(fields, dict) for fields in params.values()):
        raise ValueError(f"params must be tables such as [params.degree], got {params!r}")
    named = [{"name": name, **_unwrapped(fields)} for name, fields in params.items()]
    return {**form, "params": named}


def _table(item: Mapping[str, Json]) -> str:
    lines = [f"[params.{_key(item['name'])}]"]
    lines += [f"{field} = {_value(value)}" for field, value in item.items() if field != "name"]
    return "\n".join(lines)


def _value(value: Json) -> str:
    if value is None or (isinstance(value, dict) and set(value) == {JSON_KEY}):
        return f"{{{JSON_KEY} = {_text(canonical(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())}}}"
    return _text(value) if isinstance(value, str) else canonical(value)


def _text(text: str) -> str:
    """Write a text as TOML: between single quotes if it holds double ones and nothing that would need an escape."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return canonical(text).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else canonical(key).replace("\x7f", "\\u007f")


def _unwrapped(value: Json) -> Json:
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {JSON_KEY} and isinstance(value[JSON_KEY], str):
        return _from_json(value[JSON_KEY])
    return {key: _unwrapped(item) for key, item in value.items()}


def _from_json(text: str) -> Json:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f'{text!r} is no JSON text; write {{json = "null"}} for null') from error
