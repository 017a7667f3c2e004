"""What is wrong with a table or an option is said in one line before anything is run or written."""

import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command

PYTHON = re.compile(
    r"\bNone\b|\bTrue\b|\bFalse\b|\w_\w+ must|: (cv|holdout|metric|storage)\b|\bobject\b|\w\(\)|load_study"
)
TABLES = {
    "empty.csv": "",
    "header.csv": "a,y\n",
    "one-class.csv": "a,y\n" + "1,x\n" * 20,
    "no-target.csv": "a,y\n" + "1,\n" * 20,
    "one-row.csv": "a,y\n1,x\n",
    "constant.csv": "a,y\n" + "".join(f"{row},0.5\n" for row in range(30)),
    "tiny.csv": "a,y\n" + "1,x\n2,z\n" * 3,
    "only-target.csv": "y\n" + "x\nz\n" * 20,
    "gaps.csv": "a,b,y\n" + ",,x\n,,z\n" * 20,
    "table.xlsx": "a",
}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("empty.csv", "is empty"),
        ("header.csv", "no rows"),
        ("one-class.csv", "only one class"),
        ("no-target.csv", "has no value in any of 20 rows"),
        ("one-row.csv", "only one class"),
        ("constant.csv", "only one class"),
        ("tiny.csv", "too few"),
        ("only-target.csv", "no column is left"),
        ("table.xlsx", "suffix"),
        ("nowhere.csv", "no file"),
    ],
)
def test_a_table_that_teaches_nothing_is_refused(command: Command, tmp_path: Path, name: str, said: str) -> None:
    if name in TABLES:
        (tmp_path / name).write_text(TABLES[name])
    result = tmp_path / "result.json"
    code, out, err = command("tune", tmp_path / name, "--target", "y", "--json", result)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert said in err
    assert not result.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--target", "knd"], "did you mean 'kind'"),
        (["--drop", "siez"], "did you mean 'size'"),
        (["--group", "colur"], "--group: the table has no column 'colur'; did you mean 'colour'"),
        (["--weight", "colour"], "--weight"),
        (["--time", "colour"], "no dates"),
        (["--group", "colour", "--time", "noise"], "groups and times"),
        (["--group", "colour", "--weight", "colour"], "--group and --weight both name the column 'colour'"),
        (["--group", "kind"], "--target and --group both name the column 'kind'"),
        (["--drop", "kind"], "--target and --drop both name the column 'kind'"),
        (["--model", "svn"], "did you mean 'svm'"),
        (["--metric", "acuracy"], "did you mean 'accuracy'"),
        (["--metric", "r2"], "does not score classes"),
        (["--sampler", "tpa"], "did you mean 'tpe'"),
        (["--task", "ranking"], "--task must be classification or regression"),
        (["--task", "regression"], "regression needs numbers"),
        (["--positive", "huge"], "--positive: no class is called 'huge'"),
        (["--cv", "1"], "--cv must be 2 or more"),
        (["--cv", "500"], "too few for 500 folds"),
        (["--holdout", "1"], "--holdout must be a share"),
        (["--holdout", "nan"], "--holdout must be a share"),
        (["--timeout", "0"], "--timeout must be"),
        (["--timeout", "inf"], "--timeout must be"),
        (["--n-trials", "0"], "--n-trials must be 1 or more"),
        (["--n-jobs", "0"], "--n-jobs must be 1 or more"),
        (["--n-jobs", "1000000"], "on this machine, got 1000000; -1 is one per core"),
        (["--seed", "-1"], "--seed must be 0 or more"),
        (["--seed", "4294967296"], "--seed must be 4294967295 or less"),
        (["--limit-seconds", "nan"], "--limit-seconds must be"),
        (["--limit-memory", "2XB"], "--limit-memory: memory must be a number and a unit, such as '2GB'"),
        (["--limit-memory", "2"], "--limit-memory: memory must be a number and a unit"),
        (["--storage", "foo://bar"], "got 'foo://bar'; leave --storage out for memory, or give 'sqlite:///tuning.db'"),
        (["--storage", "t.db?sync=no"], "--storage must be"),
        (["--storage", "sqlite:////no/such/folder/t.db"], "no folder"),
        (["--set", "svm.D=1:2"], "did you mean svm.C"),
        (["--set", "svm.C=9:1"], "low must not be above high"),
        (["--set", "svm.C=0:1:log"], "raise it, or leave log out"),
        (["--set", "svm.C"], "cannot be read"),
        (["--space", "nowhere.toml"], "no file nowhere.toml"),
        (["--report", "no/such/folder/r.html"], "there is no folder"),
        (["--json", "."], "is a folder"),
        (["--save-model", "/proc/model.joblib"], "cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_named(command: Command, table: Path, options: list[str], said: str) -> None:
    before = sorted(table.parent.iterdir())
    target = [] if options[0] == "--target" else ["--target", "kind"]
    code, out, err = command("tune", table, *target, "--n-trials", 1, *options)
    assert (code, out, err.count("\n")) == (2, "", 1), out + err
    assert err.startswith("tunewright: ")
    assert said in err
    assert not PYTHON.search(err)
    assert sorted(table.parent.iterdir()) == before


@pytest.mark.parametrize("options", [["--sampler", "tpa"], ["--target-score", "nan"], ["--metric", "acuracy"]])
def test_a_wrong_option_leaves_no_empty_storage_behind(command: Command, table: Path, options: list[str]) -> None:
    storage = table.parent / "t.db"
    code, out, err = command("tune", table, "--target", "kind", "--n-trials", 1, "--storage", storage, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert options[0] in err
    assert not storage.exists()


def test_a_space_in_another_encoding_is_refused_with_what_to_do(command: Command, table: Path) -> None:
    space = table.parent / "space.toml"
    space.write_bytes("# café".encode("latin-1"))
    code, _, err = command("tune", table, "--target", "kind", "--n-trials", 1, "--space", space)
    assert (code, err.count("\n")) == (2, 1)
    assert err == f"tunewright: --space: {space} is not UTF-8 text; save it again with the encoding UTF-8\n"


@pytest.mark.parametrize("options", [["--timeout", "-1"], ["--timeout", "nan"], ["--seed", "-1"], ["--folder", "f"]])
def test_a_demo_that_cannot_run_writes_nothing(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").write_text("keep me")
    code, out, err = command("demo", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert options[0] in err
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_storage_that_is_no_database_is_refused_and_left_alone(command: Command, table: Path) -> None:
    other = table.parent / "notes.db"
    other.write_text("these are notes, " * 100)
    code, _, err = command("tune", table, "--target", "kind", "--storage", f"sqlite:///{other}")
    assert (code, err.count("\n")) == (2, 1)
    assert other.read_text() == "these are notes, " * 100


def test_a_write_protected_file_is_not_replaced(command: Command, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = table.parent / "report.html"
    report.write_text("keep me")
    # root, who may run the tests, could write to any file
    monkeypatch.setattr("os.access", lambda path, mode, **_: mode != os.W_OK or Path(path) != report)
    code, _, err = command("tune", table, "--target", "kind", "--report", report)
    assert (code, report.read_text()) == (2, "keep me")
    assert "write-protected" in err
