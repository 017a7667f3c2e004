"""Our Gaussian process with one ingredient switched off, for each ingredient: what does not pay is to be taken out.

An ingredient is switched off by other values for constants of the modules that hold it, for as long as one suggestion
takes; nothing else in the process ever sees them. A constant that is there no longer is an error, not a switch without
effect.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from tunewright.samplers.gp import branch, sampler, search, situation
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.random import RandomSampler
from tunewright.space.values import Params
from tunewright.surrogates.gp import outcomes, priors
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

NEVER = 10**9
ZERO = -30.0
GP = GpSampler()


@dataclass(frozen=True, slots=True)
class Switch:
    """Another value for a constant of a module."""

    module: ModuleType
    name: str
    value: Any

    @contextmanager
    def thrown(self) -> Iterator[None]:
        """Have the other value in place for a while.

        Raises:
            AttributeError: if the module has no such constant.
        """
        was = getattr(self.module, self.name)
        setattr(self.module, self.name, self.value)
        try:
            yield
        finally:
            setattr(self.module, self.name, was)


@dataclass(frozen=True, slots=True)
class Without:
    """A sampler that works with switches thrown.

    Args:
        switches: what is switched off, all at once.
        sampler: that does the work.
    """

    switches: tuple[Switch, ...] = ()
    sampler: GpSampler = GP

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        with ExitStack() as stack:
            for switch in self.switches:
                stack.enter_context(switch.thrown())
            return self.sampler.suggest(problem, history, pending, rng, n)


def _fixed(prior: priors.Prior, at: float) -> priors.Prior:
    return replace(prior, mean=at, low=at, high=at, start=at)


_ALL_CANDIDATES = search.N_UNIFORM + search.N_MUTATED
ABLATION: Mapping[str, Without] = {
    "gp-no-outcome-transform": Without((Switch(outcomes, "POWERS", np.array([1.0])),)),
    "gp-no-length-prior": Without((Switch(priors, "LENGTH", replace(priors.LENGTH, sd=100.0)),)),
    "gp-no-warp": Without((Switch(priors, "WARP", _fixed(priors.WARP, 0.0)),)),
    "gp-no-main-effects": Without((Switch(priors, "EFFECTS", _fixed(priors.EFFECTS, ZERO)),)),
    "gp-no-portfolio": Without((Switch(situation, "PORTFOLIO_FROM", NEVER),)),
    "gp-no-local-search": Without((Switch(search, "ROUNDS", ()),)),
    "gp-no-polish": Without((Switch(search, "POLISH_STEPS", 0),)),
    # As many candidates as before: what is asked is where they are, not how many.
    "gp-no-mutations": Without((Switch(search, "N_MUTATED", 0), Switch(search, "N_UNIFORM", _ALL_CANDIDATES))),
    "gp-no-branches": Without((Switch(branch, "STALLED", -np.inf),)),
    "gp-no-sobol": Without((Switch(sampler, "SobolSampler", RandomSampler),)),
    # Every trial is shown, which makes a difference beyond 192 trials; and a third of them, to see one before.
    "gp-no-subset": Without(sampler=GpSampler(most_trials=NEVER)),
    "gp-subset-64": Without(sampler=GpSampler(most_trials=64)),
}
"""By name; `gp` itself is what they are compared with."""
