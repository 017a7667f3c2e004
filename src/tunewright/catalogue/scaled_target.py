"""Learning a standardised target: what SVR and MLPRegressor silently expect, made a hyperparameter.

Both have defaults for a target of mean 0 and deviation 1 and do poorly on, say, salaries. The default configuration is
nevertheless the bare estimator, since a gain is a gain over what a person gets without tuning; `scale_target` is a
choice of the search, off in trial 0. Source: scikit-learn's user guide, "Transforming target in regression".
"""

from tunewright.catalogue.entry import Estimator, Explained
from tunewright.space.parameters import Categorical

EXPLAINED = Explained(
    name="scale_target",
    title="Standardise the target",
    what="Whether the target is brought to mean 0 and standard deviation 1 before learning; predictions are turned "
    "back to your unit. Regression only.",
    fit="The estimator's defaults suit a target whose deviation is about 1. With prices or salaries they underfit "
    "badly unless this is true.",
    time="No direct effect.",
    memory="One more copy of the target column.",
    simpler="Neither: it changes the unit in which the other settings are meant.",
    example="Salaries around 500 with epsilon=0.1: unscaled, an error of 0.1 already counts; scaled, one of 0.1 "
    "deviations does.",
)


def scale_target() -> Categorical:
    """Return the parameter: off by default, as in the bare estimator."""
    return Categorical([False, True], default=False)


def learning_scaled_target(estimator: Estimator) -> Estimator:
    """Wrap a regressor so that it learns the standardised target and predicts in the original unit."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.preprocessing import StandardScaler

    wrapped: Estimator = TransformedTargetRegressor(estimator, transformer=StandardScaler(), check_inverse=False)
    return wrapped
