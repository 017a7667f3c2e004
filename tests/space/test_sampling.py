"""Uniform draws: over what is allowed, and an error with a name where nothing is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Special
from tunewright.space.space import Space

a, b = param("a"), param("b")


def test_draws_are_uniform_in_every_dimension() -> None:
    """Kolmogorov-Smirnov on 5000 draws a dimension; false alarm 3e-6 for a fresh seed; sees a bias of 0.05."""
    space = Space({"x": Float(0, 1), "y": Float(1e-3, 1e3, log=True), "k": Int(1, 9)})
    for column in space.sample(np.random.default_rng(1), 5000).T:
        assert stats.kstest(column, "uniform").pvalue > 1e-6


def test_draws_are_uniform_over_what_is_required() -> None:
    """Chi-square over the 10 pairs with a < b of 5 times 5; false alarm 1e-6; sees a pair of half its chance."""
    space = Space({"a": Int(1, 5), "b": Int(1, 5)}, require=[a < b])
    drawn = [tuple(space.decode(unit).values()) for unit in space.sample(np.random.default_rng(2), 10_000)]
    counts = [drawn.count((x, y)) for x in range(1, 6) for y in range(x + 1, 6)]
    assert sum(counts) == 10_000
    assert stats.chisquare(counts).pvalue > 1e-6


def test_the_same_generator_gives_the_same_draws() -> None:
    space = Space({"a": Int(1, 5), "b": Int(1, 5)}, require=[a < b])
    draws = [space.sample(np.random.default_rng(5), 50) for _ in range(2)]
    assert np.array_equal(*draws)


@pytest.mark.parametrize("n", [0, 1, 31, 1000])
def test_as_many_are_drawn_as_were_asked_for(n: int) -> None:
    rng = np.random.default_rng(0)
    assert Space({"a": Int(1, 9)}).sample(rng, n).shape == (n, 1)
    assert Space({"a": Int(1, 9)}, require=[a > 8]).sample(rng, n).shape == (n, 1)
    assert Space({"c": Constant(1)}).sample(rng, n).shape == (n, 0)


def test_inactive_coordinates_are_nan() -> None:
    space = Space({
        "kernel": Categorical([["linear"], ["poly"]]),
        "degree": Int(2, 5, when=param("kernel") == ["poly"]),
        "coef": Float(0, 1, when=param("degree") > 3),
    })
    for unit in space.sample(np.random.default_rng(0), 200):
        params = space.decode(unit)
        assert [name in params for name in space.names] == list(~np.isnan(unit))


def test_what_mentions_an_inactive_parameter_holds() -> None:
    space = Space({"a": Int(1, 4), "b": Int(1, 4, when=a > 2)}, require=[a + b <= 4])
    drawn = {tuple(space.decode(unit).items()) for unit in space.sample(np.random.default_rng(0), 500)}
    assert drawn == {(("a", 1),), (("a", 2),), (("a", 3), ("b", 1))}


def test_a_rare_configuration_is_found() -> None:
    space = Space({"a": Int(1, 1000)}, require=[a == 1000])
    assert space.sample(np.random.default_rng(0), 3).shape == (3, 1)


@pytest.mark.parametrize(
    ("require", "message"),
    [
        pytest.param([a > 9, b > 0], r"require=\['a > 9'\] was met by none of 10,000 draws;", id="one of two"),
        pytest.param(
            [a < 3, a > 6], r"require=\['a < 3', 'a > 6'\] was met by none of 10,000 draws together", id="both"
        ),
        pytest.param([a * b == 0.5], r"'a \* b == 0.5'", id="never in whole numbers"),
    ],
)
def test_what_no_draw_meets_is_named(require: list[Expression], message: str) -> None:
    space = Space({"a": Int(1, 9), "b": Int(1, 9)}, require=require)
    with pytest.raises(ValueError, match=message):
        space.sample(np.random.default_rng(0), 5)


def test_draws_without_conditions_cost_nothing_but_the_generator() -> None:
    space = Space({f"x{index}": Float(0, 1) for index in range(20)})
    drawn = space.sample(np.random.default_rng(4), 1000)
    assert np.array_equal(drawn, np.random.default_rng(4).random((1000, 20)))


def test_defaults_that_are_allowed_stay() -> None:
    assert Space({"a": Int(1, 9), "b": Int(1, 9)}, require=[a <= b]).defaults() == {"a": 5, "b": 5}


def test_defaults_that_are_not_allowed_move_as_little_as_they_can() -> None:
    space = Space({"a": Int(1, 9), "b": Int(1, 9)}, require=[a < b])
    assert space.defaults() in [{"a": 4, "b": 5}, {"a": 5, "b": 6}]


def test_a_given_default_does_not_move() -> None:
    space = Space({"a": Float(0, 1, default=1 / 3), "b": Float(0, 1)}, require=[b >= 2 * a, b >= 0.1])
    params = space.defaults()
    assert params["a"] == 1 / 3
    assert 2 / 3 <= params["b"] < 0.7


def test_given_defaults_that_are_not_allowed_are_named() -> None:
    space = Space({"a": Int(1, 9, default=8), "b": Int(1, 9, default=2)}, require=[a < b])
    with pytest.raises(ValueError, match=r"require=\['a < b'\] does not hold for the defaults {'a': 8, 'b': 2}"):
        space.defaults()


def test_a_special_default_is_required_by_its_near_one() -> None:
    depth = Int(1, 30, default=Special(None, near=30))
    assert Space({"a": depth, "b": Int(1, 9)}, require=[a > b]).defaults() == {"a": None, "b": 5}


def test_what_is_required_of_absent_parents_holds() -> None:
    space = Space({"a": Int(1, 9)}, require=[param("model") == "svm"], outside=["model"])
    assert space.sample(np.random.default_rng(0), 3).shape == (3, 1)


TREE = Space(
    {
        "a": Int(1, 4),
        "fixed": Constant(2),
        "b": Int(1, 4, when=a > 2),
        "kind": Categorical(["x", "y"]),
        "c": Float(0, 1, when=(b > 1) & (param("kind") == "y")),
    },
    require=[a + b <= param("fixed") * 3, param("c") < 0.9],
)


@given(st.integers(0, 2**32 - 1))
def test_screened_points_are_nan_where_inactive_and_marked_where_not_allowed(seed: int) -> None:
    units = np.random.default_rng(seed).random((20, TREE.n_dims))
    points, met = TREE.screened(units)
    for unit, point, allowed in zip(units, points, met, strict=True):
        params = TREE.decode(unit)
        assert TREE.decode(point) == params
        np.testing.assert_array_equal(np.isnan(point), [name not in params for name in TREE.dims])
        assert allowed == TREE.allows(params)
    np.testing.assert_array_equal(points[~np.isnan(points)], units[~np.isnan(points)])


def test_screening_leaves_the_points_that_are_given_as_they_were() -> None:
    units = np.random.default_rng(0).random((50, TREE.n_dims))
    before = units.copy()
    points, _ = TREE.screened(units)
    np.testing.assert_array_equal(units, before)
    assert np.isnan(points).any()


@pytest.mark.parametrize("n", [0, 3])
def test_without_conditions_every_point_is_allowed(n: int) -> None:
    points, met = Space({"x": Float(0, 1)}).screened(np.full((n, 1), 0.3))
    assert points.tolist() == [[0.3]] * n
    assert met.tolist() == [True] * n


def test_without_points_none_is_screened() -> None:
    points, met = TREE.screened(np.empty((0, TREE.n_dims)))
    assert (points.shape, met.shape) == ((0, TREE.n_dims), (0,))


@given(st.integers(0, 2**32 - 1))
def test_a_point_that_was_screened_is_screened_to_itself(seed: int) -> None:
    """Also where a rule is about steps that are inactive: a coordinate that is NaN is no number of a step."""
    leaf, split = Int(1, 8, when=param("kind") == "tree"), Int(2, 16, when=param("kind") == "tree")
    space = Space(
        {"kind": Categorical(["tree", "svm"]), "leaf": leaf, "split": split},
        require=[2 * param("leaf") <= param("split")],
    )
    points, met = space.screened(np.random.default_rng(seed).random((20, 3)))
    again, still_met = space.screened(points)
    np.testing.assert_array_equal(again, points)
    np.testing.assert_array_equal(still_met, met)
