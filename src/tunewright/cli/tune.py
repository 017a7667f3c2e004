"""`tunewright tune DATA --target COLUMN`: a better model than the defaults, with the reason to believe it."""

import shlex
import sys
import time
from pathlib import Path

import psutil
import typer

from tunewright.cli.job.request import Request


def tune(
    data: Path = typer.Argument(..., help="The table: CSV, TSV or Parquet."),
    target: str = typer.Option(..., "--target", help="The column to predict."),
    model: list[str] = typer.Option(
        ["svm", "tree", "neural-network"], "--model", help="A model to try; several make the model a hyperparameter."
    ),
    timeout: float | None = typer.Option(None, "--timeout", help="Wall seconds for everything, files included."),
    n_trials: int | None = typer.Option(None, "--n-trials", help="Trials in all, those of earlier runs included."),
    n_jobs: int = typer.Option(1, "--n-jobs", help="Trials that run at once; -1 for one per core."),
    seed: int = typer.Option(0, "--seed", help="Of splits, search and models."),
    metric: str | None = typer.Option(
        None, "--metric", help="Any scorer of scikit-learn, such as accuracy or roc_auc."
    ),
    cv: int = typer.Option(5, "--cv", help="Folds of cross-validation."),
    holdout: float = typer.Option(0.2, "--holdout", help="Share of rows that the search never sees; 0 for none."),
    limit_seconds: float | None = typer.Option(None, "--limit-seconds", help="Of one trial; a fifth of the timeout."),
    limit_memory: str | None = typer.Option(None, "--limit-memory", help="Of one trial, such as 2GB."),
    storage: str | None = typer.Option(
        None, "--storage", help="Such as sqlite:///tuning.db; the same command goes on."
    ),
    name: str | None = typer.Option(None, "--name", help="The study's name; made from table and target unless given."),
    save_model: Path | None = typer.Option(
        None, "--save-model", help="Where to save the tuned model, such as model.joblib."
    ),
    json: Path | None = typer.Option(None, "--json", help="Where to write the result as JSON."),
    report: Path | None = typer.Option(None, "--report", help="Where to write the report, one HTML file."),
    sampler: str = typer.Option("auto", "--sampler", help="auto, tpe, sobol, random or grid."),
    task: str | None = typer.Option(None, "--task", help="classification or regression; found out unless given."),
    drop: list[str] = typer.Option([], "--drop", help="A column to leave out."),
    group: str | None = typer.Option(None, "--group", help="Rows of one value are never split."),
    time_column: str | None = typer.Option(None, "--time", help="Order rows by this: validate on later ones only."),
    weight: str | None = typer.Option(None, "--weight", help="A column of row weights."),
    positive: str | None = typer.Option(None, "--positive", help="The class that counts as positive, of two."),
    space: Path | None = typer.Option(None, "--space", help="A TOML file of parameters that replace the catalogue's."),
    sets: list[str] = typer.Option([], "--set", help="Change a range: svm.C=0.1:10, tree.criterion=gini."),
    target_score: float | None = typer.Option(None, "--target-score", help="Stop when this score is reached."),
    patience: int | None = typer.Option(None, "--patience", help="Stop after so many trials without improvement."),
    quiet: bool = typer.Option(False, "--quiet", help="Print the verdict alone."),
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
