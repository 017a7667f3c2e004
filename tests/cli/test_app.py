"""The front door: every wrong use is one line on stderr with exit code 2, and help is printed where it is asked for."""

import subprocess
import sys

import pytest

from tests.cli.conftest import Command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["bogus"], "No such command 'bogus'", id="unknown command"),
        pytest.param(["tune", "x.csv"], "Missing option '--target'", id="missing option"),
        pytest.param(["tune", "x.csv", "--target", "y", "--bogus"], "--bogus", id="unknown option"),
        pytest.param(["tune", "x.csv", "--target", "y", "--timeout", "soon"], "'--timeout'", id="no number"),
        pytest.param(["tune", "--target", "y"], "data", id="missing argument"),
        pytest.param(["study", "list"], "Missing option '--storage'", id="missing option of a subcommand"),
    ],
)
def test_wrong_use_is_one_line_and_points_to_the_help(command: Command, arguments: list[str], said: str) -> None:
    code, out, err = command(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("tunewright: ")
    assert said.lower() in err.lower()
    assert "--help" in err


@pytest.mark.parametrize("arguments", [[], ["study"], ["tune"], ["predict"]])
def test_a_command_without_arguments_shows_its_help(command: Command, arguments: list[str]) -> None:
    code, out, err = command(*arguments)
    assert code == 2
    assert "Usage: tunewright" in out + err


@pytest.mark.parametrize(
    "name", ["tune", "demo", "predict", "explain", "report", "doctor", "study", "study list", "study trials"]
)
def test_every_command_has_help(command: Command, name: str) -> None:
    code, out, _ = command(*name.split(), "--help")
    assert code == 0
    assert f"tunewright {name}" in out


def test_the_version_is_shown(command: Command) -> None:
    code, out, _ = command("--version")
    assert code == 0
    assert out.startswith("tunewright 0.")


def test_a_traceback_is_shown_to_those_who_ask(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNEWRIGHT_DEBUG", "1")
    with pytest.raises(ValueError, match="no file"):
        command("tune", "nowhere.csv", "--target", "y")


WITHOUT_PANDAS = """
import sys
sys.modules["pandas"] = None
from tunewright.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.slow
def test_a_missing_extra_is_named_with_the_command_that_mends_it() -> None:
    for arguments in (["tune", "x.csv", "--target", "y"], ["predict", "m.joblib", "x.csv"]):
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_PANDAS, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr == "tunewright: this command needs pandas; run: pip install 'tunewright[tune]'\n"
    done = subprocess.run([sys.executable, "-c", WITHOUT_PANDAS, "doctor"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
