"""Runs an objective again and again: fill the free slots, wait for an outcome, close the trial, look whether to go on.

The loop owns the clock and the budget. When time is over what still runs is cut and goes back to waiting; when it was
stopped by a stopper, a callback or one Ctrl-C, what runs may end.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import TunewrightError
from tunewright.execution.backend import Backend
from tunewright.execution.outcome import Outcome
from tunewright.stoppers.budget import Budget
from tunewright.stoppers.protocol import Stopper, first_reason
from tunewright.study.desk import Desk
from tunewright.study.ending import Ending, ending_of
from tunewright.study.interrupt import Interrupt
from tunewright.study.ledger import Ledger
from tunewright.study.live import Returned, Task
from tunewright.study.objectives import Objectives
from tunewright.study.progress import Progress, Snapshot
from tunewright.study.proposer import Proposer
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

TICK = 0.25
SECONDS_BETWEEN_VIEWS = 0.1

log = logging.getLogger("tunewright")


@dataclass(frozen=True, slots=True)
class Plan:
    """What one call of `optimize` is to do.

    Attributes:
        n_trials: trials of this call, or None.
        total_trials: trials of the whole study, or None.
        timeout: seconds of this call, or None.
        lease: seconds for which a claim holds unless renewed.
        stoppers: say when it is enough.
        callbacks: called as (study, trial) after every trial, in this process.
        raises: whether a failed trial raises.
        only: run these waiting trials to their end and nothing else; empty for the ordinary search.
    """

    n_trials: int | None
    total_trials: int | None
    timeout: float | None
    lease: float
    stoppers: Sequence[Stopper]
    callbacks: Sequence[Callable[[Trial], None]]
    raises: bool
    only: tuple[int, ...] = ()


@dataclass(slots=True)
class Loop:
    """One call of `optimize` while it runs."""

    desk: Desk
    ledger: Ledger
    objectives: Objectives
    problem: Callable[[], Problem]
    proposer: Proposer
    plan: Plan
    backend: Backend
    interrupt: Interrupt
    progress: Progress
    stop_reason: str = ""
    n_begun: int = 0
    n_done: int = 0
    running: dict[int, tuple[Task, float]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    shown: float = 0.0

    def run(self) -> str:
        """Run until the budget is spent or somebody says stop, and return why it ended."""
        try:
            self._fill()
            while self.running:
                for outcome in self.backend.wait(self._patience()):
                    self._end(outcome)
                self._cut_if_over()
                self._fill()
                self._show()
        finally:
            self._abandon()
            self.progress.close()
        return self.stop_reason

    def _show(self) -> None:
        now = time.monotonic()
        if now - self.shown >= SECONDS_BETWEEN_VIEWS:
            self.shown = now
            self.progress.update(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Return how far the run has come."""
        now = time.monotonic()
        best, baseline = best_and_baseline(self.ledger, self.objectives)
        return Snapshot(
            n_done=self.n_done,
            n_planned=self.plan.n_trials,
            best=best,
            baseline=baseline,
            seconds=now - self.began,
            seconds_left=self._seconds_left(),
            running={number: (task.params, now - since) for number, (task, since) in self.running.items()},
            is_ending=bool(self.stop_reason),
        )

    def _fill(self) -> None:
        while self.backend.free() and self._may_begin():
            task = self._next()
            if task is None:
                self.stop_reason = "every configuration was tried" if self.desk.is_exhausted else "all trials are begun"
                return
            self.n_begun += 1
            self.running[task.number] = (task, time.monotonic())
            self._start(task)

    def _next(self) -> Task | None:
        plan = self.plan
        if plan.only:
            return self.desk.begin_among(plan.only, self.proposer, lease=plan.lease)
        return self.desk.begin(self.problem(), self.proposer, lease=plan.lease, at_most=plan.total_trials)

    def _start(self, task: Task) -> None:
        try:
            self.backend.start(task.number, task)
        except KeyboardInterrupt:  # the second Ctrl-C while the objective ran in this thread
            self.stop_reason = "interrupted"

    def _may_begin(self) -> bool:
        if not self.stop_reason:
            self.stop_reason = self._reason_to_stop()
        return not self.stop_reason

    def _reason_to_stop(self) -> str:
        left = self._seconds_left()
        if self.interrupt.presses:
            return "interrupted"
        if self.plan.n_trials is not None and self.n_begun >= self.plan.n_trials:
            return "all trials are begun"
        if left is not None and left <= 0:
            return "the time is over"
        return first_reason(self.plan.stoppers, self.ledger.history, self._budget()) or ""

    def _budget(self) -> Budget:
        plan, now = self.plan, time.monotonic()
        return Budget(self.began, now, plan.timeout, plan.n_trials, self.n_done, plan.total_trials)

    def _end(self, outcome: Outcome) -> None:
        self.running.pop(outcome.key)
        ending = ending_of(outcome, self.objectives)
        arrays = outcome.value if isinstance(outcome.value, Returned) else None
        trial = self.desk.close(outcome.key, ending, outcome.usage, outcome.output, arrays)
        if trial is None or trial.state is State.LOST:
            self.n_begun -= 1  # it will be run again
            return
        self.n_done += 1
        if trial.state is State.FAILED:
            log.warning("trial %d failed: %s", trial.number, trial.error)
            if self.plan.raises:
                raise TunewrightError(f"trial {trial.number} failed: {trial.error}\n{trial.traceback}")
        for callback in self.plan.callbacks:
            callback(trial)

    def _cut_if_over(self) -> None:
        left = self._seconds_left()
        is_over = left is not None and left <= 0
        if self.running and (is_over or self.interrupt.presses > 1):
            self.stop_reason = self.stop_reason or ("the time is over" if is_over else "interrupted")
            self.backend.cancel(list(self.running))

    def _abandon(self) -> None:
        """Put back what still runs when the loop is left by an exception."""
        if self.running:
            self.backend.cancel(list(self.running))
        for number in list(self.running):
            del self.running[number]
            self.desk.close(number, Ending(State.WAITING), Usage())

    def _patience(self) -> float:
        left = self._seconds_left()
        return TICK if left is None else max(0.0, min(TICK, left))

    def _seconds_left(self) -> float | None:
        return None if self.plan.timeout is None else self.plan.timeout - (time.monotonic() - self.began)


def best_and_baseline(ledger: Ledger, objectives: Objectives) -> tuple[float | None, float | None]:
    """Return the best value so far and the best default configuration's, where there is one objective."""
    history = ledger.history
    if len(objectives.names) > 1:
        return None, None
    losses = history.losses[:, 0]
    is_baseline = np.isin(history.numbers, list(ledger.baselines))
    sign = objectives.signs[0]
    return _best(losses, sign), _best(losses[is_baseline], sign)


def _best(losses: NDArray[np.float64], sign: float) -> float | None:
    known = losses[~np.isnan(losses)]
    return float(sign * known.min()) if known.size else None
