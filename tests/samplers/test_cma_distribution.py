"""The distribution of CMA-ES: the library's own, whose state goes through JSON and back."""

import json
import sys

import numpy as np
import pytest
from cmaes import CMA, CatCMAwM, CMAwM
from numpy.typing import NDArray
from scipy import stats

from tunewright.errors import MissingExtra
from tunewright.samplers.cma_distribution import MOST_STEPS, Coordinates, Evolution, Start, even_shares
from tunewright.space.parameters import Categorical, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]
SPACES = {
    "continuous": Space({name: Float(0, 1) for name in "abc"}),
    "one number": Space({"a": Float(0, 1)}),
    "steps": Space({"a": Float(0, 1), "n": Int(1, 5), "size": Ordinal(["s", "m", "l"])}),
    "choices": Space({"k": Categorical(["a", "b"]), "l": Categorical(["a", "b", "c"])}),
    "all kinds": Space({"k": Categorical(["a", "b", "c"]), "x": Float(0, 1), "n": Int(1, 5), "y": Float(0, 1)}),
    "choices and steps": Space({"k": Categorical(["a", "b", "c"]), "n": Int(1, 5)}),
}
every_space = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)


def coordinates(space: Space) -> Coordinates:
    return Coordinates.of(axes_of(space))


def fresh(space: Space, population: int = 6, sigma: float = 0.2) -> Evolution:
    at = coordinates(space)
    return Evolution(at, population, Start.at(at, np.full(len(at.numbers), 0.5), sigma))


def generation(evolution: Evolution, seed: int, population: int = 6) -> list[list[float]]:
    """Draw a generation, and return its points by the distance of the unit point from 0.3, the nearest first."""
    evolution.reseed(seed)
    drawn = [evolution.draw() for _ in range(population)]
    return [point.tolist() for unit, point in sorted(drawn, key=lambda pair: float(np.sum((pair[0] - 0.3) ** 2)))]


@every_space
def test_a_restored_run_goes_on_as_the_one_that_was_saved(space: Space) -> None:
    evolution = fresh(space)
    for seed in range(9):
        evolution.learn(generation(evolution, seed))
        restored = fresh(space, sigma=0.7)
        restored.draw()
        restored.restore(json.loads(json.dumps(evolution.state())))
        assert restored.state() == evolution.state()
        np.testing.assert_allclose(generation(restored, seed + 50), generation(evolution, seed + 50), rtol=1e-6)
        assert restored.is_spent() == evolution.is_spent()


@every_space
def test_what_is_not_known_of_the_library_would_show_after_further_generations(space: Space) -> None:
    """Both learn from the same points: an attribute that matters and is not in the state would part them."""
    evolution, restored = fresh(space), fresh(space)
    for seed in range(12):
        points = generation(evolution, seed)
        evolution.learn(points)
        if seed == 5:
            restored.restore(evolution.state())
        if seed > 5:
            restored.learn(points)
    for name, value in evolution.state().items():
        np.testing.assert_allclose(restored.state()[name], value, rtol=1e-6, atol=1e-12, err_msg=name)


def test_without_steps_and_choices_it_is_the_librarys_cma_to_the_last_digit() -> None:
    evolution = fresh(SPACES["continuous"])
    theirs = CMA(mean=np.full(3, 0.5), sigma=0.2, bounds=np.tile([0.0, 1.0], (3, 1)), population_size=6)
    for seed in range(8):
        points = generation(evolution, seed)
        theirs.reseed_rng(seed)
        expected = sorted((theirs.ask() for _ in range(6)), key=lambda x: float(np.sum((x - 0.3) ** 2)))
        np.testing.assert_array_equal(points, expected)
        evolution.learn(points)
        theirs.tell([(x, float(np.sum((x - 0.3) ** 2))) for x in expected])
    np.testing.assert_array_equal(evolution.mean, theirs.mean)


def test_with_steps_it_is_the_librarys_cma_with_margin_to_the_last_digit() -> None:
    evolution = fresh(SPACES["steps"])
    bounds = np.array([[0, 1], [0.1, 0.9], [1 / 6, 5 / 6]])
    theirs = CMAwM(np.full(3, 0.5), 0.2, bounds, np.array([0, 1 / 5, 1 / 3]), population_size=6)
    evolution.reseed(3)
    theirs.reseed_rng(3)
    for _ in range(20):
        (unit, point), (seen, raw) = evolution.draw(), theirs.ask()
        np.testing.assert_array_equal(point, raw)
        np.testing.assert_allclose(unit, seen, atol=1e-15)


def test_with_choices_it_is_the_librarys_catcma_with_margin_to_the_last_digit() -> None:
    evolution = fresh(SPACES["all kinds"])
    theirs = CatCMAwM([[0, 1], [0, 1]], [[0.1, 0.3, 0.5, 0.7, 0.9]], [3], 6, np.full(3, 0.5), 0.2, np.eye(3))
    evolution.reseed(3)
    theirs.reseed_rng(3)
    for _ in range(20):
        (unit, point), drawn = evolution.draw(), theirs.ask()
        np.testing.assert_array_equal(point, [*drawn._v_raw, drawn.c.argmax()])
        np.testing.assert_array_equal(unit, [(drawn.c.argmax() + 0.5) / 3, drawn.x[0], drawn.z[0], drawn.x[1]])


@every_space
def test_points_lie_in_the_cube_and_steps_and_choices_in_the_middle_of_their_cells(space: Space) -> None:
    evolution, axes = fresh(space, sigma=0.6), axes_of(space)
    units = np.stack([evolution.draw()[0] for _ in range(200)])
    assert ((units >= 0) & (units <= 1)).all()
    np.testing.assert_allclose(units, axes.snapped(units), atol=1e-12)


def test_the_first_choices_are_equally_likely() -> None:
    """Chi-squared test of 3000 draws of three choices; false alarm 1e-6; sees a share of 0.39 in 9 runs of 10."""
    evolution = fresh(SPACES["all kinds"])
    evolution.reseed(11)
    chosen = [int(evolution.draw()[1][-1]) for _ in range(3000)]
    assert stats.chisquare(np.bincount(chosen, minlength=3)).pvalue > 1e-6


@every_space
def test_it_moves_towards_the_better_points(space: Space) -> None:
    evolution = fresh(space)
    for seed in range(40):
        evolution.learn(generation(evolution, seed))
    units = np.stack([evolution.draw()[0] for _ in range(40)])
    nearest = axes_of(space).snapped(np.full((1, space.n_dims), 0.3))
    assert (np.abs(np.median(units, axis=0) - nearest) < 0.17).all()


def test_which_axes_take_part_and_how() -> None:
    space = Space({
        "one": Int(3, 3),
        "n": Int(1, 4),
        "only": Categorical(["a"]),
        "x": Float(0, 1),
        "k": Categorical(["a", "b"]),
        "wide": Int(0, MOST_STEPS),
        "log": Int(1, 64, log=True),
        "y": Float(0.5, 0.5),
    })
    at = coordinates(space)
    assert [space.dims[index] for index in at.numbers] == ["x", "wide", "log", "n"]
    assert at.n_values.tolist() == [0, 0, 0, 4]
    assert [space.dims[index] for index in at.categories] == ["k"]
    assert at.shape == [[0, 0, 0, 4], [2]]
    assert (len(at), at.population) == (5, 8)
    unit = at.unit(np.array([0.25, -1.0, 2.0, 0.375]), np.array([1]))
    np.testing.assert_array_equal(unit, [0.5, 0.375, 0.5, 0.25, 0.75, 0.0, 1.0, 0.5])
    np.testing.assert_array_equal(at.inside(np.array([0.0, 1.0, 0.0, 0.0])), [0.0, 1.0, 0.0, 0.125])


def test_shares_are_padded_with_nothing() -> None:
    np.testing.assert_allclose(even_shares(coordinates(SPACES["choices"])), [[1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])


@pytest.mark.parametrize("name", ["continuous", "all kinds"])
@pytest.mark.parametrize(("sigma", "spent"), [(1e-9, True), (1e-6, False), (float("nan"), True)])
def test_a_distribution_that_has_become_a_point_is_spent(name: str, sigma: float, spent: bool) -> None:
    evolution = fresh(SPACES[name])
    evolution.restore({**evolution.state(), "_sigma": sigma})
    assert evolution.is_spent() is spent


@pytest.mark.parametrize("name", ["continuous", "steps", "all kinds"])
def test_a_restored_run_of_many_generations_is_not_taken_for_one_without_differences(name: str) -> None:
    evolution = fresh(SPACES[name])
    evolution.restore({**evolution.state(), "_g": 500})
    assert not evolution.is_spent()


@pytest.mark.parametrize("damage", [{"_C": [1.0]}, {"_sigma": "text"}, {"_g": 2.5}, {"_mean": None}])
def test_what_is_no_state_is_refused(damage: dict[str, object]) -> None:
    evolution = fresh(SPACES["all kinds"])
    with pytest.raises((TypeError, ValueError)):
        evolution.restore({**evolution.state(), **damage})


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cmaes", None)
    with pytest.raises(MissingExtra, match=r"needs cmaes; run: pip install 'tunewright\[tune\]'"):
        fresh(SPACES["continuous"])
