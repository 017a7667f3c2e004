"""Niches: of configurations that are alike only the best few count, so that several optima stay alive.

Going from the best to the worst, a configuration is kept unless a niche that it lies in is full; what is not kept comes
after all that is. It is a rule of what is known and nothing else, so no state is needed. A copy of a configuration, as
noise makes them, is never kept.

The distance is the mean over all coordinates that are active in at least one of two configurations: of numbers the
difference on the unit interval, 1 for different categories, and 1 where only one of them has a value.

Source: Petrowski (1996), "A clearing procedure as a niching method for genetic algorithms"; Gower (1971), "A general
coefficient of similarity and some of its properties", for the distance.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
COPY = 1e-12


def cleared(distances: Array, radius: float, capacity: int) -> NDArray[np.int64]:
    """Return all rows that are no copies: those that are kept first, in the order given.

    Args:
        distances: of configurations, the best first, shape (n, n).
        radius: how far a niche reaches from the best configuration in it.
        capacity: how many a niche holds, 1 or more.
    """
    kept, late, heads, sizes = list[int](), list[int](), list[int](), list[int]()
    for row, others in enumerate(distances):
        if row and (others[:row] < COPY).any():
            continue
        near = [niche for niche, head in enumerate(heads) if others[head] <= radius]
        full = any(sizes[niche] >= capacity for niche in near)
        (late if full else kept).append(row)
        if full:
            continue
        for niche in near:
            sizes[niche] += 1
        if not near:
            heads.append(row)
            sizes.append(1)
    return np.array(kept + late, np.int64)


def distances(axes: Axes, units: Array) -> Array:
    """Return the distance of every pair of snapped points, shape (n, n_dims), as shape (n, n), from 0 to 1."""
    present = ~np.isnan(units)
    places = np.where(present, units, 0.0)
    gaps = np.abs(places[:, None] - places)
    gaps[..., axes.categorical] = gaps[..., axes.categorical] > COPY
    gaps[present[:, None] != present] = 1.0
    n_active = np.count_nonzero(present[:, None] | present, axis=2)
    return np.asarray(gaps.sum(axis=2) / np.maximum(n_active, 1))
