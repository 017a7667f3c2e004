"""Entries of tags are read by the range in which they must lie; anything else counts as not being there."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.samplers.tags import entries, number, whole
from tunewright.space.values import Json

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@given(json_values)
def test_whatever_stands_there_what_is_read_lies_in_the_range_or_is_none(value: Json) -> None:
    own = entries({"ours": {"entry": value}}, "ours")
    read, measured = whole(own, "entry", 0, 9), number(own, "entry", 0.5, 2)
    assert read is None or (read == value and 0 <= read <= 9)
    assert measured is None or (measured == value and 0.5 <= measured <= 2)


@given(json_values)
def test_what_is_no_dict_has_no_entries(value: Json) -> None:
    assert entries({"ours": value}, "ours") == (value if isinstance(value, dict) else {})
    assert entries({}, "ours") == {}


@pytest.mark.parametrize(("value", "read"), [(0, 0), (9, 9), (-1, None), (10, None), (True, None), (3.0, None)])
def test_whole_numbers_are_read_up_to_the_ends(value: Json, read: int | None) -> None:
    assert whole({"entry": value}, "entry", 0, 9) == read


@pytest.mark.parametrize(
    ("value", "read"), [(0, 0.0), (9.0, 9.0), (-0.1, None), (nan, None), (inf, None), (False, None), ("1", None)]
)
def test_numbers_are_read_up_to_the_ends(value: Json, read: float | None) -> None:
    assert number({"entry": value}, "entry", 0, 9) == read
