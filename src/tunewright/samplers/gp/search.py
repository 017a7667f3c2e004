"""Where the promise is highest: many candidates, a few rounds of ever smaller mutations, one polish by gradient.

The best few of the candidates are mutated with a step that halves from round to round, and the best of all of them then
climbs along its continuous coordinates by L-BFGS. What comes back is ranked, since the first may be taken already.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.candidates import Candidates

Array = NDArray[np.float64]
Promise = Callable[[Array], Array]
Climb = Callable[[Array, NDArray[np.int64]], tuple[float, Array]]
N_UNIFORM, N_MUTATED = 400, 200
N_KEPT, N_EACH = 5, 8
ROUNDS = (0.1, 0.05, 0.025, 0.0125)
SHARES = (0.0, 0.3, 0.7)
MOST_RANKED = 30
POLISH_STEPS = 15


@dataclass(frozen=True, slots=True)
class Search:
    """A search for the configurations that promise most.

    Attributes:
        candidates: makes configurations.
        promise: of points, shape (n, n_dims), to shape (n,), higher is better.
        climb: of a point and the indices of its free coordinates, to promise and slope; None for no polish.
    """

    candidates: Candidates
    promise: Promise
    climb: Climb | None

    def ranked(self, rng: np.random.Generator, best: Array) -> Array:
        """Return up to 30 points, the most promising first.

        Args:
            rng: the source of chance.
            best: good configurations that have been run, the best first, shape (n, n_dims); n may be 0.
        """
        units = self.candidates.uniform(rng, N_UNIFORM)
        if len(best):
            units = np.vstack([units, self.candidates.near_the_best(rng, best, N_MUTATED)])
        units, promises = _sorted(units, self.promise(units))
        for spread in ROUNDS:
            parents = np.repeat(units[:N_KEPT], N_EACH, axis=0)
            spreads = spread * np.exp(rng.uniform(-1, 1, size=len(parents)))
            nearby = self.candidates.mutated(rng, parents, spreads, rng.choice(SHARES, size=len(parents)))
            units, promises = _sorted(np.vstack([units, nearby]), np.append(promises, self.promise(nearby)))
        polished = self._polished(units[0])
        if polished is not None:
            units, _ = _sorted(np.vstack([units, polished]), np.append(promises, self.promise(polished)))
        return units[:MOST_RANKED]

    def _polished(self, unit: Array) -> Array | None:
        from scipy.optimize import minimize

        axes = self.candidates.axes
        free = axes.continuous[~np.isnan(unit[axes.continuous])]
        if self.climb is None or not free.size:
            return None
        climb, point = self.climb, unit.copy()

        def descended(place: Array) -> tuple[float, Array]:
            point[free] = place
            value, slope = climb(point, free)
            return -value, -slope

        found = minimize(
            descended,
            unit[free],
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, 1.0)] * len(free),
            options={"maxiter": POLISH_STEPS},
        )
        point[free] = found.x
        polished, met = self.candidates.space.screened(point[None])
        return polished if met[0] else None


def _sorted(units: Array, promises: Array) -> tuple[Array, Array]:
    order = np.argsort(-promises, kind="stable")
    return units[order], promises[order]
