"""An entry as sections of plain rows: what `tunewright explain svm` prints and the report quotes.

The texts come from the entry; ranges, defaults, conditions and simpler ends come from the space that a search would
really use, so the two cannot drift apart.
"""

from dataclasses import dataclass

from tunewright.catalogue.entry import Entry, Explained, Shape
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Special

TYPICAL_CLASSIFICATION = Shape("classification", n_rows=1_000, n_columns=20, n_classes=2)
TYPICAL_REGRESSION = Shape("regression", n_rows=1_000, n_columns=20)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence or none, and a table or none.

    Attributes:
        title: the heading.
        text: stands above the table; may be empty.
        columns: headings of the table; empty where a row is a label and its text.
        rows: the cells, as many in each row.
    """

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def explain(entry: Entry, shape: Shape = TYPICAL_CLASSIFICATION) -> tuple[Section, ...]:
    """Return all that the catalogue says about a family of models, for a table of this shape."""
    space = entry.space(shape)
    explained = [each for each in entry.hyperparameters if each.name in space.parameters]
    return (
        Section(entry.title, entry.explanation),
        _learned(entry, shape),
        _set(space, explained, shape),
        *(_one(each, space.parameters[each.name]) for each in explained),
        Section(
            "What stays as it is",
            "These are not searched.",
            ("setting", "value", "why"),
            tuple((each.name, each.value, each.why) for each in entry.fixed),
        ),
    )


def _learned(entry: Entry, shape: Shape) -> Section:
    rows = [(each.title, each.what, each.attributes.get(shape.task, "")) for each in entry.learns]
    text = "Training finds these in the data; nobody sets them."
    return Section("What the model learns", text, ("what", "it holds", "in scikit-learn"), tuple(rows))


def _set(space: Space, explained: list[Explained], shape: Shape) -> Section:
    rows = [(each.name, each.title, *_described(space.parameters[each.name])) for each in explained]
    classes = f", {shape.n_classes} classes" if shape.n_classes else ""
    return Section(
        "What is set before training",
        f"Hyperparameters, with ranges for {shape.task} on {shape.n_rows:,} rows and {shape.n_columns:,} columns"
        f"{classes}. The search starts from the defaults, which are the estimator's own.",
        ("name", "what", "range", "default", "simpler", "used when"),
        tuple(rows),
    )


def _one(explained: Explained, parameter: Parameter) -> Section:
    values, default, _, when = _described(parameter)
    rows = [
        ("what it is", explained.what),
        ("fit", explained.fit),
        ("time", explained.time),
        ("memory", explained.memory),
        ("simpler", explained.simpler),
        ("example", explained.example),
        ("range", f"{values}; default {default}{f'; used when {when}' if when else ''}"),
    ]
    return Section(f"{explained.name}: {explained.title}", rows=tuple(row for row in rows if row[1]))


def _described(parameter: Parameter) -> tuple[str, str, str, str]:
    """Return range, default, simpler end and condition as text."""
    when = "" if parameter.when is None else str(parameter.when)
    if isinstance(parameter, Constant):
        return shown(parameter.value), shown(parameter.value), "", when
    given = parameter.default
    default = shown(given.value if isinstance(given, Special) else given)
    simpler = parameter.simpler or ""
    ends = simpler if isinstance(simpler, str) else ", ".join(map(shown, simpler))
    return _range(parameter), default, ends, when


def _range(parameter: Float | Int | Categorical | Ordinal) -> str:
    if isinstance(parameter, Categorical | Ordinal):
        return ", ".join(map(shown, parameter.choices))
    return f"{shown(parameter.low)} to {shown(parameter.high)}{', by factors' if parameter.log else ''}"


def shown(value: Json) -> str:
    """Return a value as a person reads it: None as none, numbers with at most four digits that matter."""
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)
