"""Studies in a database, in statements that SQLite and PostgreSQL share.

Each method is one transaction, and each that changes a study begins with `CHANGE_STUDY`: it takes the study's next
version and holds the study's row until the end, so that versions are committed in order. A trial's row is then read,
taken one step further by `lifecycle`, and written; nobody else can write it in between.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tunewright.errors import LeaseLost, StudyExists, StudyNotFound
from tunewright.space.values import Json
from tunewright.storage import lifecycle, rows
from tunewright.storage import statements as sql
from tunewright.storage.database import Database
from tunewright.storage.json_text import from_text, to_text
from tunewright.storage.protocol import DEFAULT_MAX_RETRIES
from tunewright.storage.records import Changes, Claim, Closing, Draft, StudyRow
from tunewright.storage.session import Session
from tunewright.trials.trial import Report, Trial


class _Full(Exception):  # no error: it rolls the number back
    """As many trials as are wanted are there already."""


class SqlStorage:
    """A `Storage` in `database`; threads may share it, and a pickle of it opens the same database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_study(self, name: str, config: Mapping[str, Json], drafts: Sequence[Draft] = ()) -> StudyRow:
        """See `Storage`."""
        with self._database.writing(durable=True) as session:
            values = {"name": name, "config": to_text(config), "created": self._database.now(session)}
            try:
                new_id = session.scalar(sql.NEW_STUDY, {**values, "version": 0, "next_number": 0})
            except session.clash:
                raise StudyExists(lifecycle.name_taken(name)) from None
            self._enqueue(session, new_id, drafts)
            return rows.study_of({**values, "id": new_id})

    def find_study(self, name: str) -> StudyRow | None:
        """See `Storage`."""
        with self._database.reading() as session:
            row = session.first(sql.NAMED_STUDY, {"name": name})
            return None if row is None else rows.study_of(row)

    def studies(self) -> list[StudyRow]:
        """See `Storage`."""
        with self._database.reading() as session:
            return [rows.study_of(row) for row in session.rows(sql.ALL_STUDIES)]

    def delete_study(self, study_id: int) -> None:
        """See `Storage`."""
        with self._database.writing(durable=True) as session:
            if not session.change(sql.DELETE_STUDY, {"of_study": study_id}):
                raise StudyNotFound(lifecycle.no_study(study_id))

    def facts(self, study_id: int) -> dict[str, Json]:
        """See `Storage`."""
        with self._database.reading() as session:
            _version(session, sql.VERSION, study_id)
            found = session.rows(sql.FACTS, {"of_study": study_id})
            return {row["key"]: from_text(row["value"]) for row in found}

    def set_fact(self, study_id: int, key: str, value: Json, *, only_if_absent: bool = False) -> bool:
        """See `Storage`."""
        text = to_text(value)
        with self._database.writing(durable=True) as session:
            _version(session, sql.LOCK_STUDY, study_id)
            known = {row["key"] for row in session.rows(sql.FACTS, {"of_study": study_id})}
            if only_if_absent and key in known:
                return False
            session.change(sql.DELETE_FACT, {"of_study": study_id, "of_key": key})
            session.change(sql.NEW_FACT, {"study_id": study_id, "key": key, "value": text})
            return True

    def enqueue(self, study_id: int, drafts: Sequence[Draft]) -> list[Trial]:
        """See `Storage`."""
        with self._database.writing() as session:
            return self._enqueue(session, study_id, drafts)

    def add(self, study_id: int, draft: Draft, closing: Closing) -> Trial:
        """See `Storage`."""
        with self._database.writing(durable=True) as session:
            version, number = _change(session, study_id, n_new=1)
            now = self._database.now(session)
            trial = lifecycle.closed(lifecycle.waiting(number, draft, now), closing, now)
            return _insert(session, study_id, version, [trial])[0]

    def claim(self, study_id: int, worker: str, lease: float, among: Collection[int] | None = None) -> Claim | None:
        """See `Storage`."""
        statement = sql.NEXT_WAITING if among is None else sql.NEXT_WAITING_AMONG
        chosen = {} if among is None else {"of_trials": list(among)}
        with self._database.writing() as session:
            _version(session, sql.LOCK_STUDY, study_id)
            row = session.first(statement, {"of_study": study_id, **chosen})
            if row is None:
                return None
            version, _ = _change(session, study_id)
            now = self._database.now(session)
            trial = lifecycle.running(rows.trial_of(row), worker, now)
            _update(session, study_id, trial, version, now + lease)
            return Claim(study_id, trial.number, trial.attempts, trial)

    def start(self, study_id: int, draft: Draft, worker: str, lease: float, at_most: int | None = None) -> Claim | None:
        """See `Storage`."""
        try:
            with self._database.writing() as session:
                version, number = _change(session, study_id, n_new=1)
                if at_most is not None and _n_taken(session, study_id) > at_most:
                    raise _Full
                now = self._database.now(session)
                trial = lifecycle.running(lifecycle.waiting(number, draft, now), worker, now)
                (stored,) = _insert(session, study_id, version, [trial], now + lease)
                return Claim(study_id, number, stored.attempts, stored)
        except _Full:
            return None

    def renew(self, claims: Sequence[Claim], lease: float) -> list[Claim]:
        """See `Storage`."""
        with self._database.writing() as session:
            until = self._database.now(session) + lease
            in_order = sorted(claims, key=lambda claim: (claim.study_id, claim.number))  # two renewers never deadlock
            return [claim for claim in in_order if not _renew(session, claim, until)]

    def report(self, claim: Claim, reports: Sequence[Report], attrs: Mapping[str, Json] | None = None) -> None:
        """See `Storage`."""
        with self._database.writing() as session:
            version, trial, until = _held(session, claim)
            if attrs:
                _update(session, claim.study_id, lifecycle.with_attrs(trial, attrs), version, until)
            if reports:
                session.change_each(sql.NEW_REPORTS, rows.report_values(claim.study_id, claim.number, version, reports))

    def close(self, claim: Claim, closing: Closing) -> Trial:
        """See `Storage`."""
        with self._database.writing(durable=True) as session:
            version, trial, _ = _held(session, claim)
            ended = lifecycle.closed(trial, closing, self._database.now(session))
            return _update(session, claim.study_id, ended, version)

    def release(self, claim: Claim) -> None:
        """See `Storage`."""
        with self._database.writing() as session:
            version, trial, _ = _held(session, claim)
            _put_back(session, claim.study_id, [trial], version)

    def expire(self, study_id: int, dead: Collection[str] = (), max_retries: int = DEFAULT_MAX_RETRIES) -> list[int]:
        """See `Storage`."""
        with self._database.reading() as session:  # mostly nothing is over, and nobody need wait for a lock
            _version(session, sql.VERSION, study_id)
            if not self._over(session, sql.RUNNING, study_id, dead):
                return []
        with self._database.writing() as session:
            version, _ = _change(session, study_id)
            over = self._over(session, sql.LOCK_RUNNING, study_id, dead)
            now = self._database.now(session)
            for trial in over:
                _update(session, study_id, lifecycle.lost(trial, now), version)
            self._enqueue(session, study_id, lifecycle.retries(over, max_retries))
            return [trial.number for trial in over]

    def reopen(self, study_id: int, numbers: Collection[int]) -> list[int]:
        """See `Storage`."""
        with self._database.writing() as session:
            version, _ = _change(session, study_id)
            keys = {"of_study": study_id, "of_trials": list(numbers)}
            pruned = [rows.trial_of(row) for row in session.rows(sql.LOCK_PRUNED, keys)]
            _put_back(session, study_id, pruned, version)
            return [trial.number for trial in pruned]

    def changes(self, study_id: int, since: int = 0) -> Changes:
        """See `Storage`."""
        with self._database.reading() as session:
            version = _version(session, sql.VERSION, study_id)
            if version == since:
                return Changes(version, [], [])
            span = {"of_study": study_id, "since": since, "upto": version}
            changed = session.rows(sql.CHANGED_TRIALS, span)
            reported = session.rows(sql.CHANGED_REPORTS, span)
        return Changes(version, [rows.trial_of(row) for row in changed], [rows.report_of(row) for row in reported])

    def save_arrays(self, study_id: int, number: int, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """See `Storage`."""
        if not arrays:
            return
        new = rows.array_values(study_id, number, arrays)
        keys = {"of_study": study_id, "of_trial": number}
        with self._database.writing() as session:
            _version(session, sql.LOCK_STUDY, study_id)
            if session.first(sql.LOCK_TRIAL, keys) is None:
                raise ValueError(lifecycle.no_trial(number))
            session.change_each(sql.DELETE_ARRAY, [{**keys, "of_name": name} for name in arrays])
            session.change_each(sql.NEW_ARRAYS, new)

    def arrays(self, study_id: int, numbers: Collection[int]) -> dict[int, dict[str, NDArray[np.float32]]]:
        """See `Storage`."""
        found: dict[int, dict[str, NDArray[np.float32]]] = {}
        with self._database.reading() as session:
            _version(session, sql.VERSION, study_id)
            keys = {"of_study": study_id, "of_trials": list(numbers)}
            for row in session.rows(sql.ARRAYS, keys):
                found.setdefault(row["number"], {})[row["name"]] = rows.array_of(row)
        return found

    def drop_arrays(self, study_id: int, numbers: Collection[int]) -> None:
        """See `Storage`."""
        with self._database.writing() as session:
            _version(session, sql.LOCK_STUDY, study_id)
            session.change(sql.DELETE_ARRAYS, {"of_study": study_id, "of_trials": list(numbers)})

    def close_connections(self) -> None:
        """See `Storage`."""
        self._database.close()

    def _enqueue(self, session: Session, study_id: int, drafts: Sequence[Draft]) -> list[Trial]:
        version, first = _change(session, study_id, n_new=len(drafts))
        now = self._database.now(session)
        new = [lifecycle.waiting(first + i, draft, now) for i, draft in enumerate(drafts)]
        return _insert(session, study_id, version, new)

    def _over(self, session: Session, running: sa.Select[Any], study_id: int, dead: Collection[str]) -> list[Trial]:
        now = self._database.now(session)
        found = session.rows(running, {"of_study": study_id})
        leases = [(rows.trial_of(row), row["lease_until"]) for row in found]
        return [trial for trial, until in leases if lifecycle.is_over(trial, until, dead, now)]


def _version(session: Session, statement: sa.Select[int], study_id: int) -> int:
    version: int | None = session.scalar(statement, {"of_study": study_id})
    if version is None:
        raise StudyNotFound(lifecycle.no_study(study_id))
    return version


def _change(session: Session, study_id: int, n_new: int = 0) -> tuple[int, int]:
    """Take the study's next version and `n_new` numbers: (version, first number)."""
    row = session.first(sql.CHANGE_STUDY, {"of_study": study_id, "n": n_new})
    if row is None:
        raise StudyNotFound(lifecycle.no_study(study_id))
    return row["version"], row["next_number"] - n_new


def _n_taken(session: Session, study_id: int) -> int:
    """Return how many places are taken, the number just drawn included; the study's row is locked by `_change`."""
    return int(session.scalar(sql.N_TAKEN, {"of_study": study_id}))


def _held(session: Session, claim: Claim) -> tuple[int, Trial, float]:
    """Take the study's next version, for whoever holds the claim: (version, trial, end of the lease)."""
    try:
        version, _ = _change(session, claim.study_id)
    except StudyNotFound:
        raise LeaseLost(lifecycle.refusal(claim, None)) from None
    keys = {"of_study": claim.study_id, "of_trial": claim.number}
    row = session.first(sql.LOCK_TRIAL, keys)
    assert row is not None, "a claim is of a trial that is there"
    trial = rows.trial_of(row)
    if not lifecycle.is_held(claim, trial):
        raise LeaseLost(lifecycle.refusal(claim, trial))
    return version, trial, row["lease_until"]


def _insert(
    session: Session, study_id: int, version: int, trials: Sequence[Trial], lease_until: float | None = None
) -> list[Trial]:
    new = [
        {"study_id": study_id, "number": trial.number, **rows.values_of(trial, version, lease_until)}
        for trial in trials
    ]
    session.change_each(sql.NEW_TRIAL, new)
    return [rows.trial_of(values) for values in new]


def _update(session: Session, study_id: int, trial: Trial, version: int, lease_until: float | None = None) -> Trial:
    values = rows.values_of(trial, version, lease_until)
    session.change(sql.SET_TRIAL, {"of_study": study_id, "of_trial": trial.number, **values})
    return rows.trial_of({"number": trial.number, **values})


def _renew(session: Session, claim: Claim, until: float) -> bool:
    keys = {"of_study": claim.study_id, "of_trial": claim.number, "token": claim.token}
    return session.change(sql.RENEW_TRIAL, {**keys, "until": until}) > 0


def _put_back(session: Session, study_id: int, trials: Iterable[Trial], version: int) -> None:
    again = [lifecycle.again(trial) for trial in trials]
    for trial in again:
        _update(session, study_id, trial, version)
    numbers = [trial.number for trial in again]
    session.change(sql.DELETE_REPORTS, {"of_study": study_id, "of_trials": numbers})
