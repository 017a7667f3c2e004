"""One run: a sampler on a problem with a seed, trial after trial, and what is written down of it.

At each trial counts the true loss of the configuration that its user would take home: the one with the lowest mean of
what was *observed* of it, since some samplers run a configuration more than once. Without noise that is the lowest
loss. Trials count in the order in which they end.
"""

import json
import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.asker import Asker, Plan, Seen
from benchmarks.quality.case import Case
from benchmarks.quality.noise import fold_noise
from benchmarks.quality.one_thread import one_thread
from benchmarks.quality.peers.child import Child
from benchmarks.quality.samplers import asker
from benchmarks.quality.splits import case_named
from benchmarks.quality.workers import durations, events
from tunewright.space.space import Space
from tunewright.space.values import Params

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Job:
    """What is run, and what tells one run from another.

    Attributes:
        sampler: its name.
        case: the problem's name.
        seed: of the sampler and of the noise.
        n_trials: how many.
        noise: standard deviation of what is added to the loss before the sampler sees it, as `noise.py` has it.
        pending: how many trials run at a time; 1 is one after the other.
    """

    sampler: str
    case: str
    seed: int
    n_trials: int
    noise: float
    pending: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a job.

    Attributes:
        job: what was run.
        curve: the true loss of what would be taken home after each trial that ended.
        seconds: processor time of asking and telling, for each trial by its number, with child processes.
    """

    job: Job
    curve: tuple[float, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A trial that has ended: which configuration it was, by its key, what was observed of it, and the truth."""

    key: Hashable
    observed: float
    true: float


def perform(job: Job) -> Run:
    """Run a job."""
    case = case_named(job.case)
    sampler = asker(job.sampler, Plan(case.space, job.seed, job.n_trials, job.noise > 0, job.pending))
    try:
        return driven(sampler, case, job)
    finally:
        if isinstance(sampler, Child):
            sampler.close()


def driven(sampler: Asker, case: Case, job: Job) -> Run:
    """Ask and tell until all trials have ended."""
    added = fold_noise(job.case, job.seed, job.noise, job.n_trials) if job.noise else np.empty((job.n_trials, 0))
    running: dict[int, Params] = {}
    ended: list[Ended] = []
    seconds = np.zeros(job.n_trials)
    for event, number in events(durations(job.case, job.seed, job.n_trials), job.pending):
        began = spent(sampler)
        if event == "begins":
            running[number] = sampler.ask(number)
        else:
            params = running.pop(number)
            true = case.loss(params)
            seen = seen_of(true, added[number])
            ended.append(Ended(case.space.key(params), seen.loss, true))
            began = spent(sampler)
            sampler.tell(number, seen)
        seconds[number] += spent(sampler) - began
        if event == "begins" and number == 0:
            check_first(case.space, running[0])
    return Run(job, curve_of(ended), tuple(np.round(seconds, 5).tolist()))


def seen_of(true: float, added: NDArray[np.float64]) -> Seen:
    """Return what is seen of a loss with this noise in each fold, or of one without folds."""
    folds = true + added
    return Seen(float(folds.mean()), tuple(folds.tolist())) if folds.size else Seen(true)


def spent(sampler: Asker) -> float:
    """Return the processor time so far, here and in the sampler's children, in seconds."""
    return time.process_time() + sampler.child_seconds


def check_first(space: Space, params: Params) -> None:
    """Raise RuntimeError unless the first trial is the one that everybody starts with."""
    first, default = space.encode(params), space.encode(space.defaults())
    if not np.allclose(first, default, atol=SAME, equal_nan=True):
        raise RuntimeError(f"the first trial must be the defaults {space.defaults()}, got {params}")


def curve_of(ended: Iterable[Ended]) -> tuple[float, ...]:
    """Return the true loss of the configuration with the lowest mean observed so far, at each trial."""
    observed: dict[Hashable, list[float]] = {}
    means: dict[Hashable, float] = {}
    true: dict[Hashable, float] = {}
    curve = []
    for trial in ended:
        observed.setdefault(trial.key, []).append(trial.observed)
        means[trial.key] = fmean(observed[trial.key])
        true[trial.key] = trial.true
        curve.append(true[min(means, key=means.__getitem__)])
    return tuple(curve)


def jobs_of(
    samplers: Iterable[str], names: Iterable[str], seeds: int, *, n_trials: int, noise: float, pending: int
) -> list[Job]:
    """Return every combination, seed by seed, so that a run that is stopped has compared all samplers alike."""
    return [
        Job(sampler, name, seed, n_trials, noise, pending)
        for seed, name, sampler in product(range(seeds), names, samplers)
    ]


def perform_all(jobs: Sequence[Job], file: Path, n_processes: int) -> Iterator[Run]:
    """Run what `file` does not have yet, append each run as it ends, and yield it.

    Raises:
        ExceptionGroup: when all the others are through, if runs have failed.
    """
    mend(file)
    done, failures = {run.job for run in read(file)}, []
    one_thread()
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(perform, job) for job in jobs if job not in done]
        for ended in as_completed(waiting):
            failure = ended.exception()
            if isinstance(failure, Exception):
                failures.append(failure)
                continue
            append(ended.result(), file)
            yield ended.result()
    if failures:
        raise ExceptionGroup(f"{len(failures)} runs failed; those of {file.name} stand", failures)


def mend(file: Path) -> None:
    """End a last line that was cut off, so that the next one stands alone."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if text and not text.endswith("\n"):
        file.write_text(text + "\n", encoding="utf-8")


def append(run: Run, file: Path) -> None:
    """Write a run at the end of `file`."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({**asdict(run.job), "curve": run.curve, "seconds": run.seconds}) + "\n")


def read(file: Path) -> list[Run]:
    """Return the runs that are in `file`; none if there is no file. A last line that was cut off is passed over."""
    runs = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        with suppress(json.JSONDecodeError):
            form = json.loads(line)
            curve, seconds = tuple(form.pop("curve")), tuple(form.pop("seconds"))
            runs.append(Run(Job(**form), curve, seconds))
    return runs
