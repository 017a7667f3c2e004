"""Crossover: a child takes each parameter from one of its parents, and numbers from near it; branches stay whole.

Every coordinate has a donor, one of the two parents. A category is the donor's; a number lies near the donor's, nearer
the more alike the parents are (simulated binary crossover). A parameter on whose value others depend is taken as it is,
and where the parents differ in it, all that depends on it comes from the same donor: what belongs to a branch has been
found together. Parameters that are mentioned in one condition have one donor.

What is inactive in the donor is filled from the other parent, should mutation awaken it, and by chance where neither
knows.

Source: Deb and Agrawal (1995), "Simulated Binary Crossover for Continuous Search Space", Complex Systems 9, for
numbers; Syswerda (1989), "Uniform Crossover in Genetic Algorithms", for the donors.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.moves import reflected
from tunewright.space.space import Space
from tunewright.surrogates.axes import Axes, axes_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
SPREAD_INDEX = 3.0
"""The higher, the nearer a number stays to its donor's."""
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Crossover:
    """Makes children of two parents each.

    Attributes:
        axes: what the coordinates stand for.
        lead: for every coordinate the one whose coin it uses when donors are drawn, shape (n_dims,).
        conditional: coordinates under a condition, parents first, each with those that the condition mentions.
        controls: which coordinates are mentioned in conditions, shape (n_dims,).
    """

    axes: Axes
    lead: NDArray[np.int64]
    conditional: tuple[tuple[int, tuple[int, ...]], ...]
    controls: Mask

    @classmethod
    def of(cls, space: Space) -> "Crossover":
        """Return the crossover of a space."""
        conditional = _conditional(space)
        controls = np.isin(np.arange(space.n_dims), [column for _, columns in conditional for column in columns])
        lead = _led(space.n_dims, (columns for _, columns in conditional))
        return cls(axes_of(space), lead, conditional, controls)

    def children(self, rng: np.random.Generator, first: Array, second: Array) -> Array:
        """Return one child of each pair, shape (n, n_dims), without NaN and not yet snapped.

        Args:
            rng: the source of chance.
            first, second: parents, shape (n, n_dims), NaN where inactive.
        """
        from_second, whole = self.donors(rng, first, second)
        own, other = np.where(from_second, second, first), np.where(from_second, first, second)
        near = reflected(own + (spread_factors(rng, own.shape) - 1) / 2 * (own - other))
        kept = whole | self.controls | (self.axes.n_choices > 0) | np.isnan(near)
        return filled(rng, np.where(kept, own, near), other)

    def donors(self, rng: np.random.Generator, first: Array, second: Array) -> tuple[Mask, Mask]:
        """Return which coordinates come from the second parent, and which belong to a branch, shape (n, n_dims)."""
        from_second: Mask = (rng.random(first.shape) < 0.5)[:, self.lead]
        whole = np.zeros(first.shape, np.bool_)
        differ = ~((np.abs(first - second) < ALIKE) | (np.isnan(first) & np.isnan(second)))
        for column, above in self.conditional:
            for controller in above:
                torn = differ[:, controller] | whole[:, controller]
                from_second[torn, column] = from_second[torn, controller]
                whole[torn, column] = True
        return from_second, whole


def filled(rng: np.random.Generator, units: Array, *spare: Array) -> Array:
    """Return `units` with NaN replaced by the first of `spare` that knows more, and by chance if none does."""
    for more in spare:
        units = np.where(np.isnan(units), more, units)
    return np.where(np.isnan(units), rng.random(units.shape), units)


def spread_factors(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return how far apart children are for parents that are 1 apart: density ~ b^i up to 1, b^-(i + 2) beyond.

    `i` is `SPREAD_INDEX`.

    Deb and Agrawal (1995), eq. 9 and 10.
    """
    chance, index = rng.random(shape), SPREAD_INDEX
    contracting = (2 * chance) ** (1 / (index + 1))
    expanding = (2 * np.maximum(1 - chance, 1e-12)) ** (-1 / (index + 1))
    return np.where(chance < 0.5, contracting, expanding)


def _conditional(space: Space) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return columns under a condition with the columns it mentions, so that parents come before their children."""
    columns = {name: column for column, name in enumerate(space.dims)}
    above = {
        name: tuple(sorted(columns[parent] for parent in parameter.when.names if parent in columns))
        for name, parameter in space.parameters.items()
        if parameter.when is not None and name in columns
    }

    def depth(name: str) -> int:
        return 1 + max(map(depth, (space.dims[column] for column in above[name])), default=0) if name in above else 0

    return tuple((columns[name], above[name]) for name in sorted(above, key=depth))


def _led(n_dims: int, together: Iterable[tuple[int, ...]]) -> NDArray[np.int64]:
    """Return for each column the lowest of those that it must share its donor with."""
    lead = np.arange(n_dims)
    for columns in together:
        leads = lead[list(columns)]
        lead[np.isin(lead, leads)] = leads.min(initial=n_dims)
    return lead
