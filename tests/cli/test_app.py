"""The front door: every wrong use is one line on stderr with exit code 2, and help is printed where it is asked for."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tunewright.cli.exit_codes import MEANINGS


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


def test_the_help_of_tune_says_what_the_exit_codes_mean(command: Command) -> None:
    out = " ".join(command("tune", "--help")[1].split())
    assert out.endswith(MEANINGS)


def test_the_end_of_a_damaged_file_is_no_ctrl_d(command: Command, tmp_path: Path) -> None:
    whole = gzip.compress(b"a,y\n" + b"1,x\n2,z\n" * 500)
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    code, out, err = command("tune", tmp_path / "cut.csv.gz", "--target", "y")
    assert (code, out) == (2, "")
    assert err.startswith(f"tunewright: {tmp_path / 'cut.csv.gz'} cannot be read as CSV: ")
    assert "file ended before" in err


def test_ctrl_c_before_the_search_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tunewright.cli.job.request.Request.check", interrupted)
    code, out, err = command("tune", "x.csv", "--target", "y")
    assert (code, out, err.strip()) == (130, "", "tunewright: stopped")


def test_ctrl_c_while_the_commands_are_imported_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tunewright.cli.app.app.registered_commands", [])
    monkeypatch.setattr("tunewright.cli.app._fill", interrupted)
    assert command("doctor") == (130, "", "tunewright: stopped\n")


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
