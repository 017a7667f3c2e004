"""The places of a grid: from a number to a configuration, without a list of them.

Parameters that conditions mention are combined first. Each of these branches then is a box of the parameters that
matter in it, and has its places in an order in which every beginning is spread evenly. Branches take turns, so that
none waits for another; one that is used up drops out.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod

from tunewright.samplers.fixed import seen
from tunewright.samplers.spread import cell
from tunewright.space.layout import parents_first
from tunewright.space.parameters import Constant, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params

MOST_BRANCHES = 2000
"""If there were more, no branch is told from another: places that stand for the same configuration are passed over."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a parameter may be in a grid.

    Attributes:
        n: how many values, 1 or more.
        at: from an index to the value.
    """

    n: int
    at: Callable[[int], Json]


@dataclass(frozen=True, slots=True)
class Branch:
    """What conditions mention is chosen, and a box is left.

    Attributes:
        indices: by name, which value is chosen.
        names: of the parameters that matter beside these.
        sizes: how many values each of them has.
    """

    indices: Mapping[str, int]
    names: Sequence[str]
    sizes: Sequence[int]

    @property
    def size(self) -> int:
        """The number of places in it."""
        return prod(self.sizes)


class Places:
    """The places of a grid over a space.

    Args:
        space: whose conditions and requirements hold.
        values: of each parameter but the constants, what it may be.

    Attributes:
        branches: the smallest first.
    """

    def __init__(self, space: Space, values: Mapping[str, Values]) -> None:
        self._space, self._values = space, values
        self._ordered = [(name, space.parameters[name]) for name in parents_first(space.parameters)]
        self.branches = sorted(self._branches(), key=lambda branch: branch.size)
        smaller = [0, *(branch.size for branch in self.branches)]
        n_left = range(len(self.branches), 0, -1)
        self._levels = smaller
        self._starts = list(accumulate((n * (smaller[i + 1] - smaller[i]) for i, n in enumerate(n_left)), initial=0))

    @property
    def n(self) -> int:
        """The number of places; some may stand for what is not allowed."""
        return self._starts[-1]

    @property
    def names(self) -> frozenset[str]:
        """The parameters that matter anywhere in the grid."""
        return frozenset(name for branch in self.branches for name in (*branch.indices, *branch.names))

    def at(self, place: int) -> dict[str, Json] | None:
        """Return the configuration at a place; None if what is required does not allow it, or it is another's too."""
        n_over = bisect_right(self._starts, place) - 1
        rounds, turn = divmod(place - self._starts[n_over], len(self.branches) - n_over)
        branch = self.branches[n_over + turn]
        indices = dict(zip(branch.names, cell(branch.sizes, self._levels[n_over] + rounds), strict=True))
        return self._params({**branch.indices, **indices})

    def _branches(self) -> list[Branch]:
        mentioned = {
            name for _, parameter in self._ordered if parameter.when is not None for name in parameter.when.names
        }
        names = [name for name, _ in self._ordered if name in mentioned and name in self._values]
        sizes = [self._values[name].n for name in names]
        if prod(sizes) > MOST_BRANCHES:
            return [Branch({}, list(self._values), [values.n for values in self._values.values()])]
        found: dict[tuple[tuple[str, int], ...], Branch] = {}
        for place in range(prod(sizes)):
            chosen = dict(zip(names, cell(sizes, place), strict=True))
            active = self._active(chosen)
            kept = {name: index for name, index in chosen.items() if name in active}
            rest = [name for name in active if name not in chosen]
            found.setdefault(tuple(kept.items()), Branch(kept, rest, [self._values[name].n for name in rest]))
        return list(found.values())

    def _active(self, indices: Mapping[str, int]) -> list[str]:
        """Return which parameters with several values matter, where what conditions mention is chosen."""
        view: dict[str, Json] = {}
        active = []
        for name, parameter in self._ordered:
            if not _matters(parameter, view):
                continue
            if name in self._values:
                active.append(name)
            if name in indices or name not in self._values:
                view[name] = seen(parameter, self._value(name, parameter, indices))
        return active

    def _params(self, indices: Mapping[str, int]) -> dict[str, Json] | None:
        params: dict[str, Json] = {}
        view: dict[str, Json] = {}
        for name, parameter in self._ordered:
            if _matters(parameter, view):
                params[name] = self._value(name, parameter, indices)
                view[name] = seen(parameter, params[name])
            elif indices.get(name):
                return None
        return params if self._space.allows(params) else None

    def _value(self, name: str, parameter: Parameter, indices: Mapping[str, int]) -> Json:
        return parameter.value if isinstance(parameter, Constant) else self._values[name].at(indices[name])


def _matters(parameter: Parameter, view: Params) -> bool:
    when = parameter.when
    return when is None or (when.names <= view.keys() and when.holds(view))
