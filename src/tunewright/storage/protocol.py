"""The one interface between a study and where it is kept: narrow, atomic, and safe for many workers at once.

Every method is one transaction. Whatever changes a study takes the next *version* of that study within its
transaction, so that "newer than version v" never skips a change that was committed late. A trial is run by whoever
holds its *claim*: a lease that ends unless it is renewed, and a token that grows with every claim, so that the late
answer of a worker believed dead is refused. All times are the storage's own: workers' clocks may differ.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tunewright.space.values import Json
from tunewright.storage.records import Changes, Claim, Closing, Draft, StudyRow
from tunewright.trials.trial import Report, Trial

DEFAULT_MAX_RETRIES = 2


class Storage(Protocol):
    """Studies, their trials and what belongs to them; more than 15 methods, as each is a transaction of its own.

    Methods that take a `study_id` raise `StudyNotFound` where there is no such study; those that take a claim raise
    `LeaseLost` where it is no longer held. What cannot be written as JSON is a `TypeError`; anything else that goes
    wrong is a `StorageError`.
    """

    def create_study(self, name: str, config: Mapping[str, Json], drafts: Sequence[Draft] = ()) -> StudyRow:
        """Make a study with `drafts` waiting in it; raise `StudyExists` if the name is taken."""

    def find_study(self, name: str) -> StudyRow | None:
        """Return the study of that name, if there is one."""

    def studies(self) -> list[StudyRow]:
        """Return all studies in the order in which they were made."""

    def delete_study(self, study_id: int) -> None:
        """Delete a study with all that belongs to it."""

    def facts(self, study_id: int) -> dict[str, Json]:
        """Return what was noted about the study."""

    def set_fact(self, study_id: int, key: str, value: Json, *, only_if_absent: bool = False) -> bool:
        """Note something about the study; return whether it was written."""

    def enqueue(self, study_id: int, drafts: Sequence[Draft]) -> list[Trial]:
        """Add trials that wait to be run."""

    def add(self, study_id: int, draft: Draft, closing: Closing) -> Trial:
        """Add a trial that ended elsewhere."""

    def claim(self, study_id: int, worker: str, lease: float, among: Collection[int] | None = None) -> Claim | None:
        """Take the waiting trial of the lowest number (of those in `among`, if given) for `lease` seconds."""

    def start(self, study_id: int, draft: Draft, worker: str, lease: float, at_most: int | None = None) -> Claim | None:
        """Add a trial that runs from now on, held for `lease` seconds.

        Returns:
            The claim, or None if `at_most` trials or more are counted, running or waiting.
        """

    def renew(self, claims: Sequence[Claim], lease: float) -> list[Claim]:
        """Hold `claims` for `lease` seconds from now; return those that are lost."""

    def report(self, claim: Claim, reports: Sequence[Report], attrs: Mapping[str, Json] | None = None) -> None:
        """Append intermediate values, and merge `attrs` into the trial's attributes."""

    def close(self, claim: Claim, closing: Closing) -> Trial:
        """End the trial and return it (without reports); when this returns, the result is safe.

        A lease that has run out still closes as long as nobody took the trial over.
        """

    def release(self, claim: Claim) -> None:
        """Put the trial back to waiting, as if it had not run: its reports are deleted."""

    def expire(self, study_id: int, dead: Collection[str] = (), max_retries: int = DEFAULT_MAX_RETRIES) -> list[int]:
        """End running trials whose lease is over, or whose worker is in `dead`, as *lost*; return their numbers.

        The params, tags and attrs of each wait again under a new number, with the tags `retries` (1, 2, ...) and
        `retry_of` (the lost number), unless that would be more than `max_retries` retries.
        """

    def reopen(self, study_id: int, numbers: Collection[int]) -> list[int]:
        """Put pruned trials among `numbers` back to waiting, without reports and results; return which they were."""

    def changes(self, study_id: int, since: int = 0) -> Changes:
        """Return everything newer than version `since`, at a cost that grows only with what is new."""

    def save_arrays(self, study_id: int, number: int, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep arrays, of any shape, with a trial; one of the same name is replaced."""

    def arrays(self, study_id: int, numbers: Collection[int]) -> dict[int, dict[str, NDArray[np.float32]]]:
        """Return the arrays of those trials among `numbers` that have any."""

    def drop_arrays(self, study_id: int, numbers: Collection[int]) -> None:
        """Delete the arrays of trials."""

    def close_connections(self) -> None:
        """Give back files and connections; the next call opens them again."""
