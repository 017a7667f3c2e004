"""Read the written form of an expression: `kernel == "poly" and 2 * a <= b`.

The form is a corner of Python's grammar: names (with dots, or as `param("any name")`), numbers, texts, lists, `True`,
`False`, `None` (also `true`, `false`, `null`), `== != < <= > >=`, `in [...]`, `not in [...]`, `and or not` or `& | ~`,
and `+ - *`. Python's own parser reads it and only these nodes are taken; nothing is ever run.
"""

import ast
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Final

from tunewright.space.expressions import ORDERINGS, Expression, condition, countable, param
from tunewright.space.values import Json, plain

WORDS: Final[Mapping[str, Json]] = {"true": True, "false": False, "null": None}
COMPARISONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
SUMS: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
JOINS: Final[Mapping[type[ast.operator] | type[ast.boolop], str]] = {
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.And: "&",
    ast.Or: "|",
}


def parse(text: str) -> Expression:
    """Return the expression that `text` writes.

    Raises:
        ValueError: if the text is not in the language; the message shows the part that is not.
    """
    if not isinstance(text, str):
        raise ValueError(f"a condition is written as a text such as 'a <= 2 * b', got {text!r}")
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(
            f"{text!r} is no condition: {error}; write it like 'kernel == \"poly\" and a <= 2 * b'"
        ) from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"{text!r} is no condition: {error}") from None


def _read(node: ast.expr) -> Expression:
    reader = READERS.get(type(node))
    if reader is None:
        raise _refused(node)
    return reader(node)


def _refused(node: ast.expr) -> ValueError:
    return ValueError(f"{ast.unparse(node)} is not part of the language; use names, values, comparisons, and, or, not")


def _read_name(node: ast.Name) -> Expression:
    return Expression("value", (WORDS[node.id],)) if node.id in WORDS else param(node.id)


def _read_dotted(node: ast.Attribute) -> Expression:
    parts = [node.attr]
    inner = node.value
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name):
        raise _refused(node)
    return param(".".join([inner.id, *reversed(parts)]))


def _read_call(node: ast.Call) -> Expression:
    """Read `param("name")` and `x.isin([...])`, as Python code has them."""
    if len(node.args) != 1 or node.keywords:
        raise _refused(node)
    if isinstance(node.func, ast.Name) and node.func.id == "param":
        return param(_value(node.args[0]))
    if isinstance(node.func, ast.Attribute) and node.func.attr == "isin":
        return _read(node.func.value).isin(_value(node.args[0]))
    raise _refused(node)


def _read_literal(node: ast.expr) -> Expression:
    return Expression("value", (plain(_value(node)),))


def _value(node: ast.expr) -> Json:
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value):
            return value
        case ast.Name(id=name) if name in WORDS:
            return WORDS[name]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {_key(key): _value(value) for key, value in zip(keys, values, strict=True)}
    raise _refused(node)


def _key(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("the keys of a dict must be texts")


def _read_unary(node: ast.UnaryOp) -> Expression:
    if isinstance(node.op, ast.Not | ast.Invert):
        return ~condition(_read(node.operand))
    if isinstance(node.op, ast.USub):
        return _read_literal(node) if isinstance(node.operand, ast.Constant) else 0 - _read(node.operand)
    raise _refused(node)


def _read_sum(node: ast.BinOp) -> Expression:
    left, right = _read(node.left), _read(node.right)
    if type(node.op) in SUMS:
        return Expression(SUMS[type(node.op)], (countable(left), countable(right)))
    if type(node.op) in JOINS:
        return Expression(JOINS[type(node.op)], (condition(left), condition(right)))
    raise _refused(node)


def _read_join(node: ast.BoolOp) -> Expression:
    parts = [condition(_read(value)) for value in node.values]
    return reduce(lambda left, right: Expression(JOINS[type(node.op)], (left, right)), parts)


def _read_comparison(node: ast.Compare) -> Expression:
    """Read a comparison; a chain like `1 < a < 5` is its links joined by `and`."""
    operands = [node.left, *node.comparators]
    links = [_link(op, operands[index], operands[index + 1]) for index, op in enumerate(node.ops)]
    return reduce(lambda left, right: left & right, links)


def _link(op: ast.cmpop, left: ast.expr, right: ast.expr) -> Expression:
    if type(op) in COMPARISONS:
        word, sides = COMPARISONS[type(op)], (_read(left), _read(right))
        return Expression(word, tuple(map(countable, sides)) if word in ORDERINGS else sides)
    if isinstance(op, ast.In | ast.NotIn):
        among = _read(left).isin(_value(right))
        return among if isinstance(op, ast.In) else ~among
    raise ValueError(f"{ast.unparse(left)} is compared by `is`; use == and !=")


READERS: Final[Mapping[type[ast.expr], Callable[..., Expression]]] = {
    ast.Name: _read_name,
    ast.Attribute: _read_dotted,
    ast.Call: _read_call,
    ast.Constant: _read_literal,
    ast.List: _read_literal,
    ast.Dict: _read_literal,
    ast.UnaryOp: _read_unary,
    ast.BinOp: _read_sum,
    ast.BoolOp: _read_join,
    ast.Compare: _read_comparison,
}
