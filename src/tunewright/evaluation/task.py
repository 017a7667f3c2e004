"""What is to be learned: classes or numbers, found out from the target column, and said why.

Text, booleans and whole numbers with few values are classes; other numbers are a regression. Classes are coded 0 to
k - 1 in the order of their labels; of two classes the one called positive is 1.
"""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tunewright.evaluation.nearest import nearest_names
from tunewright.space.values import Json

Kind = Literal["classification", "regression"]
MAX_WHOLE_CLASSES = 20
ROWS_PER_WHOLE_CLASS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is asked for.

    Attributes:
        kind: classification or regression.
        labels: the classes as they stand in the table, in the order of their codes; empty for regression.
        reason: a sentence that says why it is this kind.
    """

    kind: Kind
    labels: tuple[Json, ...] = ()
    reason: str = ""

    @property
    def is_classification(self) -> bool:
        """Whether classes are to be learned."""
        return self.kind == "classification"

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        return len(self.labels)

    def decode(self, y: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.generic]:
        """Return the labels that the codes `y` stand for, or `y` itself for regression."""
        if not self.is_classification:
            return y
        same_type = len({type(label) for label in self.labels}) == 1
        labels = np.array(self.labels, dtype=None if same_type and not isinstance(self.labels[0], str) else object)
        return cast("NDArray[np.generic]", labels[np.asarray(y, np.intp)])


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The target of a table, ready to learn.

    Attributes:
        task: what it asks for.
        y: codes of the classes (int64) or numbers (float64), shape (n_kept,).
        rows: positions of the rows that have a target, shape (n_kept,).
        notes: sentences on what was left out.
    """

    task: Task
    y: NDArray[np.int64] | NDArray[np.float64]
    rows: NDArray[np.intp]
    notes: tuple[str, ...] = ()


def read_target(column: pd.Series, kind: Kind | None = None, positive: str | None = None) -> Target:
    """Find out what the target column asks for, and leave out rows that have none.

    Args:
        column: the target as it stands in the table.
        kind: classification or regression; None to find out.
        positive: the label of the class that shall be 1, as text; two classes only.

    Raises:
        ValueError: if nothing can be learned from the column, or `kind` or `positive` do not fit it.
    """
    present = _present(column)
    rows = np.flatnonzero(present)
    if not len(rows):
        raise ValueError(f"target {column.name!r} has no value in any of {len(column)} rows; choose another column")
    n_missing = len(column) - len(rows)
    have, are = ("has", "is") if n_missing == 1 else ("have", "are")
    notes = (f"{n_missing} of {len(column)} rows {have} no {column.name} and {are} left out",) if n_missing else ()
    values = column.iloc[rows]
    numbers = _as_numbers(values)
    found, reason = _find_kind(values, numbers)
    if kind is not None and kind != found:
        found, reason = kind, f"{kind}: as asked for"
    if found == "regression":
        return Target(Task(found, reason=reason), _checked_numbers(values, numbers, positive), rows, notes)
    labels, codes = _encode([_plain(value) for value in values.tolist()], positive)
    _check_classes(column.name, labels, codes, are_numbers=numbers is not None)
    return Target(Task(found, tuple(labels), reason), codes, rows, notes)


def _present(column: pd.Series) -> NDArray[np.bool_]:
    present = column.notna().to_numpy(np.bool_)
    if pd.api.types.is_float_dtype(column.dtype):
        present = present & ~np.isinf(column.to_numpy(np.float64, na_value=np.nan))
    return present


def _as_numbers(values: pd.Series) -> NDArray[np.float64] | None:
    """Return the values as numbers, or None where text, booleans or dates stand among them."""
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return None
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(np.float64, na_value=np.nan)
    if isinstance(values.dtype, pd.CategoricalDtype) or any(isinstance(value, bool) for value in values):
        return None
    numbers = pd.to_numeric(values.astype(object), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return None if np.isnan(numbers).any() else numbers


def _find_kind(values: pd.Series, numbers: NDArray[np.float64] | None) -> tuple[Kind, str]:
    name = values.name
    if numbers is None:
        n_distinct = len({_plain(value) for value in values.tolist()})
        return "classification", f"classification: {name} has {n_distinct} distinct values that are no numbers"
    n_distinct = len(np.unique(numbers))
    few = n_distinct <= min(MAX_WHOLE_CLASSES, len(numbers) // ROWS_PER_WHOLE_CLASS)
    whole = bool((numbers == np.round(numbers)).all())
    if n_distinct <= 2 or (whole and few):
        return "classification", f"classification: {name} has {n_distinct} distinct values"
    return "regression", f"regression: {name} has {n_distinct} distinct numbers in {len(numbers)} rows"


def _checked_numbers(
    values: pd.Series, numbers: NDArray[np.float64] | None, positive: str | None
) -> NDArray[np.float64]:
    if positive is not None:
        raise ValueError(f"positive: {positive!r} names a class, but this is a regression; leave it out")
    if numbers is None:
        raise ValueError(f"task: regression needs numbers, but target {values.name!r} holds {values.iloc[0]!r}")
    if len(np.unique(numbers)) < 2:
        raise ValueError(f"target {values.name!r} is {numbers[0]:g} in every row; there is nothing to learn")
    return numbers


def _plain(value: object) -> Json:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, bool | int | str) else str(value)  # scikit-learn takes no fractions for classes


def _encode(values: list[Json], positive: str | None) -> tuple[list[Json], NDArray[np.int64]]:
    distinct = set(values)
    try:
        labels = sorted(distinct)
    except TypeError:
        values = [str(value) for value in values]
        labels = sorted(set(values))
    if positive is not None:
        labels = _positive_last(labels, positive)
    code = {label: index for index, label in enumerate(labels)}
    return labels, np.array([code[value] for value in values], np.int64)


def _positive_last(labels: list[Json], positive: str) -> list[Json]:
    if len(labels) != 2:
        raise ValueError(f"positive: {positive!r} needs two classes, but there are {len(labels)}; leave it out")
    if positive not in {str(label) for label in labels}:
        raise ValueError(f"positive: no class is called {positive!r}{nearest_names(positive, labels)}")
    return sorted(labels, key=lambda label: str(label) == positive)


def _check_classes(name: object, labels: list[Json], codes: NDArray[np.int64], *, are_numbers: bool) -> None:
    if len(labels) < 2:
        raise ValueError(f"target {name!r} has only one class, {labels[0]!r}; there is nothing to tell apart")
    counts = np.bincount(codes)
    if counts.min() < 2:
        remedies = "join classes, or ask for task regression" if are_numbers else "or join classes"
        lonely = [label for label, count in zip(labels, counts, strict=True) if count < 2]
        raise ValueError(
            f"target {name!r}: {len(lonely)} of {len(labels)} classes have only 1 row, as {lonely[0]!r}, which cannot "
            f"be both learned and checked; remove those rows, {remedies}"
        )
