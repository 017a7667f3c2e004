"""What is handed over as files."""

from pathlib import Path

import pytest

from tunewright.cli.job.files import write_json, write_study_report
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.study.study import Study


@pytest.fixture
def study() -> Study:
    study = create_study(Space({"x": Float(0.0, 1.0)}), sampler="random", seed=0)
    study.optimize(lambda trial: trial.params["x"], n_trials=3)
    return study


def test_the_report_is_one_file_that_replaces_an_old_one(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_study_report(path, study, {})
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [path]


def test_the_result_keeps_letters_of_every_language(tmp_path: Path) -> None:
    write_json(tmp_path / "r.json", {"model": "Bäume"})
    assert (tmp_path / "r.json").read_text("utf-8") == '{\n  "model": "Bäume"\n}\n'
