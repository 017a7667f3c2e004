"""What every sampler is to this benchmark: something that is asked for configurations and told their losses.

Trials have numbers, from 0 in the order in which they are asked; several may run, and they end in any order.
"""

from dataclasses import dataclass
from typing import Protocol

from tunewright.space.space import Space
from tunewright.space.values import Params


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sampler knows before it starts.

    Attributes:
        space: the parameters; its defaults must be the first that is proposed.
        seed: of all its chance.
        n_trials: how many there will be.
        is_noisy: whether the same configuration may have another loss next time.
        n_running: how many trials run at a time.
    """

    space: Space
    seed: int
    n_trials: int
    is_noisy: bool
    n_running: int = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a trial that has ended.

    Attributes:
        loss: lower is better.
        folds: those of which it is the mean; empty where the loss is not one of cross-validation.
    """

    loss: float
    folds: tuple[float, ...] = ()


class Asker(Protocol):
    """A sampler in the middle of a run.

    Attributes:
        child_seconds: processor time that was spent for it in other processes, since its start.
    """

    child_seconds: float

    def ask(self, number: int) -> Params:
        """Return the configuration of trial `number`: active parameters only."""
        ...

    def tell(self, number: int, seen: Seen) -> None:
        """Take note of what came of trial `number`, which runs no longer."""
        ...
