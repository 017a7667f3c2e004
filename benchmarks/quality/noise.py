"""The noise of a 5-fold score: five values a trial, of which samplers are told the mean.

A fold's value is the true loss, plus what makes this fold harder than the others, the same for all trials of a run,
plus noise of its own. The folds' differences cancel in the mean. The noise of the mean has the standard deviation that
`--noise` says, as a share of the way from the best known to a median random configuration. The same configuration gets
fresh noise when it is run again, as with another split. All of it depends on problem, seed and number of the trial
alone, so that all samplers have the same luck.

`REALISTIC` is a choice: of the size of the differences between good configurations, so that noise decides among them
and a bad one is still seen to be bad. The folds differ by 1.3 times the noise of one of them.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.references import goal

N_FOLDS = 5
REALISTIC = 0.02
FOLDS_DIFFER = 3.0


def fold_noise(case: str, seed: int, noise: float, n_trials: int) -> NDArray[np.float64]:
    """Return what is added to the true loss in each fold of each trial, shape (n_trials, 5).

    Args:
        case: the problem's name.
        seed: of the run.
        noise: standard deviation of the mean of a row, as a share of the way from best to median.
        n_trials: a longer run begins like a shorter one.
    """
    best, median = goal(case, None)
    place = [seed, crc32(case.encode())]
    own = np.sqrt(N_FOLDS) * np.random.default_rng(place).normal(size=(n_trials, N_FOLDS))
    harder = FOLDS_DIFFER * np.random.default_rng([*place, 1]).normal(size=N_FOLDS)
    return np.asarray(noise * (median - best) * (own + harder - harder.mean()))
