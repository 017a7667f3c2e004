"""What the tests of the command line share: small tables, and the command itself, in this process or in its own."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tunewright.cli.app import run

Command = Callable[..., tuple[int, str, str]]
TWO_MODELS = ("--model", "tree", "--model", "svm")


def two_classes(n_rows: int = 80) -> pd.DataFrame:
    """Return a table whose classes a tree tells apart, with a text column and gaps."""
    rng = np.random.default_rng(3)
    size = rng.normal(size=n_rows)
    colour = rng.choice(["red", "green", "blue"], n_rows)
    kind = np.where(size + 0.3 * rng.normal(size=n_rows) > 0, "big", "small")
    frame = pd.DataFrame({"size": size, "colour": colour, "noise": rng.normal(size=n_rows), "kind": kind})
    frame.loc[::17, "size"] = np.nan
    return frame


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The path of a small CSV file with the column `kind` to predict."""
    path = tmp_path / "shapes.csv"
    two_classes().to_csv(path, index=False)
    return path


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process: its exit code, what it printed, what it complained of."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
