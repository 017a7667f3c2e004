"""Which rows train and which validate: folds and a hold-out that keep classes, groups and time in order.

Classes are spread evenly over the folds, rows of one group are never split, and with times a model is always validated
on rows later than those it learned from. The hold-out is cut the same way as the folds are, once, before anything else.
Rows of equal time are never split either: a table with one date a day would otherwise leak the day into its past.

Source: scikit-learn's StratifiedKFold, KFold, StratifiedGroupKFold and GroupKFold; ordered folds as in its
TimeSeriesSplit, but with borders moved to where the time changes.
"""

import warnings
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

from tunewright.evaluation.column_kinds import counted_rows, to_numbers
from tunewright.evaluation.dates import date_format, to_dates

Rows = NDArray[np.intp]
N_HOLDOUT_PARTS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One split: positions of the rows to learn from, and of those to validate on."""

    train: Rows
    valid: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Splitter:
    """How rows may be split.

    Args:
        y: the target, shape (n_rows,).
        classes: whether `y` holds classes, to be spread evenly.
        groups: a label per row; rows of one label stay together. None without.
        times: a number per row, as `row_times` gives; validation comes later than training. None without.
        seed: of the shuffling.

    Raises:
        ValueError: if both groups and times are given.
    """

    y: NDArray[np.int64] | NDArray[np.float64]
    classes: bool
    groups: NDArray[np.int64] | None = None
    times: NDArray[np.float64] | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.groups is not None and self.times is not None:
            raise ValueError("groups and times cannot both rule the splits; give one of --group and --time")

    @property
    def kind(self) -> str:
        """What rules the splits, in a word or two, for the user and the stored study."""
        if self.times is not None:
            return "ordered by time"
        grouped = "grouped, " if self.groups is not None else ""
        return grouped + ("stratified" if self.classes else "shuffled")

    def take(self, rows: Rows) -> "Splitter":
        """Return the splitter of these rows alone."""
        groups = None if self.groups is None else self.groups[rows]
        times = None if self.times is None else self.times[rows]
        return Splitter(self.y[rows], self.classes, groups, times, self.seed)

    def holdout(self, fraction: float) -> tuple[Rows, Rows]:
        """Return the rows to search on and the rows held out, each ascending; none are held out for 0.

        Raises:
            ValueError: if `fraction` is not in [0, 1), or one of the two would be empty.
        """
        if not 0 <= fraction < 1:
            raise ValueError(f"holdout must be a share from 0 to below 1, got {fraction}; use 0.2, or 0 for none")
        n_rows = len(self.y)
        if not fraction:
            return np.arange(n_rows), np.arange(0)
        out = self._held_out(fraction)
        search = np.setdiff1d(np.arange(n_rows), out)
        if not len(out) or not len(search):
            raise ValueError(f"holdout: {n_rows} rows, {self.kind}, cannot give {fraction}; use --holdout 0")
        return search, np.sort(out)

    def folds(self, n_folds: int) -> tuple[Fold, ...]:
        """Return `n_folds` splits.

        Raises:
            ValueError: if there are fewer than two folds, or too few rows, groups or times for them.
        """
        if n_folds < 2:
            raise ValueError(f"cv must be 2 or more folds, got {n_folds}; 5 is usual")
        self._check_enough(n_folds)
        if self.times is not None:
            return _ordered_folds(self.times, n_folds)
        folds = self._shuffled_folds(n_folds)
        if any(not len(fold.valid) for fold in folds):
            raise ValueError(f"cv: the groups are too uneven for {n_folds} folds; use fewer with --cv")
        return folds

    def rare_classes(self, n_folds: int) -> tuple[int, ...]:
        """Return the codes of classes with fewer rows than folds: some folds have none of them to validate."""
        if not self.classes:
            return ()
        counts = np.bincount(self.y.astype(np.intp))
        return tuple(int(code) for code in np.flatnonzero((counts > 0) & (counts < n_folds)))

    def _check_enough(self, n_folds: int) -> None:
        n_rows = len(self.y)
        if n_rows < 2 * n_folds:
            raise ValueError(f"cv: {n_rows} rows are too few for {n_folds} folds; use {max(2, n_rows // 2)} or fewer")
        n_groups = n_rows if self.groups is None else len(np.unique(self.groups))
        if n_groups < n_folds:
            raise ValueError(f"cv: {n_groups} groups are too few for {n_folds} folds; use --cv {max(2, n_groups)}")
        n_common = self._n_of_commonest()
        if self.times is None and n_common < n_folds:
            raise ValueError(f"cv: no class has {n_folds} rows; use --cv {max(2, n_common)}")

    def _n_of_commonest(self) -> int:
        return int(np.bincount(self.y.astype(np.intp)).max()) if self.classes else len(self.y)

    def _shuffled_folds(self, n_folds: int) -> tuple[Fold, ...]:
        if self.groups is None:
            splitter = StratifiedKFold if self.classes else KFold
        else:
            splitter = StratifiedGroupKFold if self.classes else GroupKFold
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # `rare_classes` says it better
            splits = splitter(n_folds, shuffle=True, random_state=self.seed).split(self.y, self.y, self.groups)
            return tuple(Fold(train, valid) for train, valid in splits)

    def _held_out(self, fraction: float) -> Rows:
        if self.times is not None:
            order = np.argsort(self.times, kind="stable")
            return order[_border(self.times[order], round(len(order) * (1 - fraction))) :]
        if self.groups is not None:
            return self._whole_groups(len(np.unique(self.groups)), fraction)
        rng = np.random.default_rng(self.seed)
        if not self.classes:
            return rng.permutation(len(self.y))[: round(fraction * len(self.y))]
        members = [rng.permutation(np.flatnonzero(self.y == code)) for code in np.unique(self.y)]
        return np.concatenate([rows[: _share(len(rows), fraction)] for rows in members])

    def _whole_groups(self, n_groups: int, fraction: float) -> Rows:
        if n_groups < 2:
            raise ValueError("holdout: all rows are of one group; use --holdout 0, or leave --group out")
        parts = [fold.valid for fold in self._shuffled_folds(min(N_HOLDOUT_PARTS, n_groups, self._n_of_commonest()))]
        taken = np.cumsum([len(part) for part in parts[:-1]])
        nearest = int(np.abs(taken - fraction * len(self.y)).argmin())
        return np.concatenate(parts[: nearest + 1])


def row_groups(column: pd.Series) -> NDArray[np.int64]:
    """Return a number per row that is the same for rows of one group, shape (n_rows,).

    Raises:
        ValueError: if a row has none.
    """
    n_missing = int(column.isna().sum())
    if n_missing:
        raise ValueError(
            f"group: {column.name!r} is missing in {counted_rows(n_missing)}; fill it in, or leave such rows out"
        )
    return np.unique(column.astype(str).to_numpy(), return_inverse=True)[1].astype(np.int64)


def row_times(column: pd.Series) -> NDArray[np.float64]:
    """Return a number per row that grows with time, shape (n_rows,), from numbers, dates or texts that are dates.

    Raises:
        ValueError: if a row has none, or the texts are no dates.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        times = to_numbers(column)
    else:
        is_date = pd.api.types.is_datetime64_any_dtype(column.dtype)
        form = "" if is_date else date_format(column.dropna())
        if form is None:
            raise ValueError(
                f"time: {column.name!r} holds no dates or numbers, as {column.iloc[0]!r}; write 2024-01-31"
            )
        since = to_dates(column, form) - pd.Timestamp(0)
        times = np.array((since / pd.Timedelta(seconds=1)).to_numpy(np.float64, na_value=np.nan))
    n_missing = int(np.isnan(times).sum())
    if n_missing:
        raise ValueError(
            f"time: {column.name!r} is missing in {counted_rows(n_missing)}; fill it in, or leave such rows out"
        )
    return times


def _ordered_folds(times: NDArray[np.float64], n_folds: int) -> tuple[Fold, ...]:
    order = np.argsort(times, kind="stable")
    wanted = [fold * len(order) // (n_folds + 1) for fold in range(1, n_folds + 1)]
    borders = [*(_border(times[order], at) for at in wanted), len(order)]
    if borders[0] == 0 or len(set(borders)) < len(borders):
        n_times = len(np.unique(times))
        raise ValueError(f"cv: {n_times} distinct times are too few or too uneven for {n_folds} folds; use fewer")
    return tuple(Fold(order[:start], order[start:end]) for start, end in pairwise(borders))


def _border(ordered: NDArray[np.float64], at: int) -> int:
    """Return the first row of the time that stands at `at`, so that rows of equal time stay together."""
    return int(np.searchsorted(ordered, ordered[min(at, len(ordered) - 1)], side="left"))


def _share(n_rows: int, fraction: float) -> int:
    """Return how many rows of a class are held out: two stay, so that it can be learned and validated."""
    return max(0, min(round(fraction * n_rows), n_rows - 2))
