"""The places of a grid: those of the listed grid, each once, with branches in turns."""

from collections.abc import Mapping
from math import prod

import pytest

from tunewright.samplers import grid_places as module
from tunewright.samplers.grid_places import Places, Values
from tunewright.space.cube import axis_of
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Special
from tunewright.space.space import Space

a, b = param("a"), param("b")
SPACES: Mapping[str, Space] = {
    "nothing": Space({}),
    "a constant": Space({"c": Constant(1), "d": Constant(2, when=param("c") == 1)}),
    "a product": Space({"a": Int(1, 3), "b": Categorical(["x", None]), "c": Float(0, 1)}),
    "what is required": Space({"a": Int(1, 3), "b": Int(1, 3)}, require=[a < b]),
    "nothing allowed": Space({"a": Int(1, 3)}, require=[a > 5]),
    "a child before its parent": Space({"b": Int(1, 4, when=a == 3), "a": Int(1, 3)}),
    "a chain": Space({"a": Int(1, 3), "b": Int(1, 4, when=a > 1), "c": Float(0, 1, when=b > 3), "d": Int(1, 2)}),
    "by a constant": Space({"a": Constant(1), "b": Int(1, 3, when=a == 1), "c": Int(1, 3, when=a == 2)}),
    "two parents": Space({"a": Int(1, 2), "b": Int(1, 2), "c": Int(1, 5, when=(a == 2) & (b == 2))}),
    "a special value": Space({"a": Int(1, 2, default=Special(None, near=2)), "c": Int(1, 3, when=a == 2)}),
    "another space's": Space({"a": Int(1, 2), "c": Int(1, 3, when=b == 2)}, outside=["b"]),
}
TREE = Space({
    "model": Categorical(["a", "b", "c"]),
    "x": Int(1, 2, when=param("model") == "a"),
    "y": Int(1, 9, when=param("model") == "b"),
    "z": Int(1, 9, when=param("model") == "c"),
    "w": Int(1, 9, when=param("model") == "c"),
})


def places_of(space: Space, points: int = 3) -> Places:
    values = {}
    for name in space.dims:
        axis = axis_of(space.parameters[name])
        assert axis is not None
        listed = list(axis.values(points))
        values[name] = Values(len(listed), listed.__getitem__)
    return Places(space, values)


@pytest.mark.parametrize("most_branches", [2000, 0], ids=["branches", "one box"])
@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_the_places_are_those_of_the_grid_each_once(
    space: Space, most_branches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BRANCHES", most_branches)
    places = places_of(space)
    found = [params for place in range(places.n) if (params := places.at(place)) is not None]
    assert sorted(map(str, found)) == sorted(map(str, space.grid(3)))


def test_where_nothing_is_required_no_place_is_empty() -> None:
    places = places_of(TREE)
    assert places.n == 2 + 9 + 81
    assert all(places.at(place) is not None for place in range(places.n))


def test_branches_take_turns_until_they_are_used_up() -> None:
    models = [params["model"] for place in range(92) if (params := places_of(TREE).at(place)) is not None]
    assert [sorted(models[3 * turn : 3 * turn + 3]) for turn in range(2)] == [["a", "b", "c"]] * 2
    assert [set(models[6 + 2 * turn : 8 + 2 * turn]) for turn in range(7)] == [{"b", "c"}] * 7
    assert set(models[20:]) == {"c"}


def test_a_grid_of_any_size_is_never_listed() -> None:
    space = Space({f"x{index}": Float(0, 1) for index in range(200)})
    places = places_of(space)
    assert places.n == prod([3] * 200)
    last = places.at(places.n - 1)
    assert last is not None
    assert space.check(last) == last
