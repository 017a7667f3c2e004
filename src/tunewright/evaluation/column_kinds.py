"""What each column of a table is: a number, a category, free text, a date, or nothing a model can learn from.

The kinds are decided once, from all rows of the search and without the target; what is estimated from them (medians,
means, categories) is fitted later, on training folds alone. Left out, and said, are columns without a value, with one
value only, and those that merely name the row.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tunewright.evaluation.dates import date_format

ColumnKind = Literal["number", "category", "text", "date"]
SHARE_OF_NUMBERS = 0.9
MIN_DISTINCT_NUMBERS = 10
MIN_TEXTS = 20
MIN_WORDS = 3.0
N_NAMED = 5
IDENTIFIER_NAME = re.compile(
    r"^(id|index|key|uuid|guid|row|nr|no|unnamed: \d+)$|[_\s.\-](id|uuid|guid|key|nr|no)$", re.I
)
CAMEL_IDENTIFIER = re.compile(r"[a-z](Id|ID)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is learned from.

    Attributes:
        name: as the table has it.
        kind: what it is taken for.
        date_format: how its texts are read as dates; "" for true dates and other kinds.
    """

    name: Hashable
    kind: ColumnKind
    date_format: str = ""


def find_columns(X: pd.DataFrame) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return the columns to learn from, and sentences that say which are left out and why.

    Raises:
        ValueError: if no column remains.
    """
    found: list[Column] = []
    left_out: dict[str, list[str]] = {}
    for name in X.columns:
        column = X[name]
        reason = _useless(column)
        if reason:
            left_out.setdefault(reason, []).append(repr(name))
            continue
        found.append(_column(name, column))
        strays = stray_values(column) if found[-1].kind == "number" else []
        if strays:
            left_out.setdefault("-", []).append(f"{name!r}: {strays[0]!r} is no number and counts as missing")
    if not found:
        raise ValueError(f"no column can be learned from: all {X.shape[1]} are empty, constant or identifiers")
    notes = left_out.pop("-", [])
    return tuple(found), (*(f"left out, {reason}: {', '.join(names)}" for reason, names in left_out.items()), *notes)


def is_number(column: pd.Series) -> bool:
    """Return whether `column`, which has a value, is one of numbers; a few texts among many numbers do not matter."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_datetime64_any_dtype(kind):
        return False
    if pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind):
        return True
    numbers = to_numbers(column)[column.notna().to_numpy(np.bool_)]
    share = float(np.mean(~np.isnan(numbers)))
    n_distinct = len(np.unique(numbers[~np.isnan(numbers)]))
    return share == 1 or (share >= SHARE_OF_NUMBERS and n_distinct >= MIN_DISTINCT_NUMBERS)


def to_numbers(column: pd.Series) -> NDArray[np.float64]:
    """Return a column as numbers, shape (n_rows,); what is none, and infinities, become NaN."""
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        column = column.dt.total_seconds()
    if not pd.api.types.is_numeric_dtype(column.dtype):
        column = pd.to_numeric(column.astype(object), errors="coerce")
    numbers: NDArray[np.float64] = np.array(column.to_numpy(np.float64, na_value=np.nan))
    numbers[np.isinf(numbers)] = np.nan
    return numbers


def stray_values(column: pd.Series) -> list[object]:
    """Return what stands in a column of numbers and is none, infinities included."""
    lost = np.isnan(to_numbers(column)) & column.notna().to_numpy(np.bool_)
    return column[lost].tolist()


def to_texts(column: pd.Series, missing: str) -> NDArray[np.object_]:
    """Return a column as stripped text, shape (n_rows,): 1, 1.0 and "1" are the same, `missing` where there is none."""
    texts = np.full(len(column), missing, object)
    present = np.flatnonzero(column.notna())
    values = column.iloc[present].astype(object).tolist()
    known: dict[object, str] = {}
    for row, value in zip(present, values, strict=True):
        key = value if isinstance(value, str) else repr(value)
        if key not in known:
            known[key] = _text(value)
        texts[row] = known[key]
    return texts


def counted_rows(n_rows: int) -> str:
    """Return "1 row" or "2 rows"."""
    return "1 row" if n_rows == 1 else f"{n_rows} rows"


def listed(items: list[str]) -> str:
    """Return the first few of `items`, and how many more there are."""
    more = f" and {len(items) - N_NAMED} more" if len(items) > N_NAMED else ""
    return ", ".join(items[:N_NAMED]) + more


def _text(value: object) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _column(name: Hashable, column: pd.Series) -> Column:
    present = column.dropna()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return Column(name, "date")
    if is_number(column):
        return Column(name, "number")
    form = date_format(present)
    if form:
        return Column(name, "date", form)
    return Column(name, "text" if _is_prose(present) else "category")


def _is_prose(present: pd.Series) -> bool:
    texts = [str(text) for text in to_texts(present, "")]
    many = len(set(texts)) > max(MIN_TEXTS, len(texts) / 2)
    return many and sum(len(text.split()) for text in texts) >= MIN_WORDS * len(texts)


def _useless(column: pd.Series) -> str:
    """Return why nothing can be learned from `column`, or "" if something can."""
    tests: dict[str, Callable[[pd.Series], bool]] = {
        "without any value": lambda column: bool(column.isna().all()) or _is_all_infinite(column),
        "with the same value in every row": _is_constant,
        "they only name the row": _is_identifier,
    }
    return next((reason for reason, is_so in tests.items() if is_so(column)), "")


def _is_all_infinite(column: pd.Series) -> bool:
    return pd.api.types.is_float_dtype(column.dtype) and bool(np.isnan(to_numbers(column)).all())


def _is_constant(column: pd.Series) -> bool:
    return bool(column.notna().all()) and len(set(to_texts(column, ""))) == 1


def _is_identifier(column: pd.Series) -> bool:
    present = column.dropna()
    if len(present) < 3 or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return False
    texts = to_texts(present, "")
    if len(set(texts)) < len(texts):
        return False
    name = str(column.name)
    if is_number(column):
        numbers = to_numbers(present)
        return bool((numbers == np.round(numbers)).all()) and _names_rows(name)
    return not date_format(present) and not _is_prose(present)


def _names_rows(name: str) -> bool:
    return bool(IDENTIFIER_NAME.search(name) or CAMEL_IDENTIFIER.search(name))
