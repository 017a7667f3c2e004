"""Runs an objective again and again: fill the free slots, wait for an outcome, close the trial, look whether to go on.

The loop owns the clock and the budget. When time is over what still runs is cut and goes back to waiting; when it was
stopped by a stopper, a callback or one Ctrl-C, what runs may end.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tunewright.errors import TunewrightError
from tunewright.execution.backend import Backend
from tunewright.execution.outcome import Outcome
from tunewright.stoppers.budget import Budget
from tunewright.stoppers.protocol import first_reason
from tunewright.study.best import best_and_baseline
from tunewright.study.desk import Desk
from tunewright.study.ending import Ending, ending_of
from tunewright.study.failures import FailureLog
from tunewright.study.interrupt import Interrupt
from tunewright.study.ledger import Ledger
from tunewright.study.live import Returned, Task
from tunewright.study.objectives import Objectives
from tunewright.study.plan import Plan
from tunewright.study.progress import Progress, Snapshot
from tunewright.study.proposer import Proposer
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Usage

TICK = 0.25
SECONDS_BETWEEN_VIEWS = 0.1
LOOKS_PER_LEASE = 4
MOST_LOST = 6
"""Trials lost one after another, none ending otherwise, after which a run gives up."""

ALL_RUN = "all trials have been run"
ALL_TRIED = "every configuration was tried"
INTERRUPTED = "interrupted"
TIME_OVER = "the time is over"
STOPPED = "stopped by a callback"
ALL_LOST = f"{MOST_LOST} trials in a row were lost: something kills them from outside"


@dataclass(slots=True)
class Loop:
    """One call of `optimize` while it runs."""

    desk: Desk
    ledger: Ledger
    objectives: Objectives
    problem: Callable[[], Problem]
    expire: Callable[[], list[int]]
    proposer: Proposer
    plan: Plan
    backend: Backend
    interrupt: Interrupt
    progress: Progress
    stop_reason: str = ""
    n_begun: int = 0
    n_done: int = 0
    n_lost: int = 0
    failures: FailureLog = field(default_factory=FailureLog)
    running: dict[int, tuple[Task, float]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    shown: float = 0.0
    looked: float = field(default_factory=time.monotonic)

    def run(self) -> str:
        """Run until the budget is spent or somebody says stop, and return why it ended."""
        try:
            self._fill()
            while self.running:
                for outcome in self.backend.wait(self._patience()):
                    self._end(outcome)
                self._cut_if_over()
                self._fill()
                self._look()
            self.progress.update(self.snapshot())
        finally:
            self._abandon()
            self.progress.close()
        return self.stop_reason

    def stop(self) -> None:
        """Start no new trials, and let the running ones end."""
        self.stop_reason = STOPPED

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
            task = self._next() or (self._next() if self.expire() else None)
            if task is None:
                self.stop_reason = ALL_TRIED if self.desk.is_exhausted else ALL_RUN
                return
            self.n_begun += 1
            self.running[task.number] = (task, time.monotonic())
            self._start(task)

    def _look(self) -> None:
        """Show what there is to see, and look for what other workers have lost, each once in a while."""
        now = time.monotonic()
        if now - self.shown >= SECONDS_BETWEEN_VIEWS:
            self.shown = now
            self.progress.update(self.snapshot())
        if now - self.looked >= self.plan.lease / LOOKS_PER_LEASE:
            self.looked = now
            self.expire()

    def _next(self) -> Task | None:
        plan = self.plan
        if plan.only:
            return self.desk.begin_among(plan.only, self.proposer, lease=plan.lease)
        return self.desk.begin(self.problem(), self.proposer, lease=plan.lease, at_most=plan.total_trials)

    def _start(self, task: Task) -> None:
        try:
            self.interrupt.in_objective = True
            self.backend.start(task.number, task)
        except KeyboardInterrupt:  # the second Ctrl-C while the objective ran in this thread
            self.stop_reason = INTERRUPTED
        finally:
            self.interrupt.in_objective = False

    def _may_begin(self) -> bool:
        if not self.stop_reason:
            self.stop_reason = self._reason_to_stop()
        return not self.stop_reason

    def _reason_to_stop(self) -> str:
        left = self._seconds_left()
        if self.interrupt.presses:
            return INTERRUPTED
        if self.plan.n_trials is not None and self.n_begun >= self.plan.n_trials:
            return ALL_RUN
        if left is not None and left <= 0:
            return TIME_OVER
        if not self.plan.stoppers:
            return ""
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
            self._take_back(is_lost=trial is not None)
            return
        self.n_done += 1
        self.n_lost = 0
        if trial.state is State.FAILED:
            self.failures.note(trial)
            if self.plan.raises:
                raise TunewrightError(f"trial {trial.number} failed: {trial.error}\n{trial.traceback}")
        for callback in self.plan.callbacks:
            callback(trial)

    def _take_back(self, *, is_lost: bool) -> None:
        """Count a trial as not begun: it waits again, or was lost and is tried again."""
        self.n_begun -= 1
        self.n_lost += is_lost
        if self.n_lost >= MOST_LOST:
            self.stop_reason = ALL_LOST
        elif self.stop_reason in {ALL_RUN, ALL_TRIED}:
            self.stop_reason = ""

    def _cut_if_over(self) -> None:
        left = self._seconds_left()
        is_over = left is not None and left <= 0
        if self.running and (is_over or self.interrupt.presses > 1):
            self.stop_reason = TIME_OVER if is_over else INTERRUPTED
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
