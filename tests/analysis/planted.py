"""Trials with a planted effect, for the tests of what is found in them."""

from collections.abc import Iterable, Mapping, Sequence

from tunewright.analysis.findings import Finding
from tunewright.space.values import Json
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage


def trial(
    number: int = 0,
    value: float | None = None,
    params: Mapping[str, Json] | None = None,
    *,
    state: State | None = None,
    seconds: float = 1.0,
    memory: float = 1e6,
    baseline: bool = False,
    error: str = "",
    folds: Sequence[float] = (),
    metrics: Mapping[str, float] | None = None,
) -> Trial:
    """A trial that is complete if it has a value, else failed."""
    return Trial(
        number,
        state or (State.FAILED if value is None else State.COMPLETE),
        params or {},
        () if value is None else (value,),
        metrics or {},
        tuple(Report("", 0, fold, score) for fold, score in enumerate(folds)),
        tags={"baseline": True} if baseline else {},
        usage=Usage(seconds, seconds, memory),
        error=error,
    )


def ids(findings: Iterable[Finding | None]) -> list[str]:
    return [finding.id for finding in findings if finding is not None]
