"""Complete a configuration that names only some of its parameters."""

from tunewright.space.space import Space
from tunewright.space.values import Params


def completed(space: Space, params: Params) -> Params:
    """Return `params` with the defaults of the active parameters that are missing.

    Raises:
        ValueError: if a name is unknown or inactive, or a value is not possible; the message names it.
    """
    defaults = space.defaults()
    known = {name: value for name, value in params.items() if name in space.parameters}
    active = space.decode(space.encode({**defaults, **known}))
    missing = {name: defaults.get(name, value) for name, value in active.items() if name not in params}
    return space.check({**missing, **params})
