"""What a user says about each hyperparameter: its range or choices, its default, and when it matters.

A declaration is only written down here. It is checked when a `Space` takes it, because only there it has the name that
a good message needs, and what the space then holds is a checked copy in plain types.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields
from typing import Literal, TypeAlias

from tunewright.space.expressions import Expression, literal
from tunewright.space.values import MISSING, Json, Missing, Special, canonical

__all__ = ["Float", "Int", "Categorical", "Ordinal", "Constant", "Special", "Parameter", "End", "MISSING"]

End: TypeAlias = Literal["low", "high"]


def _identity(declaration: "Parameter") -> tuple[Json, ...]:
    return tuple(_token(getattr(declaration, field.name)) for field in fields(declaration))


def _token(value: Json) -> Json:
    if isinstance(value, Expression | Missing):
        return str(value)
    if isinstance(value, Special):
        return canonical([value.value]), canonical(value.near)
    return canonical([value])


def _same(self: "Parameter", other: object) -> bool:
    return type(self) is type(other) and _identity(self) == _identity(other)


def _hash(self: "Parameter") -> int:
    return hash(_identity(self))


def _declaration(self: "Parameter") -> str:
    """Write a declaration as a user would: bounds by position, the rest by name where it is not the default."""
    parts = []
    for field in fields(self):
        value = getattr(self, field.name)
        if not field.kw_only:
            parts.append(literal(value))
        elif value is not field.default:
            parts.append(f"{field.name}={_shown(value)}")
    return f"{type(self).__name__}({', '.join(parts)})"


def _shown(value: Json) -> str:
    if isinstance(value, Special):
        return f"Special({literal(value.value)}, near={value.near!r})"
    return repr(value) if isinstance(value, Expression) else literal(value)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Float:
    """A real number in [low, high].

    Args:
        low, high: finite ends, both possible; equal ones leave one value.
        log: whether factors matter rather than differences; `low` must then be above 0.
        step: distance of the possible values, counted from `low`; `high` is lowered to the last that is reached.
        default: a value in the range or a `Special`; None: the centre, on the log scale if `log`.
        prior: the user's best guess, in the range, for samplers that can use one.
        simpler: which end makes the simpler model.
        when: the condition under which the parameter matters.
    """

    low: float
    high: float
    _: KW_ONLY
    log: bool = False
    step: float | None = None
    default: float | Special | None = None
    prior: float | None = None
    simpler: End | None = None
    when: Expression | None = None

    __eq__ = _same
    __hash__ = _hash
    __repr__ = _declaration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Int:
    """A whole number in [low, high]; the arguments are those of `Float`."""

    low: int
    high: int
    _: KW_ONLY
    log: bool = False
    step: int = 1
    default: int | Special | None = None
    prior: int | None = None
    simpler: End | None = None
    when: Expression | None = None

    __eq__ = _same
    __hash__ = _hash
    __repr__ = _declaration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Categorical:
    """One of several values without an order.

    Args:
        choices: one or more different JSON values; a tuple becomes a list.
        default: one of them; if none is given, the first.
        simpler: those that make the simpler model.
        when: the condition under which the parameter matters.
    """

    choices: Sequence[Json]
    _: KW_ONLY
    default: Json = MISSING
    simpler: Sequence[Json] | None = None
    when: Expression | None = None

    __eq__ = _same
    __hash__ = _hash
    __repr__ = _declaration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ordinal:
    """One of several values in order, such as "small", "medium", "large".

    Args:
        choices: one or more different JSON values, in order; a tuple becomes a list.
        default: one of them; if none is given, the middle one.
        simpler: which end of the order makes the simpler model.
        when: the condition under which the parameter matters.
    """

    choices: Sequence[Json]
    _: KW_ONLY
    default: Json = MISSING
    simpler: End | None = None
    when: Expression | None = None

    __eq__ = _same
    __hash__ = _hash
    __repr__ = _declaration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Constant:
    """A value that is handed on as it is and never searched.

    Args:
        value: any JSON value.
        when: the condition under which it is handed on.
    """

    value: Json
    _: KW_ONLY
    when: Expression | None = None

    __eq__ = _same
    __hash__ = _hash
    __repr__ = _declaration


Parameter: TypeAlias = Float | Int | Categorical | Ordinal | Constant
