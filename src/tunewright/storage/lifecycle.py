"""The life of a stored trial as pure functions: the same steps for every storage, whatever it writes to.

Each takes the trial as it stands and the storage's time, and returns the trial as it is to be stored. Whether the step
is allowed is `is_held`, asked by the storage within its transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from math import nan

from tunewright.space.values import Json
from tunewright.storage.records import Claim, Closing, Draft
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

NOT_TAKEN = (State.PAUSED, State.LOST, State.DISCARDED)
"""States in which a trial takes no place among `at_most`: neither counted nor running nor waiting."""


def waiting(number: int, draft: Draft, now: float) -> Trial:
    """Return a new trial."""
    return Trial(number, State.WAITING, draft.params, attrs=draft.attrs, tags=draft.tags, created=now)


def running(trial: Trial, worker: str, now: float) -> Trial:
    """Return the trial claimed once more; `attempts` is its fencing token, too."""
    return replace(trial, state=State.RUNNING, worker=worker, started=now, attempts=trial.attempts + 1)


def with_attrs(trial: Trial, attrs: Mapping[str, Json]) -> Trial:
    """Return the trial with more attributes."""
    return replace(trial, attrs={**trial.attrs, **attrs})


def closed(trial: Trial, closing: Closing, now: float) -> Trial:
    """Return the trial at its end."""
    return replace(
        trial,
        state=closing.state,
        params=trial.params if closing.params is None else closing.params,
        values=tuple(map(float, closing.values)),
        metrics={name: float(value) for name, value in closing.metrics.items()},
        constraints={name: float(value) for name, value in closing.constraints.items()},
        attrs={**trial.attrs, **closing.attrs},
        tags={**trial.tags, **closing.tags},
        usage=closing.usage,
        ended=now,
        error=closing.error,
        traceback=closing.traceback,
        output=closing.output,
    )


def lost(trial: Trial, now: float) -> Trial:
    """Return the trial given up because its worker no longer answers."""
    return replace(trial, state=State.LOST, ended=now, error=f"the worker {trial.worker} stopped answering")


def again(trial: Trial) -> Trial:
    """Return the trial as if it had not run: released or reopened."""
    return replace(
        trial,
        state=State.WAITING,
        values=(),
        metrics={},
        constraints={},
        usage=Usage(),
        started=nan,
        ended=nan,
        error="",
        traceback="",
        output="",
    )


def retries(given_up: Iterable[Trial], max_retries: int) -> list[Draft]:
    """Return what to run in place of lost trials; nothing for those that were tried often enough."""
    counts = [(trial, int(trial.tags.get("retries", 0)) + 1) for trial in given_up]
    return [
        Draft(trial.params, {**trial.tags, "retries": count, "retry_of": trial.number}, trial.attrs)
        for trial, count in counts
        if count <= max_retries
    ]


def plain_report(report: Report) -> Report:
    """Return the report with Python's own numbers, where NumPy's were given."""
    return Report(report.metric, int(report.step), int(report.fold), float(report.value))


def is_held(claim: Claim, trial: Trial | None) -> bool:
    """Return whether the claim still gives the right to `trial`, the row as it stands (None: deleted)."""
    return trial is not None and trial.state is State.RUNNING and trial.attempts == claim.token


def is_over(trial: Trial, lease_until: float, dead: Collection[str], now: float) -> bool:
    """Return whether a running trial is to be given up."""
    return lease_until <= now or trial.worker in dead


def refusal(claim: Claim, trial: Trial | None) -> str:
    """Return the sentence that says why a claim is no longer held, `trial` being the row as it stands."""
    name = f"trial {claim.number}"
    if trial is None:
        return f"{name} is gone: its study was deleted; nothing was stored"
    if trial.attempts != claim.token:
        who = f"worker {trial.worker} claimed it again (attempt {trial.attempts}, this was attempt {claim.token})"
        return f"{name} was taken over: {who}; nothing was stored"
    if trial.state is State.LOST:
        return f"{name} was given up as lost when its lease ran out or its worker was found dead; nothing was stored"
    if trial.state is State.WAITING:
        return f"{name} was put back to waiting; nothing was stored, claim it again to run it"
    return f"{name} was closed already, as {trial.state.value}; nothing was changed"


def no_study(study_id: int) -> str:
    """Return the sentence for a study that is not there."""
    return f"study {study_id} is not in the storage: it was deleted, or belongs to another storage"


def name_taken(name: str) -> str:
    """Return the sentence for a name that a study has already."""
    return f"a study named {name!r} exists already; choose another name, or load it with load_if_exists=True"


def no_trial(number: int) -> str:
    """Return the sentence for a trial that is not there."""
    return f"number must be that of a stored trial, got {number}; only stored trials can keep arrays"
