"""No configuration twice: proposals that have been run, are running or were just made are replaced by fresh ones.

A sampler's own draws are tried first, then uniform ones. In a small finite space the configurations that are left are
then listed, so that the last one is found too. When nothing is left, a deterministic objective gets no proposal, and a
noisy one gets a repeat, which at least tells more about the noise: or that there is none.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.repeats import noise_of

UNIFORM_DRAWS = 64
LISTED_POINTS = 20_000
"""Larger spaces are not listed: they count as used up when `LONG_SEARCH` uniform draws find nothing new."""
LONG_SEARCH = 1024


class Taken:
    """The configurations that need no second run: ended, running, waiting, or noted since.

    Args:
        history: the trials that have ended.
        pending: params of trials that are running or waiting.
    """

    def __init__(self, history: History, pending: Iterable[Params] = ()) -> None:
        self._history = history
        self._keys = {history.space.key(params) for params in pending}

    def __contains__(self, params: Params) -> bool:
        key = self._history.space.key(params)
        return key in self._keys or self._history.has_key(key)

    def claim_again(self, params: Params) -> bool:
        """Note `params` for another run, and return whether none is going on."""
        key = self._history.space.key(params)
        if key in self._keys:
            return False
        self._keys.add(key)
        return True

    def may_repeat(self, problem: Problem) -> bool:
        """Return whether a second run of a configuration may tell something."""
        return noise_of(problem, self._history) != "none"

    def claim(self, params: Params) -> bool:
        """Note `params`, and return whether they were still free."""
        key = self._history.space.key(params)
        if key in self._keys or self._history.has_key(key):
            return False
        self._keys.add(key)
        return True


def distinct(
    draws: Iterable[Params], problem: Problem, taken: Taken, rng: np.random.Generator, n: int = 1
) -> list[Params]:
    """Return `n` of `draws` that are free, made up with uniform ones, and note them as taken.

    Fewer are returned only if the space is used up and the objective is deterministic, as the problem or repeats say.

    Args:
        draws: a finite series of proposals, the preferred ones first.
        problem: the space, and whether the objective is noisy.
        taken: what must not come again.
        rng: for the uniform draws.
        n: how many are wanted.
    """
    found = list(islice((params for params in draws if taken.claim(params)), n))
    while len(found) < n:
        params = _fresh(problem.space, taken, rng)
        if params is None and not taken.may_repeat(problem):
            break
        found.append(_uniform(problem.space, rng, 1)[0] if params is None else params)
    return found


def _fresh(space: Space, taken: Taken, rng: np.random.Generator) -> Params | None:
    params = next(filter(taken.claim, _uniform(space, rng, UNIFORM_DRAWS)), None)
    if params is not None:
        return params
    if space.n_points > LISTED_POINTS:
        return next(filter(taken.claim, _uniform(space, rng, LONG_SEARCH)), None)
    left = [params for params in space.configurations() if params not in taken]
    if not left:
        return None
    chosen = left[int(rng.integers(len(left)))]
    taken.claim(chosen)
    return chosen


def _uniform(space: Space, rng: np.random.Generator, n: int) -> Sequence[Params]:
    return [space.decode(unit) for unit in space.sample(rng, n)]
