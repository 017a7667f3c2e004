"""What the catalogue knows about one family of models: its search space, how to build it, and what to say about it.

An entry is plain data and two pure functions: `space` turns the shape of a table into a search space whose defaults
are the estimator's own, `build` turns a configuration into a scikit-learn estimator. What a person reads stands beside
them, one record per hyperparameter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tunewright.space.space import Space
from tunewright.space.values import Params

Task = Literal["classification", "regression"]


class Estimator(Protocol):
    """What `build` returns: anything with scikit-learn's convention."""

    def fit(self, X: Any, y: Any) -> Any:
        """Learn from the rows of `X`, shape (n_rows, n_columns), and their targets."""

    def predict(self, X: Any) -> Any:
        """Return one prediction per row."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the settings by name."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a table decides the ranges.

    Args:
        task: "classification" or "regression".
        n_rows: rows that the search trains and validates on, 2 or more (a hold-out is not among them).
        n_columns: columns as the model sees them, after text columns have been encoded, 1 or more.
        n_classes: 2 or more in classification, 0 in regression.

    Raises:
        ValueError: if one of them is out of range.
    """

    task: Task
    n_rows: int
    n_columns: int
    n_classes: int = 0

    def __post_init__(self) -> None:
        if self.task not in {"classification", "regression"}:
            raise ValueError(f"task must be 'classification' or 'regression', got {self.task!r}")
        if self.n_rows < 2:
            raise ValueError(f"n_rows must be 2 or more, got {self.n_rows}; one row leaves nothing to validate on")
        if self.n_columns < 1:
            raise ValueError(
                f"n_columns must be 1 or more, got {self.n_columns}; a model needs something to learn from"
            )
        if self.task == "classification" and self.n_classes < 2:
            raise ValueError(f"n_classes must be 2 or more, got {self.n_classes}; use task='regression' for numbers")
        if self.task == "regression" and self.n_classes:
            raise ValueError(f"n_classes must be 0 in regression, got {self.n_classes}; leave it out")


@dataclass(frozen=True, slots=True)
class Explained:
    """One hyperparameter in plain words.

    Attributes:
        name: as in the space and, where it has one, in the estimator.
        title: a few words, for headings.
        what: what it is.
        fit: what it does to over- and underfitting.
        time: what it does to the time of a fit or a prediction.
        memory: what it does to memory.
        simpler: which direction gives the simpler model; begins with "Lower", "Higher", "Neither" or a choice.
        example: a concrete case, with numbers.
    """

    name: str
    title: str
    what: str
    fit: str
    time: str
    memory: str
    simpler: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """Something that the model takes from the data, as opposed to what is set.

    Attributes:
        title: a few words.
        attributes: where fitted estimators keep it, by task; a task is missing where there is no such thing.
        what: what it holds.
    """

    title: str
    attributes: dict[Task, str]
    what: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A setting that is not searched, with the reason.

    Attributes:
        name: the estimator's own name for it.
        value: as text.
        why: why it stays where it is.
    """

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A family of models.

    Attributes:
        name: what the command line calls it; the prefix of its parameters in a joint space.
        title: the name in plain words.
        tasks: what it can be used for.
        explanation: how the model works, in a few sentences.
        learns: what it takes from the data.
        hyperparameters: what is set, in the order of the space; some exist for one task only.
        fixed: what is not searched, and why.
        space: from the shape of the table to the search space.
        build: from params without prefix, task and seed to an unfitted estimator.
        gives_probabilities: whether its classifier has `predict_proba`.
    """

    name: str
    title: str
    tasks: tuple[Task, ...]
    explanation: str
    learns: tuple[Learned, ...]
    hyperparameters: tuple[Explained, ...]
    fixed: tuple[Fixed, ...]
    space: Callable[[Shape], Space]
    build: Callable[[Params, Task, int], Estimator]
    gives_probabilities: bool
