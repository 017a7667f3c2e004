"""Numbers as they are written where the comma is the decimal sign: 3,5 and 1.234,5.

Spreadsheets that write them so part columns by semicolons, so this is for such files. Each column is judged alone, by
the rule that holds for points: it is one of numbers if its values are, once commas are read as points. A point parts
thousands where every value with a point looks so. In a column without a comma that is believed only if another column
of the file has decimal commas: elsewhere 1.234 is a little more than 1.
"""

import re
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass

import pandas as pd

from tunewright.evaluation.column_kinds import is_number, listed

WITH_COMMA = re.compile(r"[+-]?(\d*|[1-9]\d{0,2}(\.\d{3})+),\d+([eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")


@dataclass(frozen=True, slots=True)
class European:
    """A table whose decimal commas have been read.

    Attributes:
        frame: the table, with numbers where they stood as text.
        notes: sentences on the columns that were read so.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]


def read_european(frame: pd.DataFrame, texts: pd.DataFrame, numbers: Collection[Hashable] | None = None) -> European:
    """Read the numbers with decimal commas in a table that was read with points.

    Args:
        frame: the table, read with points.
        texts: the same, each cell as it stands in the file.
        numbers: the columns that are known to hold numbers; None to find out.
    """
    found = _found(texts, has_decimal_comma, numbers)
    if not found:
        return European(frame, ())
    found |= _found(texts.drop(columns=list(found)), _parts_thousands, numbers)
    read = frame.copy(deep=False)
    for name, column in found.items():
        read[name] = column
    return European(read, _notes(texts[list(found)]))


def has_decimal_comma(column: pd.Series) -> bool:
    """Return whether a value of `column` is a number with a decimal comma."""
    return any(isinstance(cell, str) and WITH_COMMA.fullmatch(cell.strip()) for cell in column.dropna())


def _found(
    texts: pd.DataFrame, is_european: Callable[[pd.Series], bool], numbers: Collection[Hashable] | None
) -> dict[Hashable, pd.Series]:
    read = {name: _with_points(texts[name]) for name in texts.columns if is_european(texts[name])}
    return {name: column for name, column in read.items() if _holds(column, numbers)}


def _holds(column: pd.Series, numbers: Collection[Hashable] | None) -> bool:
    return is_number(column) if numbers is None else column.name in numbers


def _parts_thousands(column: pd.Series) -> bool:
    pointed = [cell.strip() for cell in column.dropna() if "." in cell]
    return bool(pointed) and all(map(GROUPED.fullmatch, pointed))


def _with_points(column: pd.Series) -> pd.Series:
    """Return the column with numbers where it has some; other texts stay, as they do among numbers with points."""
    grouped = _parts_thousands(column)

    def pointed(text: str) -> str:
        text = text.strip()
        if WITH_COMMA.fullmatch(text) or (grouped and GROUPED.fullmatch(text)):
            return text.replace(".", "").replace(",", ".")
        return text

    numbers = pd.to_numeric(column.map(pointed, na_action="ignore").astype(object), errors="coerce")
    strays = numbers.isna() & column.notna()
    return numbers.astype(object).where(~strays, column) if strays.any() else numbers


def _notes(texts: pd.DataFrame) -> tuple[str, ...]:
    told = {
        "numbers with a decimal comma": has_decimal_comma,
        "numbers whose thousands are parted by a point": _parts_thousands,
    }
    names = {what: [repr(name) for name in texts if is_so(texts[name])] for what, is_so in told.items()}
    return tuple(f"{what}: {listed(those)}" for what, those in names.items() if those)
