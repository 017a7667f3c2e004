"""Runs of samplers on problems with several losses, or with constraints: ours and Optuna's, trial after trial.

Everybody starts with the defaults, and is told losses and values of constraints as a user would return them. Each run
is appended to a file as one JSON line when it ends, and runs that are in the file are not repeated.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from benchmarks.quality.dims import Dim, dims_of
from benchmarks.quality.one_thread import one_thread
from tunewright.samplers.by_name import sampler_from
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Outcome: TypeAlias = tuple[list[float], list[float]]
Evaluate: TypeAlias = Callable[[Params], Outcome]
PEERS: Mapping[str, Callable[[Any, Any, int], Any]] = {
    "optuna-tpe": lambda samplers, rule, seed: samplers.TPESampler(seed=seed, constraints_func=rule),
    "optuna-gp": lambda samplers, rule, seed: samplers.GPSampler(
        seed=seed, deterministic_objective=True, constraints_func=rule
    ),
    "optuna-nsga2": lambda samplers, rule, seed: samplers.NSGAIISampler(seed=seed, constraints_func=rule),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A problem to run samplers on.

    Attributes:
        space: its defaults are the first trial.
        evaluate: of params, the losses and the values of the constraints, which are met where 0 or less.
        n_losses: how many losses there are.
    """

    space: Space
    evaluate: Evaluate
    n_losses: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """What is run: sampler and problem by name, the seed, and the number of trials."""

    sampler: str
    problem: str
    seed: int
    n_trials: int


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a job: losses and constraints of each trial, and milliseconds of processor time a suggestion."""

    job: Job
    losses: list[list[float]]
    constraints: list[list[float]]
    milliseconds: float


def perform(job: Job, task_named: Callable[[str], Task]) -> Run:
    """Run a job."""
    task, begun = task_named(job.problem), time.process_time()
    outcomes, elsewhere = (theirs if job.sampler in PEERS else ours)(job, task)
    spent = time.process_time() - begun - elsewhere
    losses, constraints = [each for each, _ in outcomes], [each for _, each in outcomes]
    return Run(job, losses, constraints, 1000 * spent / job.n_trials)


def ours(job: Job, task: Task) -> tuple[list[Outcome], float]:
    """Return the outcomes of one of our samplers, and the processor time of the evaluations.

    A name that ends in ":labels" is that sampler, told of a violation only that there is one.
    """
    name, _, labels = job.sampler.partition(":")
    sampler, rng = sampler_from(name), np.random.default_rng(job.seed)
    objectives = tuple(f"loss{index}" for index in range(task.n_losses))
    problem, history = Problem(task.space, objectives, job.n_trials), History(task.space, task.n_losses)
    outcomes, elsewhere, asked = [], 0.0, Suggestion(task.space.defaults())
    for number in range(job.n_trials):
        if number:
            asked = sampler.suggest(problem, history, [], rng)[0]
        before = time.process_time()
        losses, values = task.evaluate(asked.params)
        elsewhere += time.process_time() - before
        outcomes.append((losses, values))
        told = [1.0 if max(values) > 0 else -1.0] if labels else values
        constraints = {f"c{index}": value for index, value in enumerate(told)}
        history.put(Trial(number, State.COMPLETE, asked.params, constraints=constraints, tags=asked.tags), losses)
    return outcomes, elsewhere


def theirs(job: Job, task: Task) -> tuple[list[Outcome], float]:
    """Return the outcomes of one of Optuna's samplers, and the processor time of the evaluations."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    dims, defaults = dims_of(task.space), task.space.defaults()
    rule = (lambda trial: trial.user_attrs["constraints"]) if task.evaluate(defaults)[1] else None
    sampler = PEERS[job.sampler](optuna.samplers, rule, job.seed)
    study = optuna.create_study(sampler=sampler, directions=["minimize"] * task.n_losses)
    study.enqueue_trial(dict(defaults))
    outcomes, elsewhere = [], 0.0
    for _ in range(job.n_trials):
        trial, params = study.ask(), dict[str, Json]()
        for dim in dims:
            if dim.is_active(params):
                params[dim.name] = _suggested(trial, dim)
        before = time.process_time()
        outcomes.append(task.evaluate(params))
        elsewhere += time.process_time() - before
        trial.set_user_attr("constraints", outcomes[-1][1])
        study.tell(trial, outcomes[-1][0])
    return outcomes, elsewhere


def _suggested(trial: Any, dim: Dim) -> Json:
    if dim.kind == "float":
        return trial.suggest_float(dim.name, *dim.bounds, log=dim.log)
    if dim.kind == "int":
        return trial.suggest_int(dim.name, *dim.bounds, log=dim.log)
    return trial.suggest_categorical(dim.name, dim.choices)


def perform_all(jobs: Iterable[Job], task_named: Callable[[str], Task], file: Path, n_processes: int) -> Iterator[Run]:
    """Run what `file` does not have yet, append each run as it ends, and yield it."""
    done = {run.job for run in read(file)}
    one_thread()
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        for ended in as_completed([pool.submit(perform, job, task_named) for job in jobs if job not in done]):
            run = ended.result()
            with file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(run)) + "\n")
            yield run


def read(file: Path) -> list[Run]:
    """Return the runs that are in `file`; none if there is no file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [Run(**{**form, "job": Job(**form["job"])}) for form in map(json.loads, lines)]
