"""The axes of the unit cube as arrays: which are continuous, which have steps, which have categories.

A model that works on whole matrices needs to know, for every coordinate, the configurations that exist: a stepped
coordinate lies at the centre of a cell whose edges are half a step away, before the logarithm where there is one. The
formulas are those of the space's own encoding, for many rows at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tunewright.space.parameters import Categorical, Float, Int, Ordinal, Parameter
from tunewright.space.space import Space

Array = NDArray[np.float64]
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Axes:
    """What the coordinates of a space stand for; every array has shape (n_dims,).

    Attributes:
        n_choices: number of categories without an order; 0 on every other axis.
        steps: distance between neighbouring values; 0 where continuous, and on categorical axes.
        n_values: number of values on a stepped axis; 1 elsewhere.
        lows: smallest value on a stepped axis.
        logs: whether a stepped axis is logarithmic.
        starts, spans: where the scaled values begin at coordinate 0, and how far they reach until 1.
        stepped, continuous, categorical: indices of the axes of each kind.
    """

    n_choices: NDArray[np.int64]
    steps: Array
    n_values: NDArray[np.int64]
    lows: Array
    logs: NDArray[np.bool_]
    starts: Array
    spans: Array
    stepped: NDArray[np.int64] = field(init=False)
    continuous: NDArray[np.int64] = field(init=False)
    categorical: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        has_steps, has_choices = self.steps > 0, self.n_choices > 0
        object.__setattr__(self, "stepped", np.flatnonzero(has_steps))
        object.__setattr__(self, "continuous", np.flatnonzero(~has_steps & ~has_choices))
        object.__setattr__(self, "categorical", np.flatnonzero(has_choices))

    def snapped(self, units: Array) -> Array:
        """Return `units`, shape (n, n_dims), moved to the nearest coordinates that exist; NaN stays NaN."""
        out = np.clip(units, 0.0, 1.0)
        choices, stepped = self.categorical, self.stepped
        n_choices = self.n_choices[choices]
        out[:, choices] = (np.minimum(np.floor(out[:, choices] * n_choices), n_choices - 1) + 0.5) / n_choices
        out[:, stepped] = self._unit(self._value(out[:, stepped]))
        return out

    def cells(self, units: Array) -> tuple[Array, Array]:
        """Return lower and upper edges of the stepped coordinates' cells, each of shape (n, number of stepped axes).

        Args:
            units: snapped coordinates, shape (n, n_dims).
        """
        stepped = self.stepped
        values, half = self._value(units[:, stepped]), self.steps[stepped] / 2
        return self._unit(values - half), self._unit(values + half)

    def _value(self, units: Array) -> Array:
        """Return the nearest existing values of coordinates on the stepped axes."""
        at = self.stepped
        scaled = self.starts[at] + units * self.spans[at]
        raw = np.where(self.logs[at], np.exp(np.where(self.logs[at], scaled, 0.0)), scaled)
        places = np.clip(np.floor((raw - self.lows[at]) / self.steps[at] + 0.5), 0, self.n_values[at] - 1)
        return np.asarray(self.lows[at] + places * self.steps[at])

    def _unit(self, values: Array) -> Array:
        at = self.stepped
        scaled = np.where(self.logs[at], np.log(np.maximum(values, TINY)), values)
        return np.asarray(np.clip((scaled - self.starts[at]) / self.spans[at], 0.0, 1.0))


def axes_of(space: Space) -> Axes:
    """Return the axes of `space`, in the order of its `dims`."""
    return _stacked(_row(space.parameters[name]) for name in space.dims)


Row = tuple[int, float, int, float, bool, float, float]
DTYPES = (np.int64, np.float64, np.int64, np.float64, np.bool_, np.float64, np.float64)
CONTINUOUS: Row = (0, 0.0, 1, 0.0, False, 0.0, 1.0)


def _row(parameter: Parameter) -> Row:
    match parameter:
        case Categorical():
            return (len(parameter.choices), *CONTINUOUS[1:])
        case Ordinal():
            return _stepped_row(0, len(parameter.choices) - 1, 1, log=False)
        case Int() | Float() if parameter.step:
            return _stepped_row(parameter.low, parameter.high, parameter.step, log=parameter.log)
        case Int() | Float() if parameter.low == parameter.high:
            return _stepped_row(0, 0, 1, log=False)
    return CONTINUOUS


def _stepped_row(low: float, high: float, step: float, *, log: bool) -> Row:
    n_values = round((high - low) / step) + 1
    margin = min(step / 2, low / 2) if log else step / 2
    edges = np.array([low - margin, high + step / 2])
    start, end = np.log(edges) if log else edges
    return 0, step, n_values, low, log, float(start), float(end - start)


def _stacked(rows: Iterable[Row]) -> Axes:
    columns = list(zip(*rows, strict=True)) or [()] * len(DTYPES)
    return Axes(*(np.array(column, dtype) for column, dtype in zip(columns, DTYPES, strict=True)))
