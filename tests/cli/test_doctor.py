"""`doctor` says what is installed and what works here."""

import pytest

from tests.cli.conftest import Command
from tunewright.cli import doctor


def test_versions_cores_memory_and_limits_are_named(command: Command) -> None:
    code, out, _ = command("doctor")
    assert code == 0
    for what in ("tunewright", "Python", "cores", "memory limits", "time limits", "numpy", "scikit-learn", "SQLite"):
        assert what in out


def test_an_incomplete_extra_names_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "version", _missing)
    assert doctor._extra("tune", ("plotly", "pandas")) == (
        "incomplete, without plotly; run: pip install 'tunewright[tune]'"
    )


def test_memory_limits_that_do_not_work_are_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.platform, "system", lambda: "Darwin")
    assert "do not work on Darwin" in doctor._memory_limits()


def _missing(name: str) -> str:
    if name == "plotly":
        raise doctor.PackageNotFoundError(name)
    return "1.0"
