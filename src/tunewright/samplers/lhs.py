"""Latin hypercube sampling: of n points each n-th part of every axis holds exactly one.

The design must know its size. That is what is left of the budget where one is known, else a block of `block` points;
when a block is used up the next one follows, complete in itself. The size is a tag of the trials beside the seed and
the place, so that a resumed study goes on inside its block, whatever its budget is by then. What is passed over, such
as a point that `require` forbids, leaves its parts of the axes empty.

Source: McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input variables in the
analysis of output from a computer code". There the size is that of the whole sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.sequence import PointSequence
from tunewright.samplers.tags import entries, whole
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

TAG = "lhs"
LARGEST = 1024
"""A larger budget is cut into equal blocks, since a suggestion makes its whole block anew."""


@dataclass(frozen=True, slots=True)
class LhsSampler:
    """Follow Latin hypercubes, one after another.

    Args:
        block: number of points of a design, 1 or more, where no budget is known.

    Raises:
        ValueError: if `block` is too small.
    """

    block: int = 16

    def __post_init__(self) -> None:
        if self.block < 1:
            raise ValueError(f"block must be 1 or more points, got {self.block}; 16 is usual")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` points of the designs, as `Sampler.suggest` says."""
        size = self._begun(history) or self._size(problem, len(history) + len(pending))
        sequence = PointSequence(TAG, partial(latin_points, size), {"size": size})
        return sequence.suggest(problem, history, pending, rng, n)

    def _begun(self, history: History) -> int | None:
        """Return the size of the first trial's design; None if no trial tells."""
        most = max(LARGEST, self.block)
        sizes = (whole(entries(tags, TAG), "size", 1, most) for tags in history.tags if TAG in tags)
        return next((size for size in sizes if size is not None), None)

    def _size(self, problem: Problem, n_spent: int) -> int:
        left = (problem.budget or 0) - n_spent
        return ceil(left / ceil(left / LARGEST)) if left > 0 else self.block


def latin_points(size: int, n_dims: int, seed: int, first: int, n: int) -> NDArray[np.float64]:
    """Return points `first` to `first + n - 1` of the designs of `size` points, shape (n, n_dims)."""
    blocks = range(first // size, (first + n - 1) // size + 1)
    points = np.concatenate([_latin(size, n_dims, seed, block) for block in blocks])
    start = first - blocks.start * size
    return points[start : start + n]


def _latin(size: int, n_dims: int, seed: int, block: int) -> NDArray[np.float64]:
    rng = np.random.default_rng([seed, block])
    parts = rng.permuted(np.tile(np.arange(size)[:, None], n_dims), axis=0)
    return np.asarray((parts + rng.random((size, n_dims))) / size)
