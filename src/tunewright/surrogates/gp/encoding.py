"""From points of the unit cube to columns for a kernel: numbers, and one-hot blocks for categories.

A number keeps its coordinate. A category becomes one column a choice, scaled so that two different choices are at
squared distance 1: the kernel then sees equal or not, and everything stays matrix products. Where a parameter is
inactive its number stands in the middle and its block is all zero, so that configurations which differ in inactive
parameters only are the same point; the parent's own columns say which branch a point is in.

Source: Garrido-Merchan and Hernandez-Lobato (2020), "Dealing with categorical and integer-valued variables in Bayesian
optimization with Gaussian processes", Neurocomputing 380: the model sees only configurations that exist, so coordinates
are snapped before they come here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
HALF = np.sqrt(0.5)
MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Points:
    """Encoded configurations.

    Attributes:
        numbers: coordinates of the numeric parameters, shape (n, n_numbers), 0.5 where inactive.
        blocks: one-hot columns times sqrt(1/2), shape (n, n_columns), zero where inactive.
        effects: features of the main effects, shape (n, 2 n_numbers + n_columns): a line and a bowl for each number, a
            level for each choice, zero where inactive.
    """

    numbers: Array
    blocks: Array
    effects: Array

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the axes of a space become columns.

    Attributes:
        numeric: indices of the numeric axes, shape (n_numbers,).
        categorical: indices of the categorical axes.
        n_choices: of each categorical axis.
        groups: for every column, numbers first, the index of its lengthscale, shape (n_numbers + n_columns,).
    """

    numeric: NDArray[np.int64]
    categorical: NDArray[np.int64]
    n_choices: NDArray[np.int64]
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, axes: Axes) -> "Encoding":
        """Return the encoding of the points on these axes."""
        numeric, categorical = np.flatnonzero(axes.n_choices == 0), axes.categorical
        n_choices = axes.n_choices[categorical]
        groups = np.concatenate([
            np.arange(len(numeric)),
            len(numeric) + np.repeat(np.arange(len(n_choices)), n_choices),
        ])
        return cls(numeric, categorical, n_choices, groups)

    @property
    def n_numbers(self) -> int:
        """Number of numeric parameters."""
        return len(self.numeric)

    @property
    def n_params(self) -> int:
        """Number of parameters: one lengthscale each."""
        return len(self.numeric) + len(self.categorical)

    def encoded(self, units: Array) -> Points:
        """Return the points of snapped coordinates, shape (n, n_dims), NaN where inactive."""
        numbers = units[:, self.numeric]
        blocks = [
            np.floor(units[:, axis, None] * k) == np.arange(k)
            for axis, k in zip(self.categorical, self.n_choices, strict=True)
        ]
        hot = np.hstack([*blocks, np.empty((len(units), 0))]).astype(np.float64)
        filled = np.where(np.isnan(numbers), MIDDLE, numbers)
        return Points(filled, HALF * hot, np.hstack([*_main_effects(numbers), hot]))


def _main_effects(numbers: Array) -> tuple[Array, Array]:
    """Return a line and a bowl for each number, both of mean 0 over the interval."""
    active = ~np.isnan(numbers)
    t = 2 * np.where(active, numbers, MIDDLE) - 1
    return t, np.where(active, t * t - 1 / 3, 0.0)
