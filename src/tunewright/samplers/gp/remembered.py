"""Hyperparameters from one suggestion to the next: they travel in the tags of trials.

A fit that begins where the last one ended takes fewer steps, and with many trials one more changes little, so that a
fit serves for several. What the last fit found is read from the latest trial that has it; a study that is resumed
therefore goes on as if it had not been interrupted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.tags import entries
from tunewright.space.values import Json, is_number
from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.fit import fitted
from tunewright.surrogates.gp.kernel import Theta

Array = NDArray[np.float64]
TAG = "gp"
LATEST = 64
DIGITS = 4
STRIDES = ((30, 1), (60, 2), (150, 4))
LONGEST_STRIDE = 8


@dataclass(frozen=True, slots=True)
class Remembered:
    """What fits have found, by the name of the model: the number of ended trials, and the hyperparameters."""

    fits: Mapping[str, tuple[int, list[float]]]

    @classmethod
    def of(cls, tags: Sequence[Mapping[str, Json]]) -> "Remembered":
        """Return what the latest tagged trial remembers."""
        own = next((entries(tag, TAG) for tag in reversed(tags[-LATEST:]) if TAG in tag), {})
        return cls({model: found for model, fit in own.items() if (found := _fit(fit)) is not None})

    def theta(
        self, model: str, encoding: Encoding, points: Points, y: Array, n_ended: int, noise: Array | float = 0.0
    ) -> tuple[Theta, tuple[int, list[float]]]:
        """Return hyperparameters for the data, fitted anew where it is time, and what to remember of them.

        Time is counted in trials that have ended, `n_ended`, since the number of those that are shown is capped.
        """
        n_fitted, values = self.fits.get(model, (0, []))
        size = encoding.n_params + 3 + 2 * encoding.n_numbers
        start = np.array(values) if len(values) == size else None
        if start is not None and n_fitted <= n_ended < n_fitted + _stride(len(y)):
            return Theta(start, encoding.n_params, encoding.n_numbers), (n_fitted, values)
        theta = fitted(encoding, points, y, start, noise)
        rounded = [round(float(value), DIGITS) for value in theta.values]
        return Theta(np.array(rounded), encoding.n_params, encoding.n_numbers), (n_ended, rounded)


def _fit(entry: Json) -> tuple[int, list[float]] | None:
    """Return what was found, if it is that: a number of trials, and finite numbers."""
    match entry:
        case [int(n_ended), [*values]] if all(is_number(value) and isfinite(value) for value in values):
            return n_ended, [float(value) for value in values]
    return None


def _stride(n: int) -> int:
    return next((stride for most, stride in STRIDES if n <= most), LONGEST_STRIDE)
