"""Which sampler is chosen, and that the reason names it."""

import numpy as np
import pytest

from tunewright.samplers.auto import MOST_DIMS, MOST_TRIALS, AutoSampler, chosen
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def cube(n_dims: int) -> Space:
    return Space({f"x{index}": Float(0, 1) for index in range(n_dims)})


def ended(space: Space, n_trials: int) -> History:
    history = History(space)
    for number, unit in enumerate(space.sample(np.random.default_rng(0), n_trials)):
        history.put(Trial(number, State.COMPLETE, space.decode(unit)), [float(number)])
    return history


@pytest.mark.parametrize(
    ("n_dims", "n_trials", "objectives", "sampler"),
    [
        pytest.param(3, 0, ("value",), GpSampler(), id="at first"),
        pytest.param(3, MOST_TRIALS - 1, ("value",), GpSampler(), id="one trial short of many"),
        pytest.param(3, MOST_TRIALS, ("value",), TpeSampler(), id="many trials"),
        pytest.param(MOST_DIMS, 0, ("value",), GpSampler(), id="as many parameters as a process takes"),
        pytest.param(MOST_DIMS + 1, 0, ("value",), TpeSampler(), id="more parameters"),
        pytest.param(3, 0, ("error", "seconds"), TpeSampler(), id="two objectives"),
    ],
)
def test_the_problem_decides(n_dims: int, n_trials: int, objectives: tuple[str, ...], sampler: object) -> None:
    space = cube(n_dims)
    problem, history = Problem(space, objectives), ended(space, n_trials)
    found, reason = chosen(problem, history)
    assert found == sampler
    assert reason == AutoSampler().reason(problem, history)
    assert reason.startswith("gp: " if isinstance(sampler, GpSampler) else "tpe: ")


def test_where_time_runs_out_cheap_proposals_are_taken() -> None:
    space = cube(3)
    assert chosen(Problem(space), ended(space, 0), is_timed=True)[0] == TpeSampler()
    assert AutoSampler(is_timed=True).reason(Problem(space), ended(space, 0)).startswith("tpe: time limits")


def test_what_it_proposes_is_what_the_chosen_one_does() -> None:
    space = cube(2)
    problem, history = Problem(space), ended(space, 12)
    ours = AutoSampler().suggest(problem, history, [], np.random.default_rng(3), 2)
    assert ours == GpSampler().suggest(problem, history, [], np.random.default_rng(3), 2)
