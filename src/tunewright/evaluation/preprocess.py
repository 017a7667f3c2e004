"""From raw rows of a table to a matrix without gaps: what is done to each kind of column, fitted on training rows only.

Numbers, dates' parts included, get the training median where they are missing, a column that says where, and are
scaled; categories become one column each, rare ones joined and unseen ones treated as rare; free text is hashed by
its words. The transformer works on any DataFrame that has the columns it was made for, in any order and among others,
so that a saved model takes raw rows. Change `PREPROCESSING_VERSION` with anything that changes the matrix.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.validation import check_is_fitted

from tunewright.evaluation.column_kinds import Column, ColumnKind, find_columns, listed, to_numbers, to_texts
from tunewright.evaluation.dates import DATE_PARTS, date_numbers, to_dates

PREPROCESSING_VERSION = "1"
MISSING = "(missing)"
MAX_CATEGORIES = 30
MAX_RARE_ROWS = 5
N_TEXT_FEATURES = 64
LARGEST = 1e30  # scikit-learn's trees read float32, which ends at 3.4e38


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a table becomes a matrix.

    Attributes:
        transformer: not fitted; takes raw rows as a DataFrame.
        sentences: what is done, for the user.
    """

    transformer: "TableFeatures"
    sentences: tuple[str, ...]


def preprocessing(X: pd.DataFrame) -> Preprocessing:
    """Decide what each column of `X` is, from rows that may be learned from.

    Raises:
        ValueError: if no column can be learned from, or two share a name.
    """
    if X.columns.has_duplicates:
        twice = X.columns[X.columns.duplicated()][0]
        raise ValueError(f"X has two columns called {twice!r}; rename one")
    columns, left_out = find_columns(X)
    return Preprocessing(TableFeatures(columns), (*_sentences(columns, X), *left_out))


class NumberFeatures:
    """Numbers without gaps and of one scale, with a column for each different pattern of gaps."""

    def fit(self, numbers: NDArray[np.float64]) -> Self:
        """Learn medians, gaps and scales from training rows, shape (n_rows, n_numbers)."""
        self.gaps_ = _different_gaps(np.isnan(numbers))
        self.imputer_ = SimpleImputer(strategy="median", keep_empty_features=True).fit(numbers)
        self.scaler_ = StandardScaler().fit(self._filled(numbers))
        return self

    def transform(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scaled numbers, followed by where they were missing."""
        scaled: NDArray[np.float64] = self.scaler_.transform(self._filled(numbers))
        return np.clip(scaled, -LARGEST, LARGEST)

    def names(self, names: list[str]) -> list[str]:
        """Return the names of the features made from numbers of these names."""
        return names + [f"{names[gap]}: missing" for gap in self.gaps_]

    def _filled(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.hstack([self.imputer_.transform(numbers), np.isnan(numbers[:, self.gaps_])])


class TableFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """Turn raw rows into a matrix of float64 without missing values.

    Args:
        columns: the columns that are learned from, with their kinds.
    """

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn medians, scales and categories from training rows."""
        self._check(X)
        self.feature_names_in_ = np.array([str(column.name) for column in self.columns], object)
        self.n_features_in_ = len(self.columns)
        self.numbers_ = NumberFeatures().fit(self._numbers(X)) if self._of("number", "date") else None
        self.categories_ = _encoder(len(X)).fit(self._texts(X)) if self._of("category") else None
        return self

    def transform(self, X: pd.DataFrame) -> NDArray[np.float64]:
        """Return the matrix, shape (n_rows, n_features).

        Raises:
            ValueError: if `X` lacks a column that is needed; the message names it.
        """
        check_is_fitted(self, "n_features_in_")
        self._check(X)
        parts: list[NDArray[np.float64]] = []
        if self.numbers_ is not None:
            parts.append(self.numbers_.transform(self._numbers(X)))
        if self.categories_ is not None:
            parts.append(self.categories_.transform(self._texts(X)))
        parts.extend(_words().transform(to_texts(X[name], "")).toarray() for name in self._of("text"))
        return np.hstack(parts)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the names of the matrix's columns, shape (n_features,)."""
        check_is_fitted(self, "n_features_in_")
        names: list[str] = []
        if self.numbers_ is not None:
            names.extend(self.numbers_.names(self._number_names()))
        if self.categories_ is not None:
            names.extend(self.categories_.get_feature_names_out([str(name) for name in self._of("category")]))
        names.extend(f"{name}: words {index}" for name in self._of("text") for index in range(N_TEXT_FEATURES))
        return np.array(names, object)

    def _of(self, *kinds: ColumnKind) -> list[Any]:
        return [column.name for column in self.columns if column.kind in kinds]

    def _check(self, X: pd.DataFrame) -> None:
        names = [column.name for column in self.columns]
        if not isinstance(X, pd.DataFrame):
            raise TypeError(f"X must be a pandas DataFrame with the columns {names}, got {type(X).__name__}")
        lacking = [name for name in names if name not in X.columns]
        if lacking:
            raise ValueError(f"the table has no column {', '.join(map(repr, lacking))}, which the model needs; add it")

    def _numbers(self, X: pd.DataFrame) -> NDArray[np.float64]:
        plain = [to_numbers(X[name])[:, None] for name in self._of("number")]
        dates = [date_numbers(to_dates(X[c.name], c.date_format)) for c in self.columns if c.kind == "date"]
        return np.clip(np.hstack([*plain, *dates]), -LARGEST, LARGEST)

    def _number_names(self) -> list[str]:
        parts = [f"{name}: {part}" for name in self._of("date") for part in DATE_PARTS]
        return [str(name) for name in self._of("number")] + parts

    def _texts(self, X: pd.DataFrame) -> NDArray[np.object_]:
        return np.column_stack([to_texts(X[name], MISSING) for name in self._of("category")])


def _different_gaps(missing: NDArray[np.bool_]) -> list[int]:
    """Return the columns with gaps, without those whose gaps another column has too, as all parts of a date do."""
    first: dict[bytes, int] = {}
    for index in np.flatnonzero(missing.any(axis=0)):
        first.setdefault(missing[:, index].tobytes(), int(index))
    return list(first.values())


def _encoder(n_rows: int) -> OneHotEncoder:
    rare = min(MAX_RARE_ROWS, max(2, n_rows // 200))
    return OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=rare, max_categories=MAX_CATEGORIES, sparse_output=False
    )


def _words() -> HashingVectorizer:
    return HashingVectorizer(n_features=N_TEXT_FEATURES)


def _sentences(columns: tuple[Column, ...], X: pd.DataFrame) -> tuple[str, ...]:
    said: dict[ColumnKind, Callable[[str], str]] = {
        "number": lambda names: f"numbers, scaled; the median where missing: {names}",
        "category": lambda names: f"categories, a column each; rare and unseen ones joined: {names}",
        "date": lambda names: f"dates, as {', '.join(DATE_PARTS)}: {names}",
        "text": lambda names: f"free text, hashed by its words into {N_TEXT_FEATURES} columns: {names}",
    }
    return tuple(
        say(listed([f"{c.name!r}{_how_read(c)}" for c in columns if c.kind == kind]))
        for kind, say in said.items()
        if any(column.kind == kind for column in columns)
    ) + _gaps(columns, X)


def _how_read(column: Column) -> str:
    return f" (read as {column.date_format})" if column.date_format else ""


def _gaps(columns: tuple[Column, ...], X: pd.DataFrame) -> tuple[str, ...]:
    gaps = {column.name: int(X[column.name].isna().sum()) for column in columns}
    shown = [f"{name!r} in {count}" for name, count in gaps.items() if count]
    return (f"missing values, of {len(X)} rows: {listed(shown)}",) if shown else ()
