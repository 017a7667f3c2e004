"""How good is the best trial that meets its constraints, and how many trials do not: ours beside Optuna's.

    python -m benchmarks.constraints run --samplers gp,gp:labels,tpe,random,optuna-tpe,optuna-gp --seeds 5
    python -m benchmarks.constraints table --samplers gp,gp:labels,tpe,random,optuna-tpe,optuna-gp

Regret is 0 at the best known loss of a trial that meets all constraints, and 1 at the median of those that meet them
by chance; a run that has found none yet counts as 1, and so does a worse one. `gp:labels` is gp that is told of each
trial only whether it meets the constraints. `REFERENCES` was made by `references` before any sampler was run.

Source: Gardner et al. (2014), "Bayesian optimization with inequality constraints", ICML (waves, ripples); Gramacy et
al. (2016), "Modeling an augmented Lagrangian for blackbox constrained optimization", Technometrics 58 (toy);
Michalewicz and Schoenauer (1996), "Evolutionary algorithms for constrained parameter optimization problems" (g04, g06,
g08). `served` is ours.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.loops import Evaluate, Job, Outcome, Run, Task, perform_all, read
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params

Array: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[..., Outcome]
BUDGETS = (25, 50, 100)
N_DRAWS, N_STEPS, N_STARTS = 60_000, 4000, 5
FINEST, COARSEST, REDRAWN = 1e-4, 0.3, 0.3
SERVED = Space({
    "layers": Int(1, 12),
    "width": Int(16, 2048, log=True),
    "rate": Float(1e-5, 1.0, log=True),
    "dropout": Float(0.0, 0.8),
    "batch": Int(1, 256, log=True),
    "precision": Categorical(["float32", "float16", "int8"]),
})
REFERENCES = {
    "waves": (-1.8887512389839973, 0.10880379812604649),
    "ripples": (0.2532366991409394, 5.446674593411722),
    "toy": (0.599788326911, 1.250856391193),
    "g04": (-30665.53867, -26569.580746800275),
    "g06": (-6961.81388, -3993.714161643701),
    "g08": (-0.09582504134198465, -1.1742971118840549e-05),
    "served": (0.08660065571620791, 0.2589608528025231),
}
"""By problem: the best known loss of what meets the constraints, and the median; of g04 and g06 the source's best."""


def waves(x: float, y: float) -> Outcome:
    """A wavy loss; its best place is forbidden."""
    return [np.cos(2 * x) * np.cos(y) + np.sin(x)], [np.cos(x + y) + 0.5]


def ripples(x: float, y: float) -> Outcome:
    """A few small islands are allowed, 4 % of the plane."""
    return [np.sin(x) + y], [np.sin(x) * np.sin(y) + 0.95]


def toy(x: float, y: float) -> Outcome:
    """A plane, which falls towards a wavy border and a circle."""
    return [x + y], [1.5 - x - 2 * y - 0.5 * np.sin(2 * np.pi * (x * x - 2 * y)), x * x + y * y - 1.5]


def g04(a: float, b: float, c: float, d: float, e: float) -> Outcome:
    """Three quantities must each lie in a range: six constraints."""
    first = 85.334407 + 0.0056858 * b * e + 0.0006262 * a * d - 0.0022053 * c * e
    second = 80.51249 + 0.0071317 * b * e + 0.0029955 * a * b + 0.0021813 * c * c
    third = 9.300961 + 0.0047026 * c * e + 0.0012547 * a * c + 0.0019085 * c * d
    loss = 5.3578547 * c * c + 0.8356891 * a * e + 37.293239 * a - 40792.141
    return [loss], [first - 92, -first, second - 110, 90 - second, third - 25, 20 - third]


def g06(x: float, y: float) -> Outcome:
    """A sickle between two circles is allowed, seven in 100,000."""
    loss = (x - 10) ** 3 + (y - 20) ** 3
    return [loss], [100 - (x - 5) ** 2 - (y - 5) ** 2, (x - 6) ** 2 + (y - 5) ** 2 - 82.81]


def g08(x: float, y: float) -> Outcome:
    """Waves that grow towards where they are forbidden; 1 % is allowed."""
    loss = -(np.sin(2 * np.pi * x) ** 3) * np.sin(2 * np.pi * y) / (x**3 * (x + y))
    return [loss], [x * x - y + 1, 1 - x + (y - 4) ** 2]


def served(layers: int, width: int, rate: float, dropout: float, batch: int, precision: str) -> Outcome:
    """A network that must answer in 20 ms and fit into 64 MB; the larger, the better, if its rate suits."""
    weights = layers * width * width + 100.0 * width
    size = {"float32": 4.0, "float16": 2.0, "int8": 1.0}[precision]
    speed = {"float32": 1.0, "float16": 1.7, "int8": 2.6}[precision]
    off = np.log10(rate) + 2.0 + 0.25 * np.log2(layers) - 0.1 * np.log2(batch)
    loss = 0.05 + 0.5 * weights**-0.16 + 0.15 * (1 - np.exp(-0.5 * off * off)) + 0.01 * abs(np.log2(batch) - 5)
    loss += (
        0.2 * (dropout - 0.05 * np.log10(weights)) ** 2 + {"float32": 0.0, "float16": 0.004, "int8": 0.03}[precision]
    )
    seconds = 0.002 + 0.0005 * layers + 4e-11 * weights * batch / speed
    memory = size * weights + 4.0 * batch * width * layers
    return [float(loss)], [1000 * seconds - 20, memory - 64e6]


def box(function: Function, **ranges: tuple[float, float]) -> tuple[Space, Function]:
    """Return a function of numbers with its ranges."""
    return Space({name: Float(*ends) for name, ends in ranges.items()}), function


PROBLEMS: dict[str, tuple[Space, Function]] = {
    "waves": box(waves, x=(0.0, 6.0), y=(0.0, 6.0)),
    "ripples": box(ripples, x=(0.0, 6.0), y=(0.0, 6.0)),
    "toy": box(toy, x=(0.0, 1.0), y=(0.0, 1.0)),
    "g04": box(g04, a=(78.0, 102.0), b=(33.0, 45.0), c=(27.0, 45.0), d=(27.0, 45.0), e=(27.0, 45.0)),
    "g06": box(g06, x=(13.0, 100.0), y=(0.0, 100.0)),
    "g08": box(g08, x=(0.1, 10.0), y=(0.1, 10.0)),
    "served": (SERVED, served),
}


def task_named(name: str) -> Task:
    """Return the problem of that name."""
    space, function = PROBLEMS[name]
    return Task(space, evaluation(function))


def evaluation(function: Function) -> Evaluate:
    """Return the function as one of params."""

    def evaluate(params: Params) -> Outcome:
        losses, constraints = function(**params)
        return [float(loss) for loss in losses], [float(value) for value in constraints]

    return evaluate


def reference(name: str) -> tuple[float, float]:
    """Return the best loss that is found by chance and then by small steps, and the median of what is allowed."""
    task, rng = task_named(name), np.random.default_rng(0)
    units = task.space.sample(rng, N_DRAWS)
    allowed = [(judged(task, unit), row) for row, unit in enumerate(units)]
    allowed = sorted((loss, row) for loss, row in allowed if np.isfinite(loss))
    climbed = [descended(task, units[row], loss, rng) for loss, row in allowed[:N_STARTS]]
    return min(climbed), float(np.median([loss for loss, _ in allowed]))


def judged(task: Task, unit: Array) -> float:
    """Return the loss, infinite if a constraint is not met."""
    losses, constraints = task.evaluate(task.space.decode(unit))
    return losses[0] if max(constraints) <= 0 else np.inf


def descended(task: Task, unit: Array, loss: float, rng: np.random.Generator) -> float:
    """Return the lowest loss that steps of ever smaller size find from here."""
    for step in np.geomspace(COARSEST, FINEST, N_STEPS):
        moved = np.where(rng.random(len(unit)) < max(REDRAWN, 1 / len(unit)), rng.normal(unit, step), unit)
        there = np.clip(moved, 0.0, 1.0 - 1e-12)
        found = judged(task, there)
        if found <= loss:
            unit, loss = there, found
    return loss


def regrets(run: Run) -> list[float]:
    """Return the regret at each budget."""
    best, median = REFERENCES[run.job.problem]
    met = np.array(run.constraints).max(axis=1) <= 0
    losses = np.where(met, np.array(run.losses)[:, 0], np.inf)
    lowest = [losses[:budget].min() for budget in BUDGETS]
    return [float(np.clip((each - best) / (median - best), 0.0, 1.0)) for each in lowest]


def table(runs: Sequence[Run], samplers: Sequence[str]) -> None:
    """Print the regrets, and the share of trials that violate a constraint, by sampler and by problem."""
    places = [{(run.job.problem, run.job.seed) for run in runs if run.job.sampler == sampler} for sampler in samplers]
    shared = set.intersection(*places)
    for problem in ["all", *PROBLEMS]:
        print(f"\n{problem:24}" + "".join(f"{f'regret {n}':>12}" for n in BUDGETS) + f"{'violate':>10}{'CPU ms':>9}")
        for sampler in samplers:
            mine = [run for run in runs if run.job.sampler == sampler and (run.job.problem, run.job.seed) in shared]
            part = [run for run in mine if problem in {"all", run.job.problem}]
            if part:
                means = np.mean([regrets(run) for run in part], axis=0)
                share = np.mean([(np.array(run.constraints).max(axis=1) > 0).mean() for run in part])
                spent = np.mean([run.milliseconds for run in part])
                print(f"{sampler:24}" + "".join(f"{each:12.4f}" for each in means) + f"{share:10.2f}{spent:9.1f}")


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "table", "references"))
    parser.add_argument("--samplers", type=lambda text: text.split(","), default=["gp", "gp:labels", "tpe", "random"])
    parser.add_argument("--only", default="", help="problems whose name has this in it")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--file", type=Path, default=Path("constraints.jsonl"))
    options = parser.parse_args()
    names = [name for name in PROBLEMS if options.only in name]
    if options.what == "references":
        for name in names:
            print(f'    "{name}": ({", ".join(map(repr, reference(name)))}),', flush=True)
    elif options.what == "table":
        table([run for run in read(options.file) if run.job.problem in names], options.samplers)
    else:
        wanted = [
            (seed, sampler, name) for seed in range(options.seeds) for sampler in options.samplers for name in names
        ]
        jobs = [Job(sampler, name, seed, max(BUDGETS)) for seed, sampler, name in wanted]
        for done in perform_all(jobs, task_named, options.file, options.jobs):
            print(
                f"{done.job.sampler:16} {done.job.problem:12} {done.job.seed} {done.milliseconds:8.1f} ms", flush=True
            )


if __name__ == "__main__":
    main()
