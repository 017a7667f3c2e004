"""What does a trial cost beside the objective: ours and Optuna's, in one run.

Run `python benchmarks/overhead.py [--trials 200] [--rounds 3]`. The objective is a sum of squares over ten floats, the
sampler draws at random, so that what is measured is the keeping of books. Each case runs in a process of its own, the
cases take turns, and the median over the rounds counts: wall time, with processor time beside it, which a busy machine
inflates less. In memory five times as many trials are run. A first study of 20 trials, not counted, loads what is
loaded on first use. Files are made in the working folder: its disk is what is measured.

Without Optuna 5 our own figures stand alone; to have both, in an environment of its own:

    python -m venv /tmp/beside && /tmp/beside/bin/pip install . 'optuna>=5,<6'
    /tmp/beside/bin/python benchmarks/overhead.py

Optuna on SQLite is run as it comes, and as well as we know how to set it: write-ahead log, with a flush to the disk at
every commit (as durable as ours) and without (as ours with durability=process). Its journal file, which flushes too,
stands beside them. Optuna's log is off, and nothing of ours is shown either.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from os import fsync
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

N_FLOATS = 10
SEED = 7
WARM = 20
TIMES_MORE_IN_MEMORY = 5
INSTALL = "python -m venv /tmp/beside && /tmp/beside/bin/pip install . 'optuna>=5,<6'"

OURS = {"memory": None, "sqlite, power": "", "sqlite, process": "?durability=process"}
THEIRS = ("memory", "sqlite, as it comes", "sqlite, WAL, FULL", "sqlite, WAL, NORMAL", "journal file")
TARGETS = [
    ("memory", "memory", 1.0),
    ("sqlite, power", "sqlite, as it comes", 20.0),
    ("sqlite, process", "sqlite, as it comes", 30.0),
    ("sqlite, power", "sqlite, WAL, FULL", None),
    ("sqlite, process", "sqlite, WAL, NORMAL", None),
    ("sqlite, power", "journal file", None),
]


class Cost(NamedTuple):
    """What some work took: wall and processor time, in seconds or milliseconds."""

    wall: float
    cpu: float

    def per(self, n_trials: int) -> "Cost":
        """Return milliseconds per trial from seconds in all."""
        return Cost(1e3 * self.wall / n_trials, 1e3 * self.cpu / n_trials)


def seconds_of_ours(storage: str, folder: Path, n_trials: int) -> Cost:
    """Return the seconds that `n_trials` of tunewright take."""
    import tunewright as tw

    space = tw.Space({f"x{index}": tw.Float(-1.0, 1.0) for index in range(N_FLOATS)})

    def objective(trial: Any) -> float:
        return float(sum(trial.params[f"x{index}"] ** 2 for index in range(N_FLOATS)))

    def run(name: str, n: int) -> Cost:
        suffix = OURS[storage]
        url = None if suffix is None else f"sqlite:///{folder / 'ours.db'}{suffix}"
        study = tw.create_study(space, storage=url, name=name, sampler="random", baseline=False, seed=SEED)
        return timed(lambda: study.optimize(objective, n_trials=n, progress=False))

    run("warm", WARM)
    return run("counted", n_trials)


def seconds_of_theirs(storage: str, folder: Path, n_trials: int) -> Cost:
    """Return the seconds that `n_trials` of Optuna take."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    place = their_storage(storage, folder)

    def objective(trial: Any) -> float:
        return float(sum(trial.suggest_float(f"x{index}", -1.0, 1.0) ** 2 for index in range(N_FLOATS)))

    def run(name: str, n: int) -> Cost:
        sampler = optuna.samplers.RandomSampler(seed=SEED)
        study = optuna.create_study(storage=place, study_name=name, sampler=sampler)
        return timed(lambda: study.optimize(objective, n_trials=n))

    run("warm", WARM)
    return run("counted", n_trials)


def their_storage(storage: str, folder: Path) -> Any:
    """Return Optuna's storage of that name; None is memory."""
    import optuna

    if storage == "memory":
        return None
    if storage == "journal file":
        from optuna.storages.journal import JournalFileBackend

        return optuna.storages.JournalStorage(JournalFileBackend(str(folder / "theirs.log")))
    place = optuna.storages.RDBStorage(f"sqlite:///{folder / 'theirs.db'}")
    if storage != "sqlite, as it comes":
        set_pragmas(place.engine, storage.rpartition(" ")[2])
    return place


def set_pragmas(engine: Any, synchronous: str) -> None:
    """Give every connection of `engine` a write-ahead log."""
    from sqlalchemy import event

    def on_connect(connection: Any, record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")

    event.listen(engine, "connect", on_connect)
    engine.dispose()  # connections that are open already have the old settings


def timed(work: Callable[[], object]) -> Cost:
    """Return the seconds that `work` takes."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - start, time.process_time() - cpu)


def measured_case(case: str, n_trials: int) -> Cost:
    """Run one case, such as "ours: memory", in a process of its own and return milliseconds per trial."""
    command = [sys.executable, __file__, "--case", case, "--trials", str(n_trials)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def run_case(case: str, n_trials: int) -> Cost:
    """Run one case here and return milliseconds per trial."""
    who, _, storage = case.partition(": ")
    n = n_trials * TIMES_MORE_IN_MEMORY if storage == "memory" else n_trials
    with tempfile.TemporaryDirectory(dir=".") as folder:
        seconds = seconds_of_ours if who == "ours" else seconds_of_theirs
        return seconds(storage, Path(folder).absolute(), n).per(n)


def flush_milliseconds() -> float:
    """Return what one flush of a small file to this disk takes, the median of 50."""
    with tempfile.TemporaryFile(dir=".") as file:

        def flush() -> None:
            file.write(b"x" * 100)
            file.flush()
            fsync(file.fileno())

        return 1e3 * median(timed(flush).wall for _ in range(50))


def measured(n_trials: int, n_rounds: int, has_optuna: bool) -> dict[str, Cost]:
    """Return milliseconds per trial of each case, cases taking turns."""
    cases = [f"ours: {each}" for each in OURS] + [f"optuna: {each}" for each in THEIRS if has_optuna]
    costs: dict[str, list[Cost]] = {case: [] for case in cases}
    for _ in range(n_rounds):
        for case in cases:
            costs[case].append(measured_case(case, n_trials))
    return {case: Cost(*map(median, zip(*each, strict=True))) for case, each in costs.items()}


def print_ratios(costs: dict[str, Cost]) -> bool:
    """Print how many times faster ours is, and return whether every target is met."""
    is_met = True
    print(f"\n{'ours':18} {'Optuna':22} {'times faster':>12} {'(processor)':>12}  target")
    for ours, theirs, target in TARGETS:
        mine, other = costs[f"ours: {ours}"], costs[f"optuna: {theirs}"]
        ratio = other.wall / mine.wall
        verdict = "" if target is None else f"at least {target:g}: {'met' if ratio >= target else 'MISSED'}"
        is_met &= target is None or ratio >= target
        print(f"{ours:18} {theirs:22} {ratio:12.1f} {other.cpu / mine.cpu:12.1f}  {verdict}".rstrip())
    return is_met


def main() -> int:
    """Measure all and print a table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        print(json.dumps(run_case(options.case, options.trials)))
        return 0
    has_optuna = find_spec("optuna") is not None
    costs = measured(options.trials, options.rounds, has_optuna)
    print(f"{options.trials} trials of {N_FLOATS} floats, median of {options.rounds} rounds, seed {SEED}")
    print(
        f"Python {platform.python_version()}, {platform.system()}, one flush to the disk {flush_milliseconds():.2f} ms"
    )
    print(f"\n{'case':32} {'ms a trial':>10} {'processor':>10}")
    for case, each in costs.items():
        print(f"{case:32} {each.wall:10.3f} {each.cpu:10.3f}")
    if not has_optuna:
        print(f"\nOptuna is not installed here, so there are no ratios. To have them: {INSTALL}")
        return 0
    return 0 if print_ratios(costs) else 1


if __name__ == "__main__":
    sys.exit(main())
