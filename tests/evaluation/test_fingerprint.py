"""What a study was made for is recognised, and every difference is said."""

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tables import table_path
from tunewright.evaluation.fingerprint import differences, fingerprint, rows_hash
from tunewright.evaluation.table import read_table

TABLE = pd.DataFrame({"a": [1.0, 2.0, None], "b": ["x", "y", None], "c": pd.Categorical(["u", "v", "u"])})


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(TABLE.assign(a=[1.0, 2.0, 3.0]), id="a value"),
        pytest.param(TABLE.iloc[::-1], id="the order of rows"),
        pytest.param(TABLE[["b", "a", "c"]], id="the order of columns"),
        pytest.param(TABLE.rename(columns={"a": "A"}), id="a name"),
        pytest.param(TABLE.head(2), id="a row less"),
    ],
)
def test_any_change_of_the_rows_changes_the_hash(changed: pd.DataFrame) -> None:
    assert rows_hash(changed) != rows_hash(TABLE)


def test_the_index_does_not_matter() -> None:
    assert rows_hash(TABLE.set_axis([5, 6, 7])) == rows_hash(TABLE)


@pytest.mark.parametrize("values", [[1, "a", None], [[1], {"k": 2}, None], [True, 2.5, np.nan]])
def test_mixed_types_can_be_hashed(values: list[Any]) -> None:
    assert rows_hash(pd.DataFrame({"x": pd.Series(values, dtype=object)}))


@pytest.mark.slow
def test_the_hash_is_the_same_in_another_process() -> None:
    path = table_path("penguins.csv")
    script = (
        "import sys; from tunewright.evaluation.table import read_table;"
        "from tunewright.evaluation.fingerprint import rows_hash; print(rows_hash(read_table(sys.argv[1])))"
    )
    said = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == rows_hash(read_table(path))


def test_differences_are_sentences() -> None:
    stored = fingerprint(TABLE, metric="r2", cv=5)
    assert stored["rows"].startswith("3 rows, ")
    assert differences(stored, fingerprint(TABLE, metric="r2", cv=5)) == []
    assert differences(stored, fingerprint(TABLE, metric="accuracy", cv=5, group="g")) == [
        "metric was 'r2' and is now 'accuracy'",
        "group was 'not set' and is now 'g'",
    ]
