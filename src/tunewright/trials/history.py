"""The columns of what is known about finished trials: arrays that grow by appending and are never rebuilt.

Samplers, stoppers and analysis read these arrays. A trial enters when it ends; should it change later (a pruned trial
that is completed after all, one that is discarded) its row is written anew in place, or taken out; one that
comes back does so in its place. That moves the rows that follow, which is seldom and cheap; reading is always a view.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import inf, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.curves import Curves
from tunewright.trials.state import COUNTED, State
from tunewright.trials.trial import Trial

FIRST_CAPACITY = 64
CODES = {state: code for code, state in enumerate(State)}


class History:
    """Finished trials as columns, one row a trial, in the order in which they ended.

    Trials that teach are complete, pruned, failed, timed out or out of memory; others never enter.

    Args:
        space: how params become rows of the unit cube.
        n_objectives: number of losses per trial, 1 or more.
        folds: where the losses of single folds are noted; they come trial by trial, before and after it ends.

    Attributes:
        n_rewritten: how often anything but appending has happened: while it stays, rows that were read once stay too.
    """

    def __init__(self, space: Space, n_objectives: int = 1, folds: Curves | None = None) -> None:
        self.space = space
        self.n_objectives = n_objectives
        self.folds = Curves() if folds is None else folds
        self.n_rewritten = 0
        self._arrivals: dict[int, int] = {}
        self._params: list[Params] = []
        self._tags: list[Mapping[str, Json]] = []
        self._keys: list[Hashable] = []
        self._seen: dict[Hashable, int] = {}
        self._constraints: dict[str, int] = {}
        self._columns: dict[str, NDArray[Any]] = {
            "numbers": np.zeros(FIRST_CAPACITY, np.int64),
            "states": np.zeros(FIRST_CAPACITY, np.int8),
            "arrivals": np.zeros(FIRST_CAPACITY, np.int64),
            "units": np.zeros((FIRST_CAPACITY, space.n_dims)),
            "losses": np.zeros((FIRST_CAPACITY, n_objectives)),
            "violations": np.zeros(FIRST_CAPACITY),
            "constraints": np.zeros((FIRST_CAPACITY, 0)),
            "seconds": np.zeros(FIRST_CAPACITY),
            "memory": np.zeros(FIRST_CAPACITY),
        }

    def put(self, trial: Trial, losses: Sequence[float]) -> None:
        """Append `trial`, or write its row anew; a trial that no longer teaches is taken out.

        Args:
            trial: the trial as it stands now.
            losses: one per objective, lower is better; ignored unless the trial is complete.
        """
        if trial.state not in COUNTED:
            self._forget(trial.number)
            return
        unit, key = self.space.encode(trial.params), self.space.key(trial.params)
        row = self._row_for(trial.number)
        self._write(row, trial, losses)
        self._see(row, unit, key)

    def append_row(self, other: "History", row: int) -> None:
        """Append what another history knows of a trial that is not here yet; its params must suit this space."""
        self._name_constraints(other.constraint_names)
        params = other.params[row]
        unit, key = self.space.encode(params), self.space.key(params)
        own = self._row_for(int(other.numbers[row]))
        for name in self._columns.keys() - {"arrivals", "units"}:
            self._columns[name][own] = other._columns[name][row]
        self._params[own], self._tags[own] = params, other.tags[row]
        self._see(own, unit, key)

    def __len__(self) -> int:
        return len(self._params)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Trial numbers, shape (n_trials,)."""
        return self._column("numbers")

    @property
    def units(self) -> NDArray[np.float64]:
        """Params in the unit cube, shape (n_trials, n_dims); NaN where a parameter is inactive."""
        return self._column("units")

    @property
    def losses(self) -> NDArray[np.float64]:
        """Losses, shape (n_trials, n_objectives); NaN unless the trial is complete."""
        return self._column("losses")

    @property
    def violations(self) -> NDArray[np.float64]:
        """Sum of the positive constraint values, shape (n_trials,); 0 is feasible, inf where one of them is NaN."""
        return self._column("violations")

    @property
    def constraints(self) -> NDArray[np.float64]:
        """Constraint values, shape (n_trials, n_constraints), met where 0 or less; NaN where a trial has none."""
        return self._column("constraints")

    @property
    def constraint_names(self) -> tuple[str, ...]:
        """Names of the columns of `constraints`, in the order in which trials brought them."""
        return tuple(self._constraints)

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Wall time of each trial, shape (n_trials,); NaN where not measured."""
        return self._column("seconds")

    @property
    def memory(self) -> NDArray[np.float64]:
        """Peak memory of each trial in bytes, shape (n_trials,); NaN where not measured."""
        return self._column("memory")

    @property
    def params(self) -> list[Params]:
        """Params as they were run, one per row."""
        return self._params

    @property
    def tags(self) -> list[Mapping[str, Json]]:
        """What the sampler left with each trial, one per row."""
        return self._tags

    def fold_losses(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the losses of single folds in some rows, shape (n_rows, n_folds); NaN where none was reported."""
        return self.folds.of(self.numbers[rows].tolist())

    def in_state(self, *states: State) -> NDArray[np.bool_]:
        """Return which rows are in one of `states`, shape (n_trials,)."""
        column = self._column("states")
        found = np.zeros(len(column), np.bool_)
        for state in states:
            found |= column == CODES[state]
        return found

    def has_seen(self, params: Params) -> bool:
        """Return whether a trial with exactly these params has ended."""
        return self.has_key(self.space.key(params))

    def has_key(self, key: Hashable) -> bool:
        """Return whether a trial with the params that have this `space.key` has ended."""
        return key in self._seen

    def repeats(self) -> list[NDArray[np.int64]]:
        """Return the rows with finite losses of each configuration that has several, an array for each."""
        if len(self._seen) == len(self):
            return []
        finite: NDArray[np.bool_] = np.asarray(np.isfinite(self.losses).all(axis=1))
        by_key: dict[Hashable, list[int]] = {}
        for row, key in enumerate(self._keys):
            if finite[row] and self._seen[key] > 1:
                by_key.setdefault(key, []).append(row)
        return [np.array(rows) for rows in by_key.values() if len(rows) > 1]

    def _write(self, row: int, trial: Trial, losses: Sequence[float]) -> None:
        complete = trial.state is State.COMPLETE
        columns = self._columns
        columns["numbers"][row] = trial.number
        columns["states"][row] = CODES[trial.state]
        columns["losses"][row] = losses if complete else np.nan
        columns["violations"][row] = sum(
            inf if isnan(value) else max(value, 0.0) for value in trial.constraints.values()
        )
        self._write_constraints(row, trial.constraints)
        columns["seconds"][row] = trial.usage.seconds
        columns["memory"][row] = trial.usage.memory
        self._params[row], self._tags[row] = trial.params, trial.tags

    def _row_for(self, number: int) -> int:
        """Return the row of a trial; if it has none, those after it make room."""
        arrival = self._arrivals.setdefault(number, len(self._arrivals))
        row, is_there = self._place(arrival)
        self.n_rewritten += is_there or row < len(self)
        if is_there:
            self._unsee(row)
            return row
        self._grow_to(len(self) + 1)
        for column in self._columns.values():
            column[row + 1 : len(self) + 1] = column[row : len(self)]
        self._columns["arrivals"][row] = arrival
        self._params.insert(row, {})
        self._tags.insert(row, {})
        self._keys.insert(row, None)
        return row

    def _write_constraints(self, row: int, values: Mapping[str, float]) -> None:
        self._name_constraints(values)
        column = self._columns["constraints"]
        column[row] = np.nan
        column[row, [self._constraints[name] for name in values]] = list(values.values())

    def _name_constraints(self, names: Iterable[str]) -> None:
        """Give each name a column of its own."""
        for name in names:
            self._constraints.setdefault(name, len(self._constraints))
        column = self._columns["constraints"]
        n_new = len(self._constraints) - column.shape[1]
        self._columns["constraints"] = np.hstack([column, np.full((len(column), n_new), np.nan)]) if n_new else column

    def _forget(self, number: int) -> None:
        row, is_there = self._place(self._arrivals.get(number, -1))
        if not is_there:
            return
        self.n_rewritten += 1
        self._unsee(row)
        for column in self._columns.values():
            column[row : len(self) - 1] = column[row + 1 : len(self)]
        for items in (self._params, self._tags, self._keys):
            del items[row]

    def _place(self, arrival: int) -> tuple[int, bool]:
        """Return the row of the trial that arrived as the `arrival`-th, or the one where it belongs."""
        arrivals = self._column("arrivals")
        row = int(np.searchsorted(arrivals, arrival))
        return row, row < len(arrivals) and arrivals[row] == arrival

    def _see(self, row: int, unit: NDArray[np.float64], key: Hashable) -> None:
        self._columns["units"][row], self._keys[row] = unit, key
        self._seen[key] = self._seen.get(key, 0) + 1

    def _unsee(self, row: int) -> None:
        key = self._keys[row]
        self._seen[key] -= 1
        if not self._seen[key]:
            del self._seen[key]

    def _grow_to(self, n_rows: int) -> None:
        capacity = len(self._columns["numbers"])
        if n_rows <= capacity:
            return
        for name, column in self._columns.items():
            larger = np.zeros((2 * capacity, *column.shape[1:]), column.dtype)
            larger[:capacity] = column
            self._columns[name] = larger

    def _column(self, name: str) -> NDArray[Any]:
        return self._columns[name][: len(self._params)]
