"""The search: it finds the summit of a promise, keeps to what is allowed, and ranks what it found."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.samplers.gp.candidates import Candidates
from tunewright.samplers.gp.search import MOST_RANKED, ROUNDS, Search
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]
SPACE = Space({
    "kind": Categorical(["a", "b"]),
    "x": Float(0, 1),
    "n": Int(1, 9),
    "y": Float(0, 1, when=param("kind") == "b"),
})
SUMMIT = np.array([0.75, 0.237, 0.5, 0.618])


def promise(units: Array) -> Array:
    """Return minus the squared distance to the summit; an inactive coordinate counts as far away."""
    return -np.where(np.isnan(units), 1.0, (units - SUMMIT) ** 2).sum(axis=1)


def climb(unit: Array, free: NDArray[np.int64]) -> tuple[float, Array]:
    return float(promise(unit[None])[0]), -2 * (unit - SUMMIT)[free]


def search(space: Space = SPACE, *, polish: bool = True) -> Search:
    return Search(Candidates(space, axes_of(space)), promise, climb if polish else None)


def ranked(seed: int, best: Array | None = None, **settings: bool) -> Array:
    return search(**settings).ranked(np.random.default_rng(seed), np.empty((0, 4)) if best is None else best)


@pytest.mark.parametrize("seed", range(3))
def test_the_summit_is_found(seed: int) -> None:
    np.testing.assert_allclose(ranked(seed)[0], SUMMIT, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_without_a_slope_it_is_nearly_found(seed: int) -> None:
    """Within four steps of the last round."""
    np.testing.assert_allclose(ranked(seed, polish=False)[0], SUMMIT, atol=4 * ROUNDS[-1])


def test_the_rest_is_ranked_and_not_too_long() -> None:
    units = ranked(1)
    assert len(units) == MOST_RANKED
    assert (np.diff(promise(units)) <= 0).all()


def test_the_polish_never_makes_it_worse() -> None:
    def misled(unit: Array, free: NDArray[np.int64]) -> tuple[float, Array]:
        value, slope = climb(unit, free)
        return -value, -slope

    candidates = Candidates(SPACE, axes_of(SPACE))
    best = [
        Search(candidates, promise, way).ranked(np.random.default_rng(2), np.empty((0, 4)))[0] for way in (misled, None)
    ]
    np.testing.assert_array_equal(*best)


def test_good_configurations_are_looked_at_closely() -> None:
    """A needle of radius 0.003 is too thin for uniform draws, and found beside a configuration that is in it."""

    def needle(units: Array) -> Array:
        return np.where(-promise(units) < 1e-5, 1 + promise(units), 0.0)

    seeker = Search(Candidates(SPACE, axes_of(SPACE)), needle, None)
    near = np.add(SUMMIT, [0, 0.002, 0, 0])
    found = seeker.ranked(np.random.default_rng(3), near[None])
    assert needle(found)[0] > needle(near[None])[0]


def test_what_comes_back_meets_what_is_required_and_exists() -> None:
    space = Space(SPACE.parameters, require=[param("x") <= 0.1, param("n") != 5])
    units = search(space).ranked(np.random.default_rng(3), np.empty((0, 4)))
    for unit in units:
        params = space.decode(unit)
        assert space.allows(params)
        np.testing.assert_allclose(space.encode(params), unit, atol=1e-9)
    assert units[0, 1] > 0.09


def test_a_branch_without_free_coordinates_is_not_polished() -> None:
    space = Space({"kind": Categorical(["a", "b"]), "x": Float(0, 1, when=param("kind") == "b")})
    seeker = Search(Candidates(space, axes_of(space)), lambda units: -units[:, 0], climb)
    np.testing.assert_array_equal(seeker.ranked(np.random.default_rng(0), np.empty((0, 2)))[0], [0.25, np.nan])
