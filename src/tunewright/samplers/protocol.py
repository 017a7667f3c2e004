"""What a sampler is: anything with this one method. There is no base class to inherit.

A sampler is a frozen record of settings. It touches no storage and no clock, draws from the generator that it is given,
and keeps nothing between calls: what its algorithm must remember goes into the tags of its suggestions and comes back
in `History.tags`.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


class Sampler(Protocol):
    """Proposes what to try next."""

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return up to `n` configurations to run; fewer only when there is nothing left to try.

        Args:
            problem: the space and what is wanted.
            history: the trials that have ended; losses, lower is better.
            pending: params of the trials that are running or waiting.
            rng: the only source of chance.
            n: how many are wanted at once, 1 or more.
        """
        ...
