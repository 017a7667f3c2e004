"""The trial as the objective sees it, in this process or in a child.

Every call that the study has to know of (`report`, `should_prune`, `suggest_*`) is one message to the parent and one
answer; `ask` is the road there. Arrays given to `keep` travel with the result, since only a finished trial needs them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import TrialPruned
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.values import Json, Params

Message: TypeAlias = tuple[str, tuple[object, ...]]
Ask: TypeAlias = Callable[[Message], object]
Objective: TypeAlias = Callable[["LiveTrial"], object]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know of a trial before it runs it."""

    number: int
    params: Params
    tags: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a run of the objective gave: its result or the news that it pruned itself, and the arrays it kept."""

    result: object
    pruned: bool
    arrays: dict[str, NDArray[np.float32]]


class LiveTrial:
    """A running trial: read `params`, `report` intermediate values, ask whether to stop.

    Without a declared space, `suggest_float`, `suggest_int` and `suggest_categorical` define the space by running.
    """

    def __init__(self, task: Task, ask: Ask) -> None:
        self.number = task.number
        self.tags = task.tags
        self.arrays: dict[str, NDArray[np.float32]] = {}
        self._params: dict[str, Json] = dict(task.params)
        self._ask = ask

    def __repr__(self) -> str:
        return f"<trial {self.number}: {self._params}>"

    @property
    def params(self) -> Params:
        """The configuration to be run: name to value, active parameters only."""
        return self._params

    def report(self, value: float, step: int = 0, *, fold: int = -1, metric: str = "") -> None:
        """Tell the study an intermediate value, in the objective's own direction.

        Args:
            value: the number measured.
            step: epoch, iteration or number of rows, 0 or more.
            fold: index of the cross-validation fold, if folds play a part.
            metric: what was measured, if it is not the objective itself.
        """
        if step < 0:
            raise ValueError(f"step must be 0 or more, got {step}; count epochs or iterations from 0")
        self._ask(("report", (metric, int(step), int(fold), float(value))))

    def should_prune(self) -> bool:
        """Return whether the pruner would stop this trial now; then raise `tunewright.TrialPruned`."""
        return bool(self._ask(("should_prune", ())))

    def set_user_attr(self, key: str, value: Json) -> None:
        """Keep a note with the trial, as a JSON value."""
        self._ask(("set_attr", (key, value)))

    def set_constraint(self, key: str, value: float) -> None:
        """Say how far a constraint is violated: 0 or less is feasible."""
        self._ask(("set_constraint", (key, float(value))))

    def keep(self, name: str, array: NDArray[np.floating]) -> None:
        """Keep an array (as float32) with the trial when it completes, such as its out-of-fold predictions."""
        self.arrays[name] = np.ascontiguousarray(array, dtype=np.float32)

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        """Return a float for `name` in [low, high]."""
        return float(self._suggest(name, Float(low, high, step=step, log=log)))

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1, log: bool = False) -> int:
        """Return an integer for `name` in [low, high]."""
        return int(self._suggest(name, Int(low, high, step=step, log=log)))

    def suggest_categorical(self, name: str, choices: Sequence[Json]) -> Json:
        """Return one of `choices` for `name`."""
        return self._suggest(name, Categorical(choices))

    def _suggest(self, name: str, parameter: Parameter) -> Json:
        if name not in self._params:
            self._params[name] = self._ask(("suggest", (name, parameter)))
        return self._params[name]


@dataclass(frozen=True, slots=True)
class Runner:
    """The callable that a backend runs: the objective with its live trial around it."""

    objective: Objective = field(repr=False)

    def __call__(self, task: object, ask: Callable[[object], object]) -> Returned:
        """Run the objective for `task` and return what it gave."""
        if not isinstance(task, Task):
            raise TypeError(f"task must be a Task, got {task!r}")
        trial = LiveTrial(task, ask)
        try:
            result = self.objective(trial)
        except TrialPruned:
            return Returned(None, True, trial.arrays)
        return Returned(result, False, trial.arrays)
