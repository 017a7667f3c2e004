"""Which sampler is chosen, and that the reason names it."""

import sys
from math import nan

import numpy as np
import pytest

from tunewright.samplers.auto import (
    FEWEST_TO_HAND_OVER,
    LATEST,
    LONG_BUDGET,
    MOST_DIMS,
    MOST_OBJECTIVES,
    MOST_TRIALS,
    MOST_WORKERS,
    SHORTEST,
    AutoSampler,
    chosen,
)
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage


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
        pytest.param(3, 0, ("error", "seconds"), GpSampler(), id="two objectives"),
        pytest.param(3, 0, tuple("abcd")[:MOST_OBJECTIVES], GpSampler(), id="as many objectives as were measured"),
        pytest.param(3, 0, tuple("abcd"), TpeSampler(), id="more objectives"),
    ],
)
def test_the_problem_decides(n_dims: int, n_trials: int, objectives: tuple[str, ...], sampler: object) -> None:
    space = cube(n_dims)
    problem, history = Problem(space, objectives), ended(space, n_trials)
    found, reason = chosen(problem, history)
    assert found == sampler
    assert reason == AutoSampler().reason(problem, history)
    assert reason.startswith("gp: " if isinstance(sampler, GpSampler) else "tpe: ")


def test_several_objectives_are_told_in_the_reason() -> None:
    space = cube(2)
    assert "3 objectives" in chosen(Problem(space, ("a", "b", "c")), ended(space, 0))[1]
    assert "one objective" in chosen(Problem(space), ended(space, 0))[1]


def test_a_long_search_among_numbers_is_handed_over_as_it_grows() -> None:
    space = Space({"x": Float(0, 1), "n": Int(1, 9), "c": Constant(3)})
    problem, late = Problem(space, budget=LONG_BUDGET), ended(space, FEWEST_TO_HAND_OVER)
    before, after = (chosen(problem, history) for history in (ended(space, FEWEST_TO_HAND_OVER - 1), late))
    assert before[0] == GpSampler()
    assert after == (CmaesSampler(), AutoSampler().reason(problem, late))
    assert after[1] == "cmaes: 2 numbers and 200 trials, from whose best it goes on by itself"
    assert chosen(problem, ended(cube(2), MOST_TRIALS))[0] == CmaesSampler()


@pytest.mark.parametrize(
    ("space", "more"),
    [
        pytest.param(cube(1), {}, id="one number"),
        pytest.param(Space({"x": Float(0, 1), "y": Float(0, 1), "k": Categorical(["a", "b"])}), {}, id="a category"),
        pytest.param(Space({"x": Float(0, 1), "y": Float(0, 1), "k": Ordinal([1, 4])}), {}, id="an ordered choice"),
        pytest.param(Space({"x": Int(0, 1), "y": Float(0, 1, when=param("x") == 1)}), {}, id="a condition"),
        pytest.param(cube(3), {"budget": LONG_BUDGET - 1}, id="a shorter search"),
        pytest.param(cube(3), {"budget": None}, id="an end that is not known"),
        pytest.param(cube(3), {"n_workers": MOST_WORKERS + 1}, id="many workers"),
        pytest.param(cube(3), {"objectives": ("a", "b")}, id="two objectives"),
    ],
)
def test_a_search_is_not_handed_over_where_that_was_not_measured_to_pay(space: Space, more: dict[str, object]) -> None:
    known = ended(space, FEWEST_TO_HAND_OVER)
    problem = Problem(space, **({"budget": LONG_BUDGET} | more))  # type: ignore[arg-type]
    assert chosen(problem, known)[0] == GpSampler()


def test_a_search_is_not_handed_over_to_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    space = cube(2)
    problem, late = Problem(space, budget=LONG_BUDGET), ended(space, FEWEST_TO_HAND_OVER)
    monkeypatch.setitem(sys.modules, "cmaes", None)
    assert chosen(problem, late)[0] == GpSampler()


def test_what_is_handed_over_begins_at_the_best_that_is_known() -> None:
    """A uniform draw is as near as 0.25 with chance pi 0.25^2 = 0.2; 14 of 20 are with chance 2e-6."""
    space, history = cube(2), History(cube(2))
    for number, unit in enumerate(space.sample(np.random.default_rng(0), FEWEST_TO_HAND_OVER)):
        loss = float(((unit - 0.3) ** 2).sum())
        history.put(Trial(number, State.COMPLETE, space.decode(unit)), [loss])
    problem = Problem(space, budget=LONG_BUDGET)
    proposed = AutoSampler().suggest(problem, history, [], np.random.default_rng(1), 20)
    assert all("cmaes" in each.tags for each in proposed)
    places = np.array([[each.params["x0"], each.params["x1"]] for each in proposed])
    assert (np.hypot(*(places - 0.3).T) < 0.25).sum() >= 14


@pytest.mark.parametrize(
    ("limit", "seconds", "sampler"),
    [
        pytest.param(None, [SHORTEST / 2], GpSampler(), id="short trials, no limit"),
        pytest.param(60.0, [SHORTEST / 2], TpeSampler(), id="short trials against the clock"),
        pytest.param(60.0, [SHORTEST], GpSampler(), id="long enough to think"),
        pytest.param(60.0, [nan], GpSampler(), id="not measured"),
        pytest.param(60.0, [], GpSampler(), id="nothing ended"),
        pytest.param(60.0, [SHORTEST / 2] * LATEST + [1.0] * LATEST, GpSampler(), id="they have become longer"),
    ],
)
def test_against_the_clock_short_trials_leave_no_time_to_think(
    limit: float | None, seconds: list[float], sampler: object
) -> None:
    space, history = cube(3), History(cube(3))
    for number, each in enumerate(seconds):
        usage = Usage(seconds=each)
        history.put(Trial(number, State.COMPLETE, {"x0": 0.1, "x1": 0.2, "x2": 0.3}, usage=usage), [0.0])
    assert chosen(Problem(space, seconds=limit), history)[0] == sampler


def test_what_it_proposes_is_what_the_chosen_one_does() -> None:
    space = cube(2)
    problem, history = Problem(space), ended(space, 12)
    ours = AutoSampler().suggest(problem, history, [], np.random.default_rng(3), 2)
    assert ours == GpSampler().suggest(problem, history, [], np.random.default_rng(3), 2)
