"""Make `problems.json`: what is the best known on each problem, and what does drawing at random reach.

Run `python -m benchmarks.quality.references`; it was run, and its file committed, before any sampler was. The best
known is the lowest of some thousands of random draws and of local searches from the best of them; where a table can be
read whole, or arithmetic tells the minimum, that. The lowest of n random draws has for its median the (1 - 2^(-1/n))
quantile of one draw, which the same draws estimate.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.case import Case
from benchmarks.quality.one_thread import one_thread
from benchmarks.quality.splits import SPLITS, case_named, cases

Array: TypeAlias = NDArray[np.float64]

FILE = Path(__file__).with_name("problems.json")
BUDGETS = (25, 50, 100, 200)
N_DRAWS = 4000
N_STARTS = 5
N_STEPS = 1000
MOST_LISTED = 100_000
REDRAWN = 0.2
FINEST, COARSEST = 1e-3, 0.3


def reference(name: str, seed: int = 0) -> dict[str, Any]:
    """Return what is known of a problem."""
    case, rng = case_named(name), np.random.default_rng(seed)
    units = case.space.sample(rng, N_DRAWS)
    losses = np.array([case.loss(case.space.decode(unit)) for unit in units])
    found = searched(case, units, losses, rng)
    return {
        "group": case.group,
        "n_dims": case.space.n_dims,
        "best": float(found if case.least is None else min(found, case.least)),
        "found": float(found),
        "default": case.loss(case.space.defaults()),
        "median": float(np.median(losses)),
        "random": {str(n): float(np.quantile(losses, 1 - 0.5 ** (1 / n))) for n in BUDGETS},
    }


def searched(case: Case, units: Array, losses: Array, rng: np.random.Generator) -> float:
    """Return the lowest loss that is found from these draws, or the lowest of all where all can be asked."""
    if case.space.n_points <= MOST_LISTED:
        return min(map(case.loss, case.space.configurations()))
    return min(climbed(case, units[row], losses[row], rng) for row in np.argsort(losses)[:N_STARTS])


def climbed(case: Case, unit: Array, loss: float, rng: np.random.Generator) -> float:
    """Return the lowest loss of a walk that only ever goes down, from `unit` with `loss`."""
    for _ in range(N_STEPS):
        there = moved(unit, rng)
        new = case.loss(case.space.decode(there))
        if new <= loss:
            unit, loss = there, new
    return float(loss)


def moved(unit: Array, rng: np.random.Generator) -> Array:
    """Return a point beside `unit`: some coordinates moved by little or much, or drawn anew."""
    there = np.where(np.isnan(unit), rng.random(len(unit)), unit)
    chosen = rng.random(len(unit)) < rng.choice([1 / len(unit), 0.5, 1.0])
    chosen[rng.integers(len(unit))] = True
    step = np.exp(rng.uniform(np.log(FINEST), np.log(COARSEST)))
    near = np.clip(there + step * rng.normal(size=len(unit)), 0, 1)
    anew = rng.random(len(unit)) < REDRAWN * (rng.random() < 0.5)
    return np.where(chosen, np.where(anew, rng.random(len(unit)), near), there)


@cache
def known() -> dict[str, Any]:
    """Return the references by problem, as they are in the file."""
    problems: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["problems"]
    return problems


def goal(name: str, budget: int | None) -> tuple[float, float]:
    """Return the losses that count as 0 and as 1: the best known, and what is typical of drawing at random.

    Args:
        name: of the problem.
        budget: the number of draws of which the lowest counts; None for a single one.
    """
    row = known()[name]
    return row["best"], row["median"] if budget is None else row["random"][str(budget)]


def check(name: str, row: dict[str, Any]) -> None:
    """Raise ValueError if a problem has nothing to find: then regret has no scale."""
    levels = [row["best"], *reversed(row["random"].values()), row["median"]]
    if not all(low < high for low, high in pairwise(levels)):
        raise ValueError(f"problem {name} is flat: its levels are {levels}; take another")


def main() -> None:
    """Write the file."""
    names = {name: split for split in SPLITS for name in cases(split)}
    one_thread()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rows = dict(zip(names, pool.map(reference, names), strict=True))
    problems = {name: {"split": names[name], **row} for name, row in rows.items()}
    FILE.write_text(json.dumps({"n_draws": N_DRAWS, "problems": problems}, indent=1) + "\n", encoding="utf-8")
    for name, row in rows.items():
        print(f"{name:24} best {row['best']:.6g}, found {row['found']:.6g}, median {row['median']:.6g}")
    for name, row in rows.items():
        check(name, row)


if __name__ == "__main__":
    main()
