"""`tunewright study …`: look into a storage: which studies, what happened, what was best."""

import json
import sys
from collections import Counter
from pathlib import Path

import typer

from tunewright.cli.different_files import check_different, storage_file
from tunewright.cli.screen import describe
from tunewright.cli.tables import Column, write_table
from tunewright.cli.translation import in_words_of_the_command_line
from tunewright.cli.whole_file import check_writable, write_whole
from tunewright.errors import StudyNotFound, TunewrightError
from tunewright.storage.by_url import storage_from
from tunewright.storage.protocol import Storage
from tunewright.study.create import load_study
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

WIDEST_NOTE = 60

app = typer.Typer(help="List studies, show one, its best trial, its trials, or export them.", no_args_is_help=True)

STORAGE = typer.Option(..., "--storage", metavar="URL", help="Where the studies are, such as sqlite:///tuning.db.")
NAME = typer.Option(None, "--name", metavar="NAME", help="Which study; may be left out where there is only one.")


@app.command("list")
def list_studies(storage: str = STORAGE) -> None:
    """List the studies in a storage."""
    place = existing_storage(storage)
    rows = [_overview(load_study(place, row.name)) for row in place.studies()]
    if not rows:
        typer.echo(f"no study is in {storage}")
        return
    write_table([Column("name"), Column("trials", "right"), Column("best", "right"), Column("states")], rows)


@app.command()
def show(storage: str = STORAGE, name: str | None = NAME) -> None:
    """Show one study: what was asked, how far it has come, and its verdict if it has one."""
    study = open_study(storage, name)
    trials = study.trials
    pairs = {
        "name": study.name,
        "objectives": ", ".join(
            f"{direction} {objective or 'value'}"
            for objective, direction in zip(study.objectives.names, study.objectives.directions, strict=True)
        ),
        "trials": f"{len(trials)} ({states_in_words(trials)})",
        "best": best_in_words(study),
        "verdict": str(study.facts().get("result", {}).get("sentence", "none yet")),
    }
    for key, value in pairs.items():
        typer.echo(f"{key:12}{value}")
    typer.echo(f"\n{study.space!r}")


@app.command()
def best(
    storage: str = STORAGE,
    name: str | None = NAME,
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print the best trial's configuration."""
    study = open_study(storage, name)
    trial = study.best_trial
    if as_json:
        typer.echo(json.dumps({"number": trial.number, "values": list(trial.values), "params": dict(trial.params)}))
        return
    typer.echo(f"trial {trial.number}: {trial.value:.6g}")
    for key, value in trial.params.items():
        typer.echo(f"  {key} = {value}")


@app.command()
def trials(
    storage: str = STORAGE,
    name: str | None = NAME,
    last: int = typer.Option(0, "--last", metavar="N", min=0, help="Only the last so many; 0 for all."),
) -> None:
    """Print what happened to each trial; `study export` has every word of it."""
    every = open_study(storage, name).trials
    again = {trial.tags["retry_of"]: trial.number for trial in every if "retry_of" in trial.tags}
    rows = [_row(trial, note_on(trial, again.get(trial.number))) for trial in every[-last:]]
    headings = [
        Column("trial", "right"),
        Column("state"),
        Column("value", "right"),
        Column("seconds", "right", is_minor=True),
        Column("tries", "right", is_minor=True),
        Column("configuration"),
        Column("note"),
    ]
    write_table(headings, rows)


@app.command()
def export(
    storage: str = STORAGE,
    name: str | None = NAME,
    output: Path | None = typer.Option(
        None, "--output", metavar="FILE", help="File to write; shown here unless given."
    ),
    form: str = typer.Option("csv", "--format", metavar="KIND", help="csv or jsonl."),
) -> None:
    """Write all trials as CSV or as a JSON object a line."""
    if form not in {"csv", "jsonl"}:
        raise ValueError(f"--format must be csv or jsonl, got {form!r}")
    if output is not None:
        check_different({"--storage": storage_file(storage)}, {"--output": output})
        check_writable("--output", output)
    text = _exported(open_study(storage, name), form)
    if output is None:
        sys.stdout.write(text)
        return
    write_whole(output, lambda part: part.write_text(text, encoding="utf-8"))
    typer.echo(f"trials written to {output}")


def _exported(study: Study, form: str) -> str:
    frame = study.trials_dataframe()
    if form == "csv":
        return str(frame.to_csv(index=False))
    return str(frame.to_json(orient="records", lines=True, date_format="iso"))


def existing_storage(url: str) -> Storage:
    """Open the storage at `url` for reading.

    Raises:
        ValueError: if the file is not there: a typing error must not make an empty one.
    """
    path = storage_file(url)
    if path is not None and not path.exists():
        raise ValueError(f"--storage: there is no file {path}; check the path")
    try:
        return storage_from(url)
    except ValueError as error:  # memory is no remedy here: there is nothing in it
        raise ValueError(str(error).replace("use None for memory,", "use")) from error


def open_study(url: str, name: str | None) -> Study:
    """Return the study called `name`, or the only one.

    Raises:
        StudyNotFound: if there is none of that name, or no single one to take.
    """
    place = existing_storage(url)
    if name is None:
        names = [row.name for row in place.studies()]
        if len(names) != 1:
            raise StudyNotFound(f"--name must say which study; in {url} are: {', '.join(names) or 'none'}")
        name = names[0]
    return load_study(place, name)


def states_in_words(trials: list[Trial]) -> str:
    """Return how many trials are in which state."""
    counts = Counter(str(trial.state) for trial in trials)
    return ", ".join(f"{count} {state}" for state, count in counts.most_common()) or "none"


def best_in_words(study: Study) -> str:
    """Return the best trial on one line."""
    try:
        trial = study.best_trial
    except TunewrightError as error:
        return in_words_of_the_command_line(str(error))
    return f"{trial.value:.6g} (trial {trial.number}: {describe(trial.params)})"


def _overview(study: Study) -> list[str]:
    trials = study.trials
    try:
        best_value = f"{study.best_value:.6g}"
    except TunewrightError:
        best_value = "-"
    return [study.name, str(len(trials)), best_value, states_in_words(trials)]


def _row(trial: Trial, note: str) -> list[str]:
    value = f"{trial.value:.6g}" if trial.values else "-"
    seconds = f"{trial.usage.seconds:.2f}" if trial.usage.seconds == trial.usage.seconds else "-"
    return [str(trial.number), str(trial.state), value, seconds, str(trial.attempts), describe(trial.params), note]


def note_on(trial: Trial, again: int | None) -> str:
    """Return what there is to say of a trial in a few words; `again` is the trial that ran in its place, if any."""
    error = trial.error if len(trial.error) <= WIDEST_NOTE else f"{trial.error[: WIDEST_NOTE - 1]}…"
    if trial.state is State.LOST:
        what = "worker died" if trial.error.startswith("the worker ") else "killed from outside"
        error = what if again is None else f"{what}, run again as trial {again}"
    retried = trial.tags.get("retry_of")
    notes = [
        "default" if trial.tags.get("baseline") else "",
        "" if retried is None else f"second try of trial {retried}",
        error,
    ]
    return "; ".join(filter(None, notes))
