"""Decision trees: DecisionTreeClassifier and DecisionTreeRegressor.

All ranges grow with the table: a tree that memorises n rows is some 2 log2(n) deep, and a leaf of 5 % of the rows is
already coarse. In regression `ccp_alpha` is in the unit of the target's squared error, which no range can know; a tree
with alpha above 0 therefore learns the standardised target, so that alpha is a share of the target's variance. That
changes no split but for ties, because scaling the target scales all impurities alike.

Source: Breiman, Friedman, Olshen and Stone (1984), "Classification and Regression Trees", chapters 2, 3 and 8.
"""

from math import ceil, log2

from tunewright.catalogue.entry import Entry, Estimator, Explained, Fixed, Learned, Shape, Task
from tunewright.catalogue.scaled_target import learning_scaled_target
from tunewright.space.parameters import Categorical, Float, Int, Special
from tunewright.space.space import Space
from tunewright.space.values import Params

DEEPEST = 30
LARGEST_LEAF = 500


def space(shape: Shape) -> Space:
    """Return the search space; the shallowest tree still has a leaf for every class."""
    shallowest = ceil(log2(max(2, shape.n_classes)))
    deepest = min(DEEPEST, max(shallowest + 1, ceil(2 * log2(shape.n_rows))))
    largest_leaf = min(LARGEST_LEAF, max(2, shape.n_rows // 20))
    # Below a tenth of one row's share of the impurity, pruning removes nothing.
    least_alpha = min(1e-3, max(1e-6, 0.1 / shape.n_rows))
    criteria = ["gini", "entropy"] if shape.task == "classification" else ["squared_error", "absolute_error"]
    return Space({
        "max_depth": Int(shallowest, deepest, default=Special(None, near=deepest), simpler="low"),
        "min_samples_split": Int(2, 2 * largest_leaf, log=True, default=2, simpler="high"),
        "min_samples_leaf": Int(1, largest_leaf, log=True, default=1, simpler="high"),
        "criterion": Categorical(criteria, default=criteria[0]),
        "ccp_alpha": Float(least_alpha, 0.05, log=True, default=Special(0.0, near=least_alpha), simpler="high"),
    })


def build(params: Params, task: Task, seed: int) -> Estimator:
    """Return a decision tree; `seed` decides between splits that are equally good."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    settings = {"random_state": seed, **params}
    if task == "classification":
        classifier: Estimator = DecisionTreeClassifier(**settings)
        return classifier
    regressor: Estimator = DecisionTreeRegressor(**settings)
    return learning_scaled_target(regressor) if settings.get("ccp_alpha") else regressor


MAX_DEPTH = Explained(
    name="max_depth",
    title="Maximum depth",
    what="How many questions may follow each other before the tree must answer; none: until every leaf is pure or "
    "too small to split.",
    fit="A deep tree learns single rows by heart (overfitting); a shallow one misses how columns act together "
    "(underfitting).",
    time="Time grows about in proportion to the depth; a prediction takes one comparison per level.",
    memory="Each level can double the number of nodes; a tree without limit has up to 2 × rows − 1.",
    simpler="Lower: fewer questions, and it can be drawn.",
    example="Depth 3 has at most 8 leaves and fits on a page; a tree that memorises 1,000 rows is often 15 to 25 deep.",
)
MIN_SAMPLES_SPLIT = Explained(
    name="min_samples_split",
    title="Minimum rows to split",
    what="A node with fewer rows than this is not split any further.",
    fit="Small values let the tree split on noise (overfitting); large ones stop it early (underfitting).",
    time="Large values stop sooner and save time.",
    memory="Large values mean fewer nodes.",
    simpler="Higher: fewer splits.",
    example="Has an effect of its own only above 2 × min_samples_leaf: with leaves of 10, nodes below 20 cannot be "
    "split anyway.",
)
MIN_SAMPLES_LEAF = Explained(
    name="min_samples_leaf",
    title="Minimum rows per leaf",
    what="No split may leave fewer rows than this on either side.",
    fit="With 1 a leaf can rest on a single row (overfitting, and probabilities of exactly 0 and 1); large leaves "
    "average over unlike rows (underfitting).",
    time="Large values mean fewer nodes and less time.",
    memory="Large values mean fewer nodes: at most rows / this many leaves.",
    simpler="Higher: fewer, steadier leaves.",
    example="With log loss, 10 to 50 rows per leaf often do better than depth limits: probabilities get steadier.",
)
CRITERION = Explained(
    name="criterion",
    title="What a good split is",
    what="gini and entropy both measure how mixed the classes in a node are; squared_error aims at means, "
    "absolute_error at medians, so outliers in the target count less.",
    fit="gini and entropy seldom differ by much; absolute_error helps where the target has outliers.",
    time="entropy takes about as long as gini, absolute_error three to four times as long as squared_error "
    "(3,000 rows, 10 columns).",
    memory="No direct effect.",
    simpler="Neither: the trees are of like size.",
    example="poisson is left out: it refuses negative targets. Set it in a file for --space if your target is a count.",
)
CCP_ALPHA = Explained(
    name="ccp_alpha",
    title="Pruning alpha",
    what="After growing, a branch is cut if it lowers the impurity of the whole tree by less than this per leaf. Two "
    "equal classes start at a gini of 0.5; a regression tree learns a standardised target for it and starts at 1. 0 "
    "means no pruning.",
    fit="0 keeps every branch (overfitting); a large alpha leaves a stump (underfitting).",
    time="The tree is grown in full first, so pruning saves nothing in the fit; predictions get faster.",
    memory="The finished tree is smaller; growing it takes as much as without pruning.",
    simpler="Higher: fewer leaves.",
    example="On 1,000 rows of two equal classes a pure leaf of 10 rows is worth about 0.005: alpha=0.01 cuts it.",
)

ENTRY = Entry(
    name="tree",
    title="Decision tree",
    tasks=("classification", "regression"),
    explanation="Asks one question about one column at a time (is it at most this threshold?) and answers with the "
    "classes or the average of the training rows that took the same way. It picks at each node the question that "
    "leaves the purest parts and never looks back. It needs no scaling, can be read, and changes much when a few rows "
    "change.",
    learns=(
        Learned(
            "splits and thresholds",
            {"classification": "tree_", "regression": "tree_"},
            "which column is asked at each node, and at which value the ways part",
        ),
        Learned(
            "leaf values",
            {"classification": "tree_.value", "regression": "tree_.value"},
            "the share of each class, or the average target, of the rows in each leaf",
        ),
    ),
    hyperparameters=(MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF, CRITERION, CCP_ALPHA),
    fixed=(
        Fixed("max_features", "all columns", "looking at a random part of them helps forests, seldom one tree"),
        Fixed("splitter", "best", "the estimator's own; random thresholds are for ensembles"),
        Fixed("random_state", "the seed", "decides between splits that are equally good, so that runs repeat"),
    ),
    space=space,
    build=build,
    gives_probabilities=True,
)
