"""How a run ended becomes how its trial ends: pure, so that every case is one line of a table."""

from dataclasses import dataclass, field

from tunewright.execution.outcome import Outcome
from tunewright.study.live import Returned
from tunewright.study.objectives import Objectives, Unreadable
from tunewright.trials.state import State

STATES = {
    "raised": State.FAILED,
    "timed-out": State.TIMED_OUT,
    "out-of-memory": State.OUT_OF_MEMORY,
    "exited": State.FAILED,
    "lost": State.LOST,
    "cancelled": State.WAITING,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a trial ends. A state of WAITING means that it was cut by ourselves and goes back."""

    state: State
    values: tuple[float, ...] = ()
    metrics: dict[str, float] = field(default_factory=dict)
    error: str = ""
    traceback: str = ""


def ending_of(outcome: Outcome, objectives: Objectives) -> Ending:
    """Return how the trial ends whose run gave `outcome`."""
    if outcome.kind == "returned":
        return _ending_of_result(outcome, objectives)
    failure = outcome.failure
    if failure is None:
        return Ending(STATES[outcome.kind])
    error = f"{failure.type}: {failure.message}" if failure.type else failure.message
    return Ending(STATES[outcome.kind], error=error.strip(), traceback=failure.traceback)


def _ending_of_result(outcome: Outcome, objectives: Objectives) -> Ending:
    returned = outcome.value
    if not isinstance(returned, Returned):
        raise TypeError(f"a run must give Returned, got {returned!r}")
    if returned.pruned:
        return Ending(State.PRUNED)
    try:
        values, metrics = objectives.read(returned.result, outcome.usage)
    except Unreadable as unreadable:
        return Ending(State.FAILED, error=str(unreadable))
    return Ending(State.COMPLETE, values, metrics)
