"""One small language for conditions: `tw.param("kernel") == "poly"`, `2 * tw.param("a") <= tw.param("b")`.

Operators on `param(...)` build a tree that can be evaluated, renamed and written down. The written form is Python's
own, `kernel == "poly" and 2 * a <= b`; it is what JSON and TOML hold, and `tunewright.space.parsing` reads it back.

`==` builds an expression too, so compare two expressions with `same_as`. In an order or a sum a `Special` counts as its
`near`; by `==` and `isin` it is compared as the value that it is.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Final
from unicodedata import normalize

from tunewright.space.values import Json, Params, Special, canonical, is_number, plain

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
ORDERINGS = frozenset({"<", "<=", ">", ">="})
SUMS = frozenset({"+", "-", "*"})
CONDITIONS = COMPARISONS | {"in", "&", "|", "~", "param"}
NOT_BARE = frozenset({"param", "true", "false", "null"})
ATOM = 9

NO_TRUTH = (
    "an expression is neither true nor false until it has params: join conditions with &, | and ~, each in "
    "parentheses, instead of `and`, `or`, `not` or a chain like a < b < c"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expression:
    """A condition or a sum over parameters; made by `param` and operators, not by hand.

    It has more methods than our classes may, since each operator is one.

    Attributes:
        op: an operator, "in", "param" (its name is the argument) or "value" (a literal).
        args: the operands.
    """

    op: str
    args: tuple[Any, ...]

    @property
    def names(self) -> frozenset[str]:
        """The parameters that are mentioned."""
        return frozenset(node.args[0] for node in self.nodes() if node.op == "param")

    def nodes(self) -> Iterable["Expression"]:
        """Yield this expression and all below it."""
        yield self
        if self.op not in {"param", "value"}:
            for arg in self.args:
                yield from arg.nodes()

    def value(self, params: Params) -> Json:
        """Return what the expression is for `params`, which must hold every name that is mentioned."""
        if self.op == "param":
            return params[self.args[0]]
        if self.op == "value":
            return self.args[0]
        return OPERATIONS[self.op](*[arg.value(params) for arg in self.args])

    def holds(self, params: Params) -> bool:
        """Return whether the condition is true for `params`, which must hold every name that is mentioned."""
        return bool(_seen(self.value(params)))

    def renamed(self, names: Mapping[str, str]) -> "Expression":
        """Return the expression with parameters renamed; names that `names` does not hold stay."""
        if self.op == "param":
            return param(names.get(self.args[0], self.args[0]))
        if self.op == "value":
            return self
        return Expression(self.op, tuple(arg.renamed(names) for arg in self.args))

    def same_as(self, other: object) -> bool:
        """Return whether `other` is the same expression, written the same way."""
        return isinstance(other, Expression) and str(self) == str(other)

    def isin(self, choices: Iterable[Json]) -> "Expression":
        """Return the condition that the value is one of `choices`."""
        if isinstance(choices, str | Mapping | Expression):
            raise TypeError(f"isin takes a list of values, got {choices!r}; for one value write == instead")
        return Expression("in", (self, Expression("value", (plain(list(choices)),))))

    def __bool__(self) -> bool:
        raise TypeError(NO_TRUTH)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        return _written(self, AS_TEXT)

    def __repr__(self) -> str:
        return _written(self, AS_CODE)

    def __eq__(self, other: object) -> "Expression":  # type: ignore[override]  # builds an expression, as NumPy does
        return Expression("==", (self, _lifted(other)))

    def __ne__(self, other: object) -> "Expression":  # type: ignore[override]
        return Expression("!=", (self, _lifted(other)))

    def __lt__(self, other: object) -> "Expression":
        return Expression("<", (countable(self), countable(other)))

    def __le__(self, other: object) -> "Expression":
        return Expression("<=", (countable(self), countable(other)))

    def __gt__(self, other: object) -> "Expression":
        return Expression(">", (countable(self), countable(other)))

    def __ge__(self, other: object) -> "Expression":
        return Expression(">=", (countable(self), countable(other)))

    def __and__(self, other: object) -> "Expression":
        return Expression("&", (condition(self), condition(other)))

    def __or__(self, other: object) -> "Expression":
        return Expression("|", (condition(self), condition(other)))

    def __invert__(self) -> "Expression":
        return Expression("~", (condition(self),))

    def __add__(self, other: object) -> "Expression":
        return Expression("+", (countable(self), countable(other)))

    def __radd__(self, other: object) -> "Expression":
        return Expression("+", (countable(other), countable(self)))

    def __sub__(self, other: object) -> "Expression":
        return Expression("-", (countable(self), countable(other)))

    def __rsub__(self, other: object) -> "Expression":
        return Expression("-", (countable(other), countable(self)))

    def __mul__(self, other: object) -> "Expression":
        return Expression("*", (countable(self), countable(other)))

    def __rmul__(self, other: object) -> "Expression":
        return Expression("*", (countable(other), countable(self)))


def param(name: str) -> Expression:
    """Return the expression that stands for the value of the parameter `name`."""
    if not isinstance(name, str):
        raise TypeError(f"param takes the name of a parameter, got {name!r}")
    return Expression("param", (name,))


def condition(operand: object) -> Expression:
    """Return `operand` if it can be true or false.

    Raises:
        TypeError: if it is a number, a text or a sum.
    """
    if isinstance(operand, Expression) and operand.op in CONDITIONS:
        return operand
    raise TypeError(f"{operand!r} is no condition; put each comparison beside &, | and ~ in parentheses")


def countable(operand: object) -> Expression:
    """Return `operand` as an expression if it has a place in an order or a sum.

    Raises:
        TypeError: if it is a text, a bool or a condition.
    """
    lifted = _lifted(operand)
    if lifted.op in SUMS | {"param"} or (lifted.op == "value" and is_number(lifted.args[0])):
        return lifted
    raise TypeError(f"{operand!r} has no place in an order or a sum; use a number, or compare by == or isin")


def _lifted(operand: object) -> Expression:
    return operand if isinstance(operand, Expression) else Expression("value", (plain(operand),))


def _seen(value: Json) -> Json:
    return value.value if isinstance(value, Special) else value


def _near(value: Json) -> Json:
    return value.near if isinstance(value, Special) else value


OPERATIONS: Final[Mapping[str, Callable[..., Json]]] = {
    "==": lambda a, b: _seen(a) == _seen(b),
    "!=": lambda a, b: _seen(a) != _seen(b),
    "in": lambda a, b: _seen(a) in b,
    "&": lambda a, b: bool(_seen(a)) and bool(_seen(b)),
    "|": lambda a, b: bool(_seen(a)) or bool(_seen(b)),
    "~": lambda a: not _seen(a),
    "<": lambda a, b: _near(a) < _near(b),
    "<=": lambda a, b: _near(a) <= _near(b),
    ">": lambda a, b: _near(a) > _near(b),
    ">=": lambda a, b: _near(a) >= _near(b),
    "+": lambda a, b: operator.add(_near(a), _near(b)),
    "-": lambda a, b: operator.sub(_near(a), _near(b)),
    "*": lambda a, b: operator.mul(_near(a), _near(b)),
}


@dataclass(frozen=True, slots=True)
class _Style:
    """How strongly each operator binds in a written form, and the words that stand for some."""

    levels: Mapping[str, int]
    words: Mapping[str, str]


AS_TEXT = _Style(
    dict.fromkeys(COMPARISONS | {"in"}, 4) | {"|": 1, "&": 2, "~": 3, "+": 5, "-": 5, "*": 6},
    {"&": "and", "|": "or", "~": "not "},
)
AS_CODE = _Style(dict.fromkeys(COMPARISONS, 1) | {"|": 2, "&": 3, "+": 4, "-": 4, "*": 5, "~": 6, "in": ATOM - 1}, {})


def _written(expression: Expression, style: _Style) -> str:
    op, args = expression.op, expression.args
    if op == "param":
        return args[0] if style is AS_TEXT and _is_bare(args[0]) else f"param({literal(args[0])})"
    if op == "value":
        return literal(args[0])
    level = style.levels[op]
    word = style.words.get(op, op)
    if op == "~":
        return word + _within(args[0], style, ATOM)
    if op == "in" and style is AS_CODE:
        return f"{_within(args[0], style, level)}.isin({literal(args[1].args[0])})"
    left = _within(args[0], style, level + (op in COMPARISONS or op == "in"))
    return f"{left} {word} {_within(args[1], style, level + 1)}"


def _within(operand: Expression, style: _Style, level: int) -> str:
    text = _written(operand, style)
    return text if style.levels.get(operand.op, ATOM) >= level else f"({text})"


def _is_bare(name: str) -> bool:
    """Tell whether Python reads `name` as it stands; it normalises identifiers, and "and" is none."""
    parts = name.split(".")
    readable = all(part.isidentifier() and not iskeyword(part) for part in parts)
    return readable and parts[0] not in NOT_BARE and normalize("NFKC", name) == name


def literal(value: Json) -> str:
    """Return a JSON value as Python writes it, texts in double quotes."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    if isinstance(value, str):
        return re.sub(r"[\ud800-\udfff]", lambda lone: f"\\u{ord(lone[0]):04x}", canonical(value))
    return repr(value)
