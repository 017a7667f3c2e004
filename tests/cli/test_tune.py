"""The main job from a table to the verdict, in this process; children are real."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

from tests.cli.conftest import TWO_MODELS, Command, two_classes
from tests.tables import table_path

pytestmark = pytest.mark.slow

FIELDS = [
    "verdict",
    "gain",
    "gain_interval",
    "best_score",
    "default_score",
    "corrected_score",
    "corrected_score_interval",
    "holdout_score",
    "holdout_default_score",
    "metric",
    "best_params",
    "model",
    "n_trials",
    "states",
    "seconds",
    "findings",
]
PREDICT = (
    "import sys, joblib, pandas as pd; print(*joblib.load(sys.argv[1]).predict(pd.read_csv(sys.argv[2])), sep=',')"
)


def result_in(folder: Path) -> dict[str, object]:
    result: dict[str, object] = json.loads((folder / "result.json").read_text())
    return result


def test_one_command_gives_a_verdict_a_model_a_result_and_a_report(command: Command, tmp_path: Path) -> None:
    table = table_path("penguins.csv")
    files = {"model": "m.joblib", "json": "result.json", "report": "r.html"}
    options = ["--save-model", tmp_path / files["model"], "--json", tmp_path / files["json"]]
    code, out, err = command(
        *("tune", table, "--target", "species", *TWO_MODELS, "--n-trials", 8, "--n-jobs", 2),
        *options,
        *("--report", tmp_path / files["report"]),
    )
    assert (code, err) == (0, "")
    assert "metric balanced_accuracy (higher is better)" in out.splitlines()[0]
    assert "the study is kept in memory" in out
    for said in ("The best trials", "Chosen: ", "next: ", "8 trials (", "all trials have been run"):
        assert said in out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files.values())
    result = result_in(tmp_path)
    assert set(FIELDS) <= set(result)
    assert result["verdict"] in {"real", "not shown", "worse"}
    assert result["n_trials"] == 8
    assert "<html" in (tmp_path / "r.html").read_text()
    raw = pd.read_csv(table).drop(columns="species")
    raw.to_csv(tmp_path / "raw.csv", index=False)
    done = subprocess.run(
        [sys.executable, "-c", PREDICT, str(tmp_path / "m.joblib"), str(tmp_path / "raw.csv")],
        capture_output=True,
        text=True,
        check=True,
    )
    predicted = np.array(done.stdout.strip().split(","))
    assert np.mean(predicted == pd.read_csv(table)["species"]) > 0.95


def test_a_regression_with_gaps_in_the_target(command: Command, tmp_path: Path) -> None:
    frame = two_classes(100).assign(price=lambda table: (3 * table["noise"] + 1).where(table.index % 9 > 0))
    frame.to_parquet(tmp_path / "t.parquet")
    code, out, err = command(
        *("tune", tmp_path / "t.parquet", "--target", "price", "--model", "tree", "--n-trials", 4),
        *("--json", tmp_path / "result.json", "--save-model", tmp_path / "m.joblib"),
    )
    assert (code, err) == (0, "")
    assert "metric r2" in out.splitlines()[0]
    assert "12 of 100 rows have no price" in out
    assert joblib.load(tmp_path / "m.joblib").predict(frame).shape == (100,)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--holdout", "0", "--quiet"], id="no hold-out, quiet"),
        pytest.param(["--group", "colour", "--cv", "2", "--holdout", "0"], id="groups"),
        pytest.param(["--time", "noise", "--cv", "3"], id="time"),
        pytest.param(["--weight", "one", "--positive", "big", "--metric", "roc_auc"], id="weights and positive class"),
        pytest.param(["--sampler", "grid", "--set", "tree.criterion=gini", "--drop", "colour"], id="grid"),
        pytest.param(["--target-score", "0.1"], id="target score"),
    ],
)
def test_every_way_to_judge_comes_to_a_verdict(command: Command, tmp_path: Path, options: list[str]) -> None:
    two_classes(90).assign(one=1.0).to_csv(tmp_path / "t.csv", index=False)
    code, out, err = command(
        *("tune", tmp_path / "t.csv", "--target", "kind", "--model", "tree", "--n-trials", 4, "--n-jobs", 2),
        *("--json", tmp_path / "result.json", *options),
    )
    assert (code, err) == (0, "")
    result = result_in(tmp_path)
    assert (result["holdout_score"] is None) == ("--holdout" in options)
    if "--quiet" in options:
        assert len(out.splitlines()) == 3


def test_a_table_of_nothing_but_gaps_shows_no_gain(command: Command, tmp_path: Path) -> None:
    pd.DataFrame({"a": [np.nan] * 60, "b": [None] * 60, "y": ["x", "z", "z"] * 20}).to_csv(tmp_path / "t.csv")
    code, out, err = command(
        "tune", tmp_path / "t.csv", "--target", "y", "--drop", "Unnamed: 0", "--n-trials", 3, "--model", "tree"
    )
    assert code in {0, 2}
    assert "REAL" not in out
    assert err.count("\n") == (1 if code else 0)


def test_names_that_look_like_markup_are_printed_as_they_are(command: Command, tmp_path: Path) -> None:
    odd = {"size": "[bold]size[/bold]", "colour": "co'l\"our, x", "kind": "[/red] kind"}
    path = tmp_path / "[t] able.csv"
    two_classes().rename(columns=odd).to_csv(path, index=False)
    code, out, err = command(
        *("tune", path, "--target", "[/red] kind", "--model", "tree", "--n-trials", 3),
        *("--report", tmp_path / "r.html", "--storage", f"sqlite:///{tmp_path / 't.db'}"),
    )
    assert (code, err) == (0, "")
    assert "[bold]size[/bold]" in out
    assert "--name '[t] able-[/red] kind'" in out


def test_when_every_trial_fails_the_reason_is_said_and_the_study_kept(command: Command, table: Path) -> None:
    storage = f"sqlite:///{table.parent / 't.db'}"
    code, _, err = command(
        *("tune", table, "--target", "kind", "--model", "neural-network", "--n-trials", 3, "--limit-seconds", 0.001),
        *("--storage", storage, "--json", table.parent / "r.json"),
    )
    assert (code, err.count("\n")) == (1, 1)
    assert "no trial was completed; 3 of 3 ended with: TimeLimit" in err
    assert f"3 trials of study 'shapes-kind' kept in {storage}" in err
    assert not (table.parent / "r.json").exists()
    assert "timed-out" in command("study", "trials", "--storage", storage)[1]


def test_a_file_that_cannot_be_written_after_the_search_is_exit_code_1_and_the_study_kept(
    command: Command, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(table.parent / "r.json"))

    monkeypatch.setattr("tunewright.cli.job.run.write_json", full)  # a disk that fills up while the search runs
    storage = f"sqlite:///{table.parent / 't.db'}"
    arguments = ("tune", table, "--target", "kind", "--model", "tree", "--n-trials", 2, "--storage", storage)
    code, _, err = command(*arguments, "--json", table.parent / "r.json")
    assert (code, err.count("\n")) == (1, 1)
    assert "r.json: No space left on device; 2 trials of study 'shapes-kind' kept in" in err


def test_the_same_seed_gives_the_same_result(command: Command, tmp_path: Path, table: Path) -> None:
    results = []
    for _ in range(2):
        command(
            *("tune", table, "--target", "kind", "--model", "tree", "--n-trials", 5, "--seed", 4, "--quiet"),
            *("--json", tmp_path / "result.json"),
        )
        results.append(result_in(tmp_path))
    assert results[0]["best_params"] == results[1]["best_params"]
    assert results[0]["gain_interval"] == results[1]["gain_interval"]
