"""The forest: what it expects is arithmetic of its leaves, and some functions it must learn exactly."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from tunewright.errors import MissingExtra
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.forest import INACTIVE, Forest, Growth, fit_forest

Array = NDArray[np.float64]
SPACE = Space({
    "kernel": Categorical(["linear", "rbf", "poly"]),
    "C": Float(1e-3, 1e3, log=True),
    "gamma": Float(1e-4, 1e1, log=True, when=param("kernel") != "linear"),
    "degree": Int(2, 5, when=param("kernel") == "poly"),
    "norm": Categorical(["l1", "l2"], when=param("kernel") == "linear"),
    "size": Ordinal(["small", "large"]),
    "fixed": Constant(7),
})
AXES = axes_of(SPACE)
LINE = axes_of(Space({"x": Float(0, 1)}))
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 30)
growths = st.builds(Growth, st.integers(1, 5), st.integers(1, 4))


def drawn(seed: int, n: int) -> Array:
    return SPACE.sample(np.random.default_rng(seed), n)


def values_of(seed: int, n: int) -> Array:
    return np.random.default_rng([seed, 1]).normal(size=n)


def grown(seed: int, units: Array, values: Array, growth: Growth | None = None) -> Forest:
    return fit_forest(AXES, units, values, np.random.default_rng([seed, 2]), growth or Growth(4))


@pytest.mark.slow
@given(seeds, sizes, growths)
@settings(deadline=None, max_examples=20)
def test_mean_and_variance_are_those_of_a_value_from_the_leaf_of_a_random_tree(
    seed: int, n: int, growth: Growth
) -> None:
    """All that can be drawn is written out, with its chance: first a tree, then one of the values in its leaf."""
    units, values, asked = drawn(seed, n), values_of(seed, n), drawn(seed + 1, 1)
    forest = grown(seed, units, values, growth)
    mean, variance = forest.at(asked)
    together = forest.leaves(units) == forest.leaves(asked)  # (n_trees, n)
    chances = (together / together.sum(axis=1, keepdims=True)).mean(axis=0)
    assert (together.sum(axis=1) >= min(n, growth.min_leaf)).all()
    assert mean[0] == pytest.approx(chances @ values, abs=1e-9)
    assert variance[0] == pytest.approx(chances @ values**2 - (chances @ values) ** 2, abs=1e-9)


@pytest.mark.slow
@given(seeds, sizes)
@settings(deadline=None, max_examples=25)
def test_at_what_was_run_all_trees_say_what_it_gave(seed: int, n: int) -> None:
    units = drawn(seed, n)
    values = values_of(seed, n)
    mean, variance = grown(seed, units, values).at(units)
    np.testing.assert_allclose(mean, values, atol=1e-6)
    np.testing.assert_allclose(variance, 0, atol=1e-6)


@given(seeds, sizes, st.integers(-20, 20))
@settings(deadline=None, max_examples=10)
def test_the_unit_in_which_values_are_measured_changes_nothing(seed: int, n: int, power: int) -> None:
    """To the last digit, since the unit is a power of two."""
    units, values, asked, unit = drawn(seed, n), values_of(seed, n), drawn(seed + 1, 6), 2.0**power
    (mean, variance), (mean_then, variance_then) = (grown(seed, units, v).at(asked) for v in (values, unit * values))
    np.testing.assert_array_equal(mean_then, unit * mean)
    np.testing.assert_array_equal(variance_then, unit**2 * variance)


def test_what_a_choice_of_two_decides_is_known_everywhere() -> None:
    """Whatever the threshold, it parts the two; no other cut leaves no spread, so that every tree makes this one."""
    space = Space({"y": Float(0, 1), "on": Categorical([True, False]), "x": Float(0, 1, when=param("on") == True)})  # noqa: E712
    axes, rng = axes_of(space), np.random.default_rng(0)
    units, asked = space.sample(rng, 25), space.sample(rng, 100)
    forest = fit_forest(axes, units, np.isnan(units[:, 2]).astype(float), rng, Growth(50))
    mean, variance = forest.at(asked)
    np.testing.assert_array_equal(mean, np.isnan(asked[:, 2]))
    np.testing.assert_array_equal(variance, 0)


def test_any_set_of_choices_is_parted_from_the_others() -> None:
    """A function of two categories, all of whose 16 pairs were seen, is known for every value of the third parameter.

    Once a leaf holds one pair only it is pure; before, a cut of the third parameter may come, and then both sides hold
    some pairs. So the mean is exact where no pair is missing on the way: here each was seen 40 times.
    """
    space = Space({"a": Categorical(["w", "x", "y", "z"]), "b": Categorical(["w", "x", "y", "z"]), "x": Float(0, 1)})
    rng, axes = np.random.default_rng(3), axes_of(space)
    values = rng.normal(size=(4, 4))
    units, asked = axes.snapped(np.vstack([pairs(rng) for _ in range(40)])), axes.snapped(pairs(rng))
    of = lambda rows: values[tuple((rows[:, :2] * 4).astype(int).T)]  # noqa: E731  # one expression, used twice
    mean = fit_forest(axes, units, of(units), rng, Growth(10)).at(asked)[0]
    np.testing.assert_allclose(mean, of(asked), atol=0.1)


def pairs(rng: np.random.Generator) -> Array:
    """Return all 16 pairs of choices, each with a random third coordinate."""
    a, b = np.divmod(np.arange(16), 4)
    return np.stack([(a + 0.5) / 4, (b + 0.5) / 4, rng.random(16)], axis=1)


def test_trees_disagree_about_a_choice_that_was_never_seen() -> None:
    """Of four choices two were seen, with values 0 and 1; a random order puts a third near either of them."""
    space = Space({"a": Categorical(["w", "x", "y", "z"])})
    forest = fit_forest(axes_of(space), ends(0, 3), np.array([0.0, 1.0]), np.random.default_rng(0), Growth(400))
    seen, unseen = forest.at(ends(0, 3)), forest.at(ends(1, 2))
    np.testing.assert_array_equal(seen[1], 0)
    np.testing.assert_allclose(unseen[0], 0.5, atol=0.13)  # 400 fair coins: 5 standard deviations, 6e-7
    np.testing.assert_allclose(unseen[1], unseen[0] * (1 - unseen[0]))


def ends(*choices: int) -> Array:
    return (np.array(choices)[:, None] + 0.5) / 4


@pytest.mark.parametrize("x", [0.35, 0.5, 0.7])
def test_between_two_trials_the_trees_change_over_evenly(x: float) -> None:
    """With trials at 0.2 and 0.8 a threshold is uniform between them: a tree says 1 at x with chance (x - 0.2) / 0.6.

    Binomial test on 400 trees; false alarm 1e-6 for a fresh seed; sees a chance that is off by 0.17 in 9 of 10 runs.
    """
    units, values = np.array([[0.2], [0.8]]), np.array([0.0, 1.0])
    forest = fit_forest(LINE, units, values, np.random.default_rng(5), Growth(400))
    share = forest.at(np.array([[x]]))[0][0]
    assert stats.binomtest(round(400 * share), 400, (x - 0.2) / 0.6).pvalue > 1e-6


def test_an_inactive_number_lies_below_all_active_ones() -> None:
    assert INACTIVE < 0
    space = Space({"on": Categorical([True, False]), "x": Float(0, 1, when=param("on") == True)})  # noqa: E712
    axes, units = axes_of(space), np.array([[0.25, 0.0], [0.25, 1.0], [0.75, np.nan]])
    forest = fit_forest(axes, units, np.array([0.0, 0.0, 1.0]), np.random.default_rng(0), Growth(20))
    mean, variance = forest.at(np.array([[0.25, 0.4], [0.75, np.nan]]))
    np.testing.assert_array_equal(mean, [0.0, 1.0])
    np.testing.assert_array_equal(variance, [0.0, 0.0])


def test_the_same_generator_grows_the_same_forest_and_another_one_does_not() -> None:
    units, values, asked = drawn(1, 20), values_of(1, 20), drawn(2, 20)
    once, again, other = (grown(seed, units, values).at(asked)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


@pytest.mark.parametrize("name", ["n_trees", "min_leaf"])
def test_a_wrong_setting_is_named_with_its_value(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be 1 or more, got 0"):
        Growth(**{name: 0})


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(MissingExtra, match=r"a forest needs sklearn.*; run: pip install 'tunewright\[tune\]'"):
        grown(0, drawn(0, 2), values_of(0, 2))
