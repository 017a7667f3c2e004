"""`explain` says what a model learns, what is set, and what each setting does."""

import pytest

from tests.cli.conftest import Command


@pytest.mark.parametrize("name", ["svm", "tree", "neural-network"])
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_a_model_is_explained(command: Command, name: str, task: str) -> None:
    code, out, err = command("explain", name, "--task", task)
    assert (code, err) == (0, "")
    for heading in ("What the model learns", "What is set before training", "time", "memory", "simpler"):
        assert heading in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("name", ["svm", "tree", "neural-network"])
def test_the_lines_beside_a_label_are_indented_below_it(command: Command, name: str) -> None:
    lines = command("explain", name)[1].splitlines()
    rows = [at for at, line in enumerate(lines) if line.startswith("  what it is  ")]
    assert len(rows) > 3
    for first in rows:
        section = lines[first : lines.index("", first)]
        labels = [line[:14].strip() for line in section]
        assert set(labels) <= {"what it is", "fit", "time", "memory", "simpler", "example", "range", ""}
        assert "" in labels


def test_without_a_name_the_models_are_listed(command: Command) -> None:
    _, out, _ = command("explain")
    assert all(name in out for name in ("svm", "tree", "neural-network"))


def test_ranges_depend_on_the_table(command: Command) -> None:
    few, many = (command("explain", "tree", "--rows", rows)[1] for rows in (50, 100_000))
    assert few != many


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["svn"], "did you mean 'svm'"), (["svm", "--task", "ranking"], "--task must be"), (["svm", "--rows", 1], "rows")],
)
def test_a_wrong_name_is_one_line(command: Command, arguments: list[object], said: str) -> None:
    code, out, err = command("explain", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
