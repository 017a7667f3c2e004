"""What a person reads before and after the search."""

import sys
from collections.abc import Mapping

from tunewright.cli.job.conclude import Conclusion
from tunewright.cli.job.next_steps import next_steps
from tunewright.cli.job.plan import Plan
from tunewright.cli.screen import describe
from tunewright.cli.tables import Column, write_table
from tunewright.space.values import Json
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

N_SHOWN = 5
MOST_FINDINGS = 4
COLOURS = {"real": "bold green", "not shown": "bold yellow", "worse": "bold red"}
WORDS = {"real": "REAL GAIN", "not shown": "GAIN NOT SHOWN", "worse": "WORSE THAN THE DEFAULT"}


def write_heading(plan: Plan, study: Study) -> None:
    """Print what is going to be done, the metric in the first line."""
    request = plan.request
    rows = f"{len(plan.everything.y)} rows, {plan.everything.X.shape[1]} columns"
    _print(f"{request.data.name}: {rows}; {plan.task.reason}; metric {plan.metric.name} (higher is better)", "bold")
    held_out = f"{len(plan.holdout.y)} rows held out for the verdict" if plan.holdout is not None else "no hold-out"
    _print(f"{', '.join(each.name for each in plan.entries)}; {len(plan.folds)} folds, {plan.split}; {held_out}")
    for note in plan.notes:
        _print(f"  {note}", "dim")
    done = sum(trial.state.is_finished for trial in study.trials)
    if done:
        _print(f"going on with study {study.name!r}: {done} trials are done")
    _print("")


def write_summary(plan: Plan, conclusion: Conclusion, result: Mapping[str, Json], files: Mapping[str, str]) -> None:
    """Print the best trials, the verdict, the diagnosis, what to do next, and the files written."""
    quiet = plan.request.quiet
    if not quiet:
        _write_best(conclusion)
    answer = conclusion.assessment.answer
    _print(WORDS[answer], COLOURS[answer])
    _print(conclusion.assessment.sentence)
    _print(f"chosen: {describe(conclusion.chosen.params)}")
    if quiet:
        return
    _print("")
    for finding in conclusion.findings[:MOST_FINDINGS]:
        _print(f"{finding.severity}: {finding.sentence}")
    for step in next_steps(result):
        _print(f"next: {step}")
    for label, path in files.items():
        _print(f"{label} written to {path}")
    _print(f"{result['n_trials']} trials in {result['seconds']:.0f} s; {result['stop_reason']}", "dim")


def _write_best(conclusion: Conclusion) -> None:
    complete = [trial for trial in conclusion.trials if trial.state is State.COMPLETE]
    best = sorted(complete, key=lambda trial: trial.value, reverse=True)[:N_SHOWN]
    default = conclusion.default
    shown = best if default is None or default in best else [*best, default]
    columns = [
        Column("trial", "right"),
        Column("score", "right"),
        Column("± error", "right"),
        Column("training", "right"),
        Column("seconds", "right"),
        Column("configuration"),
    ]
    write_table(columns, [_row(trial) for trial in shown], title="The best trials")


def _row(trial: Trial) -> list[str]:
    metrics = trial.metrics
    mark = "   (default)" if trial.tags.get("baseline") else ""
    return [
        str(trial.number),
        f"{trial.value:.4f}",
        f"{metrics.get('valid_se', float('nan')):.4f}",
        f"{metrics.get('train_score', float('nan')):.4f}",
        f"{trial.usage.seconds:.2f}",
        describe(trial.params) + mark,
    ]


def _print(text: str, style: str = "") -> None:
    """Print a line, coloured on a terminal, never taken for markup and never broken in a file."""
    from rich.console import Console
    from rich.text import Text

    Console(soft_wrap=not sys.stdout.isatty()).print(Text(text, style=style))
