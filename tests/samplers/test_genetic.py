"""The genetic algorithm: it beats chance, adapts its steps, keeps optima alive, and waits for nobody."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tests.samplers.evolution.studies import (
    CUBE,
    LINE,
    SQUARE,
    SVM,
    Function,
    best,
    bowl,
    carried_on,
    run,
    stored_and_read,
    svm,
)
from tests.work import n_calls
from tunewright.samplers.evolution.mutation import FIRST_STEP, TAG
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def history_of(space: Space, units: NDArray[np.float64], losses: list[float]) -> History:
    history = History(space)
    for number, (unit, loss) in enumerate(zip(units, losses, strict=True)):
        history.put(Trial(number, State.COMPLETE, space.decode(unit)), [loss])
    return history


def steps_in_the_end(function: Function, seed: int) -> float:
    """Return the median step of the last 40 of 160 children."""
    history = run(GeneticSampler(), CUBE, function, seed, 160)
    return float(np.median([tag[TAG]["step"] for tag in history.tags[-40:]]))


def chaos(params: Params) -> float:
    """Loss without any order, so that no step is better than another."""
    return float(np.sin(1e7 * params["x0"]))


def two_valleys(params: Params) -> float:
    """Loss 0 at (0.2, 0.2) and 0.02 at (0.8, 0.8), where a tenth of the square is lower than 0.1."""
    one = 4 * ((params["x"] - 0.2) ** 2 + (params["y"] - 0.2) ** 2)
    other = 0.02 + 4 * ((params["x"] - 0.8) ** 2 + (params["y"] - 0.8) ** 2)
    return float(min(one, other))


def has_both(niche: float, seed: int) -> bool:
    sampler = GeneticSampler(niche=niche)
    history = run(sampler, SQUARE, two_valleys, seed, 200)
    units = history.units[sampler.population(history)]
    return all((np.abs(units - place).max(axis=1) < 0.1).any() for place in (0.2, 0.8))


@pytest.mark.slow
def test_it_beats_random_search_on_a_mixed_conditional_space() -> None:
    """Sign test over 20 seeds of 200 trials: were it no better, 18 or more wins would have a chance of 2.0e-4.

    At a true rate of 0.99 of wins the test passes in 999 runs of 1000.
    """
    wins = sum(
        best(run(GeneticSampler(), SVM, svm, seed, 200)) < best(run(RandomSampler(), SVM, svm, seed, 200))
        for seed in range(20)
    )
    assert stats.binomtest(wins, 20, 0.5, "greater").pvalue < 2.1e-4


@pytest.mark.slow
def test_steps_shrink_in_a_bowl_and_not_where_nothing_is_to_be_gained() -> None:
    """Rank test of 10 studies against 10: were steps not selected, it would pass once in 1000 fresh seeds."""
    in_a_bowl = [steps_in_the_end(bowl, seed) for seed in range(10)]
    by_chance = [steps_in_the_end(chaos, seed) for seed in range(10)]
    assert stats.mannwhitneyu(in_a_bowl, by_chance, alternative="less", method="exact").pvalue < 1e-3
    assert np.median(in_a_bowl) < FIRST_STEP / 2


@pytest.mark.slow
def test_niches_keep_a_second_optimum_alive_that_is_lost_without_them() -> None:
    """Fisher's exact test of 8 studies against 8: were niches of no use, 8 to 0 would have a chance of 7.8e-5."""
    with_niches, without = (sum(has_both(niche, seed) for seed in range(8)) for niche in (0.15, 0.0))
    assert stats.fisher_exact([[with_niches, 8 - with_niches], [without, 8 - without]], "greater").pvalue < 1e-3
    assert with_niches == 8


def test_both_optima_are_in_the_population_and_the_better_one_is_first() -> None:
    x = np.array([0.2, 0.21, 0.22, 0.19, 0.18, 0.23, 0.8, 0.81])
    history = history_of(LINE, x[:, None], [0, 1, 2, 3, 4, 5, 6, 7])
    assert GeneticSampler(5, niche=0.1, niche_size=3).population(history).tolist() == [0, 1, 2, 6, 7]
    assert GeneticSampler(5, niche=0.0).population(history).tolist() == [0, 1, 2, 3, 4]


def test_what_crowds_a_niche_has_a_place_if_there_is_nobody_else() -> None:
    history = history_of(LINE, np.array([[0.2], [0.21], [0.22]]), [2, 1, 0])
    assert GeneticSampler(5, niche=0.5, niche_size=1).population(history).tolist() == [2, 1, 0]


def test_a_configuration_that_was_run_again_counts_once() -> None:
    history = history_of(LINE, np.array([[0.2], [0.2], [0.7]]), [3, 1, 2])
    assert GeneticSampler().population(history).tolist() == [1, 2]


@pytest.mark.parametrize("n_ended", [0, 1, 7])
def test_the_first_points_are_quasi_random(n_ended: int) -> None:
    history = history_of(LINE, (np.arange(n_ended) + 0.5)[:, None] / 8, [0.0] * n_ended)
    arguments = (Problem(LINE), history, [])
    expected = SobolSampler().suggest(*arguments, np.random.default_rng(3))
    assert GeneticSampler(8).suggest(*arguments, np.random.default_rng(3)) == expected


def test_a_batch_goes_over_from_quasi_random_to_bred() -> None:
    history = history_of(LINE, (np.arange(6) + 0.5)[:, None] / 8, [0.0] * 6)
    found = GeneticSampler(8).suggest(Problem(LINE), history, [], np.random.default_rng(3), 5)
    assert [TAG in suggestion.tags for suggestion in found] == [False, False, True, True, True]


def test_as_long_as_everything_fails_it_goes_on_quasi_randomly() -> None:
    history = History(LINE)
    for number in range(30):
        history.put(Trial(number, State.FAILED, {"x": number / 30}), [0.0])
    found = GeneticSampler(8).suggest(Problem(LINE), history, [], np.random.default_rng(3), 2)
    assert all("sobol" in suggestion.tags for suggestion in found)


def test_eight_trials_that_are_running_are_no_obstacle() -> None:
    history = run(GeneticSampler(10), SVM, svm, 1, 30)
    pending, rng = list[Params](), np.random.default_rng(5)
    for _ in range(16):
        found = GeneticSampler(10).suggest(Problem(SVM), history, pending[-8:], rng)[0]
        assert TAG in found.tags
        assert SVM.key(found.params) not in {SVM.key(params) for params in pending[-8:]}
        assert not history.has_seen(found.params)
        pending.append(found.params)
    assert len({SVM.key(params) for params in pending}) == 16


def test_a_child_is_bred_from_the_population_as_it_is_known_at_that_moment() -> None:
    units = np.linspace(0.6, 0.9, 12)[:, None]
    history = history_of(LINE, units, [1.0] * 12)
    history.put(Trial(12, State.COMPLETE, {"x": 0.1}), [0.0])
    sampler = GeneticSampler(4, tournament=4)
    found = sampler.suggest(Problem(LINE), history, [], np.random.default_rng(0), 40)
    near = sum(suggestion.params["x"] < 0.5 for suggestion in found)
    assert stats.binomtest(near, 40, 0.25, "greater").pvalue < 1e-3  # one of four, but it wins two tournaments of three


def test_children_vary_the_steps_of_their_parents_and_not_those_of_a_beginning() -> None:
    """A step changes by a Gaussian on the log scale, in one dimension with deviation 1; the median of 30 is close."""
    history = History(LINE)
    for number in range(12):
        tags = {TAG: {"step": 0.002, "rate": 0.3}}
        history.put(Trial(number, State.COMPLETE, {"x": number / 12}, tags=tags), [float(number)])
    found = GeneticSampler().suggest(Problem(LINE), history, [], np.random.default_rng(0), 30)
    steps = np.log([suggestion.tags[TAG]["step"] / 0.002 for suggestion in found])
    assert abs(np.median(steps)) < 6 * 1.25 / np.sqrt(30)
    assert np.log(FIRST_STEP / 0.002) > 4


def test_a_resumed_study_goes_on_as_an_uninterrupted_one() -> None:
    sampler = GeneticSampler(6)
    whole = run(sampler, SVM, svm, 2, 45)
    resumed = carried_on(sampler, stored_and_read(run(sampler, SVM, svm, 2, 28)), svm, 2, 45)
    assert (resumed.params, resumed.tags) == (whole.params, whole.tags)


def test_constraints_are_kept_first_and_fronts_count_with_several_objectives() -> None:
    history = History(LINE, 2)
    for number, (losses, violation) in enumerate([
        ([3.0, 3.0], 0.0),
        ([0.0, 0.0], 1.0),
        ([1.0, 2.0], 0.0),
        ([2.0, 1.0], 0.0),
    ]):
        history.put(Trial(number, State.COMPLETE, {"x": number / 4}, constraints={"c": violation}), losses)
    assert GeneticSampler().population(history).tolist() == [2, 3, 0, 1]


@pytest.mark.slow
def test_the_better_branch_of_a_condition_is_followed() -> None:
    space = Space({
        "kind": Categorical(["good", "bad"]),
        "x": Float(0, 1, when=param("kind") == "good"),
        "y": Float(0, 1, when=param("kind") == "bad"),
    })

    def loss(params: Params) -> float:
        return abs(params["x"] - 0.2) if "x" in params else 2.0

    late = [
        params for seed in range(8) for params in run(GeneticSampler(niche=0.0), space, loss, seed, 80).params[-40:]
    ]
    found = [params["x"] for params in late if "x" in params]
    assert stats.binomtest(len(found), 320, 0.5, "greater").pvalue < 1e-3
    assert abs(np.median(found) - 0.2) < 0.1


def test_a_suggestion_costs_little_more_after_3000_trials_than_after_300() -> None:
    units = CUBE.sample(np.random.default_rng(0), 3000)

    def n_calls_after(n: int) -> int:
        history = history_of(CUBE, units[:n], units[:n, 0].tolist())
        return n_calls(lambda: GeneticSampler().suggest(Problem(CUBE), history, [], np.random.default_rng(0)))

    n_calls_after(300)  # loads what is loaded on first use
    assert n_calls_after(3000) < 1.5 * n_calls_after(300)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"population_size": 1}, "population_size must be 2 or more, got 1"),
        ({"tournament": 0}, "tournament must be 1 or more, got 0"),
        ({"niche": 1.5}, "niche must lie between 0 and 1, got 1.5"),
        ({"niche_size": 0}, "niche_size must be 1 or more, got 0"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(setting: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GeneticSampler(**setting)  # type: ignore[arg-type]
