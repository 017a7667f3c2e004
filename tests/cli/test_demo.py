"""The demo: a study of its own each time, and all its files in one folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.processes import begun
from tunewright.cli.demo import free_name, write_table_of_scikit_learn
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.study.create import create_study


def test_the_table_has_patients_with_a_progression(tmp_path: Path) -> None:
    write_table_of_scikit_learn(tmp_path / "t.csv")
    assert pd.read_csv(tmp_path / "t.csv").shape == (442, 11)


def test_each_demo_is_a_study_of_its_own(tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path / 't.db'}"
    for name in ("demo", "demo-2", "demo-3"):
        assert free_name(storage) == name
        create_study(Space({"x": Float(0.0, 1.0)}), storage=storage, name=name)


@pytest.mark.slow
def test_the_demo_writes_table_storage_model_result_and_report_in_the_time_it_has(tmp_path: Path) -> None:
    process = begun(tmp_path, "demo", "--folder", "out", "--timeout", 60)
    out, err = process.communicate(timeout=600)
    assert (process.returncode, err) == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"diabetes.csv", "model.joblib", "report.html", "result.json", "tuning.db"}
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["stop_reason"] == "the time is over"
    assert "in a browser" in out
    assert "Your own table: tunewright tune" in out
