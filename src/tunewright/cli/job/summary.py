"""What a person reads before and after the search."""

import shlex
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence

from tunewright.analysis.verdict_words import beneath_the_answer
from tunewright.cli.job.conclude import Conclusion
from tunewright.cli.job.next_steps import next_steps
from tunewright.cli.job.plan import Plan
from tunewright.cli.screen import counted, describe
from tunewright.cli.tables import Column, write_table
from tunewright.space.values import Json
from tunewright.study.loop import ALL_RUN, ALL_TRIED, INTERRUPTED, TIME_OVER
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

N_SHOWN = 5
MOST_FINDINGS = 4
COLOURS = {"real": "bold green", "not shown": "bold yellow", "worse": "bold red"}
FINDING_COLOURS = {"problem": "red", "warning": "yellow", "info": ""}
ENDINGS = {
    ALL_RUN: "all trials have been run",
    ALL_TRIED: "every configuration was tried",
    INTERRUPTED: "you stopped it",
    TIME_OVER: "the time was up",
}
WORDS = {"real": "REAL GAIN", "not shown": "GAIN NOT SHOWN", "worse": "WORSE THAN THE DEFAULT"}


def write_heading(plan: Plan, study: Study) -> None:
    """Print what is going to be done, the metric in the first line."""
    request = plan.request
    rows = f"{len(plan.everything.y)} rows, {counted(plan.everything.X.shape[1], 'column')}"
    _print(f"{request.data.name}: {rows}; {plan.task.reason}; metric {plan.metric.name} (higher is better)", "bold")
    held_out = f"{len(plan.holdout.y)} rows held out for the verdict" if plan.holdout is not None else "no hold-out"
    _print(f"{', '.join(each.name for each in plan.entries)}; {len(plan.folds)} folds, {plan.split}; {held_out}")
    for note in plan.notes:
        _print(f"  {note}", "dim")
    _print(f"  sampler {study.sampler_reason}", "dim")
    _print(f"  {_where(plan, study)}", "dim")
    _print("")


def _where(plan: Plan, study: Study) -> str:
    """Return where the study is stored and whether it goes on."""
    if plan.request.storage is None:
        return "the study is kept in memory; --storage sqlite:///tuning.db keeps it, so that you can go on later"
    done = sum(trial.state.is_counted for trial in study.trials)
    is_new = not any(trial.attempts for trial in study.trials)
    begun = "is new" if is_new else f"goes on: {counted(done, 'trial')} done"
    return f"study {study.name!r} in {plan.request.storage} {begun}"


def write_summary(plan: Plan, conclusion: Conclusion, result: Mapping[str, Json], files: Mapping[str, str]) -> None:
    """Print the best trials, the verdict, the diagnosis, what to do next, and the files written."""
    quiet = plan.request.quiet
    if not quiet:
        _print(_ended(conclusion.trials, result, time.monotonic() - plan.request.started))
        _write_best(conclusion)
        _print("")
    answer = conclusion.assessment.answer
    _print(WORDS[answer], COLOURS[answer])
    _print(beneath_the_answer(conclusion.assessment.sentence))
    _print(f"Chosen: {describe(conclusion.chosen.params, None)}")
    if quiet:
        return
    _print("")
    for finding in conclusion.findings[:MOST_FINDINGS]:
        _print(f"{finding.severity}: {finding.sentence}", FINDING_COLOURS[finding.severity])
    for step in next_steps(result):
        _print(f"next: {step}")
    _print("")
    for label, path in files.items():
        _print(f"{label} written to {path}")
    if plan.request.storage:
        place = shlex.join(["--storage", plan.request.storage, "--name", plan.request.study_name])
        _print(f"every trial: tunewright study trials {place}", "dim")


def _ended(trials: Sequence[Trial], result: Mapping[str, Json], seconds: float) -> str:
    """Return how many trials there were, what became of them, and why there are no more."""
    states = Counter(str(trial.state) for trial in trials if trial.state.is_counted)
    became = ", ".join(f"{count} {state}" for state, count in states.most_common())
    reason = ENDINGS.get(result["stop_reason"], result["stop_reason"])
    return f"{counted(result['n_trials'], 'trial')} ({became}) in {seconds:.0f} s; ended because {reason}"


def _write_best(conclusion: Conclusion) -> None:
    complete = [trial for trial in conclusion.trials if trial.state is State.COMPLETE]
    best = sorted(complete, key=lambda trial: trial.value, reverse=True)[:N_SHOWN]
    default = conclusion.default
    shown = best if default is None or default in best else [*best, default]
    columns = [
        Column("trial", "right"),
        Column("score", "right"),
        Column("± error", "right", is_minor=True),
        Column("training", "right", is_minor=True),
        Column("seconds", "right", is_minor=True),
        Column("configuration"),
    ]
    write_table(columns, [_row(trial) for trial in shown], title="The best trials, by cross-validation")


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
