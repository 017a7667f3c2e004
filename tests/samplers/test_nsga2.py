"""NSGA-II: its front grows beyond that of chance and reaches its ends; violations lose."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tests.samplers.evolution.studies import CUBE, LINE, SVM, bowl, run, svm
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.nsga2 import Nsga2Sampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Array = NDArray[np.float64]
N_SEEDS, N_TRIALS = 14, 160
FLAT = Space({"x0": Float(-1, 1), "x1": Float(-1, 1)})
ZDT1 = Space({f"x{index}": Float(0, 1) for index in range(6)})


def zdt1(params: Params) -> tuple[float, float]:
    """Zitzler, Deb and Thiele (2000): the front is f2 = 1 - sqrt(f1), where all but x0 are 0."""
    x = np.array(list(params.values()))
    g = 1 + 9 * x[1:].mean()
    return float(x[0]), float(g * (1 - np.sqrt(x[0] / g)))


def two_bowls(params: Params) -> tuple[float, float]:
    """The front runs from one bottom, all coordinates -0.5, to the other, all 0.5."""
    x = np.array(list(params.values()))
    return float(((x + 0.5) ** 2).mean()), float(((x - 0.5) ** 2).mean())


def hypervolume(losses: Array, reference: tuple[float, float]) -> float:
    """Return the area between the front of two losses and a reference point, by sorting."""
    inside = losses[(losses < reference).all(axis=1)]
    area, height = 0.0, reference[1]
    for first, second in inside[np.lexsort((inside[:, 1], inside[:, 0]))]:
        if second < height:
            area += (reference[0] - first) * (height - second)
            height = second
    return area


@cache
def losses_of(sampler: Sampler, problem: str) -> list[Array]:
    space, function = {"zdt1": (ZDT1, zdt1), "two bowls": (CUBE, two_bowls), "flat": (FLAT, two_bowls)}[problem]
    return [run(sampler, space, function, seed, N_TRIALS, 2).losses for seed in range(N_SEEDS)]


def test_the_area_below_a_front_is_what_one_counts_by_hand() -> None:
    points = np.array([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0], [9.0, 0.0], [0.0, 9.0]])
    assert hypervolume(points, (3.0, 3.0)) == 3.0
    assert hypervolume(points[:0], (3.0, 3.0)) == 0.0


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "reference"), [("zdt1", (1.1, 7.0)), ("two bowls", (1.2, 1.2))])
def test_its_front_is_beyond_that_of_random_search(problem: str, reference: tuple[float, float]) -> None:
    """Sign test over 14 seeds of 160 trials: were it no better, 14 wins would have a chance of 6.1e-5."""
    ours, theirs = (losses_of(sampler, problem) for sampler in (Nsga2Sampler(), RandomSampler()))
    wins = sum(
        hypervolume(one, reference) > hypervolume(other, reference) for one, other in zip(ours, theirs, strict=True)
    )
    assert stats.binomtest(wins, N_SEEDS, 0.5, "greater").pvalue < 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("objective", [0, 1])
def test_it_finds_both_ends_of_the_front(objective: int) -> None:
    """Sign test as above: by a sum that nine tenths of one objective make, ours come nearer to its end of the front."""
    weights = np.where(np.arange(2) == objective, 0.9, 0.1)
    ours, theirs = (losses_of(sampler, "zdt1") for sampler in (Nsga2Sampler(), RandomSampler()))
    wins = sum((one @ weights).min() < (other @ weights).min() for one, other in zip(ours, theirs, strict=True))
    assert stats.binomtest(wins, N_SEEDS, 0.5, "greater").pvalue < 1e-3


@pytest.mark.slow
def test_its_front_has_no_hole_of_a_third() -> None:
    """The ends of the front are 1 apart in its losses' square roots; its points leave no gap of a third of that."""
    for losses in losses_of(Nsga2Sampler(), "flat"):
        nearest = losses[losses.sum(axis=1) < 0.5 + 0.25]
        places = np.sort(np.concatenate([[0.0], np.sqrt(nearest[:, 0]).clip(0, 1), [1.0]]))
        assert np.diff(places).max() < 1 / 3


def test_with_one_objective_it_is_the_genetic_algorithm_without_niches() -> None:
    history = run(Nsga2Sampler(6), SVM, svm, 1, 20)
    genetic = GeneticSampler(6, tournament=2, niche=0.0)
    one, other = (
        sampler.suggest(Problem(SVM), history, [], np.random.default_rng(4), 5)
        for sampler in (Nsga2Sampler(6), genetic)
    )
    assert one == other
    assert run(genetic, CUBE, bowl, 3, 15).params == run(Nsga2Sampler(6), CUBE, bowl, 3, 15).params


def test_a_trial_that_violates_a_constraint_has_no_children_beside_one_that_does_not() -> None:
    """Two of three are kept: the dominating one violates, so all children are near the others."""
    history = History(LINE, 2)
    for number, (x, losses, violation) in enumerate([
        (0.1, [0.0, 0.0], 1.0),
        (0.85, [1.0, 2.0], 0.0),
        (0.9, [2.0, 1.0], 0.0),
    ]):
        history.put(Trial(number, State.COMPLETE, {"x": x}, constraints={"c": violation}), losses)
    rng = np.random.default_rng(0)
    found = Nsga2Sampler(2).suggest(Problem(LINE, ("a", "b")), history, [], rng, 40)
    assert np.median([suggestion.params["x"] for suggestion in found]) > 0.6


def test_a_population_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="population_size must be 2 or more, got 1"):
        Nsga2Sampler(1)
