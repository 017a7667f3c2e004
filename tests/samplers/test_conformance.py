"""What every sampler must do, whatever its algorithm: one table of samplers, one of spaces."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from math import inf, nan

import numpy as np
import pytest

from tunewright.samplers.auto import AutoSampler
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.de import DeSampler
from tunewright.samplers.fixed import FixedSampler
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.halton import HaltonSampler
from tunewright.samplers.lhs import LhsSampler
from tunewright.samplers.nsga2 import Nsga2Sampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SAMPLERS: dict[str, Sampler] = {
    "random": RandomSampler(),
    "grid": GridSampler(points_per_float=3),
    "shuffled grid": GridSampler(points_per_float=2, shuffled=True),
    "sobol": SobolSampler(),
    "tpe": TpeSampler(),
    "eager tpe": TpeSampler(n_startup=1, n_candidates=8),
    "auto": AutoSampler(),
    "gp": GpSampler(),
    "eager gp": GpSampler(n_startup=1, most_trials=16),
    "halton": HaltonSampler(),
    "lhs": LhsSampler(),
    "lhs in threes": LhsSampler(block=3),
    "nothing fixed": FixedSampler({}, TpeSampler()),
    "cmaes": CmaesSampler(),
    "cmaes in fours": CmaesSampler(population=4),
    "genetic": GeneticSampler(),
    "eager genetic": GeneticSampler(population_size=3, tournament=2, niche=0.5, niche_size=1),
    "de": DeSampler(),
    "eager de": DeSampler(population_size=4),
    "nsga2": Nsga2Sampler(),
    "eager nsga2": Nsga2Sampler(population_size=3),
}
ENDLESS = {name: sampler for name, sampler in SAMPLERS.items() if "grid" not in name}
EXACTLY_RESUMED = {name: sampler for name, sampler in SAMPLERS.items() if name != "random"}

MIXED = Space(
    {
        "kernel": Categorical(["linear", "rbf", "poly"]),
        "C": Float(1e-3, 1e3, log=True),
        "gamma": Float(1e-4, 1e1, log=True, default=Special("scale", near=0.05), when=param("kernel") != "linear"),
        "degree": Int(2, 5, when=param("kernel") == "poly"),
        "size": Ordinal(["small", "large"]),
        "min_leaf": Int(1, 4, log=True),
        "min_split": Int(2, 8, step=2),
        "rate": Float(0, 1, step=0.5),
        "fixed": Constant(7),
    },
    require=[param("min_leaf") <= param("min_split")],
)
CUBE = Space({name: Int(0, 2) for name in "abc"})
SPACES: dict[str, Space] = {
    "mixed": MIXED,
    "a rule about a branch": Space(
        {
            "kind": Categorical(["tree", "svm"]),
            "leaf": Int(1, 8, when=param("kind") == "tree"),
            "split": Int(2, 16, when=param("kind") == "tree"),
            "C": Float(1e-3, 1e3, log=True, when=param("kind") == "svm"),
        },
        require=[2 * param("leaf") <= param("split")],
    ),
    "one float": Space({"x": Float(-1, 1)}),
    "one point": Space({"x": Int(3, 3), "y": Categorical(["only"]), "z": Float(0.5, 0.5)}),
    "three cubed": CUBE,
    "categoricals": Space({name: Categorical(["red", None, True, 1.5]) for name in "abcd"}),
    "twelve decades": Space({"x": Float(1e-9, 1e3, log=True), "n": Int(1, 10**12, log=True)}),
    "two hundred": Space({f"x{index}": Float(0, 1) for index in range(200)}),
    "constants": Space({"c": Constant("fixed")}),
}
ENDINGS: dict[str, tuple[State, float]] = {
    "inf": (State.COMPLETE, inf),
    "-inf": (State.COMPLETE, -inf),
    "nan": (State.COMPLETE, nan),
    "huge": (State.COMPLETE, 1e308),
    "all alike": (State.COMPLETE, 0.5),
    "pruned": (State.PRUNED, nan),
    "failed": (State.FAILED, nan),
    "timed out": (State.TIMED_OUT, nan),
    "out of memory": (State.OUT_OF_MEMORY, nan),
}
FAST = {"random", "grid", "tpe", "gp", "cmaes", "genetic"}
"""One of each kind; make check takes these, make test all."""


def each(samplers: dict[str, Sampler]) -> pytest.MarkDecorator:
    marks = {name: [] if name in FAST else [pytest.mark.slow] for name in samplers}
    params = [pytest.param(sampler, id=name, marks=marks[name]) for name, sampler in samplers.items()]
    return pytest.mark.parametrize("sampler", params)


every_sampler = each(SAMPLERS)
every_space = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
every_ending = pytest.mark.parametrize(("state", "loss"), ENDINGS.values(), ids=ENDINGS)

Function = Callable[[Params], float]


def played(
    sampler: Sampler, problem: Problem, n: int, history: History, function: Function = lambda params: 0.0
) -> Iterator[Suggestion]:
    """Run trials one after another, each with a generator of its own, as a study does."""
    for number in count(len(history)):
        found = sampler.suggest(problem, history, [], np.random.default_rng([7, number])) if number < n else []
        if not found:
            return
        history.put(Trial(number, State.COMPLETE, found[0].params, tags=found[0].tags), [function(found[0].params)])
        yield found[0]


def tried(space: Space, n: int, state: State = State.COMPLETE, loss: float = nan) -> History:
    """Return a history of random trials that all ended alike; a loss of NaN stands for their number."""
    history, rng = History(space), np.random.default_rng(1)
    for number, unit in enumerate(space.sample(rng, n)):
        history.put(Trial(number, state, space.decode(unit)), [loss])
    return history


def is_valid(space: Space, params: Params) -> bool:
    return space.check(params) == params and space.allows(params)


@every_sampler
@every_space
def test_proposals_are_valid_configurations(sampler: Sampler, space: Space) -> None:
    if sampler == SAMPLERS["shuffled grid"] and space in {SPACES["two hundred"], SPACES["twelve decades"]}:
        pytest.skip("a grid that large is refused, as its own test shows")
    history = History(space)
    found = list(played(sampler, Problem(space), 16, history, lambda params: float(len(history) % 5)))
    assert found
    assert all(is_valid(space, suggestion.params) for suggestion in found)
    assert all(json.loads(json.dumps(suggestion.tags)) == suggestion.tags for suggestion in found)


@every_sampler
@every_ending
def test_every_way_to_end_is_borne(sampler: Sampler, state: State, loss: float) -> None:
    history = tried(MIXED, 12, state, loss)
    found = sampler.suggest(Problem(MIXED), history, [], np.random.default_rng(3), 4)
    assert len(found) == 4
    assert all(is_valid(MIXED, suggestion.params) for suggestion in found)


@every_sampler
def test_endings_of_all_kinds_are_borne_together(sampler: Sampler) -> None:
    history = History(MIXED, 2)
    for number, unit in enumerate(MIXED.sample(np.random.default_rng(1), 45)):
        state, loss = list(ENDINGS.values())[number % len(ENDINGS)]
        trial = Trial(number, state, MIXED.decode(unit), constraints={"c": number % 7 - 4.0})
        history.put(trial, [loss, number % 4])
    problem = Problem(MIXED, objectives=("error", "seconds"))
    assert len(sampler.suggest(problem, history, [], np.random.default_rng(3), 4)) == 4


@every_sampler
@pytest.mark.parametrize("n_trials", [0, 1, 11])
def test_the_same_generator_gives_the_same_proposals(sampler: Sampler, n_trials: int) -> None:
    history = tried(MIXED, n_trials)
    once, again = (sampler.suggest(Problem(MIXED), history, [], np.random.default_rng(5), 3) for _ in range(2))
    assert once == again


@every_sampler
@pytest.mark.parametrize("n_trials", [0, 1, 11])
def test_a_batch_has_no_configuration_twice(sampler: Sampler, n_trials: int) -> None:
    history = tried(CUBE, n_trials)
    found = sampler.suggest(Problem(CUBE), history, [], np.random.default_rng(5), 8)
    assert len({CUBE.key(suggestion.params) for suggestion in found}) == 8
    assert not any(history.has_seen(suggestion.params) for suggestion in found)


@every_sampler
@pytest.mark.parametrize("n_trials", [0, 11])
def test_pending_trials_are_not_proposed_again(sampler: Sampler, n_trials: int) -> None:
    history = tried(CUBE, n_trials)
    points = list(CUBE.configurations())
    free = [params for params in points if not history.has_seen(params)]
    found = sampler.suggest(Problem(CUBE), history, free[:-1], np.random.default_rng(5))
    assert [suggestion.params for suggestion in found] == free[-1:]


@every_sampler
@pytest.mark.parametrize("noise", ["auto", "none"])
def test_27_trials_on_a_cube_of_27_points_are_all_different(sampler: Sampler, noise: str) -> None:
    history = History(CUBE)
    found = list(played(sampler, Problem(CUBE, noise=noise), 27, history, lambda params: params["a"]))  # type: ignore[arg-type]
    assert len({CUBE.key(suggestion.params) for suggestion in found}) == 27


@every_sampler
def test_a_deterministic_objective_is_never_asked_twice(sampler: Sampler) -> None:
    problem, history = Problem(CUBE, noise="none"), History(CUBE)
    assert len(list(played(sampler, problem, 40, history))) == 27
    assert sampler.suggest(problem, history, [], np.random.default_rng(0), 2) == []


@each(ENDLESS)
def test_a_noisy_objective_is_asked_again_when_nothing_new_is_left(sampler: Sampler) -> None:
    assert len(list(played(sampler, Problem(CUBE), 40, History(CUBE)))) == 40


@every_sampler
def test_a_space_of_one_point_is_proposed_once_if_there_is_no_noise(sampler: Sampler) -> None:
    space = SPACES["one point"]
    found = sampler.suggest(Problem(space, noise="none"), History(space), [], np.random.default_rng(0), 3)
    assert [suggestion.params for suggestion in found] == [{"x": 3, "y": "only", "z": 0.5}]


@each(EXACTLY_RESUMED)
@pytest.mark.parametrize("space", [MIXED, CUBE], ids=["mixed", "cube"])
def test_a_resumed_study_proposes_what_an_uninterrupted_one_does(sampler: Sampler, space: Space) -> None:
    whole, first = History(space), History(space)
    uninterrupted = list(played(sampler, Problem(space), 20, whole, lambda params: float(len(whole))))
    list(played(sampler, Problem(space), 13, first, lambda params: float(len(first))))
    resumed = History(space)
    for number, (params, tags) in enumerate(zip(first.params, first.tags, strict=True)):
        tags = json.loads(json.dumps(tags))
        resumed.put(Trial(number, State.COMPLETE, params, tags=tags), [first.losses[number, 0]])
    rest = list(played(sampler, Problem(space), 20, resumed, lambda params: float(len(resumed))))
    assert rest == uninterrupted[13:]


@every_sampler
def test_the_history_is_left_as_it_was(sampler: Sampler) -> None:
    history, before = tried(MIXED, 15), tried(MIXED, 15)
    sampler.suggest(Problem(MIXED), history, [MIXED.defaults()], np.random.default_rng(0), 3)
    np.testing.assert_array_equal(history.units, before.units)
    assert history.params == before.params


@every_sampler
def test_a_special_default_that_was_run_is_understood(sampler: Sampler) -> None:
    history = History(MIXED)
    for number in range(3):
        params = {**MIXED.defaults(), "kernel": "rbf", "gamma": "scale", "C": 2.0**number}
        history.put(Trial(number, State.COMPLETE, MIXED.check(params)), [0.0])
    found = sampler.suggest(Problem(MIXED), history, [MIXED.defaults()], np.random.default_rng(0))
    assert is_valid(MIXED, found[0].params)
