"""Reading tables: what is accepted, and the one line that says what is wrong with a file."""

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.tables import table_path
from tunewright.evaluation.table import choose_columns, read_noted_table, read_table, row_weights

TABLE = pd.DataFrame({"a": [1, 2, 3], "b b": ["x", None, "y,z"], 'c"': [0.5, 1.5, np.nan]})


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_real_table_is_read_with_its_gaps() -> None:
    frame = read_table(table_path("penguins.csv"))
    assert frame.shape == (344, 8)
    assert frame["sex"].isna().sum() == 11


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".csv.gz", ".parquet"])
def test_what_was_written_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    if suffix == ".parquet":
        TABLE.to_parquet(path)
    else:
        TABLE.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    pd.testing.assert_frame_equal(read_table(path), TABLE, check_dtype=False)


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_the_separator_is_seen_in_the_first_line(tmp_path: Path, separator: str) -> None:
    path = written(tmp_path, "table.csv", f"a{separator}b\n1{separator}2\n")
    assert read_table(path).to_dict("list") == {"a": [1], "b": [2]}


def test_decimal_commas_are_read_in_a_table_with_semicolons_and_said(tmp_path: Path) -> None:
    table = read_noted_table(written(tmp_path, "t.csv", "a;b;c\n1,5;x;1.234,5\n?;y;2\n3;z;0,5\n"))
    assert table.frame["a"].tolist()[::2] == [1.5, 3]
    assert table.frame["a"].isna().tolist() == [False, True, False]
    assert table.frame["c"].tolist() == [1234.5, 2, 0.5]
    assert table.notes[0] == "numbers with a decimal comma: 'a', 'c'"


@pytest.mark.parametrize(("separator", "cell"), [("\t", "1,5"), (",", '"1,5"')])
def test_elsewhere_a_comma_may_part_thousands_and_nothing_is_guessed(tmp_path: Path, separator: str, cell: str) -> None:
    path = written(tmp_path, "t.csv", f"a{separator}b\n{cell}{separator}x\n")
    assert read_table(path)["a"].tolist() == ["1,5"]


def test_a_question_mark_is_a_missing_value_and_a_byte_order_mark_no_part_of_a_name(tmp_path: Path) -> None:
    path = written(tmp_path, "table.csv", "\ufeffa,b\n?,1\n2,3\n")
    assert read_table(path)["a"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        pytest.param("t.csv", "", "is empty; it needs a line of column names", id="empty"),
        pytest.param("t.csv", "\n\n", "cannot be read as CSV: No columns to parse", id="only blank lines"),
        pytest.param("t.csv", "a,b\n", "has column names but no rows", id="no rows"),
        pytest.param("t.csv", "a,b,a\n1,2,3\n", "has 1 column names twice or more, as 'a'", id="a name twice"),
        pytest.param("t.csv", "a,b\n1,2\n1,2,3\n", "cannot be read as CSV: Error tokenizing", id="ragged"),
        pytest.param("t.csv", "a,b\n1,2,3\n1,2,3\n", "cannot be read as CSV: Length of header", id="row names"),
        pytest.param("t.xlsx", "a,b\n1,2\n", "has a suffix that is not known; accepted are .csv", id="suffix"),
        pytest.param("t.parquet", "a,b\n1,2\n", "cannot be read as parquet", id="no parquet"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line_that_names_it(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(ValueError, match=re.escape(sentence)) as caught:
        read_table(path)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).count(str(path)) == 1 or name.endswith(".parquet")  # its reader names the file again
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no file .*nowhere.csv; check the path"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(ValueError, match=r"is not a file; name one"):
        read_table(tmp_path)


@pytest.mark.parametrize("compressed", [False, True])
def test_text_that_is_not_utf_8_says_so(tmp_path: Path, compressed: bool) -> None:
    text = "a,b\nä,1\n".encode("latin-1")
    path = tmp_path / ("t.csv.gz" if compressed else "t.csv")
    path.write_bytes(gzip.compress(text) if compressed else text)
    with pytest.raises(ValueError, match="is not UTF-8 text"):
        read_table(path)


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_compressed_file_is_named(tmp_path: Path, damage: str) -> None:
    whole = gzip.compress(b"a,y\n" + b"1,x\n2,z\n" * 5000)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else whole[:12] + b"\xff" * 8 + whole[20:])
    with pytest.raises(ValueError, match=r"t.csv.gz cannot be read as CSV: \S+"):
        read_table(path)


def test_only_the_time_may_be_learned_from_beside_plain_columns() -> None:
    frame = pd.DataFrame(np.ones((2, 6)), columns=["y", "a", "b", "g", "t", "w"])
    chosen = choose_columns(frame, "y", ["b"], group="g", time="t", weight="w")
    assert list(chosen.X.columns) == ["a", "t"]
    assert chosen.target.name == "y"
    assert chosen.weights is not None
    assert chosen.groups is not None


def test_taking_rows_takes_them_from_every_part() -> None:
    frame = pd.DataFrame({"y": [1, 2, 3], "a": [4, 5, 6], "w": [0.0, 1.0, 2.0], "g": ["x", "y", "z"]})
    taken = choose_columns(frame, "y", group="g", weight="w").take(np.array([2, 0]))
    assert taken.weights is not None
    assert taken.groups is not None
    parts = (taken.X["a"], taken.target, taken.groups)
    assert [part.tolist() for part in parts] == [[6, 4], [3, 1], ["z", "x"]]
    assert taken.weights.tolist() == [2, 0]
    assert taken.times is None


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param(
            {"target": "spieces"}, "target: the table has no column 'spieces'; did you mean 'species'", id="t"
        ),
        pytest.param({"target": "species", "drop": ["yaer"]}, "drop: .*'yaer'; did you mean 'year'", id="drop"),
        pytest.param({"target": "species", "group": "Island"}, "group: .* did you mean 'island'", id="group"),
        pytest.param({"target": "species", "group": "species"}, "must be different columns", id="two parts"),
        pytest.param({"target": "species", "drop": ["species"]}, "that are not dropped", id="dropped target"),
        pytest.param({"target": "species", "drop": ["island", "year"]}, "no column is left to learn", id="none left"),
    ],
)
def test_a_wrong_column_is_named(asked: dict[str, str], sentence: str) -> None:
    frame = pd.DataFrame({"species": ["a"], "island": ["b"], "year": [2007]})
    with pytest.raises(ValueError, match=sentence):
        choose_columns(frame, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        pytest.param([1.0, -2.0], "got '-2.0' in 1 row; ", id="negative"),
        pytest.param([np.nan, np.inf], "in 2 rows", id="not finite"),
        pytest.param(["a", "1"], "got 'a' in 1 row; ", id="text"),
        pytest.param([0, 0], "is 0 in every row", id="nothing"),
    ],
)
def test_weights_that_are_none_are_refused(weights: list[object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        row_weights(pd.Series(weights, name="w"))
