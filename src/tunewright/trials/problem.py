"""What a sampler is asked: the space, what is wanted, how much there is to spend, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tunewright.space.space import Space
from tunewright.space.values import Json, Params

Direction = Literal["minimize", "maximize"]
Noise = Literal["auto", "none"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A tuning problem as samplers see it. Every objective is a loss here: lower is better.

    Attributes:
        space: the parameters.
        objectives: the names, one or more.
        budget: number of trials planned in all, or None where it is not known.
        seconds: how long the search may take in all, `n_workers` trials at a time; None where time does not limit it.
        n_workers: how many trials run at once.
        noise: "none" if the objective is deterministic, so that no configuration should run twice.
    """

    space: Space
    objectives: tuple[str, ...] = ("value",)
    budget: int | None = None
    n_workers: int = 1
    noise: Noise = "auto"
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed configuration, with what the sampler wants to remember about it.

    Attributes:
        params: active parameters only.
        tags: JSON, stored with the trial and found again in `History.tags`.
    """

    params: Params
    tags: Mapping[str, Json] = field(default_factory=dict)
