"""What goes into a storage and what comes out of it: plain, immutable records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tunewright.space.values import Json, Params
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study as it is stored.

    Attributes:
        id: never used again, even if the study is deleted.
        name: unique in its storage.
        config: JSON, whatever the study wrote when it was made.
        created: seconds since 1970 by the storage's clock.
    """

    id: int
    name: str
    config: Mapping[str, Json]
    created: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A trial that is yet to be run.

    Attributes:
        params: name to JSON value, active parameters only; empty where the objective defines them as it runs.
        tags: the sampler's memory and the study's marks.
        attrs: the user's attributes.
    """

    params: Params
    tags: Mapping[str, Json] = field(default_factory=dict)
    attrs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a trial ended; the fields mean what they mean in `Trial`.

    Attributes:
        params: given only where the objective defined them as it ran; they replace what is stored.
        attrs, tags: merged into what is stored; a key given here wins.

    Raises:
        ValueError: if `state` is not an end.
    """

    state: State
    params: Params | None = None
    values: tuple[float, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    constraints: Mapping[str, float] = field(default_factory=dict)
    attrs: Mapping[str, Json] = field(default_factory=dict)
    tags: Mapping[str, Json] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    error: str = ""
    traceback: str = ""
    output: str = ""

    def __post_init__(self) -> None:
        if not self.state.is_finished:
            raise ValueError(f"state must be one in which a trial can end, got {self.state.value!r}; use release()")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run a trial and to store its result, until the lease ends and somebody else takes it over.

    Attributes:
        token: grows with every claim of the trial; a storage refuses an old one.
        trial: the trial when it was claimed.
    """

    study_id: int
    number: int
    token: int
    trial: Trial


@dataclass(frozen=True, slots=True)
class Changes:
    """What has happened in a study since an earlier version.

    Attributes:
        version: pass it as `since` next time.
        trials: each trial that changed, in any state, as it stands now and without reports; the latest change last.
        reports: (trial number, report), in the order of arrival. Those of a trial that was released or reopened are
            deleted: what an earlier call handed out is void once the trial is waiting, or has more `attempts`.
    """

    version: int
    trials: list[Trial]
    reports: list[tuple[int, Report]]
