"""A forest of randomised regression trees: a model that needs no distance, for categories and conditions above all.

A tree cuts the configurations in two, again and again, until a leaf holds few of them; what it expects of a new
configuration is the mean of its leaf. At every cut one random threshold a column is tried, and the one that leaves the
least spread is taken. So the trees differ without leaving a trial out: at a configuration that was run, all of them say
what it gave, and the further away one asks, the more they disagree. That disagreement, with the spread inside the
leaves, is how unsure the forest is.

A category becomes one column a choice, so that a cut parts one choice from the others. An inactive number lies below
all active ones, so that a cut may ask whether it is active at all.

Source: Geurts, Ernst and Wehenkel (2006), "Extremely randomized trees", Machine Learning 63; Hutter, Xu, Hoos and
Leyton-Brown (2014), "Algorithm runtime prediction: methods & evaluation", Artificial Intelligence 206, section 4.3.2,
for the variance. They draw trials with replacement and look for the best cut; random cuts were better in our
measurements, as their mean is smoother. The trees are scikit-learn's.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import missing_extra
from tunewright.surrogates.axes import Axes

Array: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = NDArray[np.float32]
INACTIVE = -1.0
MOST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Growth:
    """How a forest grows.

    Attributes:
        n_trees: number of trees, 1 or more.
        min_leaf: number of configurations, 1 or more, that a leaf holds at least.
    """

    n_trees: int = 16
    min_leaf: int = 1

    def __post_init__(self) -> None:
        if self.n_trees < 1:
            raise ValueError(f"n_trees must be 1 or more, got {self.n_trees}; 10 to 30 are usual")
        if self.min_leaf < 1:
            raise ValueError(f"min_leaf must be 1 or more, got {self.min_leaf}; use 1 for values without noise")


@dataclass(frozen=True, slots=True)
class Forest:
    """A fitted forest; make one with `fit_forest`.

    Attributes:
        axes: what the coordinates stand for.
        trees: scikit-learn's tree structures, on the columns that `columns` makes.
    """

    axes: Axes
    trees: tuple[Any, ...]

    def at(self, units: Array) -> tuple[Array, Array]:
        """Return mean and variance of what is expected, shape (n,) each.

        The law of total variance: the mean over the trees of the variance in the leaf, plus the variance over the trees
        of the mean in the leaf.

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        means, variances = self.leaves(units)
        return means.mean(axis=0), variances.mean(axis=0) + means.var(axis=0)

    def leaves(self, units: Array) -> tuple[Array, Array]:
        """Return mean and variance of the leaves in which configurations lie, shape (n_trees, n) each.

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        points = columns(self.axes, units)
        means, variances = np.empty((2, len(self.trees), len(points)))
        for tree, mean, variance in zip(self.trees, means, variances, strict=True):
            leaf = tree.apply(points)
            mean[:], variance[:] = tree.value[leaf, 0, 0], tree.impurity[leaf]
        return means, variances


def fit_forest(axes: Axes, units: Array, values: Array, rng: np.random.Generator, growth: Growth) -> Forest:
    """Return a forest grown on `values`.

    Args:
        axes: what the coordinates stand for.
        units: snapped coordinates, shape (n, n_dims), n of 1 or more, n_dims too; NaN where inactive.
        values: finite numbers whose squares are finite, shape (n,).
        rng: the source of chance.
        growth: how many trees, and how far they grow.

    Raises:
        MissingExtra: if scikit-learn is not installed.
    """
    try:
        from sklearn.tree import ExtraTreeRegressor
    except ImportError as error:
        raise missing_extra("a forest", "tune", error) from error
    points = columns(axes, units)
    seeds = rng.integers(MOST_SEED, size=growth.n_trees)
    grown = [
        ExtraTreeRegressor(random_state=int(seed), min_samples_leaf=growth.min_leaf, max_features=None)
        for seed in seeds
    ]
    return Forest(axes, tuple(tree.fit(points, values, check_input=False).tree_ for tree in grown))


def columns(axes: Axes, units: Array) -> Columns:
    """Return what the trees cut: the numbers, `INACTIVE` where they are, and one column for each choice, 1 where taken.

    Args:
        axes: what the coordinates stand for.
        units: snapped coordinates, shape (n, n_dims), NaN where inactive.
    """
    categorical, n_choices = axes.categorical, axes.n_choices[axes.categorical]
    numbers = np.nan_to_num(units[:, axes.n_choices == 0], nan=INACTIVE)
    of = np.repeat(np.arange(len(categorical)), n_choices)  # which category each column belongs to
    choice = np.arange(n_choices.sum()) - np.repeat(np.cumsum(n_choices) - n_choices, n_choices)
    taken = np.floor(units[:, categorical] * n_choices)[:, of] == choice
    return np.ascontiguousarray(np.hstack([numbers, taken]), np.float32)
