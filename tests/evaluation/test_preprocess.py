"""Raw rows to a matrix: nothing is missing, nothing leaks, and a saved transformer works in another process."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from tests.tables import table_path
from tunewright.evaluation.preprocess import LARGEST, preprocessing
from tunewright.evaluation.table import read_table


def shop() -> pd.DataFrame:
    return read_table(table_path("shop.csv")).drop(columns="paid")


def test_all_kinds_of_columns_are_turned_and_said() -> None:
    made = preprocessing(shop())
    said = "\n".join(made.sentences)
    for part in (
        "numbers, scaled; the median where missing: 'weight, kg', 'gift'",
        """categories, a column each; rare and unseen ones joined: 'the "size"', 'code'""",
        "dates, as year, month, day, weekday, hour, days since 1970: 'sold on' (read as %d.%m.%Y)",
        "free text, hashed by its words into 64 columns: 'review'",
        """missing values, of 60 rows: 'sold on' in 1, 'the "size"' in 2, 'weight, kg' in 2, 'gift' in 13""",
        "left out, they only name the row: 'order_id'",
        "left out, with the same value in every row: 'currency'",
        "'weight, kg': 'unknown' is no number and counts as missing",
    ):
        assert part in said
    matrix = made.transformer.fit_transform(shop())
    assert np.isfinite(matrix).all()
    names = made.transformer.get_feature_names_out()
    assert len(names) == len(set(names)) == matrix.shape[1]


def test_numbers_have_mean_0_and_scale_1_and_a_column_that_marks_gaps() -> None:
    X = pd.DataFrame({"a": [1.0, 2.0, np.nan, 9.0], "b": [3.0, 4.0, 5.0, 6.0]})
    transformer = preprocessing(X).transformer.fit(X)
    matrix = transformer.transform(X)
    np.testing.assert_allclose(matrix.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(matrix.std(axis=0), 1)
    assert transformer.get_feature_names_out().tolist() == ["a", "b", "a: missing"]
    assert matrix[2, 0] == pytest.approx((2 - 3.5) / np.std([1, 2, 2, 9]))


def test_gaps_that_always_come_together_are_marked_once() -> None:
    X = pd.DataFrame({"a": [1.0, np.nan, 3.0], "b": [4.0, np.nan, 6.0], "c": [np.nan, 1.0, 2.0]})
    names = preprocessing(X).transformer.fit(X).get_feature_names_out()
    assert [name for name in names if "missing" in name] == ["a: missing", "c: missing"]


def test_other_rows_do_not_change_how_a_row_is_turned() -> None:
    transformer = preprocessing(shop()).transformer.fit(shop().head(40))
    together = transformer.transform(shop())
    alone = np.vstack([transformer.transform(shop().iloc[[row]]) for row in range(0, 60, 6)])
    np.testing.assert_allclose(together[::6], alone)


def test_columns_may_come_in_another_order_and_among_others() -> None:
    transformer = preprocessing(shop()).transformer.fit(shop())
    other = shop()[shop().columns[::-1]].assign(extra=1).drop(columns=["order_id", "currency"])
    np.testing.assert_array_equal(transformer.transform(other), transformer.transform(shop()))


@pytest.mark.parametrize("name", ["weight, kg", 'the "size"', "sold on", "review"])
def test_a_missing_column_is_named(name: str) -> None:
    transformer = preprocessing(shop()).transformer.fit(shop())
    with pytest.raises(ValueError, match=f"the table has no column '{name}', which the model needs"):
        transformer.transform(shop().drop(columns=name))


@pytest.mark.parametrize("name", ["weight, kg", 'the "size"', "sold on", "review", "gift", "code"])
@pytest.mark.parametrize("value", [None, np.nan, "never seen", -1e300, np.inf, True, 7, pd.Timestamp(0)])
@pytest.mark.slow
def test_any_value_can_be_met_in_new_rows(name: str, value: Any) -> None:
    transformer = preprocessing(shop()).transformer.fit(shop())
    row = shop().head(2).astype(object)
    row[name] = pd.Series([value] * 2, dtype=object)
    matrix = transformer.transform(row)
    assert np.isfinite(matrix).all()
    assert np.abs(matrix).max() <= LARGEST


def test_an_unseen_category_counts_as_a_rare_one() -> None:
    X = pd.DataFrame({"c": ["a"] * 20 + ["b"] * 20 + ["c"]})
    transformer = preprocessing(X).transformer.fit(X)
    rare, unseen, common = transformer.transform(pd.DataFrame({"c": ["c", "new", "a"]}))
    assert rare.tolist() == unseen.tolist() == [0, 0, 1]
    assert common.tolist() == [1, 0, 0]


def test_many_categories_are_joined() -> None:
    X = pd.DataFrame({"c": [f"c{i % 100}" for i in range(1000)], "n": range(1000)})
    assert preprocessing(X).transformer.fit_transform(X).shape == (1000, 31)


def test_a_column_that_is_empty_in_training_rows_does_no_harm() -> None:
    X = pd.DataFrame({"a": [np.nan] * 5 + [1.0, 2.0], "c": [None] * 5 + ["x", "y"], "n": range(7)})
    transformer = preprocessing(X).transformer.fit(X.head(5))
    assert np.isfinite(transformer.transform(X)).all()


def test_values_that_no_float32_holds_are_cut() -> None:
    X = pd.DataFrame({"a": [1e-300, -1e300, 1e308, 0.0, np.inf]})
    matrix = preprocessing(X).transformer.fit_transform(X)
    assert np.isfinite(matrix.astype(np.float32)).all()


cells = (
    st.none() | st.floats() | st.integers(-9, 9) | st.sampled_from(["a", "b c", "2024-01-31", "1.5"]) | st.booleans()
)


@settings(max_examples=40)
@given(st.lists(st.tuples(cells, cells), min_size=3, max_size=12))
def test_any_table_becomes_finite_or_is_refused_in_a_sentence(rows: list[tuple[Any, Any]]) -> None:
    X = pd.DataFrame({"a b": [a for a, _ in rows], 'c"': [b for _, b in rows]}, dtype=object)
    try:
        made = preprocessing(X)
    except ValueError as error:
        assert "no column can be learned from" in str(error)  # noqa: PT017 -- both outcomes are right
        return
    assert np.isfinite(made.transformer.fit(X.head(2)).transform(X)).all()


def test_one_row_can_be_fitted() -> None:
    transformer = preprocessing(shop()).transformer.fit(shop().head(1))
    assert np.isfinite(transformer.transform(shop())).all()


def test_a_clone_is_equal_and_not_fitted() -> None:
    transformer = preprocessing(shop()).transformer.fit(shop())
    copy = clone(transformer)
    assert copy.columns == transformer.columns
    with pytest.raises(NotFittedError):
        copy.transform(shop())


def test_what_is_no_table_is_refused() -> None:
    transformer = preprocessing(shop()).transformer
    with pytest.raises(TypeError, match="X must be a pandas DataFrame with the columns"):
        transformer.fit(np.ones((3, 3)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two columns called 'a'"):
        preprocessing(pd.DataFrame(np.ones((2, 2)), columns=["a", "a"]))


@pytest.mark.slow
def test_a_saved_transformer_works_in_another_process(tmp_path: Path) -> None:
    transformer = preprocessing(shop()).transformer.fit(shop())
    joblib.dump(transformer, tmp_path / "t.joblib")
    joblib.dump(shop(), tmp_path / "rows.joblib")
    script = (
        "import joblib, sys; folder = sys.argv[1];"
        "m = joblib.load(folder + '/t.joblib').transform(joblib.load(folder + '/rows.joblib'));"
        "joblib.dump(m, folder + '/m.joblib')"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script, str(tmp_path)], check=True, timeout=60)
    np.testing.assert_array_equal(joblib.load(tmp_path / "m.joblib"), transformer.transform(shop()))
