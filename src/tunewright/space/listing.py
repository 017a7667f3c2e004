"""Every configuration of a finite space, a grid over any space, and how many configurations there are.

Configurations come one by one, the last parameter varying fastest, so that a huge grid costs nothing until it is read.
"""

from collections.abc import Iterator, Sequence
from math import inf, prod

from tunewright.space.layout import Layout, Place, value_of
from tunewright.space.values import Json, Params

COUNTED = 10_000


def grid(layout: Layout, points_per_float: int) -> Iterator[dict[str, Json]]:
    """Yield all allowed combinations, continuous parameters at `points_per_float` even places of their scale."""
    if points_per_float < 1:
        raise ValueError(f"points_per_float must be 1 or more, got {points_per_float}; 1 takes the centre")
    return (params for params in _assigned(layout.places, points_per_float, {}) if not layout.broken(params))


def configurations(layout: Layout) -> Iterator[dict[str, Json]]:
    """Yield all configurations that are allowed; ValueError if there is no end to them."""
    for place in layout.places:
        if _size(place) == inf:
            raise ValueError(f"parameter {place.name!r} is continuous, so there is no last configuration; use grid")
    return grid(layout, 1)


def n_points(layout: Layout) -> float:
    """Return the number of allowed configurations.

    It is exact while the parameters that conditions mention have at most 10,000 combinations, else an upper bound in
    which conditions play no part.
    """
    mentioned = {name for rule in layout.rules for name in rule.names}
    free = [place for place in layout.places if place.name not in mentioned]
    bound = [place for place in layout.places if place.name in mentioned]
    n_free = prod(map(_size, free))
    n_bound = prod(map(_size, bound))
    if n_free * n_bound == inf or n_bound > COUNTED:
        return n_free * n_bound
    return sum(
        prod(_size(place) for place in free if place.is_active(params))
        for params in _assigned(bound, 1, {})
        if not layout.broken(params)
    )


def _assigned(places: Sequence[Place], points_per_float: int, params: Params) -> Iterator[dict[str, Json]]:
    if not places:
        yield dict(params)
    elif not places[0].is_active(params):
        yield from _assigned(places[1:], points_per_float, params)
    else:
        place = places[0]
        values = [value_of(place.parameter)] if place.axis is None else place.axis.values(points_per_float)
        for value in values:
            yield from _assigned(places[1:], points_per_float, {**params, place.name: value})


def _size(place: Place) -> float:
    return 1.0 if place.axis is None else float(place.axis.size)
