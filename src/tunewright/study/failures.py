"""Says what failed, without saying it a hundred times: the same failure is logged three times, then once no more."""

import logging
from collections import Counter
from dataclasses import dataclass, field

from tunewright.trials.trial import Trial

N_TOLD = 3

log = logging.getLogger("tunewright")


@dataclass(frozen=True, slots=True)
class FailureLog:
    """The failures of one run, counted by what they say."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, trial: Trial) -> None:
        """Log that `trial` failed, unless the same was said often enough."""
        self.counts[trial.error] += 1
        times = self.counts[trial.error]
        if times <= N_TOLD:
            log.warning("trial %d failed: %s", trial.number, trial.error)
        elif times == N_TOLD + 1:
            log.warning(
                "trial %d failed like %d before it; further identical failures are not logged", trial.number, N_TOLD
            )
