"""What a pruner is: anything with this one method. There is no base class to inherit."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tunewright.trials.decision import Decision


class Pruner(Protocol):
    """Decides whether a running trial goes on."""

    def judge(self, curves: NDArray[np.float64], row: int, step: int) -> Decision:
        """Judge the trial in `row`, which has just reported `step`.

        Args:
            curves: losses, shape (n_trials, n_steps), NaN where nothing was reported, +inf where a trial diverged.
            row: index of the judged trial in `curves`.
            step: index of the step in `curves`, counted from 0.
        """
        ...
