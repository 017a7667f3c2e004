"""A table from a file, and which of its columns play which part.

CSV, TSV and Parquet are read. Everything that is wrong with the file is a `ValueError` of one line that names the file
and the remedy: a person at a terminal needs no traceback to find a misspelt path. A first line with semicolons or tabs
and no comma is taken for the separator it shows; with semicolons numbers may have decimal commas (`decimal_commas`).
"?" is a missing value, as it is in the tables of the UCI archive.
"""

import gzip
import warnings
import zlib
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.errors import ParserError, ParserWarning

from tunewright.evaluation.column_kinds import counted_rows
from tunewright.evaluation.decimal_commas import has_decimal_comma, read_european
from tunewright.evaluation.nearest import nearest_names

CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".tab", ".txt")
PARQUET_SUFFIXES = (".parquet", ".pq")
ALSO_MISSING = ["?"]


class _NameTwice(ValueError):
    """Two columns share a name; the message names the file."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A table taken apart, rows in their order.

    Attributes:
        X: the columns to learn from, raw.
        target: the column to predict.
        groups: rows of one group must stay together; None without.
        times: what the rows are ordered by; None without.
        weights: non-negative weight of each row, shape (n_rows,); None without.
    """

    X: pd.DataFrame
    target: pd.Series
    groups: pd.Series | None = None
    times: pd.Series | None = None
    weights: NDArray[np.float64] | None = None

    def take(self, rows: NDArray[np.intp]) -> "Chosen":
        """Return the same parts with only `rows`, in that order."""
        return Chosen(
            self.X.iloc[rows],
            self.target.iloc[rows],
            None if self.groups is None else self.groups.iloc[rows],
            None if self.times is None else self.times.iloc[rows],
            None if self.weights is None else self.weights[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it was read.

    Attributes:
        frame: its rows.
        notes: sentences on what a reader might not expect, such as decimal commas.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


def read_table(path: str | Path, numbers: Collection[Hashable] | None = None) -> pd.DataFrame:
    """Return the frame of `read_noted_table`."""
    return read_noted_table(path, numbers).frame


def read_noted_table(path: str | Path, numbers: Collection[Hashable] | None = None) -> Table:
    """Read a CSV, TSV or Parquet file.

    Args:
        path: of the file.
        numbers: the columns that hold numbers, where a model knows them: a few new rows say less than a whole table.

    Raises:
        ValueError: if there is no such file, it cannot be read as a table, has no rows, or two columns share a name.
    """
    path = Path(path)
    kind = _checked_kind(path)
    try:
        table = Table(pd.read_parquet(path)) if kind == "parquet" else _read_text(path, numbers)
    except _NameTwice:
        raise
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text; save it again with the encoding UTF-8") from None
    except (ParserError, ParserWarning, OSError, EOFError, zlib.error, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ValueError(f"{path} cannot be read as {kind}: {reason}") from error
    _check_names(path, list(table.frame.columns))
    if not len(table.frame):
        raise ValueError(f"{path} has column names but no rows; nothing can be learned from it")
    return Table(table.frame.reset_index(drop=True), table.notes)


def choose_columns(
    frame: pd.DataFrame,
    target: str,
    drop: Sequence[str] = (),
    group: str | None = None,
    time: str | None = None,
    weight: str | None = None,
) -> Chosen:
    """Take `frame` apart.

    The target, the group and the weight are never learned from; the time is, unless it is dropped too.

    Raises:
        ValueError: if a column does not exist (the message suggests the nearest), is given two parts, or holds weights
            that are none.
    """
    parts = {"target": target, "group": group, "time": time, "weight": weight}
    for part, name in [*parts.items(), *(("drop", name) for name in drop)]:
        if name is not None and name not in frame.columns:
            raise ValueError(f"{part}: the table has no column {name!r}{nearest_names(name, frame.columns)}")
    used = [name for name in (target, group, weight, time) if name is not None]
    if len(set(used)) < len(used) or target in drop:
        raise ValueError(f"target, group, time and weight must be different columns that are not dropped, got {parts}")
    learned = [name for name in frame.columns if name not in {target, group, weight, *drop}]
    if not learned:
        raise ValueError(f"no column is left to learn {target!r} from; drop fewer")
    return Chosen(
        frame[learned],
        frame[target],
        None if group is None else frame[group],
        None if time is None else frame[time],
        None if weight is None else row_weights(frame[weight]),
    )


def row_weights(column: pd.Series) -> NDArray[np.float64]:
    """Return the weights in `column`, shape (n_rows,).

    Raises:
        ValueError: if one is missing, negative, infinite or no number, or all are 0.
    """
    weights = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        first = column.iloc[int(wrong.argmax())]
        raise ValueError(
            f"weight: {column.name!r} must hold numbers of 0 or more, got '{first}' in "
            f"{counted_rows(int(wrong.sum()))}; fill them in, or take another column"
        )
    if not weights.any():
        raise ValueError(f"weight: {column.name!r} is 0 in every row; take another column")
    return weights


def _checked_kind(path: Path) -> str:
    if not path.exists():
        raise ValueError(f"there is no file {path}; check the path")
    if not path.is_file():
        raise ValueError(f"{path} is not a file; name one CSV, TSV or Parquet file")
    if not path.stat().st_size:
        raise ValueError(f"{path} is empty; it needs a line of column names and rows")
    name = path.name.lower()
    if name.endswith(PARQUET_SUFFIXES):
        return "parquet"
    if name.endswith(CSV_SUFFIXES):
        return "CSV"
    accepted = ", ".join((*CSV_SUFFIXES, *PARQUET_SUFFIXES))
    raise ValueError(f"{path} has a suffix that is not known; accepted are {accepted}")


def _read_text(path: Path, numbers: Collection[Hashable] | None) -> Table:
    separator = _separator(path)
    header = pd.read_csv(
        path, sep=separator, header=None, nrows=1, dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    _check_names(path, header.iloc[0].tolist())
    frame = _read_rows(path, separator)
    texts = frame.select_dtypes(["object", "string"])
    if separator != ";" or not any(has_decimal_comma(texts[name]) for name in texts):
        return Table(frame)
    european = read_european(frame, _read_rows(path, separator, dtype=str), numbers)
    return Table(european.frame, european.notes)


def _read_rows(path: Path, separator: str, dtype: type[str] | None = None) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ParserWarning)
        return pd.read_csv(
            path,
            sep=separator,
            dtype=dtype,
            index_col=False,
            low_memory=False,
            na_values=ALSO_MISSING,
            encoding="utf-8-sig",
        )


def _separator(path: Path) -> str:
    name = path.name.lower()
    if name.endswith((".tsv", ".tsv.gz", ".tab")):
        return "\t"
    with (gzip.open if name.endswith(".gz") else open)(path, "rt", encoding="utf-8-sig") as file:
        first_line = file.readline()
    for other in (";", "\t"):
        if other in first_line and "," not in first_line:
            return other
    return ","


def _check_names(path: Path, names: list[object]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise _NameTwice(f"{path} has {len(twice)} column names twice or more, as {twice[0]!r}; rename one of each")
