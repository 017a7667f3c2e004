"""`tunewright predict MODEL DATA`: the saved model's predictions for the rows of a table."""

import sys
from pathlib import Path
from typing import IO, Any

import typer

from tunewright.evaluation.table import read_table


def predict(
    model: Path = typer.Argument(..., help="A model that tune saved, such as model.joblib."),
    data: Path = typer.Argument(..., help="A table with the same columns; the target may be missing."),
    output: Path | None = typer.Option(None, "--output", help="CSV file to write; stdout unless given."),
) -> None:
    """Predict the target for every row of a table."""
    import pandas as pd

    fitted = load_model(model)
    rows = read_table(data)
    predicted = pd.DataFrame({"prediction": fitted.predict(rows)})
    stream: Path | IO[str] = output or sys.stdout
    predicted.to_csv(stream, index=False)


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
        raise ValueError(f"MODEL: {path} cannot be loaded as a model: {error}") from error
    if not hasattr(fitted, "predict"):
        raise ValueError(f"MODEL: {path} holds {type(fitted).__name__}, which cannot predict")
    return fitted
