"""What a suggestion costs: milliseconds of processor time after 25 to 10,000 trials, ours beside Optuna's.

    python -m benchmarks.suggestions
    python -m benchmarks.suggestions --samplers tpe,random --most 100000
    python -m benchmarks.suggestions --samplers optuna-gp --most 200 --seeds 1

The space is like that of a boosted tree: 13 parameters, of which one chooses what others matter. A second table has
5, 13, 25 and 50 parameters after 100 trials. Each sampler runs in a process of its own, with one thread. The last
`OWN` trials before a mark are the sampler's own, so that what it remembers is real; those before are drawn by chance.
The loss is a bowl over what is active. From each mark on, `--asked` suggestions, or as many as there are until the next
mark, are timed and told, for each seed; printed are the mean, the median, the 99th percentile and the slowest of all. A
sampler that needs more than `--patience` seconds for one of these stretches is cut off there; the number of suggestions
shows it, and its later marks are left out.

Ours is `suggest` alone. Optuna's is `ask` with the questions for each parameter, which cannot be parted from its
books; `optuna-random` shows what those cost. To have Optuna 5 beside ours, in an environment of its own:

    python -m venv /tmp/beside && /tmp/beside/bin/pip install . 'optuna>=5,<6' torch greenlet
    /tmp/beside/bin/python -m benchmarks.suggestions
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from math import inf
from multiprocessing import get_context
from statistics import fmean
from typing import Any, NamedTuple, Protocol

import numpy as np

from benchmarks.quality.dims import Dim, dims_of
from benchmarks.quality.one_thread import one_thread
from tunewright.samplers.by_name import SAMPLERS, sampler_from
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

OURS = ("gp", "tpe", "forest", "genetic", "de", "cmaes", "random", "auto")
THEIRS = ("optuna-tpe", "optuna-tpe-multivariate", "optuna-gp", "optuna-random")
INSTALL = "python -m venv /tmp/beside && /tmp/beside/bin/pip install . 'optuna>=5,<6' torch greenlet"
MARKS = (25, 50, 100, 200, 1000, 10_000, 100_000)
DIMS, DIMS_MARK = (5, 13, 25, 50), 100
OWN = 40
MEAN_GOALS: Mapping[int, float] = {100: 15.0, 10_000: 30.0}
"""Milliseconds by mark, at 13 parameters."""
LATE_GOAL = 150.0
"""Milliseconds at the 99th percentile, up to 50 parameters."""


class Asked(Protocol):
    """A sampler in the middle of a study."""

    def fill(self, params: Sequence[Params], losses: Sequence[float]) -> None:
        """Take note of trials that somebody else has run."""

    def ask(self) -> Params:
        """Return the next configuration."""
        ...

    def tell(self, params: Params, loss: float) -> None:
        """Take note of the loss of the configuration that was asked last."""


class Job(NamedTuple):
    """One sampler on one space, from the first mark to the last."""

    name: str
    n_dims: int
    marks: tuple[int, ...]
    seed: int
    n_asked: int
    patience: float


def space_of(n_dims: int) -> Space:
    """Return a space of so many parameters: the one of 13, again and again, and of the last as many as are left."""
    blocks = range(-(-n_dims // len(_block())))
    names = [(block, name) for block in blocks for name in _block()][:n_dims]
    parts = []
    for block in blocks:
        kept = {name: parameter for name, parameter in _block().items() if (block, name) in names}
        parts.append(Space(kept).prefixed(f"{block}."))
    return Space.merged(parts, {})


def _block() -> dict[str, Parameter]:
    booster = param("booster")
    tree = booster.isin(["gbtree", "dart"])
    return {
        "booster": Categorical(["gblinear", "gbtree", "dart"]),
        "rounds": Int(8, 2048, log=True),
        "lambda": Float(1e-4, 1e3, log=True),
        "eta": Float(1e-4, 1.0, log=True, when=tree),
        "max_depth": Int(1, 15, when=tree),
        "alpha": Float(1e-4, 1e3, log=True),
        "imputation": Categorical(["mean", "median", "hist"]),
        "subsample": Float(0.1, 1.0),
        "gamma": Float(1e-4, 7.0, log=True, when=tree),
        "min_child_weight": Float(1.0, 150.0, log=True, when=tree),
        "max_leaves": Int(2, 64, when=tree),
        "colsample": Float(0.01, 1.0, log=True, when=tree),
        "rate_drop": Float(0.0, 1.0, when=booster == "dart"),
    }


class Bowl:
    """A smooth loss over what is active.

    Attributes:
        bottom: where it is lowest, which the seed chooses, shape (n_dims,).
    """

    def __init__(self, space: Space, seed: int) -> None:
        self._space = space
        self.bottom = np.random.default_rng([seed, 1]).uniform(0.2, 0.8, space.n_dims)

    def __call__(self, params: Params) -> float:
        """Return the mean square of the distances in the active coordinates."""
        return float(np.nanmean((self._space.encode(params) - self.bottom) ** 2))


class Ours:
    """A sampler of ours with the history of a study.

    Attributes:
        history: the trials that it was told.
    """

    def __init__(self, name: str, space: Space, seed: int) -> None:
        self._sampler, self._space = sampler_from(name), space
        self._problem, self.history = Problem(space), History(space)
        self._rng = np.random.default_rng(seed)
        self._asked = Suggestion({})

    def fill(self, params: Sequence[Params], losses: Sequence[float]) -> None:
        """Take note of trials that somebody else has run."""
        self._asked = Suggestion({})
        for each, loss in zip(params, losses, strict=True):
            self.tell(each, loss)

    def ask(self) -> Params:
        """Return what the sampler suggests."""
        self._asked = self._sampler.suggest(self._problem, self.history, [], self._rng)[0]
        return self._asked.params

    def tell(self, params: Params, loss: float) -> None:
        """Put the trial into the history."""
        trial = Trial(len(self.history), State.COMPLETE, params, (loss,), tags=self._asked.tags)
        self.history.put(trial, [loss])


class Theirs:
    """A sampler of Optuna with a study in memory."""

    def __init__(self, name: str, space: Space, seed: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        samplers = optuna.samplers
        sampler = {
            "optuna-tpe": lambda: samplers.TPESampler(seed=seed),
            "optuna-tpe-multivariate": lambda: samplers.TPESampler(multivariate=True, group=True, seed=seed),
            "optuna-gp": lambda: samplers.GPSampler(seed=seed, deterministic_objective=True),
            "optuna-random": lambda: samplers.RandomSampler(seed=seed),
        }[name]()
        self._dims = dims_of(space)
        self._distributions = {dim.name: _distribution(dim) for dim in self._dims}
        self._study = optuna.create_study(sampler=sampler)
        self._trial: Any = None

    def fill(self, params: Sequence[Params], losses: Sequence[float]) -> None:
        """Take note of trials that somebody else has run."""
        from optuna.trial import create_trial

        self._study.add_trials([
            create_trial(
                params=dict(each), value=loss, distributions={name: self._distributions[name] for name in each}
            )
            for each, loss in zip(params, losses, strict=True)
        ])

    def ask(self) -> Params:
        """Return what a trial suggests when it is asked for each parameter that matters."""
        self._trial = self._study.ask()
        params: dict[str, Any] = {}
        for dim in self._dims:
            if dim.is_active(params):
                params[dim.name] = _suggested(self._trial, dim)
        return params

    def tell(self, params: Params, loss: float) -> None:
        """End the trial."""
        self._study.tell(self._trial, loss)


def _distribution(dim: Dim) -> Any:
    from optuna import distributions

    if dim.kind == "categorical":
        return distributions.CategoricalDistribution(dim.choices)
    kind = distributions.IntDistribution if dim.kind == "int" else distributions.FloatDistribution
    return kind(*dim.bounds, log=dim.log)


def _suggested(trial: Any, dim: Dim) -> Any:
    if dim.kind == "categorical":
        return trial.suggest_categorical(dim.name, dim.choices)
    return (trial.suggest_int if dim.kind == "int" else trial.suggest_float)(dim.name, *dim.bounds, log=dim.log)


def grown(asked: Asked, space: Space, job: Job) -> Iterator[tuple[int, list[float]]]:
    """Yield each mark that is reached in time, with the milliseconds of the suggestions that follow it.

    Args:
        asked: a sampler that has seen nothing.
        space: where it searches.
        job: the marks, and how many suggestions are timed after each.
    """
    bowl, rng, n_trials = Bowl(space, job.seed), np.random.default_rng([job.seed, 2]), 0
    for mark, following in zip(job.marks, [*job.marks[1:], inf], strict=True):
        drawn = [space.decode(unit) for unit in space.sample(rng, max(0, mark - OWN - n_trials))]
        asked.fill(drawn, [bowl(params) for params in drawn])
        n_own, n_asked = mark - n_trials - len(drawn), int(min(job.n_asked, following - mark))
        if len(timed(asked, bowl, n_own, job.patience)) < n_own:
            return
        taken = timed(asked, bowl, n_asked, job.patience)
        n_trials = mark + len(taken)
        yield mark, taken
        if len(taken) < n_asked:
            return


def timed(asked: Asked, bowl: Bowl, n: int, patience: float) -> list[float]:
    """Run `n` trials, or as many as begin within `patience` seconds, and return each suggestion's milliseconds."""
    taken: list[float] = []
    while len(taken) < n and sum(taken) < 1e3 * patience:
        began = time.process_time()
        params = asked.ask()
        taken.append(1e3 * (time.process_time() - began))
        asked.tell(params, bowl(params))
    return taken


def performed(job: Job) -> dict[int, list[float]]:
    """Return the milliseconds after each mark that was reached."""
    space = space_of(job.n_dims)
    make = Theirs if job.name in THEIRS else Ours
    return dict(grown(make(job.name, space, job.seed), space, job))


def measured(jobs: Sequence[Job]) -> dict[int, list[float]]:
    """Return the milliseconds after each mark of all these jobs, each done in a new process."""
    found: dict[int, list[float]] = {}
    for job in jobs:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            for mark, taken in pool.submit(performed, job).result().items():
                found.setdefault(mark, []).extend(taken)
    return found


def line(name: str, place: object, taken: Sequence[float], mean_goal: float = inf, late_goal: float = inf) -> str:
    """Return the row of a table, with the verdict on each goal that is not infinite."""
    median, late = np.percentile(taken, [50, 99])
    mean = fmean(taken)
    figures = (mean, median, late, max(taken))
    row = f"{name:24} {place!s:>10} {len(taken):5} " + " ".join(f"{figure:9.2f}" for figure in figures)
    goals = (("mean", mean, mean_goal), ("99 %", float(late), late_goal))
    verdicts = [f"{what} <= {goal:g}: {'met' if is_ <= goal else 'MISSED'}" for what, is_, goal in goals if goal < inf]
    return f"{row}  {', '.join(verdicts)}".rstrip()


def available(names: Sequence[str]) -> Iterator[str]:
    """Yield those of these samplers that can be measured here, and say which cannot."""
    for name in names:
        if name in THEIRS and find_spec("optuna") is None:
            print(f"{name}: Optuna is not installed here; to have it beside ours: {INSTALL}")
        elif name == "optuna-gp" and find_spec("torch") is None:
            print(f"{name}: torch, which it needs, is not installed here; {INSTALL}")
        elif name in THEIRS or name in SAMPLERS:
            yield name
        else:
            print(f"{name}: there is no such sampler")


def print_tables(names: Sequence[str], options: argparse.Namespace) -> None:
    """Measure and print both tables, a row as soon as it is known."""
    seeds = range(options.seeds)
    head = f"{'asked':>5} " + " ".join(f"{each:>9}" for each in ("mean", "median", "99 %", "slowest"))
    marks = tuple(mark for mark in MARKS if mark <= options.most)
    print(f"\n{'sampler, 13 parameters':24} {'trials':>10} {head}")
    for name in names:
        jobs = [Job(name, 13, marks, seed, options.asked, options.patience) for seed in seeds]
        found = measured(jobs)
        for mark, taken in found.items():
            print(line(name, mark, taken, inf if name in THEIRS else MEAN_GOALS.get(mark, inf)), flush=True)
        left_out = [f"{mark:,}" for mark in marks if mark not in found]
        if left_out:
            print(f"{name}: out of patience before {', '.join(left_out)} trials", flush=True)
    print(f"\n{f'sampler, {DIMS_MARK} trials':24} {'parameters':>10} {head}")
    for name in names:
        for n_dims in options.dims:
            jobs = [Job(name, n_dims, (DIMS_MARK,), seed, options.asked, options.patience) for seed in seeds]
            for taken in measured(jobs).values():
                print(line(name, n_dims, taken, late_goal=inf if name in THEIRS else LATE_GOAL), flush=True)


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--samplers", type=lambda text: text.split(","), default=[*OURS, *THEIRS])
    parser.add_argument("--most", type=int, default=10_000, help="trials of the last mark")
    parser.add_argument("--asked", type=int, default=40, help="suggestions that are timed after each mark")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--dims", type=lambda text: [int(n) for n in text.split(",") if n], default=list(DIMS))
    parser.add_argument("--patience", type=float, default=30.0, help="seconds for the suggestions around a mark")
    options = parser.parse_args()
    one_thread()
    print(
        f"Python {platform.python_version()}, {platform.platform()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"milliseconds of processor time, one thread, seeds 0 to {options.seeds - 1}")
    print_tables(list(available(options.samplers)), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
