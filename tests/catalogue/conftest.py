"""Small real tables that scikit-learn ships, standardised as the pipeline would."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.catalogue.entry import Shape, Task


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, their targets, and the shape that the catalogue is asked with."""

    columns: NDArray[np.float64]
    target: NDArray[np.float64]
    shape: Shape


def standardised(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = columns.std(axis=0)
    return (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1)


def table(task: Task, n_rows: int) -> Table:
    """Return `n_rows` of the wines (three cultivars) or of the diabetes patients (a score of 25 to 346), shuffled."""
    from sklearn.datasets import load_diabetes, load_wine

    columns, target = (load_wine if task == "classification" else load_diabetes)(return_X_y=True)
    rows = np.random.default_rng(0).permutation(len(columns))[:n_rows]
    n_classes = 3 if task == "classification" else 0
    return Table(standardised(columns[rows]), target[rows], Shape(task, len(rows), columns.shape[1], n_classes))


@pytest.fixture(scope="session")
def tables() -> dict[Task, Table]:
    return {"classification": table("classification", 90), "regression": table("regression", 90)}


@pytest.fixture(scope="session")
def cancer() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.datasets import load_breast_cancer

    columns, target = load_breast_cancer(return_X_y=True)
    return standardised(columns), target


@pytest.fixture(scope="session")
def patients() -> Table:
    return table("regression", 442)
