"""Opening a search: new, gone on with, or refused."""

import time
from pathlib import Path

import pytest

from tests.cli.conftest import two_classes
from tunewright.cli.job.plan import Plan, plan_from
from tunewright.cli.job.request import Request
from tunewright.cli.job.search import open_search, sampler_for
from tunewright.errors import StudyMismatch
from tunewright.samplers.grid import GridSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.trials.state import State


def planned(folder: Path, **options: object) -> Plan:
    two_classes().to_csv(folder / "t.csv", index=False)
    settings = {"models": ("tree", "svm"), "storage": f"sqlite:///{folder / 't.db'}", "name": "s", **options}
    return plan_from(Request(data=folder / "t.csv", target="kind", started=time.monotonic(), **settings))  # type: ignore[arg-type]


def test_a_new_search_puts_up_the_default_of_every_model_first(tmp_path: Path) -> None:
    trials = open_search(planned(tmp_path)).trials
    assert [trial.params["model"] for trial in trials] == ["tree", "svm"]
    assert all(trial.state is State.WAITING and trial.tags["baseline"] for trial in trials)


def test_the_same_search_is_gone_on_with(tmp_path: Path) -> None:
    first, second = open_search(planned(tmp_path)), open_search(planned(tmp_path, sampler="random"))
    assert len(first.trials) == len(second.trials) == 2


def test_a_search_for_something_else_is_refused_and_another_name_begins_it(tmp_path: Path) -> None:
    open_search(planned(tmp_path))
    with pytest.raises(StudyMismatch, match=r"cv was '5' and is now '4'; to start another study give --name NEW"):
        open_search(planned(tmp_path, cv=4))
    assert open_search(planned(tmp_path, cv=4, name="other")).name == "other"


def test_a_study_that_tune_did_not_make_is_refused(tmp_path: Path) -> None:
    create_study(Space({"x": Float(0.0, 1.0)}), storage=f"sqlite:///{tmp_path / 't.db'}", name="s")
    with pytest.raises(StudyMismatch, match="tune did not make"):
        open_search(planned(tmp_path))


def test_a_grid_has_values_for_continuous_parameters() -> None:
    assert sampler_for("grid") == GridSampler(points_per_float=5)
    assert sampler_for("tpe") == "tpe"
