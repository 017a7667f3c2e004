"""The study: what the user holds. It asks, runs, tells, and answers questions about what was found.

The work is done elsewhere: the ledger knows what has happened, the desk opens and closes trials, the loop runs them;
the office is where they meet.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tunewright.analysis.findings import Finding
from tunewright.errors import TunewrightError, missing_extra
from tunewright.execution.limits import Limits
from tunewright.pruners.by_name import pruner_from
from tunewright.pruners.protocol import Pruner
from tunewright.samplers.protocol import Sampler
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.stoppers.protocol import Stopper
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Closing, Draft, StudyRow
from tunewright.study.best import best_and_baseline, best_trial, pareto_front
from tunewright.study.ending import Ending
from tunewright.study.live import LiveTrial, Objective, Returned
from tunewright.study.objectives import Objectives
from tunewright.study.office import open_office
from tunewright.study.partial import completed
from tunewright.study.plan import Plan, raises_from, stoppers_from
from tunewright.study.progress import Progress
from tunewright.study.run import Place, run
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

if TYPE_CHECKING:
    import pandas as pd

    from tunewright.analysis.assessment import Assessment

LEASE_OF_ASK = 24 * 3600.0
TELLABLE = (State.COMPLETE, State.PRUNED, State.FAILED)


class Study:
    """A search, its trials and what they say. Made by `create_study` and `load_study`.

    Attributes:
        name: what it is called in the storage.
        objectives: names and directions of what is optimised.
        stop_reason: why the last call of `optimize` ended.
    """

    def __init__(self, storage: Storage, row: StudyRow, *, sampler: str | Sampler, pruner: str | Pruner | None) -> None:
        self._office = open_office(storage, row, sampler, pruner)
        self.name = row.name
        self.objectives: Objectives = self._office.config.objectives
        self.stop_reason = ""

    def __repr__(self) -> str:
        best, _ = best_and_baseline(self._office.ledger, self.objectives)
        told = "no best value" if best is None else f"best value {best:.6g}"
        return f"<study {self.name!r}: {len(self._office.ledger)} trials, {told}>"

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
            timeout: seconds of this call; what still runs then in a child process is cut and goes back to waiting.
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
            n_trials=n_trials,
            total_trials=total_trials,
            timeout=timeout,
            stoppers=stoppers_from(stopper),
            callbacks=[partial(callback, self) for callback in callbacks],
            raises=raises_from(on_error),
        )
        place = Place(n_jobs, backend, limits or Limits(), progress)
        self.stop_reason = run(self._office, objective, plan, place)

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
        office = self._office
        reopened = office.storage.reopen(office.study_id, numbers)
        if not reopened:
            return
        plan = Plan(n_trials=len(reopened), timeout=timeout, only=tuple(reopened))
        try:
            run(office, objective, plan, Place(n_jobs, None, limits or Limits(), progress))
        finally:
            office.desk.prune_waiting(reopened, office.proposer.worker)

    def stop(self) -> None:
        """Let the running trials end and start no new ones; for callbacks."""
        if self._office.loop is None:
            raise TunewrightError("stop() ends a running optimize(); nothing runs now")
        self._office.loop.stop()

    def ask(self, n: int | None = None, *, lease: float = LEASE_OF_ASK) -> LiveTrial | list[LiveTrial]:
        """Return the next trial to be run by yourself, or a list of `n`; then `tell` what came out.

        Args:
            n: how many, or None for one that is no list.
            lease: seconds after which an untold trial counts as lost and is put up again.

        Raises:
            TunewrightError: if the sampler has no further configuration.
        """
        if n is not None and n < 1:
            raise ValueError(f"n must be 1 or more, got {n}; leave it out for one trial that is no list")
        return self._office.ask(lease) if n is None else [self._office.ask(lease) for _ in range(n)]

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
        desk, number = self._office.desk, trial if isinstance(trial, int) else trial.number
        if not desk.is_open(number):
            raise ValueError(f"trial must be one that ask() gave and nobody has told yet, got {number}")
        if state not in TELLABLE:
            raise ValueError(f"state must be one of {[str(each) for each in TELLABLE]}, got {state!r}")
        state = State(state)
        read, metrics = self.objectives.read(values, Usage()) if state is State.COMPLETE else ((), {})
        arrays = Returned(None, False, trial.arrays) if isinstance(trial, LiveTrial) else None
        told = desk.close(number, Ending(state, read, metrics), Usage(), arrays=arrays)
        if told is None:
            raise TunewrightError(f"trial {number} was given to another worker meanwhile; its result was refused")
        return told

    def enqueue_trial(self, params: Params, *, attrs: Mapping[str, Json] | None = None) -> Trial:
        """Put up a configuration to be run before anything that the sampler proposes.

        Args:
            params: name to value; active parameters that are missing take their defaults.
            attrs: notes to keep with the trial.
        """
        office = self._office
        whole = completed(self.space, params) if office.is_declared else dict(params)
        return office.storage.enqueue(office.study_id, [Draft(whole, {}, attrs or {})])[0]

    def add_trial(self, params: Params, values: object, *, attrs: Mapping[str, Json] | None = None) -> Trial:
        """Add a result from elsewhere.

        Args:
            params: name to value, all active parameters.
            values: what an objective would have returned.
            attrs: notes to keep with the trial.
        """
        office = self._office
        checked = self.space.check(params) if office.is_declared else dict(params)
        read, metrics = self.objectives.read(values, Usage())
        closing = Closing(State.COMPLETE, values=read, metrics=metrics)
        return office.storage.add(office.study_id, Draft(checked, {}, attrs or {}), closing)

    # --- ask about it ------------------------------------------------------------------------------------------

    @property
    def space(self) -> Space:
        """The space: declared, or as far as it has been found."""
        return self._office.ledger.history.space

    @property
    def pruner(self) -> Pruner | None:
        """What judges running trials; may be set."""
        return self._office.desk.pruner

    @pruner.setter
    def pruner(self, pruner: str | Pruner | None) -> None:
        self._office.desk.pruner = pruner_from(pruner)

    @property
    def sampler_reason(self) -> str:
        """Which sampler proposes the next trial, and why, in one sentence."""
        self._office.ledger.sync()
        return self._office.sampler_reason()

    @property
    def trials(self) -> list[Trial]:
        """Every trial by number, as it stands in the storage now."""
        self._office.ledger.sync()
        return list(self._office.ledger)

    @property
    def history(self) -> History:
        """The columns of all finished trials; losses, lower is better."""
        self._office.ledger.sync()
        return self._office.ledger.history

    @property
    def best_trial(self) -> Trial:
        """The complete and feasible trial with the best value.

        Raises:
            TunewrightError: if there is none, or there are several objectives.
        """
        self._office.ledger.sync()
        return best_trial(self._office.ledger, self.objectives)

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
        self._office.ledger.sync()
        return pareto_front(self._office.ledger)

    def trials_dataframe(self) -> "pd.DataFrame":
        """Return the trials as a table: a row a trial, a column per parameter, value, metric and cost."""
        try:
            from tunewright.study.table import as_dataframe
        except ImportError as error:
            raise missing_extra("trials_dataframe()", "tune", error) from error
        return as_dataframe(self.trials, self.objectives.names)

    def diagnose(self) -> list[Finding]:
        """Return what the trials say about fit, cost and health, the gravest first."""
        from tunewright.analysis.diagnose import diagnose

        return diagnose(self.space, self.trials, direction=self.objectives.directions[0])

    def verdict(self) -> "Assessment":
        """Return whether the gain over the default configuration is real, from the folds that trials reported.

        Scores are higher-is-better; where the study minimizes they are the values with their sign turned.

        Raises:
            TunewrightError: if there are several objectives, or fold scores are missing; the message says what to do.
        """
        from tunewright.study.verdict import verdict_from_folds

        self._office.ledger.sync()
        return verdict_from_folds(self._office.ledger, self.objectives)

    # --- what is stored beside the trials ------------------------------------------------------------------------

    def facts(self) -> dict[str, Json]:
        """Return the facts that are kept with the study."""
        return self._office.storage.facts(self._office.study_id)

    def remember(self, key: str, value: Json, *, only_if_absent: bool = False) -> bool:
        """Keep a fact with the study, and return whether it was written."""
        return self._office.storage.set_fact(self._office.study_id, key, value, only_if_absent=only_if_absent)

    def arrays(self, numbers: Sequence[int]) -> dict[int, dict[str, np.ndarray]]:
        """Return the arrays that trials kept: number to name to array."""
        return self._office.storage.arrays(self._office.study_id, numbers)
