"""Configurations to look at: uniform ones, and mutations of good ones, all of which exist.

A mutation changes some coordinates and keeps the others. A number moves by a Gaussian step, reflected at the borders
and at least to the next value that exists; a category becomes another one. What a change of parents makes active gets a
coordinate by chance, since nothing is known of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.branch import Branch
from tunewright.samplers.moves import others, picked, stepped
from tunewright.space.space import Space
from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
MOST_PARENTS = 10
SHARES = (0.0, 0.2, 0.5, 1.0)
STEPS = (0.01, 0.4)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Makes configurations of a space, as snapped points of the cube, shape (n, n_dims), NaN where inactive.

    Attributes:
        space, axes: what there is.
        branch: the only one to make them in; None for all.
    """

    space: Space
    axes: Axes
    branch: Branch | None = None

    def uniform(self, rng: np.random.Generator, n: int) -> Array:
        """Return `n` uniform draws that meet `require`."""
        return self._allowed(self.space.sample(rng, n), rng)

    def near_the_best(self, rng: np.random.Generator, best: Array, n: int) -> Array:
        """Return mutations of `best`, good configurations first, the first ones more often than the last."""
        parents = best[: min(len(best), MOST_PARENTS)]
        chosen = parents[(rng.random(n) ** 2 * len(parents)).astype(np.int64)]
        spreads = STEPS[0] * (STEPS[1] / STEPS[0]) ** rng.random(n)
        return self.mutated(rng, chosen, spreads, rng.choice(SHARES, size=n))

    def mutated(self, rng: np.random.Generator, parents: Array, spreads: Array, shares: Array) -> Array:
        """Return one mutation of each parent; those that break `require` are left out.

        Args:
            rng: the source of chance.
            parents: shape (n, n_dims).
            spreads: standard deviation of steps on the unit interval, shape (n,).
            shares: how likely each coordinate is to change, shape (n,); at least one active one always does.
        """
        active = ~np.isnan(parents)
        changed = picked(rng, active, shares[:, None])
        chance = rng.random(parents.shape)
        filled = np.where(active, parents, chance)
        moved = stepped(self.axes, filled, rng.normal(size=filled.shape) * spreads[:, None])
        moved[:, self.axes.categorical] = others(self.axes, filled, chance)
        return self._allowed(np.where(changed, moved, filled), rng)

    def _allowed(self, units: Array, rng: np.random.Generator) -> Array:
        if self.branch is not None:
            units = self.branch.entered(units, rng.random(units.shape))
        points, met = self.space.screened(self.axes.snapped(units))
        return points[met]
