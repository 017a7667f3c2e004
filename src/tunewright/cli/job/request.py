"""What a person asked `tune` for, checked as far as it can be without reading the table."""

import os
import time
from dataclasses import dataclass
from math import inf, isnan
from pathlib import Path

from tunewright.cli.different_files import check_different, storage_file
from tunewright.cli.whole_file import check_writable
from tunewright.execution.limits import Limits

MOMENT = 0.001
SHARE_OF_ONE_TRIAL = 0.2
SHARE_KEPT_BACK = 0.08
LEAST_KEPT_BACK = 3.0
MOST_KEPT_BACK = 120.0
DEFAULT_TIMEOUT = 120.0
MOST_SEED = 2**32 - 1  # what NumPy's older generators, and so scikit-learn's models, take
JOBS_PER_CORE = 16  # every job is a process with its own Python; more of them would fill the memory, not save time


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `tune`, as given.

    Attributes:
        started: when the process began, in seconds of `time.monotonic`.
        timeout: wall seconds from the start of the process to the last file written, or None.
        n_trials: trials of the whole study, those of earlier runs included, or None.
        The others are named as their options.
    """

    data: Path
    target: str
    started: float
    models: tuple[str, ...] = ("svm", "tree", "neural-network")
    timeout: float | None = None
    n_trials: int | None = None
    n_jobs: int = 1
    seed: int = 0
    metric: str | None = None
    cv: int = 5
    holdout: float = 0.2
    limit_seconds: float | None = None
    limit_memory: str | None = None
    storage: str | None = None
    name: str | None = None
    save_model: Path | None = None
    json: Path | None = None
    report: Path | None = None
    sampler: str = "auto"
    task: str | None = None
    drop: tuple[str, ...] = ()
    group: str | None = None
    time: str | None = None
    weight: str | None = None
    positive: str | None = None
    space: Path | None = None
    sets: tuple[str, ...] = ()
    target_score: float | None = None
    patience: int | None = None
    quiet: bool = False

    def check(self) -> None:
        """Raise an error for what cannot work, before anything is run.

        Raises:
            ValueError: naming the option, its value and what to do.
        """
        lowest = {
            "--timeout": (self.timeout, MOMENT, "seconds"),
            "--limit-seconds": (self.limit_seconds, MOMENT, "seconds"),
            "--n-trials": (self.n_trials, 1, "trials"),
            "--patience": (self.patience, 1, "trials"),
            "--seed": (self.seed, 0, "(a whole number)"),
        }
        for option, (value, least, what) in lowest.items():
            if value is not None and not least <= value < inf:
                raise ValueError(
                    f"{option} must be {least:g} or more {what}, got {value:g}; leave it out for the default"
                )
        if self.seed > MOST_SEED:
            raise ValueError(f"--seed must be {MOST_SEED} or less, got {self.seed}")
        if self.target_score is not None and isnan(self.target_score):
            raise ValueError("--target-score must be a number, got nan; leave it out to search on")
        if self.task not in {None, "classification", "regression"}:
            raise ValueError(f"--task must be classification or regression, got {self.task!r}")
        _check_jobs(self.n_jobs)
        _check_memory(self.limit_memory)
        self._check_columns()
        self._check_files()

    def _check_files(self) -> None:
        """Raise an error if a file cannot be written, or would be written over another."""
        written = {"--save-model": self.save_model, "--json": self.json, "--report": self.report}
        check_different({"DATA": self.data, "--space": self.space, "--storage": storage_file(self.storage)}, written)
        for option, path in written.items():
            if path is not None:
                check_writable(option, path)

    def _check_columns(self) -> None:
        """Raise an error if a column is given two parts."""
        parts = {"--target": self.target, "--group": self.group, "--time": self.time, "--weight": self.weight}
        parts["--drop"] = self.target if self.target in self.drop else None
        first: dict[str, str] = {}
        for option, name in parts.items():
            if name is not None and first.setdefault(name, option) != option:
                raise ValueError(f"{first[name]} and {option} both name the column {name!r}; take different ones")

    @property
    def study_name(self) -> str:
        """The study's name: as given, else the table's and the target's."""
        return self.name or f"{self.data.name.split('.')[0]}-{self.target}"

    @property
    def time_in_all(self) -> float | None:
        """Seconds for everything, or None if trials alone are counted; two minutes if nothing was said."""
        return DEFAULT_TIMEOUT if self.timeout is None and self.n_trials is None else self.timeout

    @property
    def limits(self) -> Limits:
        """What one trial may take: a fifth of the time unless told otherwise."""
        total = self.time_in_all
        seconds = self.limit_seconds or (None if total is None else total * SHARE_OF_ONE_TRIAL)
        return Limits(seconds=seconds, memory=self.limit_memory)

    def seconds_left(self) -> float | None:
        """Return the seconds until everything must be written, or None for no limit."""
        return None if self.time_in_all is None else self.time_in_all - (time.monotonic() - self.started)

    def seconds_to_search(self) -> float | None:
        """Return the seconds that the search may take from now on: a part is kept back for verdict, refit and files."""
        left = self.seconds_left()
        if left is None or self.time_in_all is None:
            return None
        return max(0.1, left - self.kept_back)

    @property
    def kept_back(self) -> float:
        """Seconds kept back at the end, whatever the models cost; `Reserve` keeps back more where they are slow."""
        return min(max(SHARE_KEPT_BACK * (self.time_in_all or 0.0), LEAST_KEPT_BACK), MOST_KEPT_BACK)


def _check_jobs(n_jobs: int) -> None:
    if n_jobs == 0 or n_jobs < -1:
        raise ValueError(f"--n-jobs must be 1 or more, or -1 for one per core, got {n_jobs}")
    most = JOBS_PER_CORE * (os.cpu_count() or 1)
    if n_jobs > most:
        raise ValueError(f"--n-jobs must be {most} or less on this machine, got {n_jobs}; -1 is one per core")


def _check_memory(limit: str | None) -> None:
    try:
        Limits(memory=limit)
    except ValueError as error:
        raise ValueError(f"--limit-memory: {error}") from error
