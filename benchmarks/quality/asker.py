"""What every sampler is to this benchmark: something that is asked for a configuration and told its loss."""

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
    """

    space: Space
    seed: int
    n_trials: int
    is_noisy: bool


class Asker(Protocol):
    """A sampler in the middle of a run.

    Attributes:
        child_seconds: processor time that was spent for it in other processes, since its start.
    """

    child_seconds: float

    def ask(self) -> Params:
        """Return the next configuration: active parameters only."""
        ...

    def tell(self, params: Params, loss: float) -> None:
        """Take note of the loss of the configuration that was asked last."""
        ...
