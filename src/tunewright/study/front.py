"""The Pareto front: the rows that no other row beats in one objective without losing in another."""

import numpy as np
from numpy.typing import NDArray


def front(losses: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the indices of the rows of `losses` (n_trials, n_objectives) that none dominates, ascending.

    Rows that are equal do not dominate each other.
    """
    order = np.lexsort(losses.T[::-1])
    chosen: list[int] = []
    for row in order:  # a row can be dominated only by one before it in lexicographic order
        best = losses[chosen]
        dominated = (best <= losses[row]).all(axis=1) & (best < losses[row]).any(axis=1)
        if not dominated.any():
            chosen.append(int(row))
    return np.sort(np.array(chosen, dtype=np.intp))
