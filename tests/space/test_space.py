"""A whole space: what goes to the cube comes back, what is required is met, and what is written down is read again."""

import json
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter, Special
from tunewright.space.space import Space
from tunewright.space.values import Json, canonical

NAMES = ["a", "b", "svm.C", "my rate", 'it\'s "q"', "λ", "and", "", "true"]
CHOICES = [None, True, False, 0, 1, 1.0, 0.5, "rbf", "", [1], [True], {"k": None}]
NEVER = "was met by none of 10,000 draws"

svm = Space({
    "kernel": Categorical(["linear", "rbf", "poly"], simpler=["linear"]),
    "C": Float(1e-3, 1e3, log=True, default=1.0, simpler="low"),
    "gamma": Float(
        1e-4, 1e1, log=True, default=Special("scale", near=0.05), when=param("kernel").isin(["rbf", "poly"])
    ),
    "degree": Int(2, 5, when=param("kernel") == "poly"),
    "cache": Constant(200),
})


@st.composite
def numbers(draw: st.DrawFn, when: Expression | None) -> Float | Int:
    log = draw(st.booleans())
    low = draw(st.integers(1 if log else -50, 50))
    high = low + draw(st.integers(0, 60))
    special = Special(draw(st.sampled_from([None, "scale", [1], False])), near=low)
    default = draw(st.sampled_from([None, low, special]))
    simpler: Any = draw(st.sampled_from([None, "low", "high"]))
    if draw(st.booleans()):
        step = draw(st.integers(1, 4))
        return Int(low, high, log=log, step=step, default=default, prior=low, simpler=simpler, when=when)
    part = draw(st.sampled_from([None, 0.1, 0.25]))
    return Float(low, high, log=log, step=part, default=default, simpler=simpler, when=when)


@st.composite
def listed(draw: st.DrawFn, when: Expression | None) -> Categorical | Ordinal:
    choices = draw(st.lists(st.sampled_from(CHOICES), min_size=1, max_size=5, unique_by=repr))
    extra: dict[str, Any] = {"default": draw(st.sampled_from(choices))} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        return Ordinal(choices, simpler=draw(st.sampled_from([None, "low", "high"])), when=when, **extra)
    return Categorical(choices, simpler=draw(st.none() | st.lists(st.sampled_from(choices))), when=when, **extra)


@st.composite
def conditions(draw: st.DrawFn, parameters: dict[str, Parameter]) -> Expression:
    name = draw(st.sampled_from(sorted(parameters)))
    match parameters[name]:
        case Float(low=low, high=high) | Int(low=low, high=high):
            made = param(name) <= draw(st.integers(int(low), int(high)))
        case Categorical(choices=choices) | Ordinal(choices=choices):
            made = param(name).isin(draw(st.lists(st.sampled_from(choices), min_size=1)))
        case _:
            made = param(name) == 1
    return ~made if draw(st.booleans()) else made


@st.composite
def requirements(draw: st.DrawFn, parameters: dict[str, Parameter]) -> list[Expression]:
    counted = sorted(name for name, parameter in parameters.items() if isinstance(parameter, Float | Int))
    if len(counted) < 2 or draw(st.booleans()):
        return [draw(conditions(parameters))] if parameters and draw(st.booleans()) else []
    one, other = draw(st.sampled_from(counted)), draw(st.sampled_from(counted))
    return [2 * param(one) <= param(other) + draw(st.integers(0, 100))]


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    parameters: dict[str, Parameter] = {}
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True)):
        when = draw(conditions(parameters)) if parameters and draw(st.booleans()) else None
        constant = st.builds(Constant, st.sampled_from([1, None, [1]]), when=st.just(when))
        parameters[name] = draw(numbers(when) | listed(when) | constant)
    require = draw(requirements(parameters))
    shuffled = draw(st.permutations(sorted(parameters)))
    return Space({name: parameters[name] for name in shuffled}, require)


few = settings(max_examples=40)
seeds = st.integers(0, 2**32).map(np.random.default_rng)


def draws(space: Space, rng: np.random.Generator, n: int = 5) -> list[dict[str, Json]]:
    """Return drawn configurations; none where nothing is allowed, which must be said so."""
    try:
        return [space.decode(unit) for unit in space.sample(rng, n)]
    except ValueError as error:
        if NEVER not in str(error):
            raise
        return []


@few
@given(spaces(), seeds)
def test_a_configuration_goes_to_the_cube_and_back_unchanged(space: Space, rng: np.random.Generator) -> None:
    for params in draws(space, rng):
        assert canonical(space.decode(space.encode(params))) == canonical(params)


@few
@given(spaces(), seeds)
def test_every_draw_is_a_configuration_that_is_allowed(space: Space, rng: np.random.Generator) -> None:
    for params in draws(space, rng):
        assert canonical(space.check(params)) == canonical(params)
        assert space.allows(params)


@few
@given(spaces(), seeds)
def test_a_coordinate_is_nan_where_its_parameter_is_inactive(space: Space, rng: np.random.Generator) -> None:
    for params in draws(space, rng):
        unit = space.encode(params)
        assert [name in params for name in space.dims] == list(~np.isnan(unit))
        assert np.nanmin(unit, initial=0) >= 0
        assert np.nanmax(unit, initial=1) <= 1


@few
@given(spaces(), seeds, st.integers(0, 10**6))
def test_coordinates_of_inactive_parameters_are_ignored(space: Space, rng: np.random.Generator, noise: int) -> None:
    for params in draws(space, rng):
        unit = space.encode(params)
        inactive = np.isnan(unit)
        unit[inactive] = np.random.default_rng(noise).random(np.count_nonzero(inactive))
        assert canonical(space.decode(unit)) == canonical(params)


@few
@given(spaces(), seeds)
def test_keys_are_equal_for_the_same_configuration_only(space: Space, rng: np.random.Generator) -> None:
    found = draws(space, rng, 8)
    for one in found:
        for other in found:
            assert (space.key(one) == space.key(other)) is (canonical(one) == canonical(other))


@given(spaces())
def test_a_space_is_the_same_after_json_toml_and_pickle(space: Space) -> None:
    assert Space.from_json(json.loads(json.dumps(space.to_json()))) == space
    assert Space.from_toml(space.to_toml()) == space
    assert pickle.loads(pickle.dumps(space)) == space
    assert Space.from_toml(space.to_toml()).names == space.names


@given(spaces())
def test_defaults_are_a_configuration_that_is_allowed(space: Space) -> None:
    try:
        params = space.defaults()
    except ValueError as error:
        if "does not hold for the defaults" not in str(error):
            raise
        return
    assert canonical(space.check(params)) == canonical(params)
    assert space.allows(params)
    assert space.encode(params).shape == (space.n_dims,)


@few
@given(spaces(), seeds)
def test_a_prefixed_space_is_the_same_under_other_names(space: Space, rng: np.random.Generator) -> None:
    moved = space.prefixed("x.")
    state = rng.bit_generator.state
    params = draws(space, rng)
    rng.bit_generator.state = state
    assert [canonical({f"x.{name}": value for name, value in item.items()}) for item in params] == [
        canonical(item) for item in draws(moved, rng)
    ]


def test_what_the_space_says_of_itself() -> None:
    assert svm.names == ("kernel", "C", "gamma", "degree", "cache")
    assert svm.dims == ("kernel", "C", "gamma", "degree")
    assert svm.n_dims == 4
    assert svm.parameters["degree"] == Int(2, 5, when=param("kernel") == "poly")


def test_defaults_are_those_given_or_the_centre() -> None:
    assert svm.defaults() == {"kernel": "linear", "C": 1.0, "cache": 200}
    space = Space({
        "x": Float(1, 100, log=True),
        "k": Int(0, 10),
        "s": Ordinal([1, 2, 3]),
        "c": Categorical(["u", "v"]),
    })
    assert space.defaults() == {"x": 10.0, "k": 5, "s": 2, "c": "u"}


def test_a_given_default_is_not_rounded() -> None:
    assert Space({"x": Float(1e-5, 1, log=True, default=1 / 3)}).defaults() == {"x": 1 / 3}


def test_a_special_value_is_encoded_as_its_near_one_and_stays_itself() -> None:
    params = svm.check({"kernel": "rbf", "C": 3, "gamma": "scale"})
    near = {**params, "gamma": 0.05}
    assert params == {"kernel": "rbf", "C": 3.0, "gamma": "scale", "cache": 200}
    assert np.array_equal(svm.encode(params), svm.encode(near), equal_nan=True)
    assert svm.key(params) != svm.key(near)


def test_nan_at_an_active_coordinate_means_the_default() -> None:
    assert svm.decode(np.array([0.5, np.nan, np.nan, 0.5])) == {
        "kernel": "rbf",
        "C": pytest.approx(1.0),
        "gamma": pytest.approx(0.05),
        "cache": 200,
    }


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        pytest.param({"C": 1}, {"C": 1.0}, True, id="whole and real"),
        pytest.param({"C": 0.0}, {"C": -0.0}, True, id="zero has no sign"),
        pytest.param({"C": np.float64(0.5)}, {"C": 0.5}, True, id="numpy"),
        pytest.param({"C": 1}, {"C": 0.5}, False, id="other value"),
        pytest.param({"C": 1}, {}, False, id="inactive"),
        pytest.param({"flag": True}, {"flag": 1}, False, id="True and 1"),
        pytest.param({"flag": [1, 2]}, {"flag": (1, 2)}, True, id="list and tuple"),
        pytest.param({"flag": "gone"}, {"flag": "lost"}, False, id="no choices of this space"),
    ],
)
def test_a_key_tells_configurations_apart(one: dict[str, Json], other: dict[str, Json], are_equal: bool) -> None:
    space = Space({"C": Float(-1, 1), "flag": Categorical([True, 1, [1, 2]])})
    assert (space.key(one) == space.key(other)) is are_equal


def test_checked_values_are_plain() -> None:
    space = Space({"a": Int(0, 9), "b": Float(0, 1), "c": Categorical([[1], True])})
    params = space.check({"a": np.int64(3), "b": np.float32(0.5), "c": (1,)})
    assert json.loads(json.dumps(params)) == {"a": 3, "b": 0.5, "c": [1]}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        pytest.param({"kernal": "rbf"}, "'kernal' is no parameter of the space; did you mean 'kernel'?", id="unknown"),
        pytest.param(
            {"kernel": "rbf", "C": 1}, "parameter 'gamma' has no value; give one, such as 'scale'", id="missing"
        ),
        pytest.param({"kernel": "x", "C": 1}, "parameter 'kernel' must be one of .*, got 'x'", id="no choice"),
        pytest.param({"kernel": "linear", "C": 0}, "parameter 'C' must lie between .*, got 0; clip it", id="outside"),
        pytest.param({"kernel": "linear", "C": None}, "parameter 'C' must be a number, got None", id="None"),
        pytest.param({"kernel": "linear", "C": math.nan}, "parameter 'C' nan is no JSON value", id="nan"),
        pytest.param(
            {"kernel": "linear", "C": 1, "degree": 3},
            """parameter 'degree' only matters when kernel == "poly", got 3; leave it out""",
            id="inactive",
        ),
        pytest.param(
            {"kernel": "linear", "C": 1, "cache": 9}, "parameter 'cache' is the constant 200, got 9", id="constant"
        ),
    ],
)
def test_what_is_no_configuration_is_refused(params: dict[str, Json], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        svm.check(params)


def test_what_has_no_coordinate_is_named() -> None:
    with pytest.raises(ValueError, match="parameter 'C' must be a number, got 'big'"):
        svm.encode({"kernel": "linear", "C": "big"})


@pytest.mark.parametrize(
    ("params", "require", "message"),
    [
        ([Float(0, 1)], [], "params must be a dict of names to parameters"),
        ({1: Float(0, 1)}, [], "params must be a dict of names to parameters"),
        ({"a": Float(0, 1)}, param("a") > 0.5, "require must be a list of conditions, got .* around it"),
        ({"a": 3}, [], "parameter 'a': must be a Float, Int"),
    ],
)
def test_what_is_no_space_is_refused(params: Any, require: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Space(params, require)


def test_spaces_join_under_a_choice() -> None:
    tree = Space({"depth": Int(1, 9), "leaf": Int(1, 9)}, require=[param("leaf") <= param("depth")])
    model = param("model")
    joined = Space.merged(
        [svm.prefixed("svm.", model == "svm"), tree.prefixed("tree.", model == "tree")],
        {"model": Categorical(["svm", "tree"])},
    )
    assert joined.names[:3] == ("model", "svm.kernel", "svm.C")
    assert str(joined.parameters["svm.degree"].when) == 'model == "svm" and svm.kernel == "poly"'
    assert [str(condition) for condition in joined.require] == ["tree.leaf <= tree.depth"]
    assert joined.check({"model": "tree", "tree.depth": 3, "tree.leaf": 1})
    assert not joined.allows({"model": "tree", "tree.depth": 1, "tree.leaf": 3})
    assert joined.defaults() == {"model": "svm", "svm.kernel": "linear", "svm.C": 1.0, "svm.cache": 200}


def test_until_spaces_are_joined_what_depends_on_the_choice_is_inactive() -> None:
    half = svm.prefixed("svm.", param("model") == "svm")
    assert half.defaults() == {}
    assert np.isnan(half.sample(np.random.default_rng(0), 3)).all()


def test_a_join_with_a_parent_missing_or_a_name_twice_is_refused() -> None:
    half = svm.prefixed("svm.", param("model") == "svm")
    with pytest.raises(ValueError, match=r"parameter 'svm.kernel': when mentions 'model', which is no parameter"):
        Space.merged([half], {})
    with pytest.raises(ValueError, match=r"parameter 'svm.kernel' is in two of the spaces; give one a prefix"):
        Space.merged([half, half], {"model": Categorical(["svm"])})


def test_spaces_are_equal_if_they_say_the_same() -> None:
    twin = Space.from_json(svm.to_json())
    assert twin == svm
    assert hash(twin) == hash(svm)
    assert svm != Space({})
    assert svm != "svm"
    assert Space({"a": Int(0, 1), "b": Int(0, 1)}) != Space({"b": Int(0, 1), "a": Int(0, 1)})


def test_an_empty_space_has_one_configuration() -> None:
    space = Space({})
    assert space.defaults() == {} == space.decode(space.encode({}))
    assert list(space.configurations()) == [{}]
    assert space.sample(np.random.default_rng(0), 4).shape == (4, 0)
