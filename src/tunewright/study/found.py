"""The space that a study searches: declared at once, or found by running the objective.

A space that is found grows with every new name; a changed range replaces the old one, since the objective knows best.
"""

from collections.abc import Mapping

import numpy as np

from tunewright.space.parameters import Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params

FOUND_SPACE = "found space"


class FoundSpace:
    """A space that grows while objectives ask for parameters.

    Args:
        parameters: what is known already, as in a study that is resumed.
    """

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._singles = {name: Space({name: parameter}) for name, parameter in parameters.items()}
        self.space = Space(dict(parameters))

    def note(self, name: str, parameter: Parameter) -> bool:
        """Note that an objective asked for `name`, and return whether that changed the space."""
        known = self._singles.get(name)
        if known is not None and known.parameters[name] == parameter:
            return False
        self._singles[name] = Space({name: parameter})
        self.space = Space({name: single.parameters[name] for name, single in self._singles.items()})
        return True

    def value(self, name: str, proposed: Params, *, default: bool, rng: np.random.Generator) -> Json:
        """Return the proposed value of `name` where it lies in its range, else the default or a draw of its own."""
        single = self._singles[name]
        if name in proposed:
            try:
                return single.check({name: proposed[name]})[name]
            except ValueError:
                pass  # the range has changed since the value was proposed: draw alone
        return single.defaults()[name] if default else single.decode(single.sample(rng, 1)[0])[name]
