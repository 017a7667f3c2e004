"""Tables on the terminal: as wide as they need to be in a file or pipe, fitted to the window on a terminal."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

NARROW = 90


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
    for column in columns:
        table.add_column(column.heading, justify=column.justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as capture:
        console.print(table)
    console.file.write("\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n")


def _without_minor(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[list[Column], list[list[str]]]:
    kept = [index for index, column in enumerate(columns) if not column.is_minor]
    return [columns[index] for index in kept], [[row[index] for index in kept] for row in rows]


def _width(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    cells = [[column.heading for column in columns], *rows]
    return 2 + sum(3 + max(len(row[index]) for row in cells) for index in range(len(columns)))
