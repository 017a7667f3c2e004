"""Self-adapted mutation: whose distributions are those of the sources, and what is remembered comes back."""

import json

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tunewright.samplers.evolution.mutation import (
    FIRST_RATE,
    FIRST_STEP,
    HIGHEST_RATE,
    LOWEST_EXPECTED,
    RATE_CHANGE,
    STEPS,
    Strategy,
    drawn_steps,
    mutated,
)
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]


def strategy(*pairs: tuple[float, float]) -> Strategy:
    steps, rates = np.array(pairs).T
    return Strategy(steps, rates)


def pairs(n: int, *rows: int) -> NDArray[np.int64]:
    return np.tile(np.array(rows)[:, None], n)


def test_whole_numbers_move_geometrically() -> None:
    """Chi-squared test of 20,000 moves against p q^(k-1) with q = exp(-1 / (101 s)), each sign with 1/2.

    False alarm 1e-6 for a fresh seed; sees a share of 0.29 for 0.26 at the first step.
    """
    axes, scale = axes_of(Space({"n": Int(0, 100)})), 0.02
    before = axes.snapped(np.full((20_000, 1), 0.5))
    every = np.ones(before.shape, np.bool_)
    after = axes.snapped(mutated(np.random.default_rng(1), axes, before, every, np.full(20_000, scale)))
    k = np.rint((after - before)[:, 0] * 101).astype(int)
    q = np.exp(-1 / (101 * scale))
    counts = [np.count_nonzero(k == sign * j) for sign in (-1, 1) for j in range(1, 8)]
    counts += [np.count_nonzero(k <= -8), np.count_nonzero(k >= 8)]
    shares = [(1 - q) * q ** (j - 1) / 2 for _ in (-1, 1) for j in range(1, 8)] + [q**7 / 2, q**7 / 2]
    assert stats.chisquare(counts, np.array(shares) * 20_000).pvalue > 1e-6


def test_continuous_numbers_move_by_a_gaussian() -> None:
    """Kolmogorov-Smirnov test on 4000 moves; false alarm 1e-6, sees a standard deviation of 0.055 for 0.05."""
    axes = axes_of(Space({"x": Float(0, 1)}))
    steps = drawn_steps(np.random.default_rng(1), axes, np.full((4000, 1), 0.5), np.full(4000, 0.05))
    assert stats.kstest(steps[:, 0] / 0.05, "norm").pvalue > 1e-6


def test_only_what_is_picked_changes_and_all_of_that_does() -> None:
    space = Space({"x": Float(0, 1), "n": Int(1, 4), "kind": Categorical(["a", "b", "c"]), "y": Float(0, 1)})
    axes, rng = axes_of(space), np.random.default_rng(2)
    before = axes.snapped(space.sample(rng, 100))
    picked = rng.random(before.shape) < 0.5
    after = axes.snapped(mutated(rng, axes, before, picked, np.full(100, 0.1)))
    np.testing.assert_array_equal(np.abs(after - before) > 1e-12, picked)


@pytest.mark.parametrize("n_dims", [1, 9])
def test_steps_change_log_normally_around_the_mean_of_the_parents(n_dims: int) -> None:
    """Kolmogorov-Smirnov test of 3000 children; false alarm 1e-6 for a fresh seed; sees a shift of 0.1 deviations."""
    parents, rng = strategy((0.004, 0.3), (0.016, 0.3)), np.random.default_rng(3)
    children = parents.inherited(rng, pairs(3000, 0, 1), n_dims)
    inside = children.steps > STEPS[0]
    changes = np.log(children.steps[inside] / 0.008) * np.sqrt(n_dims)
    lowest = np.log(STEPS[0] / 0.008) * np.sqrt(n_dims)
    assert stats.kstest(changes, stats.truncnorm(lowest, np.inf).cdf).pvalue > 1e-6


def test_rates_change_by_their_odds() -> None:
    """Kolmogorov-Smirnov test as above, for the logistic change; odds of 1/4 and 4 have the mean 1."""
    children = strategy((0.1, 0.2), (0.1, 0.8)).inherited(np.random.default_rng(3), pairs(3000, 0, 1), 50)
    changes = np.log(children.rates / (1 - children.rates)) / RATE_CHANGE
    assert stats.kstest(changes, "norm").pvalue > 1e-6


def test_steps_and_rates_change_independently() -> None:
    """Rank correlation of 1000 children; false alarm 1e-6 for a fresh seed; sees one of 0.2."""
    children = strategy((0.02, 0.5)).inherited(np.random.default_rng(3), pairs(1000, 0, 0), 20)
    assert stats.spearmanr(children.steps, children.rates).pvalue > 1e-6


def test_steps_and_rates_stay_in_their_ranges() -> None:
    parents = strategy((STEPS[0], LOWEST_EXPECTED / 10), (STEPS[1], HIGHEST_RATE))
    for row in (0, 1):
        children = parents.inherited(np.random.default_rng(4), pairs(500, row, row), 10)
        assert children.steps.min() >= STEPS[0]
        assert children.steps.max() <= STEPS[1]
        assert children.rates.min() >= LOWEST_EXPECTED / 10
        assert children.rates.max() <= HIGHEST_RATE


def test_what_is_remembered_comes_back_from_json() -> None:
    known = strategy((0.125, 0.25), (0.5, 0.75))
    tags = [json.loads(json.dumps(known.tag(row))) for row in (0, 1)]
    back = Strategy.read([{}, *tags, {"sobol": {"seed": 1}}])
    assert back.steps.tolist() == [FIRST_STEP, 0.125, 0.5, FIRST_STEP]
    assert back.rates.tolist() == [FIRST_RATE, 0.25, 0.75, FIRST_RATE]
