"""One task, run and measured in this process: how it ended, with nothing left to raise.

The inline backend and the child process do exactly this, so a trial ends in the same state in both.
"""

from typing import NamedTuple

from tunewright.execution.backend import Ask, Run
from tunewright.execution.outcome import Failure, Kind, failure_from
from tunewright.measure.meter import Meter
from tunewright.trials.trial import Usage


class Performance(NamedTuple):
    """How a task ended by itself: it returned, raised, or asked to exit."""

    kind: Kind
    value: object
    failure: Failure | None
    usage: Usage


def perform(run: Run, task: object, ask: Ask, meter: Meter) -> Performance:
    """Call `run(task, ask)` and return how it ended; only a KeyboardInterrupt passes through."""
    meter.start()
    try:
        value = run(task, ask)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # whatever a user's code raises is an outcome
        kind, failure = _ending(error)
        return Performance(kind, None, failure, meter.stop())
    return Performance("returned", value, None, meter.stop())


def _ending(error: BaseException) -> tuple[Kind, Failure]:
    failure = failure_from(error)
    if isinstance(error, MemoryError):
        return "out-of-memory", failure
    if isinstance(error, SystemExit):
        return "exited", Failure("SystemExit", f"the objective asked to exit with {error.code!r}", failure.traceback)
    return "raised", failure
