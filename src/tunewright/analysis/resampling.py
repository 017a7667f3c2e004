"""Bootstrap draws of rows, or of whole groups of rows, and the percentile interval of what was computed from them.

A draw is a row of counts: how often each row of the table was drawn. Rows that belong together (patients, batches,
blocks of time) are drawn together, because they are not independent witnesses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tunewright.analysis.corrected import Interval

MIN_UNITS = 6
"""Fewer independent units give no interval: with 5, all of them agree by chance in 1 of 16 cases."""

CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Units:
    """What is drawn: each unit is a row or a group of rows.

    Attributes:
        of_row: unit of each row, shape (n_rows,); -1 for a row that takes no part.
        n: number of units.
    """

    of_row: NDArray[np.int64]
    n: int

    def spread(self, per_unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return counts per row, shape (n_draws, n_rows), from counts per unit, shape (n_draws, n)."""
        per_row = per_unit[:, np.maximum(self.of_row, 0)]
        per_row[:, self.of_row < 0] = 0.0
        return per_row


def units_of(n_rows: int, groups: ArrayLike | None = None, taking_part: NDArray[np.bool_] | None = None) -> Units:
    """Return the units of `n_rows` rows.

    Args:
        n_rows: number of rows.
        groups: id of the group of each row, shape (n_rows,), or None if each row is its own unit.
        taking_part: which rows are drawn at all, shape (n_rows,); None is all of them.

    Raises:
        ValueError: if `groups` or `taking_part` has another length.
    """
    ids = np.arange(n_rows) if groups is None else np.asarray(groups)
    mask = np.ones(n_rows, np.bool_) if taking_part is None else np.asarray(taking_part, np.bool_)
    for name, column in (("groups", ids), ("taking_part", mask)):
        if column.shape != (n_rows,):
            raise ValueError(f"{name} must have one entry for each of the {n_rows} rows, got shape {column.shape}")
    of_row = np.full(n_rows, -1, np.int64)
    present, codes = np.unique(ids[mask], return_inverse=True)
    of_row[mask] = codes
    return Units(of_row, len(present))


def draws(units: Units, n_draws: int, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Yield batches of counts per row, shape (n_batch, n_rows), `n_draws` in all, in bounded memory."""
    at_once = max(1, CELLS_AT_ONCE // max(1, len(units.of_row)))
    for start in range(0, n_draws, at_once):
        size = min(at_once, n_draws - start)
        drawn = rng.integers(0, units.n, (size, units.n)) + units.n * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * units.n).reshape(size, units.n)
        yield units.spread(counts.astype(np.float64))


def percentile_interval(values: NDArray[np.float64], confidence: float) -> Interval:
    """Return the central interval that holds `confidence` of `values`, each bound being one of them (outer one).

    NaN values are left out; without any value left the bounds are NaN.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return nan, nan
    tail = (1 - confidence) / 2
    low = np.quantile(known, tail, method="lower")
    high = np.quantile(known, 1 - tail, method="higher")
    return float(low), float(high)
