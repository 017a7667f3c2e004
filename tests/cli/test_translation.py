"""What a lower room says to a Python programmer is said to a person at a terminal in options."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tunewright.cli.translation import in_one_line, in_words_of_the_command_line
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.study.create import create_study


@pytest.mark.parametrize(
    ("python", "command"),
    [
        ("n_trials must be 1 or more, got 0", "--n-trials must be 1 or more, got 0"),
        ("time: 'a' holds no dates", "--time: 'a' holds no dates"),
        ("storage options must be durability", "--storage options must be durability"),
        ("target 'y' has only one class", "target 'y' has only one class"),
        ("the time must be named", "the time must be named"),
        ("timely: nothing", "timely: nothing"),
    ],
)
def test_an_argument_at_the_beginning_becomes_its_option_and_nothing_else_does(python: str, command: str) -> None:
    assert in_words_of_the_command_line(python) == command


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device", "r.json"), "r.json: No space left on device"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("odd"), "odd"),
        (ValueError("two\n  lines"), "two lines"),
        (ValueError(), "ValueError"),
    ],
    ids=str,
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert in_one_line(error) == line


def test_a_study_that_cannot_be_read_is_explained_without_python(command: Command, tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path / 't.db'}"
    create_study(Space({"x": Float(0, 1)}), storage=storage, name="new")
    said = command("study", "best", "--storage", storage)[2]
    assert said == "tunewright: no trial is complete and feasible yet; tunewright study trials says what happened\n"
    said = command("study", "best", "--storage", storage, "--name", "old")[2]
    assert said.startswith("tunewright: --name must be a study in the storage, got 'old'")
    shown = command("study", "show", "--storage", storage)[1]
    assert "study.trials" not in shown
