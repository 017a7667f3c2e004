"""Decimal commas: which columns are numbers, and what their texts mean."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.evaluation.decimal_commas import European, has_decimal_comma, read_european


def read(columns: dict[str, list[str | None]], numbers: tuple[str, ...] | None = None) -> European:
    texts = pd.DataFrame(columns, dtype=object)
    return read_european(texts, texts, numbers)


def values(column: list[str | None], numbers: tuple[str, ...] | None = None) -> list[object]:
    return list(read({"x": column}, numbers).frame["x"])


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1), st.booleans())
def test_what_is_written_with_commas_is_read_as_it_was(numbers: list[object], grouped: bool) -> None:
    swapped = str.maketrans(",.", ".,")
    texts: list[str | None] = [format(number, ",.2f" if grouped else ".2f").translate(swapped) for number in numbers]
    assert values(texts) == [float(str(number)) for number in numbers]


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        pytest.param(["3,5", "4", "-0,25"], [3.5, 4, -0.25], id="whole numbers too"),
        pytest.param([",5", " 2,0 ", "1,5e-3"], [0.5, 2, 0.0015], id="ways to write"),
        pytest.param(["1.234,5", "1.234", "1.234.567,0"], [1234.5, 1234, 1234567], id="thousands"),
        pytest.param(["1.5", "1,5", "1.234"], [1.5, 1.5, 1.234], id="points that part no thousands"),
        pytest.param(["0.123", "0,5"], [0.123, 0.5], id="no thousands behind a zero"),
    ],
)
def test_texts_with_commas_are_numbers(column: list[str | None], numbers: list[float]) -> None:
    assert values(column) == numbers


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(["1,2", "red"], id="beside text"),
        pytest.param(["1,2,3", "4,5,6"], id="lists"),
        pytest.param(["1.2,3", "12.34,5"], id="points in other places"),
        pytest.param(["1.234", "2.500"], id="points alone"),
    ],
)
def test_other_texts_stay(column: list[str | None]) -> None:
    assert values(column) == column


def test_gaps_stay_and_a_stray_text_among_many_numbers_does_not_matter() -> None:
    column = [f"{number},5" for number in range(20)]
    assert values([*column, "unknown"]) == [*(number + 0.5 for number in range(20)), "unknown"]
    assert read({"x": [*column, None]}).frame["x"].isna().sum() == 1


def test_points_without_commas_part_thousands_where_another_column_has_decimal_commas() -> None:
    found = read({"x": ["1.200", "950"], "y": ["1,5", "2"]})
    assert found.frame["x"].tolist() == [1200, 950]
    assert found.notes == (
        "numbers with a decimal comma: 'y'",
        "numbers whose thousands are parted by a point: 'x'",
    )


def test_where_the_columns_are_known_only_they_are_read_and_in_every_cell() -> None:
    found = read({"x": ["1,5", "unknown"], "y": ["1,5", "2,5"]}, ("x",))
    assert found.frame["x"].tolist() == [1.5, "unknown"]
    assert found.frame["y"].tolist() == ["1,5", "2,5"]


def test_the_table_that_was_given_stays_as_it_was() -> None:
    texts = pd.DataFrame({"x": ["1,5"]}, dtype=object)
    read_european(texts, texts)
    assert texts["x"].tolist() == ["1,5"]
    assert has_decimal_comma(texts["x"])
