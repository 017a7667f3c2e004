"""Grid search: every combination once; of any number of trials the first are spread evenly over the whole grid.

A study that is cut short has therefore seen all regions, and one that ends has seen all there is. A resumed study goes
on where it stopped: each trial carries its place in the grid as a tag, and a place is skipped if its configuration has
been run, whoever proposed it. A last look over the whole grid picks up what was left out, such as a trial that was
discarded. The grid is never listed, so that it may be of any size; `spread.py` and `grid_places.py` say how.

The grid may be over some parameters only, with values of one's own: the others keep their defaults. To have them at
other values put the sampler into a `FixedSampler`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from math import isinf
from zlib import crc32

import numpy as np

from tunewright.samplers.distinct import Taken
from tunewright.samplers.fixed import Slice
from tunewright.samplers.grid_places import Places, Values
from tunewright.samplers.tags import entries, whole
from tunewright.space.cube import Axis, Stepped, axis_of
from tunewright.space.space import Space
from tunewright.space.values import Json, Params, canonical, plain
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

TAG = "grid"
DRAWS = 64
LATEST = 256
"""Trials end nearly in the order of their places, so that the last place is among the latest."""


@dataclass(frozen=True, slots=True)
class GridSampler:
    """Go through the grid once; afterwards nothing is proposed any more.

    Args:
        points_per_float: number of values, 1 or more, that stand for a continuous parameter; None if there is none.
        shuffled: whether the next place is drawn at random from those that are left.
        over: names of the parameters that the grid is over, or name to the values to go through, where None stands for
            all; None for all parameters. The others keep their defaults.

    Raises:
        ValueError: if `points_per_float` is too small, or, when asked, missing for a space that needs it; if a name or
            a value of `over` is none of the space, or a parameter never matters beside the defaults of the others.
    """

    points_per_float: int | None = None
    shuffled: bool = False
    over: Mapping[str, Sequence[Json] | None] | Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.points_per_float is not None and self.points_per_float < 1:
            raise ValueError(f"points_per_float must be 1 or more, got {self.points_per_float}; 5 is a common choice")
        if isinstance(self.over, str) or (self.over is not None and not self.over):
            raise ValueError(f"over must be a list of names, or a dict of names to values, got {self.over!r}")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return the next `n` places of the grid, or as many as are left, as `Sampler.suggest` says."""
        taken, made = Taken(history, pending), self._made(problem.space)
        slice_ = Slice(problem.space, self._rest(problem.space))
        places = self._places(problem.space, slice_.space)
        order = _drawn(places.n, rng) if self.shuffled else _in_order(places.n, history, made)
        allowed = ((place, params) for place in order if (params := places.at(place)) is not None)
        filled = ((place, slice_.whole(params)) for place, params in allowed)
        free = ((place, params) for place, params in filled if taken.claim(params))
        return [Suggestion(params, {TAG: {"made": made, "place": place}}) for place, params in islice(free, n)]

    def _made(self, space: Space) -> int:
        """Return what differs, but for a chance of 1 in 4 billion, between grids that are made in other ways."""
        return crc32(canonical(plain([self.points_per_float, self._chosen(space)])).encode())

    def _chosen(self, space: Space) -> Mapping[str, Sequence[Json] | None]:
        """Return the parameters that the grid is over, with their values where these are given."""
        if self.over is None:
            return dict.fromkeys(space.dims)
        chosen = self.over if isinstance(self.over, Mapping) else dict.fromkeys(self.over)
        for name in chosen:
            if name not in space.dims:
                raise ValueError(
                    f"over names {name!r}, which is none of the parameters; there are {list(space.dims)!r}"
                )
        return chosen

    def _rest(self, space: Space) -> dict[str, Json]:
        """Return the default of each parameter that the grid is not over."""
        if self.over is None:
            return {}
        defaults, chosen = space.defaults(), self._chosen(space)
        rest = {name: replace(space.parameters[name], when=None) for name in space.dims if name not in chosen}
        return {
            name: defaults[name] if name in defaults else Space({name: parameter}).defaults()[name]
            for name, parameter in rest.items()
        }

    def _places(self, space: Space, searched: Space) -> Places:
        values = {}
        for name, given in self._chosen(space).items():
            axis = axis_of(space.parameters[name])
            assert axis is not None
            values[name] = self._all(axis) if given is None else _given(name, axis, given)
        places = Places(searched, values)
        never = sorted(values.keys() - places.names)
        if never:
            raise ValueError(f"over names {never[0]!r}, which never matters beside the defaults of what is left out")
        return places

    def _all(self, axis: Axis) -> Values:
        if isinstance(axis, Stepped):
            return Values(axis.count, axis.at)
        if isinf(axis.size) and self.points_per_float is None:
            raise ValueError(
                "points_per_float must be given, got None: the space has a continuous parameter; "
                "use GridSampler(points_per_float=5), or give the parameter a step"
            )
        listed = list(axis.values(self.points_per_float or 1))
        return Values(len(listed), listed.__getitem__)


def _given(name: str, axis: Axis, given: Sequence[Json]) -> Values:
    try:
        listed = [axis.accept(plain(value)) for value in given]
    except (TypeError, ValueError) as error:
        raise ValueError(f"over gives {name!r} a value that {error}") from None
    if not listed:
        raise ValueError(f"over gives {name!r} no values; name at least one, or None for all")
    return Values(len(listed), listed.__getitem__)


def _in_order(n: int, history: History, made: int) -> Iterator[int]:
    own = (entries(tags, TAG) for tags in reversed(history.tags) if TAG in tags)
    places = (whole(each, "place", 0, n - 1) for each in own if each.get("made") == made)
    first = 1 + max((place for place in islice(places, LATEST) if place is not None), default=-1)
    return chain(range(first, n), range(min(first, n)))


def _drawn(n: int, rng: np.random.Generator) -> Iterator[int]:
    """Yield places by chance, and when these are mostly done, all of them, from one on that is chosen by chance."""
    for _ in range(DRAWS):
        yield _below(n, rng)
    first = _below(n, rng)
    yield from chain(range(first, n), range(first))


def _below(n: int, rng: np.random.Generator) -> int:
    """Return a random number from 0 to `n - 1`, however large; the eight bytes more make all but equally likely."""
    return int.from_bytes(rng.bytes((n.bit_length() + 7) // 8 + 8), "little") % n
