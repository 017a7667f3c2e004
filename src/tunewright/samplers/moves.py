"""Moves from a configuration to another one: what every search that mutates shares.

Points are rows of the unit cube. A number moves by a step, is reflected at the borders, and always leaves the value it
had: a step that is too short for that goes to the next value that exists. A category becomes one of the others, each
as likely. Which of the coordinates change is drawn for itself, so that at least one does.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
BEYOND = 1e-9


def picked(rng: np.random.Generator, active: Mask, shares: Array, forced: Mask | bool = True) -> Mask:
    """Return which coordinates change, shape (n, n_dims): at least one in every forced row that has an active one.

    Args:
        rng: the source of chance.
        active: which coordinates may change, shape (n, n_dims).
        shares: how likely each is to change, of a shape that broadcasts to (n, n_dims).
        forced: whether a row must change, of a shape that broadcasts to (n, 1).
    """
    order = np.where(active, rng.random(active.shape), 2.0)
    first = order == order.min(axis=1, keepdims=True)
    return np.asarray(active & ((rng.random(active.shape) < shares) | (first & forced)))


def stepped(axes: Axes, units: Array, steps: Array) -> Array:
    """Return `units` with every number moved by its step, at least to the next value, and reflected at the borders.

    Args:
        axes: what the coordinates stand for.
        units: without NaN, shape (n, n_dims).
        steps: on the unit interval, shape (n, n_dims).
    """
    moved = reflected(units + steps)
    at = axes.stepped
    lower, upper = axes.cells(axes.snapped(units))
    up = (upper < 1) & ((steps[:, at] > 0) | (lower <= 0))
    stayed = (lower <= moved[:, at]) & (moved[:, at] <= upper)
    moved[:, at] = np.where(stayed, np.where(up, upper + BEYOND, lower - BEYOND), moved[:, at])
    return moved


def reflected(units: Array) -> Array:
    """Return coordinates folded back into [0, 1] at its ends, as often as it takes."""
    return np.asarray(1 - np.abs(1 - np.abs(units) % 2))


def others(axes: Axes, units: Array, chance: Array) -> Array:
    """Return one of the other choices for every category, shape (n, number of categorical axes).

    Where there is only one choice it stays.

    Args:
        axes: what the coordinates stand for.
        units, chance: shape (n, n_dims); uniform draws in `chance` say which of the others.
    """
    at = axes.categorical
    k = axes.n_choices[at]
    further = 1 + np.floor(chance[:, at] * (k - 1))
    return np.asarray(((np.floor(units[:, at] * k) + further) % k + 0.5) / k)
