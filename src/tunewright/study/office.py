"""The office of a study: its ledger, its desk and its proposer, around one row of a storage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tunewright.errors import TunewrightError
from tunewright.measure.worker import is_dead, this_worker
from tunewright.pruners.by_name import pruner_from
from tunewright.pruners.protocol import Pruner
from tunewright.samplers.by_name import sampler_from
from tunewright.samplers.protocol import Sampler
from tunewright.space.parameters import Parameter
from tunewright.space.space import Space
from tunewright.storage.protocol import Storage
from tunewright.storage.records import StudyRow
from tunewright.study.config import Config
from tunewright.study.desk import Desk
from tunewright.study.found import FOUND_SPACE, FoundSpace
from tunewright.study.ledger import Ledger
from tunewright.study.live import LiveTrial
from tunewright.study.loop import Loop
from tunewright.study.proposer import Proposer
from tunewright.trials.history import History
from tunewright.trials.problem import Problem


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to spend, as a sampler's problem has it: number of trials, how many at a time, seconds in all."""

    budget: int | None = None
    n_workers: int = 1
    seconds: float | None = None


@dataclass(slots=True)
class Office:
    """Where the parts of one study meet.

    Attributes:
        storage, study_id: where the rows are.
        config: the settings as they are stored.
        ledger: what is known.
        desk: opens and closes trials.
        proposer: the sampler with the seed.
        is_declared: whether the space was declared, rather than found by running.
        loop: the run that is going on, or None.
        means: what there is to spend, as the latest run had it.
    """

    storage: Storage
    study_id: int
    config: Config
    ledger: Ledger
    desk: Desk
    proposer: Proposer
    is_declared: bool
    loop: Loop | None = None
    means: Means = Means()

    def problem(self) -> Problem:
        """Return what the sampler is asked."""
        config, means = self.config, self.means
        space, names = self.ledger.history.space, config.objectives.names
        return Problem(space, names, means.budget, means.n_workers, config.noise_kind, means.seconds)

    def seconds_spent(self) -> float:
        """Return how long all trials together have run."""
        return float(np.nansum(self.ledger.history.seconds))

    def sampler_reason(self) -> str:
        """Return which sampler proposes the next trial, and why; the sampler's own words where it has any."""
        sampler = self.proposer.sampler
        reason: Callable[[Problem, History], str] | None = getattr(sampler, "reason", None)
        return f"{sampler}: it was asked for" if reason is None else reason(self.problem(), self.ledger.history)

    def expire(self) -> list[int]:
        """Put up again what was lost: its lease is over or its worker has died. Return the lost numbers."""
        self.ledger.sync()
        dead = {worker for worker in self.ledger.workers() if is_dead(worker)}
        lost = self.storage.expire(self.study_id, dead)
        if lost:
            self.ledger.sync()
        return lost

    def ask(self, lease: float) -> LiveTrial:
        """Open the next trial for somebody who runs it by hand.

        Raises:
            TunewrightError: if the sampler has no further configuration.
        """
        task = self.desk.begin(self.problem(), self.proposer, lease=lease)
        if task is None:
            raise TunewrightError("the sampler has no further configuration: every one was tried")
        return LiveTrial(task, lambda message: self.desk.answer(task.number, message))


def open_office(storage: Storage, row: StudyRow, sampler: str | Sampler, pruner: str | Pruner | None) -> Office:
    """Open the office of a stored study, and put up again what dead workers have left behind."""
    config = Config.from_json(row.config)
    declared = config.declared
    found = FoundSpace(_parameters_found(storage, row.id)) if declared is None else None
    space = found.space if found is not None else declared
    assert space is not None
    objectives = config.objectives
    ledger = Ledger(storage, row.id, space, objectives, found)
    desk = Desk(storage, row.id, ledger=ledger, objectives=objectives, found=found, seed=config.seed)
    desk.pruner = pruner_from(pruner)
    proposer = Proposer(sampler_from(sampler), config.seed, this_worker())
    office = Office(storage, row.id, config, ledger, desk, proposer, declared is not None)
    office.expire()
    return office


def _parameters_found(storage: Storage, study_id: int) -> Mapping[str, Parameter]:
    form = storage.facts(study_id).get(FOUND_SPACE)
    return {} if form is None else Space.from_json(form).parameters
