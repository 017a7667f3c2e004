"""Lists of configurations: each once, none that is not allowed, and counted right."""

import math
from itertools import islice

import pytest

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space

a, b = param("a"), param("b")

FINITE = [
    pytest.param(Space({}), 1, id="nothing"),
    pytest.param(Space({"c": Constant(1)}), 1, id="a constant"),
    pytest.param(Space({"a": Int(1, 3), "b": Categorical(["x", None])}), 6, id="a product"),
    pytest.param(Space({"a": Int(1, 3), "b": Int(1, 3)}, require=[a < b]), 3, id="what is required"),
    pytest.param(Space({"a": Int(1, 3), "b": Int(1, 4, when=a == 3)}), 6, id="a condition"),
    pytest.param(Space({"b": Int(1, 4, when=a == 3), "a": Int(1, 3)}), 6, id="a child before its parent"),
    pytest.param(
        Space({"a": Int(1, 3), "b": Int(1, 4, when=a > 1), "c": Ordinal([1, 2], when=b > 3)}), 11, id="a chain"
    ),
    pytest.param(Space({"a": Float(0, 1, step=0.25), "b": Float(2, 2)}), 5, id="steps and one point"),
    pytest.param(Space({"a": Int(1, 3, default=Special(None, near=3))}), 3, id="a special default is no place"),
    pytest.param(Space({"a": Int(1, 3)}, require=[a > 5]), 0, id="nothing allowed"),
]


@pytest.mark.parametrize(("space", "n_points"), FINITE)
def test_every_configuration_comes_once(space: Space, n_points: int) -> None:
    listed = list(space.configurations())
    assert len(listed) == n_points == space.n_points
    assert len({space.key(params) for params in listed}) == n_points


@pytest.mark.parametrize(("space", "n_points"), FINITE)
def test_every_configuration_is_one(space: Space, n_points: int) -> None:
    for params in space.configurations():
        assert space.check(params) == params
        assert space.allows(params)


def test_the_last_parameter_varies_fastest() -> None:
    space = Space({"a": Int(1, 2), "b": Categorical(["x", "y"])})
    assert [tuple(params.values()) for params in space.configurations()] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


def test_a_grid_takes_even_places_of_each_scale_and_all_steps() -> None:
    space = Space({"a": Float(1, 100, log=True), "b": Int(1, 2)})
    assert [tuple(params.values()) for params in space.grid(3)] == [
        (1.0, 1), (1.0, 2), (10.0, 1), (10.0, 2), (100.0, 1), (100.0, 2),
    ]  # fmt: skip


def test_a_grid_leaves_out_what_is_not_allowed() -> None:
    space = Space({"a": Float(0, 1), "b": Float(0, 1, when=a > 0.4)}, require=[b <= a])
    assert list(space.grid(3)) == [{"a": 0.0}, {"a": 0.5, "b": 0.0}, {"a": 0.5, "b": 0.5}] + [
        {"a": 1.0, "b": value} for value in (0.0, 0.5, 1.0)
    ]


def test_a_huge_grid_costs_nothing_until_it_is_read() -> None:
    space = Space({f"x{index}": Int(1, 10**9) for index in range(5)})
    assert len(list(islice(space.grid(3), 10))) == 10
    assert space.n_points == pytest.approx(1e45)


def test_a_grid_of_no_points_is_refused() -> None:
    with pytest.raises(ValueError, match="points_per_float must be 1 or more, got 0; 1 takes the centre"):
        Space({"a": Float(0, 1)}).grid(0)


def test_a_continuous_space_has_no_end() -> None:
    space = Space({"a": Int(1, 2), "my rate": Float(0, 1, when=a == 1)})
    assert space.n_points == math.inf
    with pytest.raises(ValueError, match=r"parameter 'my rate' is continuous, .* use grid"):
        space.configurations()


def test_conditions_are_counted_exactly_beside_large_ranges() -> None:
    space = Space({"a": Int(1, 2), "b": Int(1, 10**6, when=a == 1), "c": Int(1, 1000, when=a == 2)})
    assert space.n_points == 10**6 + 1000


def test_too_many_parents_give_an_upper_bound() -> None:
    space = Space({"a": Int(1, 20_000), "b": Int(1, 4, when=a > 10_000)})
    assert space.n_points == 80_000
