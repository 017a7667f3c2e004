"""What a column is taken for, and which columns are left out."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.evaluation.column_kinds import Column, find_columns, to_numbers, to_texts

N = 40
RNG = np.random.default_rng(3)
WORDS = ["good", "bad", "late", "fast", "broken", "lovely", "cheap", "dear", "never", "again"]
REVIEWS = [" ".join(RNG.choice(WORDS, 5)) for _ in range(N)]
DAYS = pd.date_range("2024-01-01", periods=N)


def kinds(values: Any, name: str = "x") -> list[str]:
    frame = pd.DataFrame({name: values, "other": [0.5, 1.5] * (N // 2)})
    return [column.kind for column in find_columns(frame)[0] if column.name == name]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        pytest.param(RNG.normal(size=N), "number", id="floats"),
        pytest.param([True, False] * (N // 2), "number", id="booleans"),
        pytest.param([True, None] * (N // 2), "number", id="booleans with gaps"),
        pytest.param(pd.array([1, None] * (N // 2), "Int64"), "number", id="nullable integers"),
        pytest.param([f"{i}.5" for i in range(N)], "number", id="numbers as text"),
        pytest.param([*range(N - 1), "unknown"], "number", id="numbers with one stray"),
        pytest.param([np.inf, *range(N - 1)], "number", id="numbers with infinity"),
        pytest.param(pd.to_timedelta(range(N), unit="h"), "number", id="durations"),
        pytest.param(["a", "b"] * (N // 2), "category", id="two texts"),
        pytest.param(["a", 1, 2.5, True] * (N // 4), "category", id="mixed types"),
        pytest.param([1, 2, 1, "A7"] * (N // 4), "category", id="codes"),
        pytest.param(pd.Categorical([1, 2] * (N // 2)), "category", id="categories of numbers"),
        pytest.param([["a"], ["b"]] * (N // 2), "category", id="lists"),
        pytest.param(REVIEWS, "text", id="sentences"),
        pytest.param(DAYS, "date", id="dates"),
        pytest.param(DAYS.tz_localize("UTC"), "date", id="dates with zone"),
        pytest.param(DAYS.strftime("%d.%m.%Y"), "date", id="dates as text"),
    ],
)
def test_a_column_is_what_its_values_are(values: Any, kind: str) -> None:
    assert kinds(values) == [kind]


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        pytest.param("x", [None] * N, "without any value", id="empty"),
        pytest.param("x", [np.inf, -np.inf] * (N // 2), "without any value", id="infinite throughout"),
        pytest.param("x", ["EUR"] * N, "with the same value in every row", id="constant text"),
        pytest.param("x", [1.0] * N, "with the same value in every row", id="constant number"),
        pytest.param("PassengerId", range(N), "they only name the row", id="camel case"),
        pytest.param("customer_id", range(N), "they only name the row", id="snake case"),
        pytest.param("Unnamed: 0", range(N), "they only name the row", id="written index"),
        pytest.param("ticket", [f"T{i}" for i in range(N)], "they only name the row", id="a text for each row"),
    ],
)
def test_what_cannot_be_learned_from_is_left_out_and_said(name: str, values: Any, reason: str) -> None:
    frame = pd.DataFrame({name: values, "other": [0.5, 1.5] * (N // 2)})
    columns, sentences = find_columns(frame)
    assert columns == (Column("other", "number"),)
    assert sentences == (f"left out, {reason}: {name!r}",)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("customer_id", [*range(N - 1), 0], id="an identifier that repeats"),
        pytest.param("year", range(1980, 1980 + N), id="unique whole numbers of another name"),
        pytest.param("grid", range(N), id="a name that merely ends in id"),
        pytest.param("paid", RNG.normal(size=N), id="a measure that merely ends in id"),
        pytest.param("x", [1.0, None] * (N // 2), id="one value, or none: the gap may tell something"),
    ],
)
def test_what_may_be_learned_from_stays(name: str, values: Any) -> None:
    assert kinds(values, name) == ["number"]


def test_a_stray_among_numbers_is_said() -> None:
    _, sentences = find_columns(pd.DataFrame({"x": [*range(N - 1), "unknown"]}))
    assert sentences == ("'x': 'unknown' is no number and counts as missing",)


def test_a_table_without_anything_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="all 2 are empty, constant or identifiers"):
        find_columns(pd.DataFrame({"id": range(N), "c": ["EUR"] * N}))


def test_one_number_has_one_text_whatever_its_type() -> None:
    values = pd.Series([1, 1.0, "1", " 1 ", np.int64(1), np.float64(1)], dtype=object)
    assert set(to_texts(values, "")) == {"1"}
    assert to_texts(pd.Series([True, None, "a b", 1.5], dtype=object), "-").tolist() == ["True", "-", "a b", "1.5"]


@given(st.lists(st.none() | st.text() | st.integers() | st.floats() | st.booleans()))
def test_any_values_become_texts_and_finite_numbers(values: list[Any]) -> None:
    column = pd.Series(values, dtype=object)
    assert all(isinstance(text, str) for text in to_texts(column, "?"))
    assert not np.isinf(to_numbers(column)).any()


def test_numbers_of_every_dtype() -> None:
    assert to_numbers(pd.Series(pd.to_timedelta(["1h", None]))).tolist()[0] == 3600
    assert to_numbers(pd.Series([True, False])).tolist() == [1, 0]
    assert np.isnan(to_numbers(pd.Series(["x", -np.inf, None], dtype=object))).all()
