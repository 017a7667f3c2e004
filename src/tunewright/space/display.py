"""A space for the eye: as code that makes it again, and as a table in a notebook."""

from collections.abc import Mapping, Sequence
from html import escape

from tunewright.space.expressions import Expression, literal
from tunewright.space.parameters import Categorical, Constant, Ordinal, Parameter
from tunewright.space.values import MISSING, Json, Special

HEADS = ("name", "type", "values", "default", "simpler", "when")


def code(parameters: Mapping[str, Parameter], require: Sequence[Expression]) -> str:
    """Return Python code, one parameter a line."""
    width = max((len(literal(name)) for name in parameters), default=0) + 1
    lines = [f"    {literal(name) + ':':<{width}} {parameter!r},\n" for name, parameter in parameters.items()]
    body = f"{{\n{''.join(lines)}}}" if lines else "{}"
    return f"Space({body}{f', require={list(require)!r}' if require else ''})"


def table(parameters: Mapping[str, Parameter], require: Sequence[Expression]) -> str:
    """Return an HTML table, one parameter a row, with what is required below."""
    rows = [_row(HEADS, "th")]
    rows += [_row(_cells(name, parameter), "td") for name, parameter in parameters.items()]
    notes = "".join(f"<div>require <code>{escape(str(condition))}</code></div>" for condition in require)
    return f"<table>{''.join(rows)}</table>{notes}"


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _cells(name: str, parameter: Parameter) -> Sequence[str]:
    when = "" if parameter.when is None else str(parameter.when)
    kind = type(parameter).__name__
    if isinstance(parameter, Constant):
        return name, kind, literal(parameter.value), "", "", when
    simpler = "" if parameter.simpler is None else _listed(parameter.simpler)
    return name, kind, _values(parameter), _default(parameter.default), simpler, when


def _values(parameter: Parameter) -> str:
    if isinstance(parameter, Constant):
        return literal(parameter.value)
    if isinstance(parameter, Categorical | Ordinal):
        return _listed(parameter.choices)
    step = "" if parameter.step in {None, 1} else f", step {parameter.step!r}"
    return f"{parameter.low!r} … {parameter.high!r}{step}{', log' if parameter.log else ''}"


def _default(default: Json) -> str:
    if isinstance(default, Special):
        return f"{literal(default.value)} (near {default.near!r})"
    return "" if default is MISSING or default is None else literal(default)


def _listed(values: Json) -> str:
    return values if isinstance(values, str) else ", ".join(map(literal, values))
