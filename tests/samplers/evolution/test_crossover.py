"""Crossover: a child has nothing but what its parents have or lies between, and no branch is torn apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from tunewright.samplers.evolution.crossover import SPREAD_INDEX, Crossover, filled, spread_factors
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int
from tunewright.space.space import Space

Array = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)
TREE = Space({
    "gamma": Float(0, 1, when=param("kernel") == "rbf"),  # declared before its parents on purpose
    "nu": Float(0, 1, when=param("kernel") == "rbf"),
    "degree": Int(2, 9, when=param("kernel") == "poly"),
    "kernel": Categorical(["linear", "rbf", "poly"], when=param("model") == "svm"),
    "model": Categorical(["svm", "tree"]),
    "depth": Int(1, 9, when=param("model") == "tree"),
    "scale": Float(0, 1),
})
LAYERS = Space({
    "layers": Int(1, 9),
    "units": Int(1, 1000, when=param("layers") >= 2),
    "free": Float(0, 1),
})
N = 200


def families(space: Space, seed: int, n: int = N) -> tuple[Array, Array, Array]:
    """Return parents, and children as configurations: NaN where inactive."""
    rng, crossover = np.random.default_rng(seed), Crossover.of(space)
    first, second = (crossover.axes.snapped(space.sample(rng, n)) for _ in range(2))
    children = crossover.children(rng, first, second)
    assert not np.isnan(children).any()
    return first, second, space.screened(crossover.axes.snapped(children))[0]


def same(one: Array, other: Array) -> NDArray[np.bool_]:
    return (np.abs(one - other) < 1e-9) | (np.isnan(one) & np.isnan(other))


@given(seeds)
def test_where_parents_differ_in_the_root_the_whole_branch_is_from_one_of_them(seed: int) -> None:
    first, second, children = families(TREE, seed)
    apart = ~same(first[:, 4], second[:, 4])
    whole = [same(children[:, :6], parent[:, :6]).all(axis=1) for parent in (first, second)]
    assert (whole[0] | whole[1])[apart].all()


@given(seeds)
def test_where_they_differ_inside_a_branch_what_hangs_on_that_is_from_one_of_them(seed: int) -> None:
    first, second, children = families(TREE, seed)
    whole = [same(children[:, :4], parent[:, :4]).all(axis=1) for parent in (first, second)]
    assert (whole[0] | whole[1])[~same(first[:, 3], second[:, 3])].all()


def test_where_they_are_on_the_same_branch_it_is_mixed() -> None:
    """Binomial test: the donors of two numbers differ with chance 1/2; false alarm 1e-6 for a fresh seed."""
    first, second, children = families(TREE, 3, 2000)
    both = ~np.isnan(first[:, 0]) & ~np.isnan(second[:, 0])
    from_first = np.abs(children[both] - first[both]) < np.abs(children[both] - second[both])
    mixed = from_first[:, 0] != from_first[:, 1]
    assert stats.binomtest(int(mixed.sum()), int(both.sum()), 0.5).pvalue > 1e-6


@given(seeds)
def test_a_number_that_others_depend_on_is_taken_as_it_is(seed: int) -> None:
    first, second, children = families(LAYERS, seed)
    from_first = same(children[:, 0], first[:, 0])
    assert (from_first | same(children[:, 0], second[:, 0])).all()
    apart = ~same(first[:, 0], second[:, 0])
    assert same(children[:, 1], np.where(from_first, first[:, 1], second[:, 1]))[apart].all()


@given(seeds)
def test_what_is_mentioned_in_one_condition_has_one_donor(seed: int) -> None:
    space = Space({
        "a": Int(0, 9),
        "free": Int(0, 9),
        "b": Int(0, 9),
        "x": Float(0, 1, when=param("a") + param("b") <= 9),
    })
    first, second, children = families(space, seed)
    pairs = [same(children[:, [0, 2]], parent[:, [0, 2]]).all(axis=1) for parent in (first, second)]
    assert (pairs[0] | pairs[1]).all()
    assert not same(children[:, 1], np.where(pairs[0], first[:, 1], second[:, 1])).all()


def test_conditions_that_share_a_parameter_bind_all_that_they_mention() -> None:
    space = Space({
        **{name: Int(0, 9) for name in "abcde"},
        "x": Float(0, 1, when=param("c") + param("d") <= 9),
        "y": Float(0, 1, when=param("a") + param("d") <= 9),
    })
    lead = Crossover.of(space).lead
    assert len(set(lead[[0, 2, 3]])) == 1
    assert len(set(lead)) == 5


def test_a_condition_on_a_constant_binds_nothing() -> None:
    space = Space({"c": Constant(1), "x": Float(0, 1, when=param("c") == 1), "kind": Categorical(["a", "b"])})
    assert not Crossover.of(space).controls.any()


@given(seeds)
def test_a_child_of_like_parents_is_like_them(seed: int) -> None:
    rng, crossover = np.random.default_rng(seed), Crossover.of(TREE)
    parents = crossover.axes.snapped(TREE.sample(rng, 20))
    children = crossover.children(rng, parents, parents)
    known = ~np.isnan(parents)
    np.testing.assert_allclose(children[known], parents[known], atol=1e-12)


def test_what_sleeps_in_the_donor_is_kept_from_the_other_parent() -> None:
    crossover = Crossover.of(TREE)
    first = np.tile([0.25, 0.75, np.nan, 0.5, 0.25, np.nan, 0.5], (50, 1))
    second = np.tile([np.nan, np.nan, np.nan, 1 / 6, 0.25, np.nan, 0.5], (50, 1))
    children = crossover.children(np.random.default_rng(1), first, second)
    np.testing.assert_allclose(children[:, :2], np.tile([0.25, 0.75], (50, 1)))
    assert len(np.unique(children[:, 5])) == 50


def test_numbers_spread_as_the_source_says() -> None:
    """Kolmogorov-Smirnov test against eq. 9 and 10 on 5000 draws; false alarm 1e-6, sees a departure of 0.04."""
    factors = spread_factors(np.random.default_rng(2), (5000,))
    power = SPREAD_INDEX + 1

    def share(b: Array) -> Array:
        return np.where(b <= 1, b**power / 2, 1 - np.maximum(b, 1) ** -power / 2)

    assert stats.kstest(factors, share).pvalue > 1e-6


def test_a_number_lies_on_the_line_through_its_parents_nearer_to_its_donor() -> None:
    """Of children at mean + b/2 times the difference, b as above, half lie on each parent's side."""
    crossover, rng = Crossover.of(Space({"x": Float(0, 1)})), np.random.default_rng(4)
    children = crossover.children(rng, np.full((4000, 1), 0.4), np.full((4000, 1), 0.6))[:, 0]
    assert stats.binomtest(int((children < 0.5).sum()), 4000, 0.5).pvalue > 1e-6
    factors = np.abs(children - 0.5) / 0.1
    assert stats.ks_2samp(factors, spread_factors(np.random.default_rng(5), (4000,))).pvalue > 1e-6


def test_gaps_are_filled_by_the_first_that_knows_and_else_by_chance() -> None:
    units, spare, last = np.array([[0.1, np.nan, np.nan, np.nan]]), np.array([[0.2, 0.3, np.nan, np.nan]]), 0.4
    found = filled(np.random.default_rng(0), units, spare, np.array([[0.9, 0.9, last, np.nan]]))
    assert found[0, :3].tolist() == [0.1, 0.3, last]
    assert 0 <= found[0, 3] < 1
