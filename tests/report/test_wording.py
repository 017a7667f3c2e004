"""How numbers are said."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.wording import counted, duration, listed, memory, number, percent, shown, signed, span


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.78123, "0.7812"),
        (0.5, "0.5"),
        (1234.0, "1,234"),
        (123456.7, "123,457"),
        (-0.031, "−0.031"),
        (3.2e-5, "3.2e−05"),
        (1e12, "1e12"),
        (0.0, "0"),
        (nan, "–"),
        (inf, "∞"),
        (-inf, "−∞"),
    ],
)
def test_a_number_has_as_many_digits_as_a_reader_can_use(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats())
def test_no_number_is_ever_shown_as_nan_or_inf(value: float) -> None:
    for text in (number(value), signed(value), duration(value), memory(value), shown(value)):
        assert "nan" not in text
        assert "inf" not in text


@given(st.floats(-1e9, 1e9))
def test_a_number_can_be_read_back_to_four_digits(value: float) -> None:
    read = float(number(value).replace("−", "-").replace(",", ""))
    assert read == pytest.approx(value, rel=6e-4)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.314, "0.31 s"),
        (42.4, "42 s"),
        (59.7, "1 min"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (273600, "3 d 4 h"),
        (nan, "–"),
    ],
)
def test_a_time_is_said_in_the_units_that_fit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_words_for_amounts() -> None:
    assert (memory(12e6), memory(1.5e9)) == ("12 MB", "1.5 GB")
    assert (percent(0.43), percent(0.004), percent(0.0)) == ("43 %", "under 1 %", "0 %")
    assert (counted(0, "trial"), counted(1, "trial"), counted(1200, "trial")) == (
        "no trials",
        "1 trial",
        "1,200 trials",
    )
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert (signed(0.02), signed(-0.02), span((0.1, 0.2))) == ("+0.02", "−0.02", "0.1 to 0.2")


@pytest.mark.parametrize(("value", "text"), [(None, "None"), (True, "True"), ([1, 2], "[1, 2]"), ("a", "a"), (3, "3")])
def test_any_json_value_can_be_shown(value: object, text: str) -> None:
    assert shown(value) == text
