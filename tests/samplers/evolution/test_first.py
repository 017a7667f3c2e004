"""The first trials: quasi-random, and no more of them than are needed."""

import numpy as np
import pytest

from tunewright.samplers.evolution.first import first_ones
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.parameters import Constant, Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

LINE = Space({"x": Float(0, 1)})


@pytest.mark.parametrize(("n_ended", "n_first"), [(0, 4), (5, 3), (7, 1), (8, 0), (20, 0)])
def test_so_many_are_quasi_random_as_are_missing(n_ended: int, n_first: int) -> None:
    history = History(LINE)
    for number in range(n_ended):
        history.put(Trial(number, State.COMPLETE, {"x": number / 30}), [0.0])
    found, known, n_left = first_ones(Problem(LINE), history, [{"x": 0.99}], np.random.default_rng(0), 4, 8)
    assert (len(found), n_left) == (n_first, 4 - n_first)
    assert known == [{"x": 0.99}, *(suggestion.params for suggestion in found)]
    if n_first:
        rng = np.random.default_rng(0)
        assert found == SobolSampler().suggest(Problem(LINE), history, [{"x": 0.99}], rng, n_first)


def test_where_nothing_varies_there_is_nothing_left_to_breed() -> None:
    space = Space({"c": Constant(1)})
    history = History(space)
    for number in range(9):
        history.put(Trial(number, State.COMPLETE, {"c": 1}), [float(number)])
    found, _, n_left = first_ones(Problem(space), history, [], np.random.default_rng(0), 2, 8)
    assert (len(found), n_left) == (2, 0)
