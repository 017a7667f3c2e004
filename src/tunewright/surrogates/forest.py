"""A forest of randomised regression trees: a model that needs no distance, for categories and conditions above all.

A tree cuts the configurations in two, again and again, until a leaf holds few of them; what it expects of a new
configuration is the mean of its leaf. At every cut one random threshold a column is tried, and the one that leaves the
least spread is taken. So the trees differ without leaving a trial out: at a configuration that was run, all of them say
what it gave, and the further away one asks, the more they disagree. That disagreement, with the spread inside the
leaves, is how unsure the forest is.

The choices of a category are put in a row, in another random order for every tree, so that a cut parts any set of
choices from the others, and trees disagree about choices that are hardly known. An inactive parameter lies below all
active ones, so that a cut may ask whether it is active at all.

Source: Geurts, Ernst and Wehenkel (2006), "Extremely randomized trees", Machine Learning 63; Hutter, Xu, Hoos and
Leyton-Brown (2014), "Algorithm runtime prediction: methods & evaluation", Artificial Intelligence 206, section 4.3.2,
for the variance. They draw trials with replacement and look for the best cut; random cuts of all trials led to lower
losses on the problems that benchmarks/quality calls choosing. One column a choice, or choices ordered by their mean,
were not clearly better or worse there than random orders, which need the fewest columns and look at no value. The trees
are scikit-learn's.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import missing_extra
from tunewright.surrogates.axes import Axes

Array: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = NDArray[np.float32]
Rows: TypeAlias = NDArray[np.int64]
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
class Tree:
    """One tree.

    Attributes:
        places: where the choices of all categories lie in this tree, one category after the other, from 0 to 1; and
            last `INACTIVE`, where an inactive one lies. Shape (total number of choices + 1,).
        grown: scikit-learn's structure; its columns are the coordinates, in their order, at these places.
    """

    places: Array
    grown: Any


@dataclass(frozen=True, slots=True)
class Forest:
    """A fitted forest; make one with `fit_forest`.

    Attributes:
        axes: what the coordinates stand for.
        trees: one or more.
    """

    axes: Axes
    trees: tuple[Tree, ...]

    def at(self, units: Array) -> tuple[Array, Array]:
        """Return mean and variance of what is expected, shape (n,) each.

        The law of total variance: the mean over the trees of the variance in the leaf, plus the variance over the trees
        of the mean in the leaf.

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        leaves = self.leaves(units)
        means = np.stack([tree.grown.value[leaf, 0, 0] for tree, leaf in zip(self.trees, leaves, strict=True)])
        within = np.stack([tree.grown.impurity[leaf] for tree, leaf in zip(self.trees, leaves, strict=True)])
        return means.mean(axis=0), within.mean(axis=0) + means.var(axis=0)

    def leaves(self, units: Array) -> Rows:
        """Return the number of the leaf in which configurations lie, tree by tree, shape (n_trees, n).

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        points = Points.of(self.axes, units)
        return np.stack([tree.grown.apply(points.columns(tree.places)) for tree in self.trees])


@dataclass(frozen=True, slots=True)
class Points:
    """Configurations, ready to be put in the order of any tree.

    Attributes:
        numbers: columns as the trees cut them; those of categories are not filled in.
        categorical: which columns are those of categories.
        choices: the index of each choice in `Tree.places`, shape (n, number of categories).
    """

    numbers: Columns
    categorical: Rows
    choices: Rows

    @classmethod
    def of(cls, axes: Axes, units: Array) -> "Points":
        """Return snapped coordinates, shape (n, n_dims), in that form."""
        at = axes.categorical
        n_choices, chosen = axes.n_choices[at], units[:, at]
        first, end = np.cumsum(n_choices) - n_choices, n_choices.sum()
        choices = np.where(np.isnan(chosen), end, first + np.floor(np.nan_to_num(chosen) * n_choices))
        numbers = np.ascontiguousarray(np.nan_to_num(units, nan=INACTIVE), np.float32)
        return cls(numbers, at, choices.astype(np.int64))

    def columns(self, places: Array) -> Columns:
        """Return what a tree with these places cuts, shape (n, n_dims)."""
        if not len(self.categorical):
            return self.numbers
        filled = self.numbers.copy()
        filled[:, self.categorical] = places[self.choices]
        return filled


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
        from sklearn import config_context
        from sklearn.tree import ExtraTreeRegressor
    except ImportError as error:
        raise missing_extra("a forest", "tune", error) from error
    points = Points.of(axes, units)
    # scikit-learn takes no Generator, and to set up one legacy generator a tree takes longer than to share this one
    chance = np.random.RandomState(rng.integers(MOST_SEED))
    orders = [_shuffled(axes, rng) for _ in range(growth.n_trees)]
    with config_context(skip_parameter_validation=True):
        grower = ExtraTreeRegressor(random_state=chance, min_samples_leaf=growth.min_leaf, max_features=None)
        grown = [grower.fit(points.columns(places), values, check_input=False).tree_ for places in orders]
    return Forest(axes, tuple(map(Tree, orders, grown)))


def _shuffled(axes: Axes, rng: np.random.Generator) -> Array:
    """Return places for the choices of all categories, at equal distances in a random order."""
    orders = [rng.permutation(k) / max(k - 1, 1) for k in axes.n_choices[axes.categorical]]
    return np.concatenate([*orders, [INACTIVE]])
