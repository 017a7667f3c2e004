"""The record of one trial: plain, immutable data that every storey can read.

Values are in the user's own direction; what samplers see are losses (lower is better), which the study makes from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

from tunewright.space.values import Json, Params
from tunewright.trials.state import State


@dataclass(frozen=True, slots=True)
class Usage:
    """What a trial cost, with its child processes; NaN where it was not measured.

    Attributes:
        seconds: wall time of the objective.
        cpu_seconds: processor time, user and system.
        memory: peak memory above the idle worker, in bytes.
    """

    seconds: float = nan
    cpu_seconds: float = nan
    memory: float = nan


@dataclass(frozen=True, slots=True)
class Report:
    """An intermediate value, in the user's direction.

    Attributes:
        metric: name of what was measured; "" is the objective itself.
        step: epoch, iteration or number of rows, from 0; 0 where there is only one.
        fold: index of the cross-validation fold, or -1 where folds play no part.
        value: the number reported; NaN and infinities are kept as they are.
    """

    metric: str
    step: int
    fold: int
    value: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial, as far as it has come.

    Attributes:
        number: dense and unique in its study, from 0.
        state: where it stands.
        params: name to JSON value, active parameters only.
        values: what the objective returned, one per objective; empty unless complete.
        metrics: every named number that the objective returned.
        reports: intermediate values in the order of their arrival.
        constraints: name to violation; a trial is feasible if all are 0 or less.
        attrs: the user's attributes.
        tags: the sampler's memory and the study's marks (`baseline`, `retries`).
        usage: seconds, processor seconds and memory.
        created, started, ended: seconds since 1970 by the storage's clock; NaN where it has not come to that.
        worker: who ran it last.
        attempts: how often it was claimed.
        error: one line; empty unless something went wrong.
        traceback: the whole story of the error.
        output: the end of what the objective printed.
    """

    number: int
    state: State
    params: Params
    values: tuple[float, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    constraints: Mapping[str, float] = field(default_factory=dict)
    attrs: Mapping[str, Json] = field(default_factory=dict)
    tags: Mapping[str, Json] = field(default_factory=dict)
    usage: Usage = Usage()
    created: float = nan
    started: float = nan
    ended: float = nan
    worker: str = ""
    attempts: int = 0
    error: str = ""
    traceback: str = ""
    output: str = ""

    @property
    def value(self) -> float:
        """The only objective's value; NaN unless complete."""
        return self.values[0] if self.values else nan
