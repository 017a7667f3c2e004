"""Running again: only where there is noise, only what is worth it, and once to find out."""

import numpy as np
import pytest

from tunewright.samplers.gp.sampler import GpSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.repeats import noise_of
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

pytestmark = pytest.mark.slow
SQUARE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def played(n: int, sd: float, noise: str = "auto") -> History:
    """Return `n` trials on a bowl with Gaussian noise."""
    problem, history, rng = Problem(SQUARE, noise=noise), History(SQUARE), np.random.default_rng(5)  # type: ignore[arg-type]
    for number in range(n):
        found = GpSampler().suggest(problem, history, [], np.random.default_rng([1, number]))[0]
        history.put(
            Trial(number, State.COMPLETE, found.params, tags=found.tags), [bowl(found.params) + sd * rng.normal()]
        )
    return history


def bowl(params: Params) -> float:
    return float((params["x"] - 0.3) ** 2 + (params["y"] - 0.6) ** 2)


def n_different(history: History) -> int:
    return len({SQUARE.key(params) for params in history.params})


def test_a_smooth_objective_is_never_run_twice() -> None:
    assert n_different(played(40, sd=0.0)) == 40


def test_a_noisy_one_is_run_again_and_the_noise_is_found() -> None:
    history = played(40, sd=0.3)
    assert n_different(history) < 40
    assert noise_of(Problem(SQUARE), history) == "some"


def test_not_against_the_users_word() -> None:
    assert n_different(played(40, sd=0.3, noise="none")) == 40


def test_what_is_rough_but_deterministic_is_found_out_with_two_repeats() -> None:
    problem, history = Problem(SQUARE), History(SQUARE)
    for number in range(45):
        found = GpSampler().suggest(problem, history, [], np.random.default_rng([2, number]))[0]
        rough = bowl(found.params) + 0.3 * np.random.default_rng(int(1e9 * found.params["x"])).normal()
        history.put(Trial(number, State.COMPLETE, found.params, tags=found.tags), [rough])
    assert n_different(history) == 43
    assert noise_of(problem, history) == "none"


@pytest.mark.parametrize("n", [2, 8])
def test_what_runs_already_is_not_run_again_beside_it(n: int) -> None:
    history = played(30, sd=0.3)
    batch = GpSampler().suggest(Problem(SQUARE), history, [], np.random.default_rng(0), n)
    assert len({SQUARE.key(each.params) for each in batch}) == n
