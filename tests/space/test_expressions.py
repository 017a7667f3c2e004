"""Expressions: their truth is Python's, they refuse what Python would misread, and they stay usable as values."""

import copy
import operator
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunewright.space.expressions import Expression, literal, param
from tunewright.space.values import Json, Special

a, b, kernel = param("a"), param("b"), param("kernel")
Evaluator = Callable[[dict[str, Json]], Json]
Pair = tuple[Expression, Evaluator]

numbers = st.integers(-9, 9) | st.floats(-9, 9)
params = st.fixed_dictionaries({
    "a": numbers,
    "b": numbers,
    "kernel": st.sampled_from(["linear", "rbf", None, True, 1]),
})
ORDERS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
SUMS = [operator.add, operator.sub, operator.mul]


def joined(function: Callable[[Any, Any], Any], left: Pair, right: Pair) -> Pair:
    return function(left[0], right[0]), lambda values: function(left[1](values), right[1](values))


def named(name: str) -> Pair:
    return param(name), lambda values: values[name]


def plus_number(sides: tuple[Callable[[Any, Any], Any], Pair, float, bool]) -> Pair:
    function, (expression, value), number, number_first = sides
    if number_first:
        return function(number, expression), lambda values: function(number, value(values))
    return function(expression, number), lambda values: function(value(values), number)


def both(left: Pair, right: Pair) -> Pair:
    return left[0] & right[0], lambda values: left[1](values) and right[1](values)


def either(left: Pair, right: Pair) -> Pair:
    return left[0] | right[0], lambda values: left[1](values) or right[1](values)


def negated(pair: Pair) -> Pair:
    return ~pair[0], lambda values: not pair[1](values)


def among(choices: list[Json]) -> Pair:
    return kernel.isin(choices), lambda values: values["kernel"] in choices


sums = st.recursive(
    st.sampled_from([named("a"), named("b")]),
    lambda inner: (
        st.builds(joined, st.sampled_from(SUMS), inner, inner)
        | st.tuples(st.sampled_from(SUMS), inner, numbers, st.booleans()).map(plus_number)
    ),
    max_leaves=4,
)
comparisons = (
    st.builds(joined, st.sampled_from(ORDERS), sums, sums)
    | st.tuples(st.sampled_from(ORDERS), sums, numbers, st.booleans()).map(plus_number)
    | st.lists(st.sampled_from(["linear", "rbf", None, True, 2]), max_size=3).map(among)
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.builds(both, inner, inner) | st.builds(either, inner, inner) | inner.map(negated),
    max_leaves=6,
)


@settings(deadline=None)
@given(conditions, params)
def test_the_truth_of_a_tree_is_pythons(condition: Pair, values: dict[str, Json]) -> None:
    expression, python = condition
    assert expression.holds(values) is bool(python(values))


@settings(deadline=None)
@given(conditions)
def test_code_made_from_a_tree_makes_the_tree_again(condition: Pair) -> None:
    expression, _ = condition
    assert eval(repr(expression), {"param": param}).same_as(expression)


@settings(deadline=None)
@given(conditions, params)
def test_renaming_changes_names_and_nothing_else(condition: Pair, values: dict[str, Json]) -> None:
    expression, _ = condition
    renamed = expression.renamed({"a": "svm.a", "kernel": "svm.kernel"})
    moved = {"svm.a": values["a"], "svm.kernel": values["kernel"], "b": values["b"]}
    assert renamed.holds(moved) is expression.holds(values)
    assert not renamed.names & {"a", "kernel"}


@settings(deadline=None)
@given(conditions)
def test_a_copy_is_the_same(condition: Pair) -> None:
    expression, _ = condition
    for twin in (copy.deepcopy(expression), pickle.loads(pickle.dumps(expression))):
        assert twin.same_as(expression)
        assert hash(twin) == hash(expression)


@pytest.mark.parametrize(
    "misuse",
    [
        pytest.param(lambda: 1 < a < 3, id="chain"),
        pytest.param(lambda: (a == 1) and (b == 2), id="and"),
        pytest.param(lambda: not kernel, id="not"),
        pytest.param(lambda: a in [b, a], id="in"),
        pytest.param(lambda: kernel == "rbf" if a else b, id="if"),
    ],
)
def test_what_needs_a_truth_now_is_refused_and_points_to_the_operators(misuse: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match=r"join conditions with &, \| and ~, each in parentheses"):
        misuse()


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        pytest.param(lambda: (a == 1) & 3, "3 is no condition", id="and with a number"),
        pytest.param(lambda: (a == 1) | (a + 1), "is no condition", id="or with a sum"),
        pytest.param(lambda: ~(a + 1), "is no condition", id="not of a sum"),
        pytest.param(lambda: a < "x", "use a number", id="order of a text"),
        pytest.param(lambda: a + None, "use a number", id="sum with None"),
        pytest.param(lambda: a * True, "use a number", id="product with a bool"),
        pytest.param(lambda: (a == 1) < b, "use a number", id="order of a condition"),
        pytest.param(lambda: kernel.isin("rbf"), "isin takes a list", id="isin of a text"),
        pytest.param(lambda: kernel.isin(a), "isin takes a list", id="isin of a parameter"),
        pytest.param(lambda: param(3), "name of a parameter", id="name that is no text"),  # type: ignore[arg-type]
        pytest.param(lambda: a == object(), "no JSON value", id="no JSON"),
    ],
)
def test_what_has_no_meaning_is_refused_when_it_is_written(misuse: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        misuse()


@pytest.mark.parametrize(
    ("expression", "text", "code"),
    [
        (kernel == "poly", 'kernel == "poly"', 'param("kernel") == "poly"'),
        (2 * a <= b, "2 * a <= b", '2 * param("a") <= param("b")'),
        (3 > a, "a < 3", 'param("a") < 3'),  # noqa: SIM300  # the number stands first on purpose
        (a - (b - 1) > 0, "a - (b - 1) > 0", 'param("a") - (param("b") - 1) > 0'),
        ((a + b) * 2 == 4, "(a + b) * 2 == 4", '(param("a") + param("b")) * 2 == 4'),
        (~(a == 1) & a, "not (a == 1) and a", '~(param("a") == 1) & param("a")'),
        ((a | b) & kernel, "(a or b) and kernel", '(param("a") | param("b")) & param("kernel")'),
        (kernel.isin(["x", None]), 'kernel in ["x", None]', 'param("kernel").isin(["x", None])'),
        (param("svm.C") != True, "svm.C != True", 'param("svm.C") != True'),  # noqa: E712  # builds an expression
        (param("my rate") > 1e-5, 'param("my rate") > 1e-05', 'param("my rate") > 1e-05'),
        (param("and") > -1, 'param("and") > -1', 'param("and") > -1'),
        (param("true") == {"k": [1]}, 'param("true") == {"k": [1]}', 'param("true") == {"k": [1]}'),
    ],
)
def test_an_expression_is_written_with_no_parenthesis_too_many(expression: Expression, text: str, code: str) -> None:
    assert str(expression) == text
    assert repr(expression) == code


def test_an_expression_serves_as_a_key() -> None:
    names = {a == 1: "one", a == 2: "two"}
    assert next(name for condition, name in names.items() if condition.same_as(a == 2)) == "two"


@pytest.mark.parametrize("other", [a == True, a == 1.0, b == 1, a != 1, "a == 1", None])  # noqa: E712
def test_another_expression_is_not_the_same(other: object) -> None:
    assert not (a == 1).same_as(other)


def test_names_are_all_that_are_mentioned() -> None:
    assert ((2 * a <= b) & kernel.isin(["x"])).names == {"a", "b", "kernel"}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        pytest.param(param("depth") <= 20, False, id="order by near"),
        pytest.param(2 * param("depth") == 60, True, id="sum by near"),
        pytest.param(param("depth") == None, True, id="equal by value"),  # noqa: E711  # builds an expression
        pytest.param(param("depth") != 30, True, id="not equal by value"),
        pytest.param(param("depth").isin([None, 3]), True, id="among by value"),
        pytest.param(param("depth"), False, id="alone by value"),
        pytest.param(~param("depth"), True, id="not by value"),
    ],
)
def test_a_special_value_is_near_in_an_order_and_itself_otherwise(expression: Expression, holds: bool) -> None:
    assert expression.holds({"depth": Special(None, near=30)}) is holds


@pytest.mark.parametrize("value", [True, None, -1.5, 'a"b\\c\n', [1, ["x"]], {"k": None}, "é\u2028", "\ud800"])
def test_a_literal_reads_back_as_python(value: Json) -> None:
    assert eval(literal(value)) == value
