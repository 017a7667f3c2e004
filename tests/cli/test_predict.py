"""`predict` turns raw rows into predictions, and says in one line what is wrong."""

from pathlib import Path

import joblib
import pandas as pd
import pytest
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from tests.cli.conftest import Command, two_classes
from tunewright.evaluation.preprocess import preprocessing


@pytest.fixture
def model(tmp_path: Path) -> Path:
    frame = two_classes()
    numbers = make_column_transformer(("passthrough", make_column_selector(dtype_include="number")))
    path = tmp_path / "m.joblib"
    joblib.dump(make_pipeline(numbers, DecisionTreeClassifier()).fit(frame.drop(columns="kind"), frame["kind"]), path)
    return path


def test_there_is_a_prediction_a_row_in_order(command: Command, model: Path, table: Path) -> None:
    code, out, err = command("predict", model, table)
    assert (code, err) == (0, "")
    assert out.splitlines() == ["prediction", *pd.read_csv(table)["kind"]]


@pytest.mark.slow
def test_new_rows_with_decimal_commas_are_read_as_the_model_learned_them(command: Command, tmp_path: Path) -> None:
    frame = two_classes()
    european, plain = tmp_path / "e.csv", tmp_path / "p.csv"
    frame.to_csv(european, sep=";", decimal=",", index=False)
    code, out, _ = command(
        *("tune", european, "--target", "kind", "--model", "tree", "--n-trials", 2),
        *("--save-model", tmp_path / "m.joblib"),
    )
    assert code == 0
    assert "numbers with a decimal comma: 'size', 'noise'" in out
    assert "left out" not in out
    frame.to_csv(plain, index=False)
    said = command("predict", tmp_path / "m.joblib", plain)
    assert said == command("predict", tmp_path / "m.joblib", european)
    (tmp_path / "few.csv").write_text(
        "colour;noise;size\nred;0,5;-2,5\nred;0,5;2,5\nred;0,5;unknown\n", encoding="utf-8"
    )
    predicted = command("predict", tmp_path / "m.joblib", tmp_path / "few.csv")[1].split()
    assert predicted[:3] == ["prediction", "small", "big"]


@pytest.mark.parametrize(("n_strays", "rows"), [(0, ""), (1, "1 row"), (80, "80 rows")])
def test_text_in_a_column_of_numbers_is_said_and_counts_as_missing(
    command: Command, table: Path, n_strays: int, rows: str
) -> None:
    frame = two_classes()
    X = frame.drop(columns="kind")
    path = table.parent / "ours.joblib"
    joblib.dump(make_pipeline(preprocessing(X).transformer, DecisionTreeClassifier()).fit(X, frame["kind"]), path)
    X["noise"] = ["many"] * n_strays + X["noise"].tolist()[n_strays:]
    X.to_csv(table, index=False)
    code, out, err = command("predict", path, table)
    assert (code, out.count("\n")) == (0, 81)
    said = f"tunewright: 'noise' is no number in {rows}, as 'many', and counts as missing there\n"
    assert err == (said if n_strays else "")


def test_predictions_go_to_a_file(command: Command, model: Path, table: Path) -> None:
    file = table.parent / "p.csv"
    code, out, _ = command("predict", model, table, "--output", file)
    assert (code, out) == (0, f"80 predictions written to {file}\n")
    assert len(pd.read_csv(file)) == 80


def test_what_is_no_model_is_refused(command: Command, tmp_path: Path, table: Path) -> None:
    joblib.dump({"a": 1}, tmp_path / "dict.joblib")
    (tmp_path / "text.joblib").write_text("text")
    for name, said in [("no", "no file"), ("dict", "holds dict"), ("text", "cannot be loaded")]:
        code, out, err = command("predict", tmp_path / f"{name}.joblib", table)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert said in err


def test_a_table_without_a_column_is_refused(command: Command, model: Path, table: Path) -> None:
    two_classes().drop(columns="size").to_csv(table, index=False)
    code, out, err = command("predict", model, table)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "size" in err


def test_an_output_that_cannot_be_written_is_refused_first(command: Command, table: Path) -> None:
    code, _, err = command("predict", "no.joblib", table, "--output", "no/such/p.csv")
    assert code == 2
    assert "--output: there is no folder" in err
