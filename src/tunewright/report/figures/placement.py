"""Where a hyperparameter's values stand on an axis: numbers by size (or by their logarithm), everything else in slots.

A slot is a place of its own for a category, or for a special value ("scale", None) among numbers; special values stand
to the right of the numbers. Positions are ours and not plotly's, so that both can share one axis.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite, log10, nan

import numpy as np

from tunewright.report.wording import number, shown
from tunewright.space.values import Json

MOST_TICKS = 6
APART = 0.1


@dataclass(frozen=True, slots=True)
class Scale:
    """How one parameter is drawn.

    Attributes:
        log: whether numbers stand by their logarithm.
        low, high: positions of the lowest and the highest number; NaN where there is none.
        slots: position per value that is not a number of the range, by its JSON text.
        names: what the slots are called, in the order of `slots`.
    """

    log: bool
    low: float
    high: float
    slots: Mapping[str, float]
    names: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether there are numbers at all."""
        return isfinite(self.low)

    def place(self, value: Json) -> float:
        """Return the position of `value`; NaN for one that has no place."""
        slot = self.slots.get(_key(value))
        if slot is not None:
            return slot
        return self.along(value) if _is_number(value, self.log) else nan

    def along(self, value: float) -> float:
        """Return the position of a number."""
        return log10(value) if self.log else float(value)

    def value_at(self, position: float) -> float:
        """Return the number that stands at `position`."""
        return float(10.0**position) if self.log else position

    def ticks(self) -> tuple[list[float], list[str]]:
        """Return positions and names of the marks on the axis."""
        places = _ticks(self) if self.is_numeric else []
        names = [number(self.value_at(place), 3) for place in places]
        return [*places, *self.slots.values()], [*names, *self.names]

    def shown(self) -> list[float]:
        """Return the range of positions, with some air."""
        ends = [*([self.low, self.high] if self.is_numeric else []), *self.slots.values()]
        air = 0.06 * (max(ends) - min(ends)) if self.is_numeric else 0.6
        return [min(ends) - (air or 0.5), max(ends) + (air or 0.5)]


def scale_of_categories(values: Sequence[Json]) -> Scale:
    """Return the scale on which every value has a slot, in the order of `values`."""
    names = {_key(value): shown(value) for value in values}
    return Scale(False, nan, nan, {key: float(index) for index, key in enumerate(names)}, tuple(names.values()))


def scale_of_numbers(values: Sequence[Json], *, log: bool, bounds: tuple[float, float] = (-inf, inf)) -> Scale:
    """Return the scale on which numbers stand by size; what is none, or lies out of `bounds`, has a slot."""
    numbers = [value for value in values if _is_number(value, log) and bounds[0] <= value <= bounds[1]]
    regular = {_key(value) for value in numbers}
    others = {_key(value): value for value in values if _key(value) not in regular}
    places = [log10(value) if log else float(value) for value in numbers]
    low, high = (min(places), max(places)) if places else (nan, nan)
    step = APART * (high - low) or 1.0 if places else 1.0
    first = high + step if places else 0.0
    slots = {key: first + index * step for index, key in enumerate(others)}
    return Scale(log, low, high, slots, tuple(shown(value) for value in others.values()))


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _is_number(value: Json, log: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and (value > 0 or not log)


def _ticks(scale: Scale) -> list[float]:
    spread = scale.high - scale.low
    if spread == 0:
        return [scale.low]
    if scale.log and spread >= 2:
        step = float(max(1, round(spread / (MOST_TICKS - 1))))
    elif scale.log:
        return [log10(value) for value in _round_numbers(10**scale.low, 10**scale.high)]
    else:
        return _round_numbers(scale.low, scale.high)
    first = np.ceil(scale.low / step - 1e-9) * step
    return [float(place) for place in np.arange(first, scale.high + 1e-9 * step, step)]


def _round_numbers(low: float, high: float) -> list[float]:
    rough = (high - low) / (MOST_TICKS - 1)
    size = 10.0 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough * (1 - 1e-9))
    first = np.ceil(low / step - 1e-9)
    n_steps = int(np.floor((high / step - first) + 1e-9)) + 1
    ticks = [float((first + index) * step) for index in range(n_steps)]
    return [tick for tick in ticks if tick > 0] or [high] if low > 0 else ticks
