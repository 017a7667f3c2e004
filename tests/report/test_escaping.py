"""A stranger's text stays text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.escaping import label, script_json

JSON = st.recursive(
    st.text(max_size=12) | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_json_in_a_script_says_the_same_and_can_close_nothing(value: object) -> None:
    written = script_json(value)
    assert json.loads(written) == value
    assert not set("<>&") & set(written)
    assert written.isascii()


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json([float("nan")])


@given(st.text())
def test_a_label_holds_no_tag(text: str) -> None:
    assert "<" not in label(text)


def test_a_long_label_is_cut_before_it_is_escaped() -> None:
    assert label("a" * 50, 10) == "aaaaaaaaa…"
    assert label("<b> &", 40) == "&lt;b&gt; &amp;"
