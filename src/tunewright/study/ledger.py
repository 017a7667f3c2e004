"""What the study knows, kept in step with the storage: only rows newer than the last version seen are read.

From the rows it keeps the records, the history's columns, the learning curves (steps and folds are separate axes) and
who is still waiting or running. Nothing here is ever rebuilt, but for a space that grows by running.
"""

from collections.abc import Iterator
from dataclasses import replace

from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.storage.lifecycle import NOT_TAKEN
from tunewright.storage.protocol import Storage
from tunewright.study.found import FoundSpace
from tunewright.study.objectives import Objectives
from tunewright.trials.curves import Curves
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial


class Ledger:
    """The study's own copy of its rows in the storage.

    Args:
        storage: where the rows are.
        study_id: the storage's key of the study.
        space: the space as far as it is known.
        objectives: how values become losses.
        found: the space that grows by running, or None for a declared one.
    """

    def __init__(
        self,
        storage: Storage,
        study_id: int,
        space: Space,
        objectives: Objectives,
        found: FoundSpace | None = None,
    ) -> None:
        self._storage = storage
        self._study_id = study_id
        self._objectives = objectives
        self._found = found
        self._version = 0
        self._trials: dict[int, Trial] = {}
        self._reports: dict[int, list[Report]] = {}
        self._pending: dict[int, Trial] = {}
        self._waiting: set[int] = set()
        self._not_taken: set[int] = set()
        self.baselines: set[int] = set()
        self.steps = Curves()
        self.folds = Curves()
        self.history = History(space, len(objectives.names), self.folds)

    def sync(self) -> None:
        """Read what is new in the storage."""
        changes = self._storage.changes(self._study_id, self._version)
        self._version = changes.version
        for trial in changes.trials:
            self._note(trial)
        for number, report in changes.reports:
            self._note_report(number, report)

    def set_space(self, space: Space) -> None:
        """Build the history anew for a space that has grown."""
        self.history = History(space, len(self._objectives.names), self.folds)
        for trial in self._trials.values():
            self._put(trial)

    def __len__(self) -> int:
        return len(self._trials)

    def __iter__(self) -> Iterator[Trial]:
        return (self.trial(number) for number in sorted(self._trials))

    def trial(self, number: int) -> Trial:
        """Return the record of trial `number` with its reports.

        Raises:
            KeyError: if there is no such trial.
        """
        trial = self._trials[number]
        return replace(trial, reports=tuple(self._reports[number])) if number in self._reports else trial

    @property
    def pending(self) -> list[Params]:
        """The params of the trials that wait or run."""
        return [trial.params for trial in self._pending.values()]

    def workers(self) -> set[str]:
        """Return who runs trials now."""
        if len(self._waiting) == len(self._pending):
            return set()
        return {trial.worker for trial in self._pending.values() if trial.state is State.RUNNING}

    def n_taken(self) -> int:
        """Return how many trials have taken a place among the total: those that wait, run or count."""
        return len(self._trials) - len(self._not_taken)

    def has_waiting(self) -> bool:
        """Return whether a trial waits to be run."""
        return bool(self._waiting)

    def _note(self, trial: Trial) -> None:
        known = self._trials.get(trial.number)
        if trial.state is State.WAITING or (known is not None and known.attempts != trial.attempts):
            self._reports.pop(trial.number, None)
            self.steps.drop(trial.number)
            self.folds.drop(trial.number)
        self._trials[trial.number] = trial
        if trial.tags.get("baseline"):
            self.baselines.add(trial.number)
        if trial.state.is_finished:
            self._pending.pop(trial.number, None)
        else:
            self._pending[trial.number] = trial
        (self._waiting.add if trial.state is State.WAITING else self._waiting.discard)(trial.number)
        (self._not_taken.add if trial.state in NOT_TAKEN else self._not_taken.discard)(trial.number)
        if self._found is not None and trial.state is State.COMPLETE and self._found.observe(trial.params):
            self.set_space(self._found.space)
        else:
            self._put(trial)

    def _put(self, trial: Trial) -> None:
        if self._found is not None:
            trial = replace(trial, params=self._found.readable(trial.params))
        self.history.put(trial, self._objectives.losses(trial.values))

    def _note_report(self, number: int, report: Report) -> None:
        self._reports.setdefault(number, []).append(report)
        if report.metric:
            return
        loss = self._objectives.signs[0] * report.value
        if report.fold >= 0:
            self.folds.put(number, report.fold, loss)
        else:
            self.steps.put(number, report.step, loss)
