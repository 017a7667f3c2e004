"""What a suite knows of the sampler that it tries: the sampler itself, and what it does not claim to do."""

from collections.abc import Collection, Sequence
from copy import deepcopy

import numpy as np
import pytest

from tunewright.samplers.protocol import Sampler
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.testing.play import is_valid
from tunewright.testing.spaces import SPACES
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


class Subject:
    """Part of a suite; a class that inherits it says what is tried.

    Attributes:
        sampler: what is tried, a plain attribute of the class.
        is_finite: whether it stops after some number of configurations though the space has more, as a grid does.
        is_resumed: whether proposals follow from history and generator alone, so that a resumed study goes on exactly
            as an uninterrupted one does. False is for samplers that keep something in themselves.
        most_objectives: how many objectives it copes with.
        refused_spaces: names in `tunewright.testing.spaces.SPACES` of spaces that it refuses with an error.
    """

    sampler: Sampler
    is_finite: bool = False
    is_resumed: bool = True
    most_objectives: int = 3
    refused_spaces: Collection[str] = ()

    def fresh(self) -> Sampler:
        """Return the sampler as it is in a process of its own."""
        return deepcopy(self.sampler)

    def ask(
        self,
        problem: Problem,
        history: History,
        pending: Sequence[Params] = (),
        n: int = 1,
        seed: int = 3,
        by: Sampler | None = None,
    ) -> list[Suggestion]:
        """Return what the sampler, or a copy of it, suggests."""
        return (by or self.sampler).suggest(problem, history, pending, np.random.default_rng(seed), n)

    def skip_if_it_keeps_something(self) -> None:
        """Skip a test of what only holds where history and generator are all that matters."""
        if not self.is_resumed:
            pytest.skip("the sampler keeps something in itself, which is lost when the process ends")

    def skip_beyond(self, n_objectives: int) -> None:
        """Skip a test with more objectives than the sampler copes with."""
        if n_objectives > self.most_objectives:
            pytest.skip(f"the sampler copes with {self.most_objectives} objectives at most")

    def space(self, name: str) -> Space:
        """Return the space of that name; skip the test if the sampler refuses it."""
        if name in self.refused_spaces:
            pytest.skip(f"the sampler refuses the space {name!r}")
        return SPACES[name]


def require_valid(space: Space, found: Sequence[Suggestion], n: int) -> None:
    """Fail unless there are `n` suggestions, each a configuration of the space that it allows."""
    assert len(found) == n
    assert all(is_valid(space, suggestion.params) for suggestion in found)
