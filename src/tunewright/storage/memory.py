"""Studies in memory: for one process, its threads, and as long as it lives.

What goes in takes the same way through JSON as in a database, and what comes out is a copy: an objective that pops
from its params changes nothing here. Changes are found from the end, as trials are kept in the order of their last one.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import inf
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import LeaseLost, StudyExists, StudyNotFound
from tunewright.space.values import Json
from tunewright.storage import lifecycle
from tunewright.storage.json_text import copied, from_text, to_text
from tunewright.storage.protocol import DEFAULT_MAX_RETRIES
from tunewright.storage.records import Changes, Claim, Closing, Draft, StudyRow
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial

JSON_FIELDS = ("params", "metrics", "constraints", "attrs", "tags")


@dataclass(slots=True)
class _Study:
    """What one study holds; `changed` maps a trial to its version, the latest change last."""

    row: StudyRow
    version: int = 0
    trials: list[Trial] = field(default_factory=list)
    changed: dict[int, int] = field(default_factory=dict)
    leases: dict[int, float] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    n_not_taken: int = 0
    reports: list[tuple[int, int, Report]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    arrays: dict[int, dict[str, NDArray[np.float32]]] = field(default_factory=dict)

    def put(self, trial: Trial, lease_until: float = inf) -> None:
        """Store a trial that is `_through_json`, new or known."""
        number = trial.number
        if number == len(self.trials):
            self.trials.append(trial)
        else:
            self.n_not_taken -= self.trials[number].state in lifecycle.NOT_TAKEN
            self.trials[number] = trial
        self.n_not_taken += trial.state in lifecycle.NOT_TAKEN
        self.changed.pop(number, None)
        self.changed[number] = self.version
        self.leases.pop(number, None)
        if trial.state is State.RUNNING:
            self.leases[number] = lease_until
        (self.waiting.add if trial.state is State.WAITING else self.waiting.discard)(number)

    def enqueue(self, drafts: Sequence[Draft], now: float) -> list[Trial]:
        """Store new trials that wait: all of them or, where one cannot be written as JSON, none."""
        first = len(self.trials)
        new = [_through_json(lifecycle.waiting(first + i, draft, now)) for i, draft in enumerate(drafts)]
        for trial in new:
            self.put(trial)
        return new

    def held(self, claim: Claim) -> Trial:
        trial = self.trials[claim.number]
        if not lifecycle.is_held(claim, trial):
            raise LeaseLost(lifecycle.refusal(claim, trial))
        return trial

    def drop_reports(self, numbers: Collection[int]) -> None:
        self.reports = [entry for entry in self.reports if entry[1] not in numbers]


class MemoryStorage:
    """A `Storage` that ends with its process; threads may share it, and a pickle of it is a copy.

    Args:
        clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._studies: dict[int, _Study] = {}
        self._n_made = 0
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, object]:
        """Leave the lock behind."""
        with self._lock:
            return {**self.__dict__, "_studies": deepcopy(self._studies), "_lock": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take up what was pickled, with a lock of its own."""
        self.__dict__.update(state, _lock=threading.Lock())

    def create_study(self, name: str, config: Mapping[str, Json], drafts: Sequence[Draft] = ()) -> StudyRow:
        """See `Storage`."""
        with self._lock:
            if self._named(name):
                raise StudyExists(lifecycle.name_taken(name))
            row = StudyRow(self._n_made + 1, name, from_text(to_text(config)), self._clock())
            study = _Study(row, version=1)
            study.enqueue(drafts, row.created)
            self._n_made += 1
            self._studies[row.id] = study
            return _copied_study(row)

    def find_study(self, name: str) -> StudyRow | None:
        """See `Storage`."""
        with self._lock:
            return self._named(name)

    def studies(self) -> list[StudyRow]:
        """See `Storage`."""
        with self._lock:
            return [_copied_study(study.row) for study in self._studies.values()]

    def delete_study(self, study_id: int) -> None:
        """See `Storage`."""
        with self._opened(study_id):
            del self._studies[study_id]

    def facts(self, study_id: int) -> dict[str, Json]:
        """See `Storage`."""
        with self._opened(study_id) as study:
            return {key: from_text(text) for key, text in study.facts.items()}

    def set_fact(self, study_id: int, key: str, value: Json, *, only_if_absent: bool = False) -> bool:
        """See `Storage`."""
        text = to_text(value)
        with self._opened(study_id) as study:
            if only_if_absent and key in study.facts:
                return False
            study.facts[key] = text
            return True

    def enqueue(self, study_id: int, drafts: Sequence[Draft]) -> list[Trial]:
        """See `Storage`."""
        with self._changing(study_id) as study:
            return [_copied(trial) for trial in study.enqueue(drafts, self._clock())]

    def add(self, study_id: int, draft: Draft, closing: Closing) -> Trial:
        """See `Storage`."""
        with self._changing(study_id) as study:
            now = self._clock()
            new = lifecycle.waiting(len(study.trials), draft, now)
            trial = _through_json(lifecycle.closed(new, closing, now))
            study.put(trial)
            return _copied(trial)

    def claim(self, study_id: int, worker: str, lease: float, among: Collection[int] | None = None) -> Claim | None:
        """See `Storage`."""
        with self._changing(study_id) as study:
            numbers = study.waiting if among is None else study.waiting.intersection(among)
            return self._run(study, study.trials[min(numbers)], worker, lease) if numbers else None

    def start(self, study_id: int, draft: Draft, worker: str, lease: float, at_most: int | None = None) -> Claim | None:
        """See `Storage`."""
        with self._changing(study_id) as study:
            if at_most is not None and len(study.trials) - study.n_not_taken >= at_most:
                return None
            new = _through_json(lifecycle.waiting(len(study.trials), draft, self._clock()))
            return self._run(study, new, worker, lease)

    def renew(self, claims: Sequence[Claim], lease: float) -> list[Claim]:
        """See `Storage`."""
        with self._lock:
            return [claim for claim in claims if not self._renewed(claim, lease)]

    def report(self, claim: Claim, reports: Sequence[Report], attrs: Mapping[str, Json] | None = None) -> None:
        """See `Storage`."""
        with self._claimed(claim) as study:
            trial = study.held(claim)
            if attrs:
                lease_until = study.leases[claim.number]
                study.put(_through_json(lifecycle.with_attrs(trial, attrs)), lease_until)
            study.reports.extend((study.version, claim.number, lifecycle.plain_report(report)) for report in reports)

    def close(self, claim: Claim, closing: Closing) -> Trial:
        """See `Storage`."""
        with self._claimed(claim) as study:
            trial = _through_json(lifecycle.closed(study.held(claim), closing, self._clock()))
            study.put(trial)
            return _copied(trial)

    def release(self, claim: Claim) -> None:
        """See `Storage`."""
        with self._claimed(claim) as study:
            study.put(lifecycle.again(study.held(claim)))
            study.drop_reports({claim.number})

    def expire(self, study_id: int, dead: Collection[str] = (), max_retries: int = DEFAULT_MAX_RETRIES) -> list[int]:
        """See `Storage`."""
        with self._changing(study_id) as study:
            now = self._clock()
            running = [(study.trials[number], until) for number, until in sorted(study.leases.items())]
            over = [trial for trial, until in running if lifecycle.is_over(trial, until, dead, now)]
            for trial in over:
                study.put(lifecycle.lost(trial, now))
            for draft in lifecycle.retries(over, max_retries):
                study.put(_through_json(lifecycle.waiting(len(study.trials), draft, now)))
            return [trial.number for trial in over]

    def reopen(self, study_id: int, numbers: Collection[int]) -> list[int]:
        """See `Storage`."""
        with self._changing(study_id) as study:
            wanted = [study.trials[number] for number in sorted(set(numbers)) if 0 <= number < len(study.trials)]
            pruned = [trial for trial in wanted if trial.state is State.PRUNED]
            for trial in pruned:
                study.put(lifecycle.again(trial))
            reopened = [trial.number for trial in pruned]
            study.drop_reports(reopened)
            return reopened

    def changes(self, study_id: int, since: int = 0) -> Changes:
        """See `Storage`."""
        with self._opened(study_id) as study:
            trials = []
            for number in reversed(study.changed):
                if study.changed[number] <= since:
                    break
                trials.append(_copied(study.trials[number]))
            first = bisect_right(study.reports, since, key=itemgetter(0))
            reports = [(number, report) for _, number, report in study.reports[first:]]
            return Changes(study.version, trials[::-1], reports)

    def save_arrays(self, study_id: int, number: int, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """See `Storage`."""
        if not arrays:
            return
        with self._opened(study_id) as study:
            if not 0 <= number < len(study.trials):
                raise ValueError(lifecycle.no_trial(number))
            kept = {name: np.array(array, np.float32) for name, array in arrays.items()}
            study.arrays.setdefault(number, {}).update(kept)

    def arrays(self, study_id: int, numbers: Collection[int]) -> dict[int, dict[str, NDArray[np.float32]]]:
        """See `Storage`."""
        with self._opened(study_id) as study:
            found = {number: study.arrays[number] for number in sorted(set(numbers)) if number in study.arrays}
            return {n: {name: array.copy() for name, array in arrays.items()} for n, arrays in found.items()}

    def drop_arrays(self, study_id: int, numbers: Collection[int]) -> None:
        """See `Storage`."""
        with self._opened(study_id) as study:
            for number in numbers:
                study.arrays.pop(number, None)

    def close_connections(self) -> None:
        """See `Storage`; there are none."""

    def _named(self, name: str) -> StudyRow | None:
        rows = (study.row for study in self._studies.values() if study.row.name == name)
        return next(map(_copied_study, rows), None)

    @contextmanager
    def _opened(self, study_id: int) -> Iterator[_Study]:
        with self._lock:
            if study_id not in self._studies:
                raise StudyNotFound(lifecycle.no_study(study_id))
            yield self._studies[study_id]

    @contextmanager
    def _changing(self, study_id: int) -> Iterator[_Study]:
        with self._opened(study_id) as study:
            study.version += 1
            yield study

    @contextmanager
    def _claimed(self, claim: Claim) -> Iterator[_Study]:
        try:
            with self._changing(claim.study_id) as study:
                yield study
        except StudyNotFound:
            raise LeaseLost(lifecycle.refusal(claim, None)) from None

    def _run(self, study: _Study, trial: Trial, worker: str, lease: float) -> Claim:
        now = self._clock()
        trial = lifecycle.running(trial, worker, now)
        study.put(trial, now + lease)
        return Claim(study.row.id, trial.number, trial.attempts, _copied(trial))

    def _renewed(self, claim: Claim, lease: float) -> bool:
        study = self._studies.get(claim.study_id)
        if study is None or not lifecycle.is_held(claim, study.trials[claim.number]):
            return False
        study.leases[claim.number] = self._clock() + lease
        return True


def _through_json(trial: Trial) -> Trial:
    values = {name: getattr(trial, name) for name in JSON_FIELDS}
    return replace(trial, **{name: from_text(to_text(value)) if value else {} for name, value in values.items()})


def _copied(trial: Trial) -> Trial:
    return replace(trial, **{name: copied(getattr(trial, name)) for name in JSON_FIELDS})


def _copied_study(row: StudyRow) -> StudyRow:
    return replace(row, config=copied(row.config))
