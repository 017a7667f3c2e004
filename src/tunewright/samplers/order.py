"""Which trial is better: one order of all that have ended, the best first.

Complete and feasible trials come first, by their loss; then complete ones that violate constraints, the least violation
first; then pruned ones, of which it is only known that they were not promising; last those that failed, ran out of
time or out of memory. With several objectives the place of a trial is that of its non-dominated front, and inside a
front the most isolated trial comes first.

Source: Deb et al. (2002), "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", for fronts, crowding and the
place of violations. Gaps are measured in ranks here, so that no objective's scale matters.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.history import History
from tunewright.trials.state import State

Array = NDArray[np.float64]


def best_first(history: History, n_wanted: int) -> tuple[NDArray[np.int64], int]:
    """Return the rows of `history`, the best first, and how many of them are complete.

    Args:
        history: the trials that have ended.
        n_wanted: with several objectives only so many places are worked out; the rest follows by rank sums.
    """
    complete, pruned = history.in_state(State.COMPLETE), history.in_state(State.PRUNED)
    return ordered(history.losses, history.violations, complete, pruned, n_wanted), int(complete.sum())


def ordered(
    losses: Array, violations: Array, complete: NDArray[np.bool_], pruned: NDArray[np.bool_], n_wanted: int
) -> NDArray[np.int64]:
    """Return the rows of these columns of a history, the best first; the arguments are those of `best_first`."""
    feasible = complete & (violations == 0)
    place = losses[:, 0].copy()
    if losses.shape[1] > 1:
        place[:] = 0
        place[feasible] = front_places(losses[feasible], n_wanted)
    kind = np.select([complete, pruned], [0, 1], default=2)
    return np.lexsort((place, np.where(complete, violations, 0.0), kind))


def front_places(losses: Array, n_wanted: int) -> Array:
    """Return each row's place, 0 is the best, in an order by fronts and isolation.

    Args:
        losses: shape (n, n_objectives), lower is better; infinities are allowed, and NaN is worst.
        n_wanted: fronts are peeled off until so many rows are placed; the rest is placed by the sum of its ranks.
    """
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in losses.T], axis=1).astype(np.float64)
    left = np.argsort(ranks.sum(axis=1), kind="stable")
    placed = left[:0]
    while left.size and placed.size < n_wanted:
        front = left[_first_front(ranks[left])]
        placed = np.append(placed, front[np.argsort(-_isolation(ranks[front]), kind="stable")])
        left = left[~np.isin(left, front)]
    places = np.empty(len(losses))
    places[np.append(placed, left)] = np.arange(len(losses))
    return places


def _first_front(ranks: Array) -> NDArray[np.int64]:
    """Return which rows nothing dominates; rows come by ascending rank sum, so the first that is left is one."""
    left, front = np.arange(len(ranks)), []
    while left.size:
        front.append(left[0])
        left = left[~(ranks[left[0]] <= ranks[left]).all(axis=1)]
    return np.array(front, np.int64)


def _isolation(ranks: Array) -> Array:
    """Return the crowding distance of each row of one front; inf at the ends of an objective."""
    distance = np.zeros(len(ranks))
    for column in ranks.T:
        order = np.argsort(column, kind="stable")
        ascending = column[order]
        distance[order[1:-1]] += ascending[2:] - ascending[:-2]
        distance[order[[0, -1]]] = np.inf
    return distance
