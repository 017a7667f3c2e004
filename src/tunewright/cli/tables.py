"""Tables on the terminal: as wide as they need to be in a file or pipe, fitted to the window on a terminal."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

NARROW = 90
BORDERS = 2
BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how its column is set, and whether it may be left out of a narrow window."""

    heading: str
    justify: Literal["left", "right"] = "left"
    is_minor: bool = False


def write_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, title: str | None = None, width: int | None = None
) -> None:
    """Print a table, `width` characters wide at most; nothing in it is taken for markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    natural = _width(columns, rows)
    console = Console() if sys.stdout.isatty() else Console(width=width or natural)
    if console.width < min(NARROW, natural):
        columns, rows = _without_minor(columns, rows)
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    widths = fitted(columns, rows, console.width - BORDERS - BETWEEN * (len(columns) - 1))
    for column, fit in zip(columns, widths, strict=True):
        table.add_column(column.heading, justify=column.justify, overflow="fold", width=fit)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as capture:
        console.print(table)
    lines = "\n".join(line.rstrip() for line in capture.get().splitlines())
    console.file.write(lines.strip("\n") + "\n")


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int | None]:
    """Return a width for each column, `width` in all, so that no word is broken; None for all where that cannot be."""
    by_column = [_cells(columns, rows, index) for index in range(len(columns))]
    widths = [max(map(cell_len, cells)) for cells in by_column]
    words = [max(map(cell_len, " ".join(cells).split()), default=0) for cells in by_column]
    if sum(words) > width:
        return [None] * len(columns)
    while sum(widths) > width:
        widest = max(range(len(columns)), key=lambda index: (widths[index] > words[index], widths[index]))
        widths[widest] -= 1
    return list(widths)


def _without_minor(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[list[Column], list[list[str]]]:
    kept = [index for index, column in enumerate(columns) if not column.is_minor]
    return [columns[index] for index in kept], [[row[index] for index in kept] for row in rows]


def _width(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    return BORDERS + sum(BETWEEN + max(map(cell_len, _cells(columns, rows, index))) for index in range(len(columns)))


def _cells(columns: Sequence[Column], rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [columns[index].heading, *(row[index] for row in rows)]
