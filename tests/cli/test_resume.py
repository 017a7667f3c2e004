"""A stored study: the same command goes on, whatever ended the one before."""

import json
import re
import signal
from pathlib import Path

import pandas as pd
import psutil
import pytest

from tests.cli.conftest import Command, two_classes
from tests.cli.processes import begun, family, press_ctrl_c, wait_until
from tunewright.storage.by_url import storage_from
from tunewright.study.create import load_study
from tunewright.trials.state import State

pytestmark = pytest.mark.slow

SLOW = ("width=8:32", "batch_size=16", "max_iter=200", "learning_rate_init=0.0001:0.001")
NETWORK = ["--model", "neural-network", "--holdout", "0", "--n-jobs", "2"]
NETWORK += [part for setting in SLOW for part in ("--set", f"neural-network.{setting}")]


def states(storage: str, name: str = "shapes-kind") -> list[State]:
    """Return the states of all trials, as they stand in the file; none if it is not there yet."""
    if not Path(storage.removeprefix("sqlite:///")).exists():
        return []
    place = storage_from(storage)
    row = place.find_study(name)
    found = [] if row is None else [trial.state for trial in place.changes(row.id, 0).trials]
    place.close_connections()
    return found


@pytest.fixture
def storage(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 't.db'}"


@pytest.fixture
def slow_table(tmp_path: Path) -> Path:
    """A table on which a trial of the neural network takes its time."""
    path = tmp_path / "shapes.csv"
    two_classes(200).to_csv(path, index=False)
    return path


def test_a_killed_run_is_gone_on_with_and_no_trial_is_lost_or_done_twice(
    command: Command, slow_table: Path, storage: str
) -> None:
    arguments = ["tune", slow_table, "--target", "kind", *NETWORK, "--n-trials", "6", "--storage", storage]
    process = begun(slow_table.parent, *arguments)
    wait_until(lambda: states(storage).count(State.COMPLETE) >= 2 and State.RUNNING in states(storage))
    members = family(process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    wait_until(lambda: not any(member.is_running() and member.status() != "zombie" for member in alive(members)))
    done = sum(state.is_counted for state in states(storage))
    code, out, err = command(*arguments, "--json", slow_table.parent / "r.json")
    assert (code, err) == (0, "")
    assert re.search(rf"goes on: {done} trials? done", out)
    trials = load_study(storage, "shapes-kind").trials
    lost = [trial for trial in trials if trial.state is State.LOST]
    counted = [trial for trial in trials if trial.state.is_counted]
    assert len(counted) == json.loads((slow_table.parent / "r.json").read_text())["n_trials"] == 6
    assert {trial.number for trial in lost} == {trial.tags["retry_of"] for trial in trials if "retry_of" in trial.tags}
    assert "second try of trial" in command("study", "trials", "--storage", storage)[1]


def alive(members: list[psutil.Process]) -> list[psutil.Process]:
    return [member for member in members if psutil.pid_exists(member.pid)]


@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_once_concludes_and_twice_ends_at_once(slow_table: Path, storage: str, presses: int) -> None:
    process = begun(
        slow_table.parent, "tune", slow_table, "--target", "kind", *NETWORK, "--n-trials", 500, "--storage", storage
    )
    wait_until(lambda: State.COMPLETE in states(storage) and State.RUNNING in states(storage))
    members = family(process)
    code, out, err = press_ctrl_c(process, presses)
    if presses == 1:
        assert (code, State.RUNNING in states(storage)) == (0, False), err
        assert "ended because you stopped it" in out
        assert "You stopped the search; the same command" in out
    else:
        assert code == 130
        assert "Chosen" not in out
        assert err.splitlines()[-1].startswith("tunewright: stopped; ")
        assert err.splitlines()[-1].endswith(f"kept in {storage}; the same command goes on")
    wait_until(lambda: not [member for member in alive(members) if member.status() != "zombie"])


def test_a_finished_study_only_concludes_and_says_the_same(command: Command, table: Path, storage: str) -> None:
    arguments = ["tune", table, "--target", "kind", "--model", "tree", "--n-trials", 5, "--storage", storage]
    verdicts = []
    for _ in range(2):
        assert command(*arguments, "--json", table.parent / "r.json")[0] == 0
        result = json.loads((table.parent / "r.json").read_text())
        verdicts.append({key: result[key] for key in ("verdict", "gain_interval", "holdout_score", "n_trials")})
    assert verdicts[0] == verdicts[1]


def test_another_choice_may_not_look_at_the_hold_out_again(command: Command, table: Path, storage: str) -> None:
    arguments = ["tune", table, "--target", "kind", "--model", "tree", "--storage", storage]
    json_file = table.parent / "r.json"
    command(*arguments, "--n-trials", 1, "--json", json_file)
    first = json.loads(json_file.read_text())
    for n_trials in (6, 15, 30):
        _, out, _ = command(*arguments, "--n-trials", n_trials, "--json", json_file)
        again = json.loads(json_file.read_text())
        if again["best_params"] != first["best_params"]:
            break
    assert again["best_params"] != first["best_params"]
    assert again["holdout_score"] is None
    assert "looked at by an earlier verdict" in out


def test_a_study_of_something_else_is_refused_with_what_differs(command: Command, table: Path, storage: str) -> None:
    arguments = ["tune", table, "--target", "kind", "--model", "tree", "--n-trials", 2, "--storage", storage]
    command(*arguments)
    before = states(storage)
    code, out, err = command(*arguments, "--metric", "accuracy", "--seed", 5)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "metric was 'neg_log_loss' and is now 'accuracy'" in err
    assert "seed 0" in err
    assert "--name NEW" in err
    narrower = command(*arguments, "--set", "tree.max_depth=1:4")[2]
    assert (
        "made for something else: the ranges that are searched were others, by --model, --set or --space; " in narrower
    )
    pd.read_csv(table).iloc[1:].to_csv(table, index=False)
    assert "rows was '80 rows" in command(*arguments)[2]
    assert states(storage) == before
    assert command(*arguments, "--name", "new")[0] == 0
