"""The space that a study searches when objectives define it by running: it grows with every name that is asked for.

A range that changes from trial to trial, such as one that depends on another parameter, widens what is known: the
space is the hull of all that was asked. What a trial gets lies in the range that it asked for itself. Conditions are
found out from the trials (`branches`).
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tunewright.space.expressions import Expression
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params, canonical
from tunewright.study.branches import branches

FOUND_SPACE = "found space"
ALWAYS = 100
"""Number of runs up to which every surprise is looked into; beyond, each time that there are twice as many."""


class FoundSpace:
    """A space that grows while objectives ask for parameters.

    Args:
        parameters: what is known already, as in a study that is resumed.

    Attributes:
        space: all that was asked for, each under the condition that the trials so far speak for.
    """

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._singles = {name: Space({name: parameter}) for name, parameter in parameters.items()}
        self._asked: dict[str, tuple[Parameter, Space]] = {}
        self._runs: list[Params] = []
        self._conditions: dict[str, Expression] = {}
        self._n_looked_at = 0
        self.space = Space(dict(parameters))

    def note(self, name: str, parameter: Parameter) -> bool:
        """Note that an objective asked for `name`, and return whether that changed the space."""
        known, asked = self._singles.get(name), self._single(name, parameter)
        if known is None:
            self._singles[name] = asked
        else:
            wider = hull(known.parameters[name], asked.parameters[name])
            if wider == known.parameters[name]:
                return False
            self._singles[name] = Space({name: wider})
        self._join()
        return True

    @property
    def flat(self) -> Space:
        """All that was asked for, without conditions: what is stored, since these are found out anew."""
        return Space({name: single.parameters[name] for name, single in self._singles.items()})

    def observe(self, params: Params) -> bool:
        """Take note of a trial that ran to its end, and return whether that changed the conditions."""
        run = self.readable(params)
        self._runs.append(run)
        as_expected = all((name in run) is self._expects(name, run) for name in self._singles)
        if as_expected or ALWAYS < len(self._runs) < 2 * self._n_looked_at:
            return False
        before = self.space
        self._join()
        return self.space != before

    def learn(self, parameters: Mapping[str, Parameter]) -> None:
        """Take over what other workers have found; where both know a name, what is known here stays."""
        new = {name: Space({name: parameter}) for name, parameter in parameters.items() if name not in self._singles}
        if new:
            self._singles |= new
            self._join()

    def value(self, name: str, asked: Parameter, proposed: Params, *, default: bool, rng: np.random.Generator) -> Json:
        """Return the proposed value of `name` where it lies in the range asked for, else the default or a draw."""
        single = self._single(name, asked)
        if name in proposed and _fits(single, name, proposed[name]):
            return single.check({name: proposed[name]})[name]
        return single.defaults()[name] if default else single.decode(single.sample(rng, 1)[0])[name]

    def readable(self, params: Params) -> Params:
        """Return what of `params` the space can read; a name may be another worker's, or have changed its kind."""
        known = self._singles
        return {name: value for name, value in params.items() if name in known and _fits(known[name], name, value)}

    def _single(self, name: str, asked: Parameter) -> Space:
        """Return the space of `asked` alone, the same one while it is asked for again and again."""
        if name not in self._asked or self._asked[name][0] != asked:
            self._asked[name] = asked, Space({name: asked})
        return self._asked[name][1]

    def _expects(self, name: str, run: Params) -> bool:
        """Return whether a run with these values should have asked for `name`."""
        condition = self._conditions.get(name)
        return condition is None or (condition.names <= run.keys() and condition.holds(run))

    def _join(self) -> None:
        flat = {name: single.parameters[name] for name, single in self._singles.items()}
        self._conditions = branches(flat, self._runs)
        self._n_looked_at = len(self._runs)
        self.space = Space({name: replace(flat[name], when=self._conditions.get(name)) for name in flat})


def hull(known: Parameter, asked: Parameter) -> Parameter:
    """Return the smallest parameter that covers both, or `asked` where they are of different kinds."""
    if isinstance(known, Categorical) and isinstance(asked, Categorical):
        there = {canonical(choice) for choice in known.choices}
        new = [choice for choice in asked.choices if canonical(choice) not in there]
        return replace(known, choices=[*known.choices, *new]) if new else known
    if isinstance(known, Float) and isinstance(asked, Float) and (known.log, known.step) == (asked.log, asked.step):
        return replace(known, low=min(known.low, asked.low), high=max(known.high, asked.high))
    if isinstance(known, Int) and isinstance(asked, Int) and (known.log, known.step) == (asked.log, asked.step):
        return replace(known, low=min(known.low, asked.low), high=max(known.high, asked.high))
    return asked


def _fits(single: Space, name: str, value: Json) -> bool:
    try:
        single.check({name: value})
    except ValueError:
        return False
    return True
