"""The order of parameters, what conditions may mention, and which parameters are active."""

from collections.abc import Mapping

import pytest

from tunewright.space.checks import checked
from tunewright.space.expressions import Expression, param
from tunewright.space.layout import Layout, Rule, laid_out, parents_first
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter, Special
from tunewright.space.values import Json

kernel = Categorical(["linear", "rbf", "poly"])
is_poly = param("kernel") == "poly"


def layout(parameters: Mapping[str, Parameter], *require: Expression) -> Layout:
    return laid_out({name: checked(name, parameter) for name, parameter in parameters.items()}, require, ())


def test_parents_come_first_and_the_rest_stays_in_order() -> None:
    parameters: dict[str, Parameter] = {
        "c": Int(0, 1, when=param("b") == 1),
        "z": Int(0, 1),
        "a": Int(0, 1),
        "b": Int(0, 1, when=param("a") == 1),
    }
    assert parents_first(parameters) == ["a", "b", "c", "z"]
    assert layout(parameters).dims == ("c", "z", "a", "b")


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        ({"a": "a"}, "a -> a"),
        ({"a": "b", "b": "c", "c": "a"}, "a -> b -> c -> a"),
        ({"x": "a", "a": "b", "b": "a"}, "a -> b -> a"),
    ],
)
def test_a_circle_is_named_with_all_on_it(parents: dict[str, str], circle: str) -> None:
    parameters = {name: Int(0, 1, when=param(parent) == 1) for name, parent in parents.items()}
    with pytest.raises(ValueError, match=f"^parameter '[ab]': when= runs in a circle: {circle}; take one"):
        parents_first(parameters)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        pytest.param(param("kernal") == "poly", "'kernal', .* did you mean 'kernel'", id="nearly a name"),
        pytest.param(param("zzz") == 1, r"'zzz', .* there are \['kernel', 'size', 'mode', 'degree'\]", id="no name"),
        pytest.param(
            param("kernel") == "ploy", r"compares 'kernel' with \['ploy'\], but the choices are", id="no choice"
        ),
        pytest.param(param("kernel").isin(["a", "b"]), "compares 'kernel' with", id="none of them a choice"),
        pytest.param(param("kernel").isin([]), "compares 'kernel' with", id="among none"),
        pytest.param((param("size") == "m") & (param("kernel") != "x"), "compares 'kernel'", id="deep inside"),
        pytest.param(param("size") < 3, "puts 'size' in an order .* use isin", id="order of texts"),
        pytest.param(param("size") + 1 == 3, "puts 'size' in an order or a sum", id="sum of texts"),
        pytest.param(param("mode") > 3, "puts 'mode' in an order", id="order of a constant text"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(when: Expression, message: str) -> None:
    space: dict[str, Parameter] = {
        "kernel": kernel,
        "size": Ordinal(["s", "m"]),
        "mode": Constant("fast"),
        "degree": Int(2, 5, when=when),
    }
    with pytest.raises(ValueError, match=f"^parameter 'degree': when .*{message}"):
        layout(space)


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(param("kernel").isin(["poly", "gone"]), id="one of them a choice"),
        pytest.param(param("units") >= 20, id="order of numbers"),
        pytest.param(param("mode") == "slow", id="another value of a constant"),
        pytest.param(param("flag"), id="a choice alone"),
    ],
)
def test_a_condition_that_may_be_meant_is_taken(when: Expression) -> None:
    space: dict[str, Parameter] = {
        "kernel": kernel,
        "units": Ordinal([10, 20.5]),
        "mode": Constant("fast"),
        "flag": Categorical([True, False]),
        "x": Int(2, 5, when=when),
    }
    assert layout(space).dims == ("kernel", "units", "flag", "x")


@pytest.mark.parametrize("wrong", [True, "a <= 3", param("a") + 1])
def test_what_is_required_must_be_a_condition(wrong: Expression) -> None:
    with pytest.raises(TypeError, match="require must be a list of conditions"):
        layout({"a": Int(0, 9)}, wrong)


def test_an_unknown_name_in_what_is_required_is_named() -> None:
    with pytest.raises(ValueError, match=r"^require mentions 'min_lief', .* did you mean 'min_leaf'"):
        layout({"min_leaf": Int(1, 9)}, param("min_lief") <= 3)


@pytest.mark.parametrize(
    ("view", "is_met", "is_broken"),
    [({"a": 1, "b": 2}, True, False), ({"a": 3, "b": 2}, False, True), ({"a": 1}, False, False), ({}, False, False)],
)
def test_a_rule_about_an_inactive_parameter_is_neither_met_nor_broken(
    view: dict[str, Json], is_met: bool, is_broken: bool
) -> None:
    rule = Rule.of(param("a") <= param("b"))
    assert (rule.is_met(view), rule.is_broken(view)) == (is_met, is_broken)


def test_the_children_of_an_inactive_parent_are_inactive() -> None:
    made = layout({
        "kernel": kernel,
        "degree": Int(2, 5, when=is_poly),
        "coef": Float(0, 1, when=(param("degree") > 3) | (param("kernel") == "linear")),
    })
    assert made.decode([0.1, 0.9, 0.5]) == {"kernel": "linear"}
    assert made.decode([0.9, 0.9, 0.5]) == {"kernel": "poly", "degree": 5, "coef": 0.5}
    assert made.decode([0.9, 0.1, 0.5]) == {"kernel": "poly", "degree": 2}


def test_a_special_value_decides_over_children_by_its_near_one() -> None:
    made = layout({
        "depth": Int(1, 30, default=Special(None, near=30)),
        "deep": Constant(True, when=param("depth") > 20),
        "open": Constant(True, when=param("depth") == None),  # noqa: E711  # builds an expression
    })
    assert made.checked({"depth": None}) == {"depth": None, "deep": True, "open": True}
    assert made.checked({"depth": 30}) == {"depth": 30, "deep": True}
    assert made.default() == {"depth": None, "deep": True, "open": True}


def test_what_is_broken_is_listed() -> None:
    made = layout({"a": Int(0, 9), "b": Int(0, 9)}, param("a") < param("b"), param("a") > 5)
    assert [str(condition) for condition in made.broken({"a": 3, "b": 1})] == ["a < b", "a > 5"]
    assert made.broken({"a": 6, "b": 7}) == []
    assert [str(condition) for condition in made.broken({"a": 3})] == ["a > 5"]
