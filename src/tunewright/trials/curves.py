"""Learning curves as one matrix: a row per trial, a column per step, NaN where nothing was reported.

Running trials have rows too, so that a pruner can compare from the start. Steps may be any whole numbers from 0 in any
order; the matrix holds only those that occur.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FIRST_SHAPE = (32, 16)


class Curves:
    """Reported losses, growing in both directions.

    A report for a step that the trial has already reported replaces the earlier one.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._steps: list[int] = []
        self._losses = np.full(FIRST_SHAPE, np.nan)

    def put(self, number: int, step: int, loss: float) -> None:
        """Note that trial `number` reported `loss` at `step`."""
        row = self._rows.setdefault(number, len(self._rows))
        column = bisect_left(self._steps, step)
        if column == len(self._steps) or self._steps[column] != step:
            self._insert_step(column, step)
        self._make_room()
        self._losses[row, column] = loss

    def drop(self, number: int) -> None:
        """Forget what trial `number` has reported, as before it is run again."""
        if number in self._rows:
            self._losses[self._rows[number]] = np.nan

    def row(self, number: int) -> int:
        """Return the row of trial `number` in `losses`."""
        return self._rows[number]

    def column(self, step: int) -> int:
        """Return the column of `step` in `losses`."""
        return bisect_left(self._steps, step)

    def of(self, numbers: Sequence[int]) -> NDArray[np.float64]:
        """Return what these trials have reported, shape (len(numbers), n_steps); NaN where nothing was."""
        found = np.full((len(numbers), len(self._steps)), np.nan)
        known = [(place, self._rows[number]) for place, number in enumerate(numbers) if number in self._rows]
        if known:
            places, rows = zip(*known, strict=True)
            found[list(places)] = self.losses[list(rows)]
        return found

    @property
    def losses(self) -> NDArray[np.float64]:
        """The matrix, shape (n_trials, n_steps), NaN where nothing was reported."""
        return self._losses[: len(self._rows), : len(self._steps)]

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that the columns stand for, ascending."""
        return tuple(self._steps)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The trial numbers that the rows stand for."""
        return tuple(self._rows)

    def _insert_step(self, column: int, step: int) -> None:
        self._steps.insert(column, step)
        self._make_room()
        n_steps = len(self._steps)
        self._losses[:, column + 1 : n_steps] = self._losses[:, column : n_steps - 1]
        self._losses[:, column] = np.nan

    def _make_room(self) -> None:
        shape = self._losses.shape
        if len(self._rows) <= shape[0] and len(self._steps) <= shape[1]:
            return
        factors = [
            2 if used > there else 1 for used, there in zip((len(self._rows), len(self._steps)), shape, strict=True)
        ]
        larger = np.full((shape[0] * factors[0], shape[1] * factors[1]), np.nan)
        larger[: shape[0], : shape[1]] = self._losses
        self._losses = larger
