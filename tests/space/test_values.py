"""Plain values: what NumPy and tuples become, what is refused, and when two values are one."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunewright.space.values import MISSING, Json, Special, canonical, is_number, is_same, plain

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@settings(deadline=None)
@given(values)
def test_a_json_value_stays_as_it_is(value: Json) -> None:
    assert plain(value) == value
    assert type(plain(value)) is type(value)


@settings(deadline=None)
@given(values)
def test_a_value_is_the_same_after_it_was_json(value: Json) -> None:
    assert is_same(json.loads(json.dumps(value)), value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(np.float64(0.5), 0.5, id="float64"),
        pytest.param(np.float32(0.5), 0.5, id="float32"),
        pytest.param(np.int64(3), 3, id="int64"),
        pytest.param(np.bool_(True), True, id="bool"),
        pytest.param(np.str_("rbf"), "rbf", id="text"),
        pytest.param(np.array([1, 2]), [1, 2], id="array"),
        pytest.param((100, (50,)), [100, [50]], id="tuple"),
        pytest.param({"a": (1,)}, {"a": [1]}, id="dict"),
    ],
)
def test_numpy_and_tuples_become_the_json_type_they_stand_for(value: object, expected: Json) -> None:
    assert is_same(plain(value), expected)


@pytest.mark.parametrize("value", [object(), {1, 2}, {1: "a"}, 1j, b"x", len, MISSING])
def test_what_json_cannot_hold_is_refused_with_the_value(value: object) -> None:
    with pytest.raises(TypeError, match="no JSON value; use"):
        plain(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], np.float64("nan")])
def test_nan_and_infinity_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no JSON value; use"):
        plain(value)


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), (1, 1.0), (False, 0), (None, False), ("1", 1), ([1], [True]), ({"a": 1}, {"a": 1.0})]
)
def test_values_that_python_calls_equal_are_told_apart(one: Json, other: Json) -> None:
    assert not is_same(one, other)


def test_the_order_of_keys_does_not_matter() -> None:
    assert is_same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert canonical({"b": 2, "a": "é"}) == '{"a": "é", "b": 2}'


@pytest.mark.parametrize(("value", "expected"), [(1, True), (1.5, True), (True, False), ("1", False), (None, False)])
def test_a_bool_is_no_number(value: Json, expected: bool) -> None:
    assert is_number(value) is expected


def test_a_special_keeps_its_two_sides() -> None:
    assert Special("scale", near=0.05) == Special("scale", 0.05)
    assert Special(None, near=1) != Special(None, near=2)
