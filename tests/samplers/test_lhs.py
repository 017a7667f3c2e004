"""Latin hypercubes: each is complete, they follow one another, and a resumed study goes on inside its block."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.samplers.lhs import LARGEST, LhsSampler, latin_points
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def is_latin(points: np.ndarray) -> bool:
    n = len(points)
    return n > 0 and bool((np.sort(np.floor(points * n), axis=0) == np.arange(n)[:, None]).all())


def run(history: History, n: int, budget: int | None = None, sampler: LhsSampler | None = None) -> np.ndarray:
    """Run trials one after another, and return their places in the square, shape (n, 2)."""
    for number in range(len(history), len(history) + n):
        rng = np.random.default_rng([1, number])
        found = (sampler or LhsSampler()).suggest(Problem(PLANE, budget=budget), history, [], rng)[0]
        tags = json.loads(json.dumps(found.tags))
        history.put(Trial(number, State.COMPLETE, found.params, tags=tags), [0.0])
    return history.units[len(history) - n :]


@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 2**31 - 1), st.integers(0, 3))
def test_every_block_is_a_complete_latin_hypercube(size: int, n_dims: int, seed: int, block: int) -> None:
    assert is_latin(latin_points(size, n_dims, seed, block * size, size))


def test_blocks_and_axes_are_shuffled_independently() -> None:
    points = latin_points(16, 2, 3, 0, 32)
    orders = [np.argsort(axis).tolist() for axis in (points[:16, 0], points[:16, 1], points[16:, 0], points[16:, 1])]
    assert len({tuple(order) for order in orders}) == 4


def test_a_point_is_uniform_inside_its_part_and_parts_are_equally_likely() -> None:
    """Kolmogorov-Smirnov test of the first point's coordinate over 2000 seeds, and of its place inside its part.

    The false alarm is 1e-6 for fresh seeds; a shift of 0.08 of the distribution function would be seen.
    """
    firsts = np.array([latin_points(5, 1, seed, 0, 1)[0, 0] for seed in range(2000)])
    assert stats.kstest(firsts, "uniform").pvalue > 1e-6
    assert stats.kstest(firsts * 5 % 1, "uniform").pvalue > 1e-6


def test_with_a_budget_the_whole_study_is_one_latin_hypercube() -> None:
    assert is_latin(run(History(PLANE), 23, budget=23))


def test_without_a_budget_blocks_follow_one_another() -> None:
    points = run(History(PLANE), 15, sampler=LhsSampler(block=5))
    assert [is_latin(block) for block in np.split(points, 3)] == [True, True, True]
    assert not is_latin(points)


def test_a_batch_goes_over_from_one_block_to_the_next() -> None:
    found = LhsSampler(block=4).suggest(Problem(PLANE), History(PLANE), [], np.random.default_rng(0), 10)
    points = np.stack([PLANE.encode(suggestion.params) for suggestion in found])
    assert is_latin(points[:4])
    assert is_latin(points[4:8])


def test_trials_that_were_there_before_are_taken_from_the_budget() -> None:
    history = History(PLANE)
    for number in range(3):
        history.put(Trial(number, State.COMPLETE, {"x": number / 7, "y": 0.5}), [0.0])
    assert is_latin(run(history, 9, budget=12))


def test_trials_that_run_are_taken_from_the_budget() -> None:
    pending = [{"x": 0.1, "y": 0.5}, {"x": 0.2, "y": 0.5}]
    found = LhsSampler().suggest(Problem(PLANE, budget=10), History(PLANE), pending, np.random.default_rng(0))
    assert found[0].tags["lhs"]["size"] == 8


def test_a_study_that_is_resumed_with_another_budget_completes_its_block() -> None:
    history = History(PLANE)
    run(history, 6, budget=10)
    run(history, 14, budget=40)
    assert is_latin(history.units[:10])
    assert is_latin(history.units[10:])


@pytest.mark.parametrize(("budget", "size"), [(LARGEST, LARGEST), (LARGEST + 1, 513), (10 * LARGEST, LARGEST), (0, 16)])
def test_a_large_budget_comes_in_equal_blocks_and_a_spent_one_in_usual_ones(budget: int, size: int) -> None:
    found = LhsSampler().suggest(Problem(PLANE, budget=budget), History(PLANE), [], np.random.default_rng(0))
    assert found[0].tags["lhs"]["size"] == size


def test_choices_share_a_block_evenly() -> None:
    space = Space({"kind": Categorical(["a", "b", "c", "d"]), "x": Float(0, 1)})
    found = LhsSampler(block=12).suggest(Problem(space), History(space), [], np.random.default_rng(0), 12)
    kinds = [suggestion.params["kind"] for suggestion in found]
    assert [kinds.count(kind) for kind in "abcd"] == [3, 3, 3, 3]


def test_the_mean_of_a_sum_varies_far_less_than_by_chance() -> None:
    """For a sum of coordinates each part adds 1/(12 n**2) per point: the variance is n**2 times smaller (McKay et al.).

    Ratio of variances over 300 seeds; by chance the ratio 8**2 is met within a factor of 2 but once in 1e6 (F test).
    """
    means = [latin_points(8, 2, seed, 0, 8).sum(axis=1).mean() for seed in range(300)]
    expected = 2 / (12 * 8**2) / 8
    assert stats.chi2.ppf(5e-7, 299) < 299 * np.var(means, ddof=1) / expected < stats.chi2.ppf(1 - 5e-7, 299)


def test_a_block_of_no_points_is_refused() -> None:
    with pytest.raises(ValueError, match="block must be 1 or more points, got 0"):
        LhsSampler(block=0)
