"""The columns of what is known about finished trials: arrays that grow by appending and are never rebuilt.

Samplers, stoppers and analysis read these arrays. A trial enters when it ends; should it change later (a pruned trial
that is completed after all, one that is discarded) its row is written anew in place, or its mask is cleared.
"""

from collections.abc import Hashable, Mapping, Sequence
from itertools import compress
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
    """

    def __init__(self, space: Space, n_objectives: int = 1, folds: Curves | None = None) -> None:
        self.space = space
        self.n_objectives = n_objectives
        self.folds = Curves() if folds is None else folds
        self._rows: dict[int, int] = {}
        self._params: list[Params] = []
        self._tags: list[Mapping[str, Json]] = []
        self._keys: list[Hashable] = []
        self._seen: dict[Hashable, int] = {}
        self._columns: dict[str, NDArray[Any]] = {
            "numbers": np.zeros(FIRST_CAPACITY, np.int64),
            "states": np.zeros(FIRST_CAPACITY, np.int8),
            "known": np.zeros(FIRST_CAPACITY, np.bool_),
            "units": np.zeros((FIRST_CAPACITY, space.n_dims)),
            "losses": np.zeros((FIRST_CAPACITY, n_objectives)),
            "violations": np.zeros(FIRST_CAPACITY),
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
        row = self._rows.setdefault(trial.number, len(self._rows))
        if row == len(self._params):
            self._grow_to(row + 1)
            self._params.append(trial.params)
            self._tags.append(trial.tags)
            self._keys.append(None)
        else:
            self._forget(trial.number)
        self._write(row, trial, losses)
        self._columns["units"][row], self._keys[row] = unit, key
        self._seen[key] = self._seen.get(key, 0) + 1

    def __len__(self) -> int:
        return int(np.count_nonzero(self._column("known")))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Trial numbers, shape (n_trials,)."""
        return self._shown("numbers")

    @property
    def units(self) -> NDArray[np.float64]:
        """Params in the unit cube, shape (n_trials, n_dims); NaN where a parameter is inactive."""
        return self._shown("units")

    @property
    def losses(self) -> NDArray[np.float64]:
        """Losses, shape (n_trials, n_objectives); NaN unless the trial is complete."""
        return self._shown("losses")

    @property
    def violations(self) -> NDArray[np.float64]:
        """Sum of the positive constraint values, shape (n_trials,); 0 is feasible, inf where one of them is NaN."""
        return self._shown("violations")

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Wall time of each trial, shape (n_trials,); NaN where not measured."""
        return self._shown("seconds")

    @property
    def memory(self) -> NDArray[np.float64]:
        """Peak memory of each trial in bytes, shape (n_trials,); NaN where not measured."""
        return self._shown("memory")

    @property
    def params(self) -> list[Params]:
        """Params as they were run, one per row."""
        return self._listed(self._params)

    @property
    def tags(self) -> list[Mapping[str, Json]]:
        """What the sampler left with each trial, one per row."""
        return self._listed(self._tags)

    def fold_losses(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the losses of single folds in some rows, shape (n_rows, n_folds); NaN where none was reported."""
        return self.folds.of(self.numbers[rows].tolist())

    def in_state(self, *states: State) -> NDArray[np.bool_]:
        """Return which rows are in one of `states`, shape (n_trials,)."""
        return np.isin(self._shown("states"), [CODES[state] for state in states])

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
        finite = np.isfinite(self.losses).all(axis=1)
        by_key: dict[Hashable, list[int]] = {}
        for row, key in enumerate(compress(self._keys, self._column("known"))):
            if finite[row] and self._seen[key] > 1:
                by_key.setdefault(key, []).append(row)
        return [np.array(rows) for rows in by_key.values() if len(rows) > 1]

    def _write(self, row: int, trial: Trial, losses: Sequence[float]) -> None:
        complete = trial.state is State.COMPLETE
        columns = self._columns
        columns["numbers"][row] = trial.number
        columns["states"][row] = CODES[trial.state]
        columns["known"][row] = True
        columns["losses"][row] = losses if complete else np.nan
        columns["violations"][row] = sum(
            inf if isnan(value) else max(value, 0.0) for value in trial.constraints.values()
        )
        columns["seconds"][row] = trial.usage.seconds
        columns["memory"][row] = trial.usage.memory
        self._params[row], self._tags[row] = trial.params, trial.tags

    def _forget(self, number: int) -> None:
        row = self._rows.get(number)
        if row is None or not self._columns["known"][row]:
            return
        self._columns["known"][row] = False
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

    def _shown(self, name: str) -> NDArray[Any]:
        column, known = self._column(name), self._column("known")
        return column if known.all() else column[known]

    def _listed(self, items: list[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
        known = self._column("known")
        return items if known.all() else list(compress(items, known))
