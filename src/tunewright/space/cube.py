"""The way to and from the unit interval, for one parameter at a time.

A number moves along its scale, linear or logarithmic. A number that comes in steps owns a cell of the scale half a step
to either side, so that the ends are as likely as the rest; choices own equal parts of the interval, and stand in the
middle of their part. What comes back is always a possible value, whatever the coordinate.

Continuous values are rounded to a few digits fewer than a double holds, so that a value that came from a coordinate
goes to a coordinate and back unchanged. Coordinates are doubles: a whole number from more than 2**50 values may come
back as a near neighbour.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal
from math import ceil, exp, floor, inf, log, log10
from sys import float_info
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.values import Json, Special, canonical, is_number, is_same, plain

DECIMAL = Context(prec=400)
SPECIAL = "special"
OFF_STEP = 1e-6
NEARLY_LINEAR = 1 + 1e-6
MOST_DECIMALS = 330


class Axis(Protocol):
    """One dimension of the cube."""

    @property
    def size(self) -> float:
        """Number of different values, infinite for a continuous one."""

    def accept(self, value: Json) -> Json:
        """Return `value` as the plain value that it stands for; ValueError, with the remedy, if there is none."""

    def to_unit(self, value: Json) -> float:
        """Return the coordinate in [0, 1] of a value; a number out of range is clipped."""

    def from_unit(self, unit: float) -> Json:
        """Return the value at a coordinate; one outside [0, 1] is clipped."""

    def token(self, value: Json) -> Hashable:
        """Return what is equal for equal values."""

    def values(self, points_per_float: int) -> Iterable[Json]:
        """Return all values in order; of a continuous range `points_per_float`, at even places of its scale."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear or logarithmic scale between two numbers; halves keep the widest range from overflowing."""

    start: float
    width: float
    is_log: bool

    @classmethod
    def between(cls, low: float, high: float, is_log: bool) -> "Scale":
        """Return the scale on which `low` is 0 and `high` is 1."""
        ends = (log(low), log(high)) if is_log else (low / 2, high / 2)
        return cls(ends[0], ends[1] - ends[0], is_log)

    def to_unit(self, number: float) -> float:
        """Return the place of `number`, clipped to [0, 1]; the middle if there is only one place."""
        if self.is_log and number <= 0:
            return 0.0
        if self.width == 0:
            return 0.5
        place = ((log(number) if self.is_log else number / 2) - self.start) / self.width
        return min(max(place, 0.0), 1.0)

    def from_unit(self, unit: float) -> float:
        """Return the number at a place, clipped to [0, 1]."""
        inside = 0.0 if unit < 0.0 else 1.0 if unit > 1.0 else unit
        place = self.start + inside * self.width
        return exp(place) if self.is_log else 2.0 * place


@dataclass(frozen=True, slots=True)
class Continuous:
    """A real number.

    Attributes:
        digits: decimals (linear) or significant digits (log) that survive the way to a coordinate and back.
    """

    low: float
    high: float
    scale: Scale
    digits: int
    special: Special | None
    _first: float = field(init=False, repr=False)
    _last: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", self._rounded(self.low))
        object.__setattr__(self, "_last", self._rounded(self.high))

    @property
    def size(self) -> float:
        """Infinite, or 1 if both ends are the same."""
        return inf if self.low < self.high else 1

    def accept(self, value: Json) -> Json:
        """Return `value` as a float, or as the special value."""
        if _is_special(value, self.special):
            return value
        number = float(_number(value))
        if not self.low <= number <= self.high:
            raise _outside(self.low, self.high, value)
        return number

    def to_unit(self, value: Json) -> float:
        """Return the coordinate in [0, 1]."""
        return self.scale.to_unit(_near(value, self.special))

    def from_unit(self, unit: float) -> Json:
        """Return the float at a coordinate; what is rounded as an end is, is that end."""
        if not 0.0 < unit < 1.0:
            return (self.low if unit <= 0.0 else self.high) + 0.0
        rounded = self._rounded(self.scale.from_unit(unit))
        return (self.low if rounded <= self._first else self.high if rounded >= self._last else rounded) + 0.0

    def token(self, value: Json) -> Hashable:
        """Return the number itself, or a mark for the special value."""
        return value + 0.0 if isinstance(value, float) else _token(value, self.special)

    def values(self, points_per_float: int) -> Iterable[Json]:
        """Return `points_per_float` values from end to end; the centre if it is one."""
        if points_per_float == 1 or self.size == 1:
            return [self.from_unit(0.5)]
        return [self.from_unit(index / (points_per_float - 1)) for index in range(points_per_float)]

    def _rounded(self, number: float) -> float:
        return float(f"{number:.{self.digits}g}") if self.scale.is_log else round(number, self.digits)


@dataclass(frozen=True, slots=True)
class Stepped:
    """A number in steps: `first`, `first + step`, ... , `count` of them; exact for ints and for decimals."""

    first: Decimal | int
    step: Decimal | int
    count: int
    scale: Scale
    special: Special | None = None

    @property
    def size(self) -> float:
        """The number of values."""
        return self.count

    def accept(self, value: Json) -> Json:
        """Return `value` as the exact step that it is, or as the special value."""
        if _is_special(value, self.special):
            return value
        number = _number(value)
        if not self.at(0) <= number <= self.at(self.count - 1):
            raise _outside(self.at(0), self.at(self.count - 1), value)
        index = round(self._place(number))
        exact = self.at(index)
        if exact != number and (isinstance(self.step, int) or abs(self._place(number) - index) > OFF_STEP):
            raise ValueError(f"must be {self.first} plus a multiple of {self.step}, got {value!r}; such as {exact!r}")
        return exact

    def to_unit(self, value: Json) -> float:
        """Return the middle of the value's cell; on a log scale the place of the value."""
        number = _near(value, self.special)
        if self.scale.is_log:
            return self.scale.to_unit(number)
        index = round(min(max(self._place(number), 0), self.count - 1))
        return (index + 0.5) / self.count

    def from_unit(self, unit: float) -> Json:
        """Return the value in whose cell the coordinate lies."""
        place = self._place(self.scale.from_unit(unit)) + 0.5 if self.scale.is_log else unit * self.count
        return self.at(floor(min(max(place, 0.0), self.count - 1)))

    def token(self, value: Json) -> Hashable:
        """Return the number of the step, or a mark for the special value."""
        if is_number(value) and not _is_special(value, self.special):
            return value if isinstance(self.step, int) else round(self._place(value), 6)
        return _token(value, self.special)

    def values(self, points_per_float: int) -> Iterable[Json]:
        """Return all values."""
        return map(self.at, range(self.count))

    def at(self, index: int) -> Json:
        """Return the value of a step, counted from 0."""
        if isinstance(self.step, int):
            return self.first + index * self.step
        return float(DECIMAL.fma(self.step, index, self.first)) + 0.0

    def _place(self, number: float) -> float:
        if isinstance(self.step, int):
            return (number - int(self.first)) / self.step
        return (number - float(self.first)) / float(self.step)


@dataclass(frozen=True, slots=True)
class Choices:
    """One of several values, each with an equal part of the interval."""

    choices: tuple[Json, ...]
    codes: dict[Hashable, int] = field(repr=False)

    @classmethod
    def of(cls, choices: list[Json]) -> "Choices":
        """Return the axis of plain choices."""
        return cls(tuple(choices), {code_of(choice): index for index, choice in enumerate(choices)})

    @property
    def size(self) -> float:
        """The number of choices."""
        return len(self.choices)

    def accept(self, value: Json) -> Json:
        """Return the choice that `value` is; a number is found though it is an int here and a float there."""
        index = self._index(value)
        if index is None:
            raise self._unknown(value)
        return self.choices[index]

    def to_unit(self, value: Json) -> float:
        """Return the middle of the choice's part."""
        index = self._index(value)
        if index is None:
            raise self._unknown(value)
        return (index + 0.5) / len(self.choices)

    def from_unit(self, unit: float) -> Json:
        """Return the choice in whose part the coordinate lies."""
        return self.choices[int(min(max(unit * len(self.choices), 0.0), len(self.choices) - 1))]

    def indices(self, units: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the index of the choice in whose part each coordinate lies."""
        return np.clip(units * len(self.choices), 0.0, len(self.choices) - 1).astype(np.int64)

    def token(self, value: Json) -> Hashable:
        """Return the number of the choice."""
        index = self._index(value)
        return canonical(plain(value)) if index is None else index

    def values(self, points_per_float: int) -> Iterable[Json]:
        """Return all choices."""
        return self.choices

    def _unknown(self, value: Json) -> ValueError:
        return ValueError(f"must be one of {list(self.choices)!r}, got {value!r}")

    def _index(self, value: Json) -> int | None:
        index = self.codes.get(code_of(value))
        if index is None and is_number(value):
            index = next((i for i, choice in enumerate(self.choices) if is_number(choice) and choice == value), None)
        return index


def axis_of(parameter: Parameter) -> Axis | None:
    """Return the axis of a checked declaration; a constant has none."""
    if isinstance(parameter, Constant):
        return None
    if isinstance(parameter, Categorical | Ordinal):
        return Choices.of(list(parameter.choices))
    return number_axis(parameter)


def number_axis(parameter: Float | Int) -> Continuous | Stepped:
    """Return the axis of a number."""
    special = parameter.default if isinstance(parameter.default, Special) else None
    if parameter.step is None:
        return _continuous(parameter, special)
    return _stepped(parameter, special)


def steps_between(low: float, high: float, step: float) -> int:
    """Return how many whole steps lie between `low` and `high`, counted in decimals as people write them."""
    if isinstance(low, int) and isinstance(high, int) and isinstance(step, int):
        return (high - low) // step
    distance = DECIMAL.subtract(Decimal(repr(high)), Decimal(repr(low)))
    return int(DECIMAL.divide(distance, Decimal(repr(step))).to_integral_value("ROUND_FLOOR", DECIMAL))


def last_step(low: float, high: float, step: float) -> float:
    """Return the last of low, low + step, ... that is not above `high`."""
    n_steps = steps_between(low, high, step)
    if isinstance(low, int) and isinstance(step, int):
        return low + n_steps * step
    return float(DECIMAL.fma(Decimal(repr(step)), n_steps, Decimal(repr(low))))


def _continuous(parameter: Float | Int, special: Special | None) -> Continuous:
    low, high = float(parameter.low), float(parameter.high)
    scale = Scale.between(low, high, parameter.log and high / 2 > low / 2 * NEARLY_LINEAR)
    if scale.width == 0:
        digits = MOST_DECIMALS
    elif scale.is_log:
        lost = (abs(scale.start) + 2 * scale.width + 1) * 2**-51
        digits = min(13, int(-log10(lost)))
    else:
        digits = 12 - ceil(log10(2) + log10(scale.width))
    return Continuous(low, high, scale, digits, special)


def _stepped(parameter: Float | Int, special: Special | None) -> Stepped:
    low, high, step = parameter.low, parameter.high, parameter.step or 1
    margin = min(step / 2, low / 2) if parameter.log else step / 2
    scale = Scale.between(low - margin, min(high + step / 2, float_info.max), parameter.log)
    count = steps_between(low, high, step) + 1
    if isinstance(low, int) and isinstance(step, int):
        return Stepped(low, step, count, scale, special)
    return Stepped(Decimal(repr(low)), Decimal(repr(step)), count, scale, special)


def _is_special(value: Json, special: Special | None) -> bool:
    return special is not None and is_same(value, special.value)


def _near(value: Json, special: Special | None) -> float:
    if special is not None and is_same(value, special.value):
        return special.near
    return _number(value)


def _number(value: Json) -> float:
    if not is_number(value):
        raise ValueError(f"must be a number, got {value!r}")
    return value  # type: ignore[no-any-return]  # is_number has just seen to it


def _token(value: Json, special: Special | None) -> Hashable:
    if _is_special(value, special):
        return SPECIAL
    return value + 0.0 if is_number(value) else (canonical(plain(value)),)


def code_of(value: Json) -> Hashable:
    """Return what is equal for the same choice: 1, 1.0 and True are three, 0.0 and -0.0 one."""
    if value is None or isinstance(value, str | int | float):
        return type(value), value
    return canonical(plain(value))


def _outside(low: float, high: float, value: Json) -> ValueError:
    return ValueError(f"must lie between {low!r} and {high!r}, got {value!r}; clip it or widen the range")
