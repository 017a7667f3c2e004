"""`tunewright tune DATA --target COLUMN`: a better model than the defaults, with the reason to believe it."""

import shlex
import sys
import time
from pathlib import Path

import psutil
import typer

from tunewright.cli.job.request import Request

BUDGET = "How long it may take"
JUDGING = "How models are judged"
TABLE = "What the table holds"
SPACE = "What is searched, and how"
FILES = "What is kept and written"


# Longer than our functions may be: typer takes an option from a parameter, and nothing else is in it.
def tune(
    data: Path = typer.Argument(..., metavar="DATA", help="The table: CSV, TSV or Parquet."),
    target: str = typer.Option(..., "--target", metavar="COLUMN", help="The column to predict."),
    model: list[str] = typer.Option(
        ["svm", "tree", "neural-network"],
        "--model",
        metavar="NAME",
        help="A model to try, as often as you like: the model is then a hyperparameter too.",
    ),
    timeout: float | None = typer.Option(
        None,
        "--timeout",
        metavar="SECONDS",
        help="Wall time for everything, files included; 120 unless --n-trials is given.",
        rich_help_panel=BUDGET,
    ),
    n_trials: int | None = typer.Option(
        None, "--n-trials", metavar="N", help="Trials in all, those of earlier runs included.", rich_help_panel=BUDGET
    ),
    n_jobs: int = typer.Option(
        1, "--n-jobs", metavar="N", help="Trials that run at once; -1 for one per core.", rich_help_panel=BUDGET
    ),
    limit_seconds: float | None = typer.Option(
        None,
        "--limit-seconds",
        metavar="SECONDS",
        help="Wall time of one trial, which is killed then; a fifth of the timeout unless given.",
        rich_help_panel=BUDGET,
    ),
    limit_memory: str | None = typer.Option(
        None, "--limit-memory", metavar="SIZE", help="Memory of one trial, such as 2GB.", rich_help_panel=BUDGET
    ),
    target_score: float | None = typer.Option(
        None, "--target-score", metavar="SCORE", help="Stop when this score is reached.", rich_help_panel=BUDGET
    ),
    patience: int | None = typer.Option(
        None, "--patience", metavar="N", help="Stop after so many trials without improvement.", rich_help_panel=BUDGET
    ),
    metric: str | None = typer.Option(
        None,
        "--metric",
        metavar="NAME",
        help="Any scorer of scikit-learn, such as accuracy or roc_auc; a fitting one unless given.",
        rich_help_panel=JUDGING,
    ),
    cv: int = typer.Option(5, "--cv", metavar="K", help="Folds of cross-validation.", rich_help_panel=JUDGING),
    holdout: float = typer.Option(
        0.2,
        "--holdout",
        metavar="SHARE",
        help="Rows that the search never sees, for the verdict; 0 for none.",
        rich_help_panel=JUDGING,
    ),
    group: str | None = typer.Option(
        None,
        "--group",
        metavar="COLUMN",
        help="Rows with the same value stay together, as those of one patient.",
        rich_help_panel=JUDGING,
    ),
    time_column: str | None = typer.Option(
        None, "--time", metavar="COLUMN", help="Validate on later rows only, ordered by this.", rich_help_panel=JUDGING
    ),
    seed: int = typer.Option(
        0, "--seed", metavar="N", help="Of the splits, the search and the models.", rich_help_panel=JUDGING
    ),
    task: str | None = typer.Option(
        None,
        "--task",
        metavar="KIND",
        help="classification or regression; found out unless given.",
        rich_help_panel=TABLE,
    ),
    drop: list[str] = typer.Option(
        [], "--drop", metavar="COLUMN", help="A column to leave out, as often as you like.", rich_help_panel=TABLE
    ),
    weight: str | None = typer.Option(
        None, "--weight", metavar="COLUMN", help="The weight of each row.", rich_help_panel=TABLE
    ),
    positive: str | None = typer.Option(
        None, "--positive", metavar="LABEL", help="Which of two classes is the positive one.", rich_help_panel=TABLE
    ),
    sampler: str = typer.Option(
        "auto",
        "--sampler",
        metavar="NAME",
        help="auto, gp, tpe, cmaes, genetic, de, sobol, random, grid, …",
        rich_help_panel=SPACE,
    ),
    sets: list[str] = typer.Option(
        [],
        "--set",
        metavar="NAME=RANGE",
        help="Change a range, as in svm.C=0.1:10:log or tree.criterion=gini.",
        rich_help_panel=SPACE,
    ),
    space: Path | None = typer.Option(
        None,
        "--space",
        metavar="FILE",
        help="A TOML file with parameters that replace the catalogue's.",
        rich_help_panel=SPACE,
    ),
    storage: str | None = typer.Option(
        None,
        "--storage",
        metavar="URL",
        help="Keep the study, as in sqlite:///tuning.db: the same command then goes on where it ended.",
        rich_help_panel=FILES,
    ),
    name: str | None = typer.Option(
        None, "--name", metavar="NAME", help="The study's name; table and target unless given.", rich_help_panel=FILES
    ),
    save_model: Path | None = typer.Option(
        None, "--save-model", metavar="FILE", help="Save the tuned model, as model.joblib.", rich_help_panel=FILES
    ),
    json: Path | None = typer.Option(
        None, "--json", metavar="FILE", help="Write the result as JSON.", rich_help_panel=FILES
    ),
    report: Path | None = typer.Option(
        None, "--report", metavar="FILE", help="Write the report, one HTML file.", rich_help_panel=FILES
    ),
    quiet: bool = typer.Option(False, "--quiet", help="Print the verdict alone.", rich_help_panel=FILES),
) -> int:
    """Tune models on a table, and say whether the gain over the defaults is real."""
    request = Request(
        data=data,
        target=target,
        started=process_start(),
        models=tuple(model),
        timeout=timeout,
        n_trials=n_trials,
        n_jobs=n_jobs,
        seed=seed,
        metric=metric,
        cv=cv,
        holdout=holdout,
        limit_seconds=limit_seconds,
        limit_memory=limit_memory,
        storage=storage,
        name=name,
        save_model=save_model,
        json=json,
        report=report,
        sampler=sampler,
        task=task,
        drop=tuple(drop),
        group=group,
        time=time_column,
        weight=weight,
        positive=positive,
        space=space,
        sets=tuple(sets),
        target_score=target_score,
        patience=patience,
        quiet=quiet,
    )
    request.check()
    from tunewright.cli.job.run import run_job

    return run_job(request, command=shlex.join(["tunewright", *sys.argv[1:]]))


def process_start() -> float:
    """Return when this process began, in seconds of `time.monotonic`: imports count towards the timeout too."""
    return time.monotonic() - (time.time() - float(psutil.Process().create_time()))
