"""The search space: what is tuned, under which conditions, and its way to and from the unit cube.

A configuration is a dict of the active parameters. In the cube each parameter but a constant is a coordinate in [0, 1],
and NaN where it is inactive; samplers work there and never see what a parameter is.

`Space` is a face: the work is done, each by its own, in `layout`, `cube`, `sampling`, `listing`, `json_form`,
`toml_form` and `display`. It has more methods than our classes may, one a line.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tunewright.space import sampling
from tunewright.space.checks import checked
from tunewright.space.expressions import Expression, param
from tunewright.space.layout import laid_out
from tunewright.space.parameters import Parameter
from tunewright.space.values import MISSING, Json, Params


class Space:
    """A search space.

    Args:
        params: name to `Float`, `Int`, `Categorical`, `Ordinal` or `Constant`.
        require: conditions that every proposed configuration meets, such as `tw.param("a") <= tw.param("b")`; one that
            mentions an inactive parameter holds.
        outside: names of parents that will come with another space; until they are merged, what depends on them is
            inactive.

    Attributes:
        parameters: the checked declarations by name, in the order given.
        require: the conditions.
        names: all names, in the order given.
        dims: the names that take a dimension: all but constants.
        n_dims: how many these are.

    Raises:
        TypeError, ValueError: the message names the parameter, the value and the remedy.
    """

    def __init__(
        self, params: Mapping[str, Parameter], require: Sequence[Expression] = (), *, outside: Collection[str] = ()
    ) -> None:
        if not isinstance(params, Mapping) or not all(isinstance(name, str) for name in params):
            raise TypeError(f"params must be a dict of names to parameters, got {params!r}")
        if isinstance(require, Expression):
            raise TypeError(f"require must be a list of conditions, got {require!r}; write [...] around it")
        self.parameters: Mapping[str, Parameter] = {name: checked(name, params[name]) for name in params}
        self.require = tuple(require)
        self.outside = frozenset(outside)
        self._layout = laid_out(self.parameters, self.require, self.outside)
        self.names = tuple(self.parameters)
        self.dims = self._layout.dims
        self.n_dims = len(self.dims)
        self._axes = [(place.name, place.column, place.axis) for place in self._layout.places if place.axis is not None]

    def encode(self, params: Params) -> NDArray[np.float64]:
        """Return the point of a configuration, shape (n_dims,); NaN where it holds no value.

        Numbers out of range are clipped, and a special value stands where its near one does.
        """
        units = [np.nan] * self.n_dims
        for name, column, axis in self._axes:
            value = params.get(name, MISSING)
            if value is not MISSING:
                units[column] = axis.to_unit(value)
        return np.array(units, np.float64)

    def decode(self, unit: NDArray[np.float64]) -> dict[str, Json]:
        """Return the configuration at a point, shape (n_dims,): active parameters only, parents first.

        Coordinates of inactive parameters are ignored, and NaN at an active one stands for its default's.
        """
        return self._layout.decode(unit.tolist())

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        """Return `n` uniform draws, shape (n, n_dims), that meet `require`; NaN where a parameter is inactive.

        Raises:
            ValueError: if no draw of 10,000 meets it; the message names the condition.
        """
        return sampling.drawn(self._layout, rng, n)

    def allows(self, params: Params) -> bool:
        """Return whether a configuration meets `require`."""
        return not self._layout.broken(params)

    def check(self, params: Params) -> dict[str, Json]:
        """Return a complete copy of `params` in plain JSON types, constants filled in.

        Raises:
            ValueError: if a name is unknown, missing or inactive, or a value is not possible.
        """
        return self._layout.checked(params)

    def defaults(self) -> dict[str, Json]:
        """Return the default configuration."""
        return self._layout.default()

    def key(self, params: Params) -> Hashable:
        """Return what is equal for equal configurations, and for those only."""
        return tuple([
            None if (value := params.get(name, MISSING)) is MISSING else axis.token(value)
            for name, _, axis in self._axes
        ])
