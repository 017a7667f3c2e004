"""Asks the sampler for the next configuration, with a generator that depends on the seed and the trial alone.

So a resumed study proposes what an uninterrupted one would have. When other processes work on the same study, each adds
its own name to the seed: two that know the same would else propose the same.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from tunewright.samplers.protocol import Sampler
from tunewright.study.ledger import Ledger
from tunewright.trials.problem import Problem, Suggestion


@dataclass(frozen=True, slots=True)
class Proposer:
    """A sampler with the study's seed.

    Attributes:
        sampler: what proposes.
        seed: 0 or more.
        worker: who asks; matters only where other workers run trials of the same study.
    """

    sampler: Sampler
    seed: int
    worker: str

    def propose(self, problem: Problem, ledger: Ledger) -> Suggestion | None:
        """Return the next configuration, or None if the sampler has no further one."""
        if not problem.space.names:
            return Suggestion({})
        found = self.sampler.suggest(problem, ledger.history, ledger.pending, self.generator(ledger))
        return found[0] if found else None

    def generator(self, ledger: Ledger) -> np.random.Generator:
        """Return the generator for the next trial."""
        salt = [crc32(self.worker.encode())] if ledger.workers() - {self.worker} else []
        return np.random.default_rng([self.seed, len(ledger), *salt])
