"""How large a volume does a front dominate after 50, 100 and 200 trials: ours beside Optuna, on the same problems.

    python -m benchmarks.fronts run --samplers gp,tpe,nsga2,genetic,random,optuna-tpe,optuna-nsga2 --seeds 3
    python -m benchmarks.fronts table --samplers gp,tpe,nsga2,genetic,random,optuna-tpe,optuna-nsga2

Volume is counted below a reference point, the worst of the front of 1,000 random draws in each loss, and divided by
that of the best front that is known: the union of all runs that were made (`best` writes it down). A problem counts
once, by the mean over its seeds. `front_problems.py` has the problems and their splits; `quality/__main__.py` says what
the surrogates and the peers need.

Source: Zitzler and Thiele (1998), "Multiobjective optimization using evolutionary algorithms", for the hypervolume.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.front_problems import SPLITS, is_factor, task_named
from benchmarks.loops import Job, Run, perform_all, read
from benchmarks.quality.regret import duel, holm

Array: TypeAlias = NDArray[np.float64]
FILE = Path(__file__).with_name("fronts.json")
BUDGETS = (50, 100, 200)
N_DRAWS = 1000
LEAST = 1e-3


def scaled(problem: str, losses: Sequence[Sequence[float]] | Array) -> Array:
    """Return losses as they are measured, shape (n, n_losses): the logarithm where factors matter."""
    table = np.array(losses, np.float64)
    measured: Array = np.where(is_factor(problem), np.log(np.maximum(table, LEAST)), table)
    return measured


def front(points: Array) -> Array:
    """Return the points that no other dominates, each once."""
    points = np.unique(points, axis=0)
    worse = (points[:, None] >= points).all(axis=2).sum(axis=1) > 1  # each is at least as bad as itself
    return points[~worse]


def hypervolume(points: Array, reference: Array) -> float:
    """Return the volume between `reference` and the points below it, by slices along the last loss."""
    inside = front(points[(points < reference).all(axis=1)])
    if not len(inside):
        return 0.0
    if inside.shape[1] == 1:
        return float(reference[0] - inside.min())
    inside = inside[np.argsort(inside[:, -1])]
    ends = np.append(inside[1:, -1], reference[-1])
    slices = [hypervolume(inside[: n + 1, :-1], reference[:-1]) for n in range(len(inside))]
    return float(np.array(slices) @ (ends - inside[:, -1]))


def drawn(problem: str) -> Array:
    """Return the losses of random draws, always the same."""
    task = task_named(problem)
    units = task.space.sample(np.random.default_rng(0), N_DRAWS)
    return scaled(problem, [task.evaluate(task.space.decode(unit))[0] for unit in units])


def references() -> dict[str, Any]:
    """Return the reference points, and the volume of the fronts of random draws."""
    found: dict[str, Any] = {}
    for name in [name for names in SPLITS.values() for name in names]:
        points = front(drawn(name))
        reference = points.max(axis=0)
        found[name] = {"reference": reference.tolist(), "best": hypervolume(points, reference)}
    return found


def best(runs: Sequence[Run]) -> dict[str, Any]:
    """Return the references with the volume of the union of these runs, where it is larger."""
    found = known()
    for name, row in found.items():
        losses = [front(scaled(name, run.losses)) for run in runs if run.job.problem == name]
        if losses:
            row["best"] = max(row["best"], hypervolume(np.vstack(losses), np.array(row["reference"])))
    return found


def known() -> dict[str, Any]:
    """Return what was written down."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def volumes(runs: Sequence[Run], samplers: Sequence[str], names: Sequence[str], budget: int) -> dict[str, Array]:
    """Return by problem the shares of the best volume that each sampler has, the mean over the seeds they all ran."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    rows = known()
    for run in runs:
        name = run.job.problem
        if run.job.sampler in samplers and name in names and run.job.n_trials >= budget:
            reference, volume = np.array(rows[name]["reference"]), rows[name]["best"]
            share = hypervolume(scaled(name, run.losses[:budget]), reference) / volume
            found.setdefault((name, run.job.seed), {})[run.job.sampler] = share
    shared = {place: [each[name] for name in samplers] for place, each in found.items() if len(each) == len(samplers)}
    problems = dict.fromkeys(name for name, _ in shared)
    return {name: np.mean([row for (its, _), row in shared.items() if its == name], axis=0) for name in problems}


def table(runs: Sequence[Run], samplers: Sequence[str], names: Sequence[str]) -> None:
    """Print the shares by sampler, the first against each other, and the shares by problem."""
    longest = max((run.job.n_trials for run in runs if run.job.sampler in samplers), default=0)
    shares = {budget: volumes(runs, samplers, names, budget) for budget in BUDGETS if budget <= longest}
    print(f"{'sampler':24}" + "".join(f"{f'volume {n}':>12}{'won':>6}{'p':>8}" for n in shares) + f"{'CPU ms':>9}")
    tables = [np.array(list(each.values())) for each in shares.values()]
    for index, sampler in enumerate(samplers):
        cells = [f"{each[:, index].mean():12.3f}" + _duel(each, index) for each in tables]
        spent = [run.milliseconds for run in runs if run.job.sampler == sampler and run.job.problem in names]
        print(f"{sampler:24}" + "".join(cells) + f"{np.mean(spent):9.1f}")
    for n, each in shares.items():
        print(f"\n{f'volume after {n}':36}" + "".join(f"{sampler[:14]:>16}" for sampler in samplers))
        for name, row in each.items():
            print(f"{name:36}" + "".join(f"{share:16.3f}" for share in row))


def _duel(shares: Array, index: int) -> str:
    """Return how often the first sampler has more than this one, and the p of the signed ranks with Holm's factor."""
    if not index:
        return f"{'':14}"
    fought = [duel(-shares[:, 0], -shares[:, other]) for other in range(1, shares.shape[1])]
    return f"{fought[index - 1].wins:6.2f}{holm([each.p for each in fought])[index - 1]:8.2g}"


def run(options: argparse.Namespace, names: Sequence[str]) -> None:
    """Run what is missing."""
    jobs = [
        Job(sampler, name, seed, options.trials)
        for seed in range(options.seeds)
        for sampler in options.samplers
        for name in names
    ]
    for done in perform_all(jobs, task_named, options.file, options.jobs):
        print(f"{done.job.sampler:16} {done.job.problem:36} {done.job.seed} {done.milliseconds:8.1f} ms", flush=True)


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "table", "references", "best"))
    parser.add_argument("--samplers", type=lambda text: text.split(","), default=["gp", "tpe", "nsga2", "random"])
    parser.add_argument("--split", choices=tuple(SPLITS), default="choosing")
    parser.add_argument("--only", default="", help="problems whose name has this in it")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--file", type=Path, default=Path("fronts.jsonl"))
    options = parser.parse_args()
    names = [name for name in SPLITS[options.split] if options.only in name]
    if options.what == "run":
        run(options, names)
    elif options.what == "table":
        table(read(options.file), options.samplers, names)
    else:
        rows: Mapping[str, Any] = references() if options.what == "references" else best(read(options.file))
        FILE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
