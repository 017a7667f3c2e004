"""`tunewright explain NAME`: what a family of models learns, what is set, and what each setting does."""

import sys
from textwrap import fill

import typer

from tunewright.catalogue.by_name import entry, names
from tunewright.catalogue.entry import Shape
from tunewright.catalogue.explain import Section
from tunewright.catalogue.explain import explain as sections_of
from tunewright.cli.tables import Column, write_table

WIDEST_TEXT = 100
WIDEST_LABEL = 12
REPEATED_BELOW = {"simpler", "used when"}  # in a section of its own for each hyperparameter


def explain(
    name: str | None = typer.Argument(
        None, metavar="[NAME]", help="A model of the catalogue, such as svm; none lists them."
    ),
    task: str = typer.Option("classification", "--task", metavar="KIND", help="classification or regression."),
    rows: int = typer.Option(1000, "--rows", metavar="N", min=2, help="Rows of your table: ranges depend on them."),
    columns: int = typer.Option(20, "--columns", metavar="N", min=1, help="Columns of your table."),
) -> None:
    """Explain a model: what it learns beside what is set, and each hyperparameter's effect."""
    if name is None:
        write_table([Column("name"), Column("what")], [[each, entry(each).title] for each in names()])
        return
    if task not in {"classification", "regression"}:
        raise ValueError(f"--task must be classification or regression, got {task!r}")
    shape = (
        Shape("classification", rows, columns, 2) if task == "classification" else Shape("regression", rows, columns)
    )
    for section in sections_of(entry(name), shape):
        _write(section)


def _write(section: Section) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console() if sys.stdout.isatty() else Console(width=WIDEST_TEXT)
    width = min(console.width, WIDEST_TEXT)
    console.print(Text(f"\n{section.title}", style="bold"))
    if section.text:
        typer.echo(_wrapped(section.text, width))
    if section.columns:
        typer.echo()
        headings = [Column(heading, is_minor=heading in REPEATED_BELOW) for heading in section.columns]
        write_table(headings, section.rows, width=console.width)
    for label, text in () if section.columns else section.rows:
        typer.echo(_wrapped(text, width, label))


def _wrapped(text: str, width: int, label: str = "") -> str:
    """Return `text` in lines of `width` characters, beside its label if it has one."""
    beside = f"  {label:{WIDEST_LABEL}}" if label else ""
    return fill(text, width, initial_indent=beside, subsequent_indent=" " * len(beside), break_on_hyphens=False)
