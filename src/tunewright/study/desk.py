"""The desk hands out trials, answers what they ask while they run, and closes them.

It holds the claims of this process. What an objective says (reports, attributes, constraints, suggestions) arrives as
messages by the trial's number; the answer goes back the same way, from whichever backend runs it.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from tunewright.errors import LeaseLost
from tunewright.pruners.protocol import Pruner
from tunewright.space.parameters import Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json
from tunewright.storage.lifecycle import retries
from tunewright.storage.protocol import DEFAULT_MAX_RETRIES, Storage
from tunewright.storage.records import Claim, Closing, Draft
from tunewright.study.ending import Ending
from tunewright.study.found import FOUND_SPACE, FoundSpace
from tunewright.study.ledger import Ledger
from tunewright.study.live import Message, Returned, Task
from tunewright.study.objectives import Objectives
from tunewright.study.plan import LEASE
from tunewright.study.proposer import Proposer
from tunewright.trials.decision import Decision
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

N_KEPT = 200
N_TRIES = 4
"""How often a trial is proposed while other workers come first; the last time it starts whatever they do."""

log = logging.getLogger("tunewright")


@dataclass(slots=True)
class Open:
    """A trial that this process has claimed."""

    claim: Claim
    params: dict[str, Json]
    attrs: dict[str, Json] = field(default_factory=dict)
    constraints: dict[str, float] = field(default_factory=dict)
    last: Report | None = None
    to_the_end: bool = False

    @property
    def is_baseline(self) -> bool:
        """Whether this is a default configuration: it is never pruned, since every gain is measured against it."""
        return bool(self.claim.trial.tags.get("baseline"))


class Desk:
    """Where trials of one study begin, talk and end.

    Args:
        storage, study_id: where the rows are.
        ledger: what is known.
        objectives: how results are read.
        found: the space that grows by running, or None for a declared one.
        seed: the study's, for parameters that are drawn alone.
    """

    def __init__(
        self,
        storage: Storage,
        study_id: int,
        *,
        ledger: Ledger,
        objectives: Objectives,
        found: FoundSpace | None,
        seed: int,
    ) -> None:
        self._storage = storage
        self._study_id = study_id
        self._ledger = ledger
        self._objectives = objectives
        self._found = found
        self._seed = seed
        self._open: dict[int, Open] = {}
        self._answers: dict[str, Callable[..., object]] = {
            "report": self._report,
            "should_prune": self._should_prune,
            "set_attr": self._set_attr,
            "set_constraint": self._set_constraint,
            "suggest": self._suggest,
        }
        self.pruner: Pruner | None = None
        self.is_exhausted = False

    def is_open(self, number: int) -> bool:
        """Return whether this process holds the claim of trial `number`."""
        return number in self._open

    def claims(self, numbers: Collection[int]) -> list[Claim]:
        """Return the claims of those of these trials that are open."""
        held = (self._open.get(number) for number in numbers)
        return [opened.claim for opened in held if opened is not None]

    def begin_among(self, numbers: Collection[int], proposer: Proposer, *, lease: float) -> Task | None:
        """Claim one of these trials, if one waits; such a trial is run to its end, whatever the pruner thinks."""
        claim = self._storage.claim(self._study_id, proposer.worker, lease, numbers)
        if claim is None:
            return None
        task = self._take(claim)
        self._open[claim.number].to_the_end = True
        return task

    def begin(self, problem: Problem, proposer: Proposer, *, lease: float, at_most: int | None = None) -> Task | None:
        """Claim a waiting trial, else start a new one; None if there is nothing more to run.

        Args:
            problem: what the sampler is asked.
            proposer: who proposes.
            lease: seconds for which the claim holds unless it is renewed.
            at_most: number of trials of the whole study after which no new one starts.
        """
        self.is_exhausted = False
        for tries_left in reversed(range(N_TRIES)):
            self._ledger.sync()
            claim = self._claim_waiting(proposer, lease) or self._start(problem, proposer, lease, at_most, tries_left)
            if claim is not None:
                return self._take(claim)
            if self.is_exhausted:
                break
        return None

    def prune_waiting(self, numbers: Collection[int], worker: str) -> None:
        """Prune those of these trials that wait, since there was no time to run them."""
        while (claim := self._storage.claim(self._study_id, worker, LEASE, numbers)) is not None:
            self._storage.close(claim, Closing(State.PRUNED))
        self._ledger.sync()

    def answer(self, number: int, message: object) -> object:
        """Answer what trial `number` asks."""
        verb, arguments = cast("Message", message)
        return self._answers[verb](self._open[number], *arguments)

    def close(
        self, number: int, ending: Ending, usage: Usage, output: str = "", arrays: Returned | None = None
    ) -> Trial | None:
        """Close trial `number`, or put it back if its ending says so; None if it was refused or went back."""
        opened = self._open.pop(number)
        claim = opened.claim
        try:
            if ending.state is State.WAITING:
                self._storage.release(claim)
                return None
            trial = self._storage.close(claim, self._closing(opened, ending, usage, output))
        except LeaseLost as lost:
            log.warning("the result of trial %d was refused: %s", number, lost)
            return None
        finally:
            self._ledger.sync()
        if trial.state is State.COMPLETE and arrays is not None and arrays.arrays:
            self._keep(trial, opened.is_baseline, arrays)
        if trial.state is State.LOST:
            self._retry(replace(trial, params={**claim.trial.params, **trial.params}))
        return self._ledger.trial(number)

    def _claim_waiting(self, proposer: Proposer, lease: float) -> Claim | None:
        if not self._ledger.has_waiting():
            return None
        return self._storage.claim(self._study_id, proposer.worker, lease)

    def _start(
        self, problem: Problem, proposer: Proposer, lease: float, at_most: int | None, tries_left: int
    ) -> Claim | None:
        """Start a proposed trial; None if another worker came first, who may have been proposed the same."""
        n_taken = self._ledger.n_taken()
        if at_most is not None and n_taken >= at_most:
            return None
        suggestion = proposer.propose(problem, self._ledger)
        if suggestion is None:
            self.is_exhausted = True
            return None
        draft = Draft(suggestion.params, suggestion.tags)
        most = n_taken + 1 if tries_left else at_most
        return self._storage.start(self._study_id, draft, proposer.worker, lease, most)

    def _take(self, claim: Claim) -> Task:
        params = {} if self._found else dict(claim.trial.params)
        self._open[claim.number] = Open(claim, params)
        return Task(claim.number, params, claim.trial.tags)

    def _closing(self, opened: Open, ending: Ending, usage: Usage, output: str) -> Closing:
        return Closing(
            state=ending.state,
            params=opened.params if self._found else None,
            values=ending.values,
            metrics=ending.metrics,
            constraints=opened.constraints,
            attrs=opened.attrs,
            usage=usage,
            error=ending.error,
            traceback=ending.traceback,
            output=output,
        )

    def _keep(self, trial: Trial, is_baseline: bool, returned: Returned) -> None:
        """Store the arrays of baselines and of the best `N_KEPT` trials, and drop those of the one that falls out."""
        history = self._ledger.history
        order = np.argsort(history.losses[:, 0], kind="stable")  # NaN last
        place = int(np.flatnonzero(history.numbers[order] == trial.number)[0])
        if place >= N_KEPT and not is_baseline:
            return
        self._storage.save_arrays(self._study_id, trial.number, returned.arrays)
        if len(order) > N_KEPT:
            fallen = order[N_KEPT]
            if not history.tags[fallen].get("baseline"):
                self._storage.drop_arrays(self._study_id, [int(history.numbers[fallen])])

    def _retry(self, trial: Trial) -> None:
        drafts = retries([trial], DEFAULT_MAX_RETRIES)
        if drafts:
            self._storage.enqueue(self._study_id, drafts)
            self._ledger.sync()

    def _report(self, opened: Open, metric: str, step: int, fold: int, value: float) -> None:
        report = Report(metric, step, fold, value)
        self._storage.report(opened.claim, [report])
        if not metric:
            opened.last = report

    def _should_prune(self, opened: Open) -> bool:
        last = opened.last
        is_exempt = opened.is_baseline or opened.to_the_end or len(self._objectives.names) > 1
        if self.pruner is None or last is None or is_exempt:
            return False
        self._ledger.sync()
        by_fold = last.fold >= 0
        curves = self._ledger.folds if by_fold else self._ledger.steps
        row, column = curves.row(opened.claim.number), curves.column(last.fold if by_fold else last.step)
        return self.pruner.judge(curves.losses, row, column) is Decision.STOP

    def _set_attr(self, opened: Open, key: str, value: Json) -> None:
        opened.attrs[key] = value

    def _set_constraint(self, opened: Open, key: str, value: float) -> None:
        opened.constraints[key] = value

    def _suggest(self, opened: Open, name: str, parameter: Parameter) -> Json:
        if self._found is None:
            names = ", ".join(self._ledger.history.space.names)
            raise ValueError(f"name must be an active parameter of the study's space, got {name!r}; it has {names}")
        if self._found.note(name, parameter):
            self._spread(self._found)
        proposed = opened.claim.trial.params
        rng = np.random.default_rng([self._seed, opened.claim.number, len(opened.params)])
        opened.params[name] = self._found.value(name, parameter, proposed, default=opened.is_baseline, rng=rng)
        return opened.params[name]

    def _spread(self, found: FoundSpace) -> None:
        """Let the ledger and the storage know that the space has grown, by ours and by what others have found."""
        form = self._storage.facts(self._study_id).get(FOUND_SPACE)
        if form is not None:
            found.learn(Space.from_json(form).parameters)
        self._ledger.set_space(found.space)
        self._storage.set_fact(self._study_id, FOUND_SPACE, found.flat.to_json())
