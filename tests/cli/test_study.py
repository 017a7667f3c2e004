"""`study …` looks into a storage and changes nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Command
from tunewright.cli.study import WIDEST_NOTE, note_on
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SPACE = Space({"x": Float(0.0, 1.0), "kind": Categorical(["[bold]a", "b"])})


@pytest.fixture
def storage(tmp_path: Path) -> str:
    """A storage with one study: a default, a failure, and one that waits."""
    url = f"sqlite:///{tmp_path / 't.db'}"
    study = create_study(SPACE, direction="maximize", storage=url, name="one", seed=0)
    study.optimize(lambda trial: trial.params["x"], n_trials=2)
    study.optimize(lambda trial: 1 / 0, n_trials=1)
    study.enqueue_trial({"x": 0.25, "kind": "b"})
    return url


def test_studies_are_listed(command: Command, storage: str) -> None:
    code, out, err = command("study", "list", "--storage", storage)
    assert (code, err) == (0, "")
    assert "one" in out
    assert "2 complete" in out


def test_an_empty_storage_says_so(command: Command, tmp_path: Path, storage: str) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    create_study(SPACE, storage=empty, name="gone")
    from tunewright.storage.by_url import storage_from

    place = storage_from(empty)
    row = place.find_study("gone")
    assert row is not None
    place.delete_study(row.id)
    assert command("study", "list", "--storage", empty)[1] == f"no study is in {empty}\n"


def test_a_study_is_shown(command: Command, storage: str) -> None:
    _, out, _ = command("study", "show", "--storage", storage)
    for said in ("one", "maximize value", "2 complete, 1 failed, 1 waiting", "none yet", "Space({"):
        assert said in out


def test_the_best_trial_is_printed_for_people_and_programs(command: Command, storage: str) -> None:
    people = command("study", "best", "--storage", storage)[1]
    programs = json.loads(command("study", "best", "--storage", storage, "--json")[1])
    assert f"trial {programs['number']}: " in people
    assert programs["params"]["x"] == programs["values"][0]


def test_what_happened_to_each_trial_is_printed(command: Command, storage: str) -> None:
    lines = command("study", "trials", "--storage", storage)[1].splitlines()
    assert any("complete" in line and "default" in line for line in lines)
    assert any("failed" in line and "ZeroDivisionError: division by zero" in line for line in lines)
    assert any("waiting" in line for line in lines)
    assert len(command("study", "trials", "--storage", storage, "--last", "1")[1].splitlines()) == len(lines) - 3


def test_a_lost_trial_says_which_one_ran_in_its_place_and_a_long_error_is_cut(tmp_path: Path) -> None:
    lost = Trial(3, State.LOST, {}, error="the worker host:1:f00 stopped answering")
    assert note_on(lost, 7) == "worker died, run again as trial 7"
    assert note_on(lost, None) == "worker died"
    killed = replace(lost, error="ProcessKilled: the process of the trial was killed from outside")
    assert note_on(killed, 8) == "killed from outside, run again as trial 8"
    assert note_on(replace(lost, number=7, state=State.COMPLETE, error="", tags={"retry_of": 3}), None) == (
        "second try of trial 3"
    )
    told = note_on(
        replace(lost, state=State.FAILED, error="ValueError: " + "word " * 50, tags={"baseline": True}), None
    )
    assert told.startswith("default; ValueError: word word")
    assert told.endswith("…")
    assert len(told) == len("default; ") + WIDEST_NOTE


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_trials_are_exported_to_a_pipe_and_to_a_file(command: Command, tmp_path: Path, storage: str, form: str) -> None:
    piped = command("study", "export", "--storage", storage, "--format", form)[1]
    file = tmp_path / f"trials.{form}"
    code, out, _ = command("study", "export", "--storage", storage, "--format", form, "--output", file)
    assert (code, out, file.read_text()) == (0, f"trials written to {file}\n", piped)
    frame = pd.read_csv(file) if form == "csv" else pd.read_json(file, lines=True)
    assert len(frame) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--storage", "nowhere.db"], "there is no file nowhere.db"),
        (["list", "--storage", "foo://bar"], "got 'foo://bar'; use 'sqlite:///tuning.db' for a file"),
        (["best", "--storage", "STORAGE", "--name", "two"], "'one'"),
        (["export", "--storage", "STORAGE", "--format", "xml"], "--format must be csv or jsonl"),
        (["export", "--storage", "STORAGE", "--output", "no/such/file.csv"], "there is no folder"),
    ],
)
def test_what_cannot_be_found_is_one_line(command: Command, storage: str, arguments: list[str], said: str) -> None:
    code, out, err = command("study", *(storage if each == "STORAGE" else each for each in arguments))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not Path("nowhere.db").exists()


def test_of_several_studies_one_must_be_named(command: Command, storage: str) -> None:
    create_study(SPACE, storage=storage, name="two")
    code, _, err = command("study", "best", "--storage", storage)
    assert code == 2
    assert "one, two" in err
    assert command("study", "best", "--storage", storage, "--name", "one")[0] == 0


def test_a_study_without_a_complete_trial_has_no_best(command: Command, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    create_study(SPACE, storage=url, name="new")
    code, _, err = command("study", "best", "--storage", url)
    assert (code, err.count("\n")) == (2, 1)
    assert command("study", "show", "--storage", url)[0] == 0
    assert command("study", "list", "--storage", url)[0] == 0


def test_a_report_of_any_stored_study_can_be_made(command: Command, tmp_path: Path, storage: str) -> None:
    page = tmp_path / "page.html"
    code, out, err = command("report", "--storage", storage, "--output", page)
    assert (code, out, err) == (0, f"report written to {page}\n", "")
    assert "<b>a" not in page.read_text()
