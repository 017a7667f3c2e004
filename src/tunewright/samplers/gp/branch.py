"""A branch of a conditional space that was neglected gets a look of its own, when the search has stalled elsewhere.

Where a choice decides which other parameters there are, each choice is a search of its own. The model compares what it
has seen of them, and what it has seen of one may be no more than a bad corner: it then refines the branch that it knows
to the last digit and never returns. So while the latest trials bring nothing, every second one looks only at the choice
with the fewest trials, and is measured by the best of that branch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.space.space import Space
from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
LATEST = 8
FEW = 2
STALLED = 0.01
"""Standard deviations of the loss by which the best must have fallen in the `LATEST` trials."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The configurations that have one choice of a parameter.

    Attributes:
        axis: index of the parameter.
        unit: coordinate of the choice.
    """

    axis: int
    unit: float

    def among(self, units: Array) -> NDArray[np.bool_]:
        """Return which points, shape (n, n_dims), are of this branch."""
        return np.asarray(units[:, self.axis] == self.unit)

    def entered(self, units: Array, chance: Array) -> Array:
        """Return the points with this choice; what was inactive may be active now, and gets a coordinate by chance."""
        moved = np.where(np.isnan(units), chance, units)
        moved[:, self.axis] = self.unit
        return moved


def neglected(
    space: Space, axes: Axes, ended: Array, running: Sequence[Array], done: Array, losses: Array
) -> Branch | None:
    """Return the branch with the fewest trials; None if it is nobody's turn, or there are no branches.

    A branch of which two trials or more brought no result between them counts as one that fails.

    Args:
        space, axes: what there is.
        ended: all trials that have ended, shape (n_ended, n_dims).
        running: those that have not, each of shape (n_dims,).
        done: those of the first that may count, with a result that meets all constraints, shape (n_done, n_dims).
        losses: of all that have one, on a Gaussian scale, in order of time.
    """
    units = np.vstack([ended, *running])
    if len(units) % 2 == 0 or not has_stalled(losses):
        return None
    conditions = [parameter.when for parameter in space.parameters.values() if parameter.when is not None]
    parents = {name for condition in conditions for name in condition.names}
    choices = [
        Branch(axis, (choice + 0.5) / axes.n_choices[axis])
        for axis, name in enumerate(space.dims)
        if name in parents
        for choice in range(axes.n_choices[axis])
    ]
    may_work = [branch for branch in choices if branch.among(ended).sum() < FEW or branch.among(done).any()]
    return min(may_work, key=lambda branch: int(branch.among(units).sum()), default=None)


def has_stalled(losses: Array) -> bool:
    """Return whether the latest losses are hardly better than those before."""
    before, latest = losses[:-LATEST], losses[-LATEST:]
    return len(before) >= LATEST and bool(before.min() - latest.min() < STALLED)
