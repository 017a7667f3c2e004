"""One run: a sampler on a problem with a seed, trial after trial, and what is written down of it.

At each trial counts the true loss of the configuration with the lowest *observed* loss so far: what its user would
take home. Without noise that is the lowest loss. The noise of a trial depends on problem, seed and number of the trial
alone, so that all samplers have the same luck.
"""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.asker import Asker, Plan
from benchmarks.quality.one_thread import one_thread
from benchmarks.quality.references import goal
from benchmarks.quality.samplers import asker
from benchmarks.quality.splits import case_named
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
        n_trials: how many, all in turn.
        noise: standard deviation of what is added to the loss before the sampler sees it, as a share of the way from
            the best known to a median random configuration.
    """

    sampler: str
    case: str
    seed: int
    n_trials: int
    noise: float


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a job.

    Attributes:
        job: what was run.
        curve: the true loss of the best observed configuration after each trial.
        seconds: processor time of asking and telling, for each trial, with child processes.
    """

    job: Job
    curve: tuple[float, ...]
    seconds: tuple[float, ...]


def perform(job: Job) -> Run:
    """Run a job."""
    case = case_named(job.case)
    sampler = asker(job.sampler, Plan(case.space, job.seed, job.n_trials, is_noisy=job.noise > 0))
    noise = noise_of(job)
    true, seconds = [], []
    for number in range(job.n_trials):
        began = spent(sampler)
        params = sampler.ask()
        asked = spent(sampler)
        if number == 0:
            check_first(case.space, params)
        true.append(case.loss(params))
        told = spent(sampler)
        sampler.tell(params, true[-1] + noise[number])
        seconds.append(asked - began + spent(sampler) - told)
    close(sampler)
    return Run(job, curve_of(np.array(true), np.array(true) + noise), tuple(np.round(seconds, 5).tolist()))


def noise_of(job: Job) -> NDArray[np.float64]:
    """Return what is added to each loss."""
    if not job.noise:
        return np.zeros(job.n_trials)
    best, median = goal(job.case, None)
    luck = np.random.default_rng([job.seed, crc32(job.case.encode())]).normal(size=job.n_trials)
    return job.noise * (median - best) * luck


def spent(sampler: Asker) -> float:
    """Return the processor time so far, here and in the sampler's children, in seconds."""
    return time.process_time() + sampler.child_seconds


def close(sampler: Asker) -> None:
    """End the child process of a sampler that has one."""
    with suppress(AttributeError):
        sampler.close()  # type: ignore[attr-defined]  # only children have it


def check_first(space: Space, params: Params) -> None:
    """Raise RuntimeError unless the first trial is the one that everybody starts with."""
    first, default = space.encode(params), space.encode(space.defaults())
    if not np.allclose(first, default, atol=SAME, equal_nan=True):
        raise RuntimeError(f"the first trial must be the defaults {space.defaults()}, got {params}")


def curve_of(true: NDArray[np.float64], observed: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the true loss of the best observed trial so far, at each trial."""
    best, curve = 0, []
    for number, loss in enumerate(observed):
        best = number if loss < observed[best] else best
        curve.append(float(true[best]))
    return tuple(curve)


def jobs_of(samplers: Iterable[str], names: Iterable[str], seeds: int, n_trials: int, noise: float) -> list[Job]:
    """Return every combination, seed by seed, so that a run that is stopped has compared all samplers alike."""
    return [Job(sampler, name, seed, n_trials, noise) for seed, name, sampler in product(range(seeds), names, samplers)]


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
