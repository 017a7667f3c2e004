"""What a target asks for: found out, said, and refused where nothing can be learned."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import table_path
from tunewright.evaluation.table import read_table
from tunewright.evaluation.task import Task, read_target


def target(values: list[Any], dtype: Any = None) -> pd.Series:
    return pd.Series(values, dtype=dtype, name="y")


@pytest.mark.parametrize(
    ("values", "kind", "labels"),
    [
        pytest.param(["b", "a", "b", "a"], "classification", ("a", "b"), id="text"),
        pytest.param([True, False, True, False], "classification", (False, True), id="booleans"),
        pytest.param([1, 2, 2, 1], "classification", (1, 2), id="two whole numbers"),
        pytest.param([0.5, 1.5, 0.5, 1.5], "classification", ("0.5", "1.5"), id="two numbers"),
        pytest.param([1.0, np.nan, 2.0, 1.0, 2.0], "classification", (1, 2), id="whole numbers with a gap"),
        pytest.param([1, 2, 3] * 5, "classification", (1, 2, 3), id="few whole numbers"),
        pytest.param([1, 2, 3, 3, 2, 1], "regression", (), id="whole numbers, each seldom"),
        pytest.param(list(range(21)) * 9, "regression", (), id="many whole numbers"),
        pytest.param([0.1, 0.2, 0.3] * 9, "regression", (), id="few fractions"),
        pytest.param(["1.5", "2.5", "3.5"], "regression", (), id="numbers as text"),
        pytest.param(["a", 1, 1.0, "a"], "classification", ("1", "a"), id="mixed types"),
    ],
)
def test_the_kind_is_found_out(values: list[Any], kind: str, labels: tuple[Any, ...]) -> None:
    task = read_target(target(values)).task
    assert (task.kind, task.labels) == (kind, labels)
    assert task.reason.startswith(f"{kind}: y has ")


@pytest.mark.parametrize(
    "dtype", ["category", "string", "Int64", "boolean"], ids=["category", "string", "nullable int", "nullable bool"]
)
def test_every_dtype_with_two_values_and_a_gap_is_two_classes(dtype: str) -> None:
    values: list[Any] = {"Int64": [1, 2, None, 1, 2], "boolean": [True, False, None] * 2}.get(
        dtype, ["a", "b", None] * 2
    )
    found = read_target(target(values, dtype))
    assert found.task.n_classes == 2
    assert len(found.y) == len(found.rows) == 4


def test_rows_without_a_target_are_left_out_and_counted() -> None:
    found = read_target(target([1.5, np.nan, 2.5, np.inf, 3.5]))
    assert found.rows.tolist() == [0, 2, 4]
    assert found.notes == ("2 of 5 rows have no y and are left out",)
    assert read_target(target(["a", None, "b", "a", "b"])).notes == ("1 of 5 rows has no y and is left out",)


def test_real_targets_are_recognised() -> None:
    species = read_target(read_table(table_path("penguins.csv"))["species"])
    assert species.task.labels == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(species.y).tolist() == [152, 68, 124]
    salary = read_target(read_table(table_path("hitters.csv"))["Salary"])
    assert (salary.task.kind, len(salary.rows)) == ("regression", 263)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1).map(lambda more: [*"aabbcc", *more]))
def test_codes_lead_back_to_the_labels(values: list[str]) -> None:
    found = read_target(target(values))
    assert found.task.decode(found.y).tolist() == values


def test_numbers_are_decoded_to_themselves_and_whole_labels_to_whole_numbers() -> None:
    numbers = np.array([1.5, 2.5])
    assert Task("regression").decode(numbers) is numbers
    assert Task("classification", (3, 5)).decode(np.array([1, 0])).dtype.kind == "i"


def test_the_positive_label_is_class_1() -> None:
    found = read_target(target(["bad", "good", "good", "bad"]), positive="bad")
    assert found.task.labels == ("good", "bad")
    assert found.y.tolist() == [1, 0, 0, 1]
    assert read_target(target([1, 2, 1, 2]), positive="1").task.labels == (2, 1)


def test_the_kind_that_was_asked_for_is_taken() -> None:
    assert read_target(target([1, 2, 3] * 5), "regression").task == Task("regression", (), "regression: as asked for")
    asked = read_target(target([0.1, 0.2, 0.3] * 2), "classification").task
    assert asked.labels == ("0.1", "0.2", "0.3")


@pytest.mark.parametrize(
    ("values", "options", "sentence"),
    [
        pytest.param([None, None], {}, "'y' has no value in any of 2 rows", id="all missing"),
        pytest.param(["a", "a"], {}, "only one class, 'a'", id="one class"),
        pytest.param([3, 3, None], {}, "only one class, 3", id="one number"),
        pytest.param([3.5, 3.5], {"kind": "regression"}, "is 3.5 in every row", id="constant"),
        pytest.param(["a", "a", "b"], {}, "1 of 2 classes have only 1 row, as 'b'", id="a lonely class"),
        pytest.param(["a", "b"] * 2, {"kind": "regression"}, "regression needs numbers, .* holds 'a'", id="text"),
        pytest.param(["yes", "no"] * 2, {"positive": "yess"}, "called 'yess'; did you mean 'yes'", id="positive"),
        pytest.param(["a", "b", "c"] * 2, {"positive": "a"}, "needs two classes, but there are 3", id="three classes"),
        pytest.param([0.1, 0.2, 0.3], {"positive": "a"}, "but this is a regression", id="positive of numbers"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(values: list[Any], options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_target(target(values), **options)


@pytest.mark.parametrize(
    ("values", "is_advised"),
    [
        pytest.param([1, 1, 2, 2, 3], True, id="numbers"),
        pytest.param(["1", "1", "2", "2", "3"], True, id="numbers as text"),
        pytest.param(["a", "a", "b"], False, id="text"),
        pytest.param(pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-02"]), False, id="dates"),
    ],
)
def test_a_regression_is_advised_only_where_there_are_numbers(values: list[object], is_advised: bool) -> None:
    with pytest.raises(ValueError, match="only 1 row") as caught:
        read_target(target(values), "classification")
    assert ("task regression" in str(caught.value)) == is_advised
    assert "join classes" in str(caught.value)
