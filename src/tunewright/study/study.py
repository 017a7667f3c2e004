"""The study: what the user holds. It asks, runs, tells, and answers questions about what was found.

The work is done elsewhere: the ledger knows what has happened, the desk opens and closes trials, the loop runs them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from tunewright.analysis.findings import Finding
from tunewright.errors import TunewrightError
from tunewright.execution.limits import Limits
from tunewright.measure.worker import is_dead, this_worker
from tunewright.pruners.by_name import pruner_from
from tunewright.pruners.protocol import Pruner
from tunewright.samplers.by_name import sampler_from
from tunewright.samplers.protocol import Sampler
from tunewright.space.parameters import Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.stoppers.protocol import Stopper
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Closing, Draft, StudyRow
from tunewright.study.backends import backend_from
from tunewright.study.config import Config
from tunewright.study.desk import Desk
from tunewright.study.ending import Ending
from tunewright.study.found import FOUND_SPACE, FoundSpace
from tunewright.study.front import front
from tunewright.study.heartbeat import heartbeat
from tunewright.study.interrupt import interrupts
from tunewright.study.ledger import Ledger
from tunewright.study.live import LiveTrial, Objective, Returned, Runner
from tunewright.study.loop import Loop, Plan
from tunewright.study.objectives import Objectives
from tunewright.study.progress import Progress, progress_from
from tunewright.study.proposer import Proposer
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

if TYPE_CHECKING:
    import pandas as pd

LEASE = 60.0
LEASE_OF_ASK = 24 * 3600.0


class Study:
    """A search, its trials and what they say. Made by `create_study` and `load_study`.

    Attributes:
        name: what it is called in the storage.
        objectives: names and directions of what is optimised.
        stop_reason: why the last call of `optimize` ended.
    """

    def __init__(self, storage: Storage, row: StudyRow, *, sampler: str | Sampler, pruner: str | Pruner | None) -> None:
        config = Config.from_json(row.config)
        self.name = row.name
        self.objectives: Objectives = config.objectives
        self.stop_reason = ""
        self._storage, self._id, self._config = storage, row.id, config
        declared = config.declared
        self._found = FoundSpace(_parameters_found(storage, row.id)) if declared is None else None
        space = declared or cast("FoundSpace", self._found).space
        self._ledger = Ledger(storage, row.id, space, self.objectives)
        self._desk = Desk(
            storage, row.id, ledger=self._ledger, objectives=self.objectives, found=self._found, seed=config.seed
        )
        self._desk.pruner = pruner_from(pruner)
        self._proposer = Proposer(sampler_from(sampler), config.seed, this_worker())
        self._loop: Loop | None = None
        self._expire()
        self._ledger.sync()

    def __repr__(self) -> str:
        return f"<study {self.name!r}: {len(self._ledger)} trials, {self._describe_best()}>"

    # --- run ---------------------------------------------------------------------------------------------------

    def optimize(  # noqa: PLR0913  # a face: every argument by keyword, all with defaults
        self,
        objective: Objective,
        n_trials: int | None = None,
        timeout: float | None = None,
        *,
        n_jobs: int = 1,
        backend: str | None = None,
        limits: Limits | None = None,
        total_trials: int | None = None,
        stopper: Stopper | Sequence[Stopper] | None = None,
        callbacks: Sequence[Callable[["Study", Trial], None]] = (),
        on_error: str = "record",
        progress: Progress | bool | None = None,
    ) -> None:
        """Run `objective` for one configuration after another.

        Args:
            objective: called with the live trial; returns a number, a tuple, or a dict of named numbers.
            n_trials: trials of this call.
            timeout: seconds of this call; what still runs then is cut and goes back to waiting.
            n_jobs: trials that run at once; -1 for one per processor.
            backend: "inline", "process", or None to choose: inline for one job without limits, else processes.
            limits: seconds and memory of one trial, enforced by killing it.
            total_trials: trials that the whole study may have, over all calls and workers.
            stopper: ends the search early, or several that do.
            callbacks: called with the study and each ended trial.
            on_error: "record" a failed trial and go on, or "raise".
            progress: True or False to show a line or not, None for a line where a person watches.

        Raises:
            ValueError: if an argument makes no sense; the message names it.
            TunewrightError: if a trial failed and `on_error` is "raise".
        """
        plan = Plan(
            n_trials=_at_least_one("n_trials", n_trials),
            total_trials=_at_least_one("total_trials", total_trials),
            timeout=timeout,
            lease=LEASE,
            stoppers=_listed(stopper),
            callbacks=[lambda trial, call=call: call(self, trial) for call in callbacks],  # type: ignore[misc]
            raises=_raises(on_error),
        )
        self.stop_reason = self._run(objective, plan, n_jobs, backend, limits or Limits(), progress)

    def complete(
        self,
        objective: Objective,
        numbers: Sequence[int],
        *,
        timeout: float | None = None,
        n_jobs: int = 1,
        limits: Limits | None = None,
        progress: Progress | bool | None = None,
    ) -> None:
        """Run pruned trials to the end after all, under their own numbers.

        Args:
            objective: as in `optimize`.
            numbers: of the pruned trials; others are left as they are.
            timeout: seconds; what is not done by then is pruned again.
            n_jobs, limits, progress: as in `optimize`.
        """
        reopened = self._storage.reopen(self._id, numbers)
        if reopened:
            plan = Plan(len(reopened), None, timeout, LEASE, (), (), False, tuple(reopened))
            self._run(objective, plan, n_jobs, None, limits or Limits(), progress)
            self._desk.prune_waiting(reopened, self._proposer.worker)

    def stop(self) -> None:
        """Let the running trials end and start no new ones; for callbacks."""
        if self._loop is None:
            raise TunewrightError("stop() ends a running optimize(); nothing runs now")
        self._loop.stop_reason = "stopped by a callback"

    def ask(self, n: int | None = None, *, lease: float = LEASE_OF_ASK) -> LiveTrial | list[LiveTrial]:
        """Return the next trial to be run by yourself, or a list of `n`; then `tell` what came out.

        Args:
            n: how many, or None for one that is no list.
            lease: seconds after which an untold trial counts as lost and is put up again.

        Raises:
            TunewrightError: if the sampler has no further configuration.
        """
        trials = [self._ask_one(lease) for _ in range(1 if n is None else n)]
        return trials[0] if n is None else trials

    def tell(
        self,
        trial: LiveTrial | int,
        values: float | Sequence[float] | Mapping[str, float] | None = None,
        *,
        state: State | str = State.COMPLETE,
    ) -> Trial:
        """Tell what came out of a trial that `ask` gave.

        Args:
            trial: the trial or its number.
            values: what an objective would return; None unless the state is complete.
            state: "complete", "pruned" or "failed".

        Raises:
            ValueError: if the values are none, or the trial is not open here.
        """
        number = trial if isinstance(trial, int) else trial.number
        if number not in [claim.number for claim in self._desk.claims]:
            raise ValueError(f"trial must be one that ask() gave and nobody has told yet, got {number}")
        state = State(state)
        read, metrics = self.objectives.read(values, Usage()) if state is State.COMPLETE else ((), {})
        arrays = Returned(None, False, trial.arrays) if isinstance(trial, LiveTrial) else None
        told = self._desk.close(number, Ending(state, read, metrics), Usage(), arrays=arrays)
        if told is None:
            raise TunewrightError(f"trial {number} was given to another worker meanwhile; its result was refused")
        return told

    def enqueue_trial(self, params: Params, *, attrs: Mapping[str, Json] | None = None) -> Trial:
        """Put up a configuration to be run before anything that the sampler proposes.

        Args:
            params: name to value; active parameters that are missing take their defaults.
            attrs: notes to keep with the trial.
        """
        return self._storage.enqueue(self._id, [Draft(self._completed(params), {}, attrs or {})])[0]

    def add_trial(self, params: Params, values: object, *, attrs: Mapping[str, Json] | None = None) -> Trial:
        """Add a result from elsewhere.

        Args:
            params: name to value, all active parameters.
            values: what an objective would have returned.
            attrs: notes to keep with the trial.
        """
        checked = self.space.check(params) if self._found is None else dict(params)
        read, metrics = self.objectives.read(values, Usage())
        closing = Closing(State.COMPLETE, values=read, metrics=metrics)
        return self._storage.add(self._id, Draft(checked, {}, attrs or {}), closing)

    # --- ask about it ------------------------------------------------------------------------------------------

    @property
    def space(self) -> Space:
        """The space: declared, or as far as it has been found."""
        return self._found.space if self._found else self._ledger.history.space

    @property
    def pruner(self) -> Pruner | None:
        """What judges running trials; may be set."""
        return self._desk.pruner

    @pruner.setter
    def pruner(self, pruner: str | Pruner | None) -> None:
        self._desk.pruner = pruner_from(pruner)

    @property
    def trials(self) -> list[Trial]:
        """Every trial by number, as it stands in the storage now."""
        self._ledger.sync()
        return list(self._ledger)

    @property
    def history(self) -> History:
        """The columns of all finished trials; losses, lower is better."""
        self._ledger.sync()
        return self._ledger.history

    @property
    def best_trial(self) -> Trial:
        """The complete and feasible trial with the best value.

        Raises:
            TunewrightError: if there is none, or there are several objectives.
        """
        if len(self.objectives.names) > 1:
            raise TunewrightError("several objectives have no single best trial; use study.pareto_front")
        return self._trial_at(self._best_row())

    @property
    def best_params(self) -> Params:
        """The best trial's configuration."""
        return self.best_trial.params

    @property
    def best_value(self) -> float:
        """The best trial's value."""
        return self.best_trial.value

    @property
    def pareto_front(self) -> list[Trial]:
        """The complete and feasible trials that no other one beats in every objective."""
        history = self.history
        feasible = np.flatnonzero(history.in_state(State.COMPLETE) & (history.violations == 0))
        return [self._trial_at(int(row)) for row in feasible[front(history.losses[feasible])]]

    def trials_dataframe(self) -> "pd.DataFrame":
        """Return the trials as a table: a row a trial, a column per parameter, value, metric and cost."""
        from tunewright.study.table import as_dataframe

        return as_dataframe(self.trials, self.objectives.names)

    def diagnose(self) -> list[Finding]:
        """Return what the trials say about fit, cost and health, the gravest first."""
        from tunewright.analysis.diagnose import diagnose

        return diagnose(self.space, self.trials, direction=self.objectives.directions[0])

    # --- what is stored beside the trials ------------------------------------------------------------------------

    def facts(self) -> dict[str, Json]:
        """Return the facts that are kept with the study."""
        return self._storage.facts(self._id)

    def remember(self, key: str, value: Json, *, only_if_absent: bool = False) -> bool:
        """Keep a fact with the study, and return whether it was written."""
        return self._storage.set_fact(self._id, key, value, only_if_absent=only_if_absent)

    def arrays(self, numbers: Sequence[int]) -> dict[int, dict[str, np.ndarray]]:
        """Return the arrays that trials kept: number to name to array."""
        return self._storage.arrays(self._id, numbers)

    # --- inside ------------------------------------------------------------------------------------------------

    def _run(
        self,
        objective: Objective,
        plan: Plan,
        n_jobs: int,
        backend: str | None,
        limits: Limits,
        progress: Progress | bool | None,
    ) -> str:
        shown = progress_from(progress)
        self._expire()
        with (
            backend_from(backend, Runner(objective), self._desk.answer, n_jobs, limits, shown) as runs,
            interrupts(is_inline=runs.is_inline) as interrupt,
            heartbeat(self._storage, lambda: self._desk.claims, LEASE),
        ):
            self._loop = Loop(
                desk=self._desk,
                ledger=self._ledger,
                objectives=self.objectives,
                problem=lambda: self._problem(plan, runs.backend.n_slots),
                proposer=self._proposer,
                plan=plan,
                backend=runs.backend,
                interrupt=interrupt,
                progress=shown,
            )
            try:
                return self._loop.run()
            finally:
                self._loop = None

    def _ask_one(self, lease: float) -> LiveTrial:
        task = self._desk.begin(self._problem(None, 1), self._proposer, lease=lease)
        if task is None:
            raise TunewrightError("the sampler has no further configuration: every one was tried")
        number = task.number
        return LiveTrial(task, lambda message: self._desk.answer(number, message))

    def _problem(self, plan: Plan | None, n_workers: int) -> Problem:
        budget = None if plan is None else plan.total_trials or plan.n_trials
        return Problem(self.space, self.objectives.names, budget, n_workers, self._config.noise_kind)

    def _expire(self) -> None:
        self._ledger.sync()
        dead = {trial.worker for trial in self._ledger.running() if is_dead(trial.worker)}
        self._storage.expire(self._id, dead)

    def _completed(self, params: Params) -> Params:
        if self._found is not None:
            return dict(params)
        space = self.space
        return space.check({**space.decode(space.encode(params)), **params})

    def _best_row(self) -> int:
        history = self.history
        losses = np.where(history.violations == 0, history.losses[:, 0], np.nan)
        if np.isnan(losses).all():
            raise TunewrightError(f"no trial of study {self.name!r} is complete and feasible yet; see study.trials")
        return int(np.nanargmin(losses))

    def _trial_at(self, row: int) -> Trial:
        return self._ledger.trial(int(self._ledger.history.numbers[row]))

    def _describe_best(self) -> str:
        try:
            return f"best value {self.best_value:.6g}"
        except TunewrightError:
            return "no best value"


def _parameters_found(storage: Storage, study_id: int) -> Mapping[str, Parameter]:
    form = storage.facts(study_id).get(FOUND_SPACE)
    return {} if form is None else Space.from_json(form).parameters


def _at_least_one(name: str, value: int | None) -> int | None:
    if value is not None and value < 1:
        raise ValueError(f"{name} must be 1 or more, got {value}; leave it out for no limit")
    return value


def _raises(on_error: str) -> bool:
    if on_error not in {"record", "raise"}:
        raise ValueError(f"on_error must be 'record' or 'raise', got {on_error!r}")
    return on_error == "raise"


def _listed(stopper: Stopper | Sequence[Stopper] | None) -> Sequence[Stopper]:
    if stopper is None:
        return ()
    return stopper if isinstance(stopper, Sequence) else (stopper,)
