"""Candidates: all of them exist, and a mutation is something else than its parent, but not far off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from tunewright.samplers.gp.candidates import MOST_PARENTS, Candidates
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of

Array = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
spreads = st.floats(1e-3, 1)
MIXED = Space(
    {
        "kernel": Categorical(["linear", "rbf", "poly"]),
        "C": Float(1e-3, 1e3, log=True),
        "degree": Int(2, 5, when=param("kernel") == "poly"),
        "size": Ordinal(["s", "m", "l"]),
        "min_leaf": Int(1, 40, log=True),
        "min_split": Int(2, 80, step=2),
        "rate": Float(0, 1, step=0.25),
    },
    require=[param("min_leaf") <= param("min_split")],
)
FREE = Space({"x": Float(0, 1), "n": Int(1, 4), "width": Int(1, 64, log=True), "kind": Categorical(["a", "b", "c"])})


def candidates_of(space: Space) -> Candidates:
    return Candidates(space, axes_of(space))


def mutants(space: Space, seed: int, spread: float, share: float, n: int = 40) -> tuple[Array, Array]:
    """Return parents and their mutations; without `require` they have the same rows."""
    rng, candidates = np.random.default_rng(seed), candidates_of(space)
    parents = candidates.uniform(rng, n)
    return parents, candidates.mutated(rng, parents, np.full(n, spread), np.full(n, share))


def assert_they_exist(space: Space, units: Array) -> None:
    for unit in units:
        params = space.decode(unit)
        assert space.allows(params)
        np.testing.assert_allclose(space.encode(params), unit, atol=1e-9)  # NaN where NaN, and nowhere else


@given(seeds, spreads, st.floats(0, 1))
def test_mutations_exist_and_meet_what_is_required(seed: int, spread: float, share: float) -> None:
    assert_they_exist(MIXED, mutants(MIXED, seed, spread, share, 6)[1])


@given(seeds)
def test_uniform_draws_exist_and_meet_what_is_required(seed: int) -> None:
    units = candidates_of(MIXED).uniform(np.random.default_rng(seed), 10)
    assert len(units) == 10
    assert_they_exist(MIXED, units)


@given(seeds)
def test_what_is_near_the_best_exists(seed: int) -> None:
    rng, candidates = np.random.default_rng(seed), candidates_of(MIXED)
    units = candidates.near_the_best(rng, candidates.uniform(rng, 3), 10)
    assert len(units) <= 10
    assert_they_exist(MIXED, units)


@given(seeds, spreads)
def test_every_mutation_of_numbers_differs_from_its_parent(seed: int, spread: float) -> None:
    space = Space({"n": Int(1, 4), "width": Int(1, 64, log=True), "rate": Float(0, 1, step=0.25)})
    parents, found = mutants(space, seed, spread, 0.0)
    assert (np.abs(parents - found) > 1e-9).any(axis=1).all()


@given(seeds)
def test_every_mutation_of_a_category_is_another_one(seed: int) -> None:
    parents, found = mutants(Space({"kind": Categorical(["a", "b", "c"])}), seed, 0.1, 0.0)
    assert (parents != found).all()


def test_the_other_categories_are_alike() -> None:
    """Chi-squared test of 30,000 draws of 3 others; false alarm 1e-6 for a fresh seed; sees a share of 0.35 for 1/3."""
    candidates = candidates_of(Space({"kind": Categorical(list("abcd"))}))
    parents = np.full((30_000, 1), 0.375)
    found = candidates.mutated(np.random.default_rng(1), parents, np.ones(30_000), np.zeros(30_000))
    values, counts = np.unique(found, return_counts=True)
    assert values.tolist() == [0.125, 0.625, 0.875]
    assert stats.chisquare(counts).pvalue > 1e-6


@given(seeds, spreads)
def test_of_no_share_one_coordinate_changes_and_of_a_whole_one_all(seed: int, spread: float) -> None:
    parents, one = mutants(FREE, seed, spread, 0.0)
    assert ((np.abs(parents - one) > 1e-12).sum(axis=1) == 1).all()
    parents, all_of_them = mutants(FREE, seed, spread, 1.0)
    assert (np.abs(parents - all_of_them) > 1e-12).all()


def test_steps_are_reflected_at_the_borders() -> None:
    """Of |0.1 Z| the mean is 0.0798 with a standard error of 0.0019 in 1000 draws; six of them, alarm 2e-9."""
    candidates = candidates_of(Space({"x": Float(0, 1)}))
    for border in (0.0, 1.0):
        parents = np.full((1000, 1), border)
        found = candidates.mutated(np.random.default_rng(1), parents, np.full(1000, 0.1), np.ones(1000))
        assert (found != border).all()
        assert np.abs(found - border).mean() == pytest.approx(0.0798, abs=6 * 0.0019)


def test_every_active_coordinate_is_the_one_that_changes_now_and_then() -> None:
    parents, found = mutants(FREE, 3, 0.2, 0.0, 400)
    counts = (np.abs(parents - found) > 1e-12).sum(axis=0)
    assert counts.min() > 100 - 6 * 8.7  # binomial(400, 1/4): standard deviation 8.7


def test_small_steps_stay_near() -> None:
    parents, found = mutants(Space({"x": Float(0, 1)}), 1, 0.01, 1.0, 1000)
    steps = np.abs(parents - found)
    assert steps.max() < 0.05
    assert steps.mean() == pytest.approx(0.01 * np.sqrt(2 / np.pi), rel=0.15)  # 6 standard errors


def test_small_steps_of_whole_numbers_go_to_a_neighbour() -> None:
    space = Space({"n": Int(1, 9)})
    parents, found = mutants(space, 1, 1e-4, 1.0, 300)
    before, after = ([space.decode(unit)["n"] for unit in units] for units in (parents, found))
    assert {abs(a - b) for a, b in zip(before, after, strict=True)} == {1}
    assert {b - a for a, b in zip(before, after, strict=True)} == {-1, 1}


def test_what_becomes_active_is_drawn_over_the_whole_interval() -> None:
    space = Space({"kind": Categorical(["a", "b"]), "x": Float(0, 1, when=param("kind") == "b")})
    parents = np.tile([0.25, np.nan], (2000, 1))
    found = candidates_of(space).mutated(np.random.default_rng(1), parents, np.full(2000, 0.01), np.zeros(2000))
    awake = found[~np.isnan(found[:, 1]), 1]
    assert len(awake) > 500
    assert np.quantile(awake, [0.1, 0.5, 0.9]).tolist() == pytest.approx([0.1, 0.5, 0.9], abs=0.1)


def test_the_first_of_the_best_have_more_mutations_and_the_eleventh_has_none() -> None:
    space = Space({"x": Float(0, 1), "mark": Categorical(list(range(20)))})
    best = np.column_stack([np.full(20, 0.5), (np.arange(20) + 0.5) / 20])
    found = candidates_of(space).near_the_best(np.random.default_rng(1), best, 4000)
    kept = found[np.isin(found[:, 1], best[:, 1]) & (np.abs(found[:, 0] - 0.5) > 1e-12)]
    marks, counts = np.unique((kept[:, 1] * 20).astype(int), return_counts=True)
    changed = counts[marks >= MOST_PARENTS].mean()  # the mark itself has changed: to any of 20 alike
    assert counts[0] - changed > 2 * (counts[9] - changed) > 0


def test_a_single_value_stays_what_it_is() -> None:
    space = Space({"n": Int(3, 3), "x": Float(2, 2), "kind": Categorical(["only"])})
    parents, found = mutants(space, 1, 0.3, 1.0)
    np.testing.assert_array_equal(parents, found)
