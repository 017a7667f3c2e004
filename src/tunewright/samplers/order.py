"""Which trial is better: one order of all that have ended, the best first.

Complete and feasible trials come first, by their loss; then complete ones that violate constraints, the least violation
first; then pruned ones, of which it is only known that they were not promising; last those that failed, ran out of
time or out of memory. With several objectives the place of a trial is that of its non-dominated front, and inside a
front the most isolated trial comes first.

Sorting a long history takes longer than all the rest of a cheap suggestion, so who needs the best and a picture of the
others asks for that: `best_and_others` sorts the best, and an even selection of what is left.

Source: Deb et al. (2002), "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", for fronts, crowding and the
place of violations. Gaps are measured in ranks here, so that no objective's scale matters.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.history import History
from tunewright.trials.state import State

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
LONGEST_SORTED = 2048


def best_first(history: History, n_wanted: int) -> tuple[Rows, int]:
    """Return the rows of `history`, the best first, and how many of them are complete.

    Args:
        history: the trials that have ended.
        n_wanted: with several objectives only so many places are worked out; the rest follows by rank sums.
    """
    complete, pruned = history.in_state(State.COMPLETE), history.in_state(State.PRUNED)
    return ordered(history.losses, history.violations, complete, pruned, n_wanted), int(complete.sum())


def best_and_others(history: History, n_best: int, n_others: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Return the rows of the best complete trials, and rows that stand for all others; each from the best to the worst.

    The best are exact whatever the number of trials. The others are every k-th in the order of `best_first`; where
    there are more than `LONGEST_SORTED`, of so many of them, one from each of as many equal stretches of time.

    Args:
        history: the trials that have ended.
        n_best: how many of the best, if so many are complete.
        n_others: how many others at most.
        rng: chooses who stands for a stretch of time.
    """
    is_other = np.ones(len(history), np.bool_)
    best = _best_complete(history, n_best)
    is_other[best] = False
    others = np.flatnonzero(is_other)
    if len(others) > LONGEST_SORTED:
        ends = np.linspace(0, len(others), LONGEST_SORTED + 1).astype(np.int64)
        others = others[rng.integers(ends[:-1], ends[1:])]
    order = _among(history, others, n_best)
    return best, order if len(order) <= n_others else order[np.linspace(0, len(order) - 1, n_others).astype(np.int64)]


def _best_complete(history: History, n_best: int) -> Rows:
    """Return the rows of the best complete trials; only those that may be among them are sorted."""
    candidates = history.in_state(State.COMPLETE)
    feasible = candidates & (history.violations == 0)
    if np.count_nonzero(feasible) > n_best:
        candidates = feasible
        if history.n_objectives == 1:
            losses = np.where(feasible, history.losses[:, 0], np.inf)
            candidates &= ~(losses > np.partition(losses, n_best - 1)[n_best - 1])
    return _among(history, np.flatnonzero(candidates), n_best)[:n_best]


def _among(history: History, rows: Rows, n_wanted: int) -> Rows:
    """Return these rows of the history, the best first."""
    complete, pruned = (history.in_state(state)[rows] for state in (State.COMPLETE, State.PRUNED))
    return rows[ordered(history.losses[rows], history.violations[rows], complete, pruned, n_wanted)]


def ordered(
    losses: Array, violations: Array, complete: NDArray[np.bool_], pruned: NDArray[np.bool_], n_wanted: int
) -> Rows:
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


def _first_front(ranks: Array) -> Rows:
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
