"""`tunewright predict MODEL DATA`: the saved model's predictions for the rows of a table."""

import sys
from collections.abc import Collection, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tunewright.cli.different_files import check_different
from tunewright.cli.whole_file import check_writable, write_whole

if TYPE_CHECKING:
    from pandas import DataFrame


def predict(
    model: Path = typer.Argument(..., metavar="MODEL", help="A model that tune saved, such as model.joblib."),
    data: Path = typer.Argument(..., metavar="DATA", help="A table with the same columns; the target may be missing."),
    output: Path | None = typer.Option(
        None, "--output", metavar="FILE", help="CSV file to write; shown here unless given."
    ),
) -> None:
    """Predict the target for every row of a table: one line a row, in the order of the table."""
    import pandas as pd

    from tunewright.evaluation.predicting import number_columns
    from tunewright.evaluation.table import read_table

    if output is not None:
        check_different({"MODEL": model, "DATA": data}, {"--output": output})
        check_writable("--output", output)
    fitted = load_model(model)
    numbers = number_columns(fitted)
    rows = read_table(data, numbers)
    predicted = pd.DataFrame({"prediction": fitted.predict(rows)})
    _warn_of_strays(rows, numbers or ())
    if output is None:
        predicted.to_csv(sys.stdout, index=False)
        return
    write_whole(output, lambda part: predicted.to_csv(part, index=False))
    typer.echo(f"{len(predicted)} predictions written to {output}")


def _warn_of_strays(rows: "DataFrame", numbers: Collection[Hashable]) -> None:
    """Say which columns of numbers hold something else: the model takes it for missing, and a guess looks like any."""
    from tunewright.evaluation.column_kinds import counted_rows, stray_values

    for name in numbers:
        strays = stray_values(rows[name])
        if strays:
            said = (
                f"{name!r} is no number in {counted_rows(len(strays))}, as {strays[0]!r}, and counts as missing there"
            )
            typer.echo(f"tunewright: {said}", err=True)


def load_model(path: Path) -> Any:
    """Load what `tune --save-model` wrote.

    Raises:
        ValueError: if the file is not there or holds no model.
    """
    import joblib

    if not path.is_file():
        raise ValueError(f"MODEL: there is no file {path}; check the path")
    try:
        fitted = joblib.load(path)
    except Exception as error:  # unpickling raises anything
        raise ValueError(f"MODEL: {path} cannot be loaded as a model ({type(error).__name__}: {error})") from error
    if not hasattr(fitted, "predict"):
        raise ValueError(f"MODEL: {path} holds {type(fitted).__name__}, which cannot predict")
    return fitted
