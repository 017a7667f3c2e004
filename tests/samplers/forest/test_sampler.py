"""The forest sampler: it follows choices and conditions, keeps away from what fails, and its cost stays flat."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.work import n_calls
from tunewright.samplers.forest.sampler import ForestSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Array = NDArray[np.float64]
LINE = Space({"x": Float(0, 1)})
CUBE = Space({f"x{index}": Float(0, 1) for index in range(4)})
BRANCHES = Space({
    "kind": Categorical(["a", "b", "c", "d"]),
    **{f"x{kind}": Float(0, 1, when=param("kind") == kind) for kind in "abcd"},
})
WORDS = Space({f"c{index}": Categorical(["u", "v", "w", "x", "y"]) for index in range(8)})
EFFECTS = np.random.default_rng(8).exponential(size=(8, 5))


def history_of(space: Space, units: Array, losses: Array, states: list[State] | None = None) -> History:
    history = History(space)
    for number, (unit, loss) in enumerate(zip(units, losses, strict=True)):
        history.put(Trial(number, states[number] if states else State.COMPLETE, space.decode(unit)), [float(loss)])
    return history


def spread(n: int) -> Array:
    return ((np.arange(n) + 0.5) / n)[:, None]


def words(params: Params) -> float:
    """A sum of effects, each of one choice."""
    return float(sum(EFFECTS[index, "uvwxy".index(params[f"c{index}"])] for index in range(8)))


def lowest(seed: int, n_trials: int) -> float:
    rng, history = np.random.default_rng(seed), History(WORDS)
    for number in range(n_trials):
        params = ForestSampler().suggest(Problem(WORDS), history, [], rng)[0].params
        history.put(Trial(number, State.COMPLETE, params), [words(params)])
    return float(history.losses.min())


def proposals(history: History) -> list[Params]:
    """Return what 12 different generators lead to."""
    rngs = map(np.random.default_rng, range(12))
    return [ForestSampler().suggest(Problem(history.space), history, [], rng)[0].params for rng in rngs]


@pytest.mark.slow
def test_it_beats_random_search_where_there_are_choices_only() -> None:
    """Every one of 6 studies of 40 trials is better than 3 of 4 random ones of 40.

    Were it as good as chance that would happen once in 4^6, 2.4e-4.
    """
    chosen = np.random.default_rng(0).integers(5, size=(40_000, 8))
    bar = np.quantile(EFFECTS[np.arange(8), chosen].sum(axis=1).reshape(-1, 40).min(axis=1), 0.25)
    assert all(lowest(seed, 40) < bar for seed in range(6))


@pytest.mark.slow
def test_a_region_of_sixty_percent_that_fails_is_learned() -> None:
    """Chance would fail 36 times of 60, with 20 or fewer in 3e-5 of its studies."""
    history = History(BRANCHES)
    for number in range(60):
        params = ForestSampler().suggest(Problem(BRANCHES), history, [], np.random.default_rng([1, number]))[0].params
        fails = params["kind"] in {"a", "b"} or params.get("xc", 0.0) > 0.6
        loss = 1.0 if params["kind"] == "d" else -params.get("xc", 0.0)
        history.put(Trial(number, State.FAILED if fails else State.COMPLETE, params), [loss])
    assert history.in_state(State.FAILED).sum() <= 20
    assert np.nanmin(history.losses) < -0.5


@pytest.mark.slow
def test_a_constraint_is_kept_though_losses_are_lower_beyond_it() -> None:
    """Chance would break it 30 times of 50, with 15 or fewer in 2e-5 of its studies."""
    history = History(CUBE)
    for number in range(50):
        params = ForestSampler().suggest(Problem(CUBE), history, [], np.random.default_rng([2, number]))[0].params
        loss = sum((value - 0.7) ** 2 for value in params.values())
        history.put(Trial(number, State.COMPLETE, params, constraints={"c": params["x0"] - 0.4}), [loss])
    feasible = history.violations == 0
    assert np.count_nonzero(~feasible) <= 15
    assert history.losses[feasible].min() < 0.2


@pytest.mark.parametrize("n_ended", [0, 4, 9])
def test_the_first_points_are_quasi_random(n_ended: int) -> None:
    arguments = (Problem(LINE), history_of(LINE, spread(n_ended), np.zeros(n_ended)), [])
    expected = SobolSampler().suggest(*arguments, np.random.default_rng(3))
    assert ForestSampler().suggest(*arguments, np.random.default_rng(3)) == expected


def test_a_batch_goes_over_from_quasi_random_to_modelled() -> None:
    history = history_of(LINE, spread(8), np.zeros(8))
    found = ForestSampler(n_trees=4).suggest(Problem(LINE), history, [], np.random.default_rng(3), 4)
    assert ["sobol" in suggestion.tags for suggestion in found] == [True, True, False, False]


@pytest.mark.slow
def test_the_best_branch_of_a_condition_is_searched_by_its_own_parameter() -> None:
    """In branch c the loss falls towards 0.2; in all others it is higher, whatever their parameters."""
    units = BRANCHES.sample(np.random.default_rng(0), 40)
    losses = np.nan_to_num(np.abs(units[:, BRANCHES.dims.index("xc")] - 0.2), nan=2.0)
    found = proposals(history_of(BRANCHES, units, losses))
    assert [params["kind"] for params in found] == ["c"] * 12
    assert np.median([params["xc"] for params in found]) == pytest.approx(0.2, abs=0.1)


@pytest.mark.slow
def test_what_failed_is_avoided() -> None:
    """Losses fall towards what fails, so that only the model of failures keeps the search from it."""
    units = spread(20)
    states = [State.FAILED if unit > 0.5 else State.COMPLETE for unit in units[:, 0]]
    found = proposals(history_of(LINE, units, -units[:, 0], states))
    assert max(params["x"] for params in found) < 0.55


def test_the_points_of_a_batch_keep_apart() -> None:
    history = history_of(LINE, spread(20), np.abs(spread(20)[:, 0] - 0.8))
    found = ForestSampler().suggest(Problem(LINE), history, [], np.random.default_rng(3), 4)
    places = np.sort([suggestion.params["x"] for suggestion in found])
    assert np.diff(places).min() > 1e-3
    assert np.abs(places - 0.8).max() < 0.3


def test_a_suggestion_is_as_few_operations_after_2000_trials_as_after_200() -> None:
    units = np.random.default_rng(1).random((2000, 1))
    sampler = ForestSampler(n_trees=2, most_trials=16)

    def n_calls_after(n: int) -> int:
        history = history_of(LINE, units[:n], units[:n, 0])
        return n_calls(lambda: sampler.suggest(Problem(LINE), history, [], np.random.default_rng(0)))

    n_calls_after(200)  # loads what is loaded on first use
    assert n_calls_after(2000) == n_calls_after(200)


@pytest.mark.parametrize("name", ["n_startup", "n_trees", "min_leaf"])
def test_a_wrong_setting_is_named_with_its_value(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be 1 or more, got 0"):
        ForestSampler(**{name: 0})


def test_too_few_shown_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="most_trials must be 16 or more, got 15"):
        ForestSampler(most_trials=15)
