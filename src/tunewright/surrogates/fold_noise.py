"""How noisy a mean over folds is: what is left of the fold scores when trial and fold have had their say.

Some folds are harder than others, for every trial alike: that moves all means together and is no noise between trials.
What a fold score differs by from its trial's mean and its fold's mean is. A variance from four numbers is itself
uncertain, so each trial's own is mixed with that of all, as if `PRIOR_FOLDS` further folds had shown the latter.

Source: Fisher (1925), "Statistical Methods for Research Workers", two-way analysis of variance without replication;
Smyth (2004), "Linear models and empirical Bayes methods", section 3, for the mixture.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PRIOR_FOLDS = 8


def deviations_of_means(folds: Array) -> Array:
    """Return the standard deviation of each trial's mean, shape (n_trials,); 0 where nothing can be said.

    Args:
        folds: losses, shape (n_trials, n_folds); only trials with a finite loss in every fold are spoken of.
    """
    n_folds = folds.shape[1]
    found = np.zeros(len(folds))
    whole = np.isfinite(folds).all(axis=1)
    n = int(np.count_nonzero(whole))
    if n < 2 or n_folds < 2:
        return found
    largest = float(np.abs(folds[whole]).max()) or 1.0
    scores = folds[whole] / largest  # 1e300 squared would overflow
    left = scores - scores.mean(axis=1, keepdims=True) - scores.mean(axis=0) + scores.mean()
    own = (left**2).sum(axis=1) * n / (n - 1) / (n_folds - 1)
    mixed = ((n_folds - 1) * own + PRIOR_FOLDS * own.mean()) / (n_folds - 1 + PRIOR_FOLDS)
    found[whole] = largest * np.sqrt(mixed / n_folds)
    return found
