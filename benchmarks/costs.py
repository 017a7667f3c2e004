"""What our own work costs beside a trial: a suggestion, a diagnosis, a verdict's draws, a fold, a task.

Run `python benchmarks/costs.py [--rounds 7]`. Each row has a yardstick, and the ratio to it: a suggestion and a
diagnosis after ten times fewer trials (10 is as many times the work as trials, 1 is no more work at all); draws that
the same metric scores one by one; a trial's bare fits and predictions; the measuring of a task. Work and yardstick take
turns, and the medians of their processor time count, which a busy machine inflates less than time on the clock.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from tunewright.analysis.diagnose import diagnose
from tunewright.evaluation.cross_validation import CrossValidation
from tunewright.evaluation.metric import metric_by_name
from tunewright.evaluation.resampling import resampled_scores
from tunewright.evaluation.splits import Splitter
from tunewright.evaluation.task import Task
from tunewright.execution.inline import InlineBackend
from tunewright.measure.meter import Meter
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

SEED = 7
SPACE = Space({f"x{index}": Float(0.0, 1.0) for index in range(5)})
N_TRIALS = 5000
N_MODELS, N_ROWS, N_DRAWS, DRAWS_ONE_BY_ONE = 100, 1000, 500, 2
LONG_ENOUGH = 0.02
"""Seconds of work that are measured together, since a clock of processor time is coarse."""

Work = Callable[[], object]


class Case(NamedTuple):
    """What is measured, and beside what; `times` is how many of the yardstick make up one."""

    name: str
    work: Work
    yardstick: str
    measure: Work
    times: float = 1.0


class Unpruned:
    """A live trial that nobody listens to."""

    params: Mapping[str, Any] = MappingProxyType({"max_depth": 1})

    def report(self, value: float, step: int = 0, *, fold: int = -1, metric: str = "") -> None:
        """Forget the value."""

    def should_prune(self) -> bool:
        """Never stop."""
        return False

    def keep(self, name: str, array: Any) -> None:
        """Forget the array."""


def trials(n: int) -> list[Trial]:
    """Return `n` trials with five folds each, the first of them the baseline."""
    rng = np.random.default_rng(SEED)
    units, scores = SPACE.sample(rng, n), rng.normal(size=(n, 5))
    return [
        Trial(
            number,
            State.COMPLETE,
            SPACE.decode(unit),
            (float(folds.mean()),),
            reports=tuple(
                Report(metric, 0, fold, float(score) + shift)
                for metric, shift in (("", 0.0), ("train_score", 0.1))
                for fold, score in enumerate(folds)
            ),
            tags={"baseline": True} if number == 0 else {},
            usage=Usage(1.0, 1.0, 1e8),
        )
        for number, (unit, folds) in enumerate(zip(units, scores, strict=True))
    ]


def suggestion() -> Case:
    """Return TPE's next proposal after many trials and after a tenth of them."""

    def after(n: int) -> Work:
        history, rng = History(SPACE), np.random.default_rng(SEED)
        for trial in trials(n):
            history.put(trial, trial.values)
        return lambda: TpeSampler().suggest(Problem(SPACE), history, [], rng)

    return Case(f"TPE after {N_TRIALS} trials", after(N_TRIALS), f"after {N_TRIALS // 10}", after(N_TRIALS // 10))


def diagnosis() -> Case:
    """Return all findings on many trials and on a tenth of them."""
    ran = trials(N_TRIALS)
    few = ran[: N_TRIALS // 10]
    return Case(
        f"findings on {N_TRIALS} trials",
        lambda: diagnose(SPACE, ran, direction="maximize"),
        f"on {len(few)}",
        lambda: diagnose(SPACE, few, direction="maximize"),
    )


def draws(name: str) -> Case:
    """Return bootstrap scores of many models on all draws at once, and on a few draws of one model, one by one."""
    rng = np.random.default_rng(SEED)
    metric = metric_by_name(name, Task("classification", (0, 1)), True)
    y = np.arange(N_ROWS) % 2
    predictions = list(rng.random((N_MODELS, N_ROWS, 2)) if metric.needs == "proba" else rng.random((N_MODELS, N_ROWS)))
    if metric.needs == "predict":
        predictions = [each.round() for each in predictions]
    counts = rng.multinomial(N_ROWS, np.full(N_ROWS, 1 / N_ROWS), size=N_DRAWS)
    rows = [np.repeat(np.arange(N_ROWS), count) for count in counts[:DRAWS_ONE_BY_ONE]]
    return Case(
        f"{name}, {N_DRAWS} draws of {N_MODELS} models",
        lambda: resampled_scores(metric, y, predictions)(counts),
        "one by one",
        lambda: [metric.score(y[each], predictions[0][each]) for each in rows],
        N_DRAWS * N_MODELS / DRAWS_ONE_BY_ONE,
    )


def folds() -> Case:
    """Return a trial of the smallest tree in cross-validation, and its bare fits and predictions."""
    rng = np.random.default_rng(SEED)
    X, y = rng.normal(size=(N_ROWS, 5)), np.arange(N_ROWS) % 2
    splits = Splitter(y, True).folds(5)
    metric = metric_by_name("accuracy", Task("classification", (0, 1)), True)

    def build(params: Any, seed: int) -> Any:
        return DecisionTreeClassifier(random_state=seed, **params)

    def bare() -> None:
        for seed, fold in enumerate(splits):
            model = build(Unpruned.params, seed).fit(X[fold.train], y[fold.train])
            for part in (fold.valid, fold.train):
                model.predict(X[part])

    ours = CrossValidation(X, y, splits, build, metric)
    return Case("trial of 5 folds, stump", lambda: ours(Unpruned()), "fits and predictions", bare)


def task() -> Case:
    """Return a task that does nothing, inline, and the measuring of it alone."""
    backend, meter = InlineBackend(lambda task, ask: 0.0, lambda key, message: None), Meter()

    def perform() -> None:
        backend.start(0, None)
        backend.wait(0)

    def measure() -> None:
        meter.start()
        meter.stop()

    return Case("inline task that does nothing", perform, "its measuring alone", measure)


def cases() -> Iterator[Case]:
    """Yield what is measured."""
    yield suggestion()
    yield diagnosis()
    yield from map(draws, ("accuracy", "neg_log_loss", "roc_auc"))
    yield folds()
    yield task()


def milliseconds(work: Work) -> float:
    """Return the processor time of `work`, run as often as makes it long enough to be measured."""
    n, began = 0, time.process_time()
    while not n or time.process_time() - began < LONG_ENOUGH:
        work()
        n += 1
    return 1e3 * (time.process_time() - began) / n


def medians(case: Case, n_rounds: int) -> tuple[float, float]:
    """Return milliseconds of the work and of its yardstick, taking turns; the first round, which loads, is left out."""
    rounds = [(milliseconds(case.work), milliseconds(case.measure)) for _ in range(n_rounds + 1)][1:]
    return median(mine for mine, _ in rounds), case.times * median(other for _, other in rounds)


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {platform.platform()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"median of {options.rounds} rounds, seed {SEED}, milliseconds of processor time")
    print(f"\n{'work':44} {'ms':>10}  {'yardstick':22} {'ms':>10} {'ratio':>8}")
    for case in cases():
        mine, other = medians(case, options.rounds)
        print(f"{case.name:44} {mine:10.3f}  {case.yardstick:22} {other:10.3f} {mine / other:8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
