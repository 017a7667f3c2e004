"""The text is valid JSON for everybody else, and loses nothing for us."""

import json
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.storage.json_text import copied, from_text, to_text

keys = st.sampled_from(["a", "$float", "$$float", "$$$float", "float", "$", "$float$"]) | st.text(max_size=3)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("$float")
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=2))


CIRCLE: list[object] = [nan]
CIRCLE.append(CIRCLE)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


@given(values)
def test_every_value_comes_back(value: object) -> None:
    assert repr(from_text(to_text(value))) == repr(value)


@given(values)
def test_the_text_is_strict_json_in_ascii(value: object) -> None:
    text = to_text(value)
    assert text.isascii()
    json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(nan, '{"$float":"nan"}', id="nan"),
        pytest.param([inf, -inf], '[{"$float":"inf"},{"$float":"-inf"}]', id="infinities"),
        pytest.param({"$float": 1}, '{"$$float":1}', id="looks like ours"),
        pytest.param({"$$float": nan}, '{"$$$float":{"$float":"nan"}}', id="looks like an escape"),
        pytest.param({"$float": 1, "b": 2}, '{"$float":1,"b":2}', id="two keys are nobody's"),
        pytest.param({"C": 1.0}, '{"C":1.0}', id="nothing special"),
        pytest.param((1, (2,)), "[1,[2]]", id="tuples become lists"),
    ],
)
def test_what_is_written(value: object, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize("value", [{1, 2}, {"a": object()}, [nan, 1j], {("a",): 1}, CIRCLE, {nan: 1}])
def test_what_json_cannot_hold_is_refused_with_the_value(value: object) -> None:
    with pytest.raises(TypeError, match=r"only JSON can be stored .* got"):
        to_text(value)


@given(values)
def test_a_copy_is_equal_and_shares_nothing(value: object) -> None:
    copy = copied(value)
    assert repr(copy) == repr(value)
    if isinstance(value, (dict, list)):
        assert copy is not value
