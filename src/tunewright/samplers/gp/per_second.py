"""Promise per second: where time limits the search, what a trial costs counts against what it promises.

At the beginning a configuration that takes twice as long must promise twice the improvement; toward the end, when
nothing can be bought for what is saved, seconds count ever less.

Source: Lee, Perrone, Archambeau and Seeger (2020), "Cost-aware Bayesian optimization", section 3, cost cooling; there
the exponent falls with the share of the budget that is spent, as here.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.gp.encoding import Encoding
from tunewright.surrogates.seconds import seconds_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem

Array = NDArray[np.float64]
Promise = Callable[[Array], Array]


def exponent(problem: Problem, history: History) -> float:
    """Return how much seconds count, from 1 where all the time is left to 0 where none is, or time is no limit."""
    if problem.seconds is None or not problem.seconds:
        return 0.0
    spent = float(np.nansum(history.seconds)) / problem.n_workers
    return max(0.0, 1 - spent / problem.seconds)


def per_second(
    promise: Promise, encoding: Encoding, history: History, rows: NDArray[np.int64], power: float
) -> Promise:
    """Return the promise, a logarithm, less `power` times the expected log seconds.

    Args:
        promise: of points, shape (n, n_dims), to shape (n,).
        encoding: of the space.
        history, rows: where durations are known, and which rows to learn them from.
        power: how much seconds count.
    """
    known = rows[np.isfinite(history.seconds[rows])]
    if not power or not len(known):
        return promise
    model = seconds_of(encoding.encoded(history.units[known]), history.seconds[known])
    return lambda units: promise(units) - power * model.log(encoding.encoded(units))
