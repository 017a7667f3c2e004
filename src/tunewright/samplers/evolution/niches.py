"""Niches: of configurations that are alike only the best few count, so that several optima stay alive.

Going from the best to the worst, a configuration is kept unless a niche that it lies in is full; what is turned away
comes after all that is kept, if there is room. It is a rule of what is known and nothing else, so no state is needed. A
copy of a configuration, as noise makes them, is never kept.

The distance is the mean over all coordinates that are active in at least one of two configurations: of numbers the
difference on the unit interval, 1 for different categories, and 1 where only one of them has a value.

Source: Petrowski (1996), "A clearing procedure as a niching method for genetic algorithms"; Gower (1971), "A general
coefficient of similarity and some of its properties", for the distance.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
COPY = 1e-12


class Niches:
    """Niches around configurations as they are kept, each with so much room.

    Args:
        radius: how far a niche reaches from the best configuration in it.
        capacity: how many a niche holds, 1 or more.
    """

    def __init__(self, radius: float, capacity: int) -> None:
        self._radius, self._capacity = radius, capacity
        self._members: list[Mask] = []
        self._sizes: list[int] = []

    def keep(self, row: int, apart: Array) -> Mask:
        """Count `row` where it lies, or found a niche around it, and return which rows lie in a niche that is full.

        Args:
            row: which configuration is kept.
            apart: its distance to all of them, shape (n,).
        """
        if not any(members[row] for members in self._members):
            self._members.append(apart <= self._radius)
            self._sizes.append(0)
        crowded = np.zeros(len(apart), np.bool_)
        for niche, members in enumerate(self._members):
            self._sizes[niche] += int(members[row])
            if self._sizes[niche] >= self._capacity:
                crowded |= members
        return crowded


def cleared(axes: Axes, units: Array, n_wanted: int, radius: float, capacity: int) -> NDArray[np.int64]:
    """Return up to `n_wanted` rows that are no copies: those that have room in their niches first, the best first.

    Args:
        axes: what the coordinates stand for.
        units: snapped configurations, the best first, shape (n, n_dims), NaN where inactive.
        n_wanted: how many rows are returned, if there are so many.
        radius, capacity: as `Niches` says.
    """
    niches, kept = Niches(radius, capacity), list[int]()
    left, crowded = np.ones(len(units), np.bool_), np.zeros(len(units), np.bool_)
    while left.any() and len(kept) < n_wanted:
        free = left & ~crowded
        row = int(np.argmax(free if free.any() else left))
        apart = distances(axes, units[row], units)
        crowded |= niches.keep(row, apart) if free.any() else False
        left &= apart > COPY
        kept.append(row)
    return np.array(kept, np.int64)


def distances(axes: Axes, unit: Array, units: Array) -> Array:
    """Return the distance of one snapped point, shape (n_dims,), to others, shape (n, n_dims): shape (n,), 0 to 1."""
    present, there = ~np.isnan(units), ~np.isnan(unit)
    gaps = np.abs(np.where(present, units, 0.0) - np.where(there, unit, 0.0))
    gaps[:, axes.categorical] = gaps[:, axes.categorical] > COPY
    gaps[present != there] = 1.0
    n_active = np.count_nonzero(present | there, axis=1)
    return np.asarray(gaps.sum(axis=1) / np.maximum(n_active, 1))
