"""What scale and crossover rate have worked in differential evolution: a memory that can be recomputed at any time.

A child that beats the one whose place it takes is a success. Successes, in the order in which they ended, are taken
`GROUP` at a time: of each group the mean scale and the mean rate are one cell, and the latest `CELLS` count. New scales
and rates are drawn around a cell that is chosen by chance. Cells for which there are no successes yet hold 0.5.

Source: Tanabe and Fukunaga (2013), "Success-History Based Parameter Adaptation for Differential Evolution", CEC, eq. 8
to 16. There a cell is written after each generation; here groups of successes stand for generations, as there are none,
and successes weigh by the ranks that they gained rather than by the losses, so that no transform of the loss matters.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CELLS, GROUP = 5, 4
FIRST = 0.5
WIDTH = 0.1
LEAST_SCALE = 0.05
"""Scales below are drawn again in the paper when they are not positive; what is next to nothing is no better."""


@dataclass(frozen=True, slots=True)
class SuccessMemory:
    """Means of scales and rates that worked.

    Attributes:
        scales, rates: shape (CELLS,).
    """

    scales: Array
    rates: Array

    @classmethod
    def of(cls, scales: Array, rates: Array, gains: Array) -> "SuccessMemory":
        """Return the memory of successes, shape (n,) each, in the order in which they ended; gains are positive."""
        cells = np.full((2, CELLS), FIRST)
        first = max(0, (len(gains) + GROUP - 1) // GROUP - CELLS)
        for cell in range(first, (len(gains) + GROUP - 1) // GROUP):
            group = slice(cell * GROUP, (cell + 1) * GROUP)
            f, w = scales[group], gains[group]
            cells[:, cell % CELLS] = (w * f * f).sum() / (w * f).sum(), np.average(rates[group], weights=w)
        return cls(*cells)

    def drawn(self, rng: np.random.Generator) -> tuple[float, float]:
        """Return a scale, above 0 up to 1 by a Cauchy distribution, and a rate from 0 to 1 by a Gaussian."""
        cell = rng.integers(CELLS)
        rate = float(np.clip(rng.normal(self.rates[cell], WIDTH), 0.0, 1.0))
        lowest = np.arctan((LEAST_SCALE - self.scales[cell]) / WIDTH)
        angle = rng.uniform(lowest, np.pi / 2)  # the tail below LEAST_SCALE is left out, as if drawn again
        return min(1.0, float(self.scales[cell] + WIDTH * np.tan(angle))), rate
