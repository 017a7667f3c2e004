"""The search space: what is tuned, under which conditions, and its way to and from the unit cube.

A configuration is a dict of the active parameters. In the cube each parameter but a constant is a coordinate in [0, 1],
and NaN where it is inactive; samplers work there and never see what a parameter is.

`Space` is a face: the work is done, each by its own, in `layout`, `cube`, `sampling`, `listing`, `json_form`,
`toml_form` and `display`. It has more methods than our classes may, one a line.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tunewright.space import display, json_form, listing, sampling, toml_form
from tunewright.space.checks import checked
from tunewright.space.expressions import Expression
from tunewright.space.layout import laid_out
from tunewright.space.parameters import Parameter
from tunewright.space.values import Json, Params, canonical


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

        Numbers out of range are clipped, and a special value stands where its near one does. ValueError for a value of
        another kind.
        """
        units = [np.nan] * self.n_dims
        try:
            for name, column, axis in self._axes:
                if name in params:
                    units[column] = axis.to_unit(params[name])
        except ValueError as error:
            raise ValueError(f"parameter {name!r} {error}") from None
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

    def screened(self, units: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return points with NaN where a parameter is inactive, and which of them meet `require`.

        Args:
            units: shape (n, n_dims), with a coordinate for every parameter that may be active.

        Returns:
            the points, shape (n, n_dims), and a mask, shape (n,).
        """
        return sampling.screened(self._layout, units)

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
        """Return the default configuration: given defaults, else the centre, or the first choice.

        Where that breaks `require`, parameters without a given default move as little as they can.
        """
        return sampling.default_params(self._layout)

    def key(self, params: Params) -> Hashable:
        """Return what is equal for equal configurations, and for those only."""
        return tuple([axis.token(params[name]) if name in params else None for name, _, axis in self._axes])

    @cached_property
    def n_points(self) -> float:
        """The number of configurations, infinite with a continuous parameter; an upper bound where counting is long."""
        return listing.n_points(self._layout)

    def configurations(self) -> Iterator[dict[str, Json]]:
        """Yield every configuration of a finite space; ValueError if it is not finite."""
        return listing.configurations(self._layout)

    def grid(self, points_per_float: int) -> Iterator[dict[str, Json]]:
        """Yield every combination, with `points_per_float` values for each continuous parameter."""
        return listing.grid(self._layout, points_per_float)

    def prefixed(self, prefix: str, when: Expression | None = None) -> "Space":
        """Return the space with `prefix` (such as "svm.") before each name, all of it under the condition `when`.

        Parents that `when` mentions come in with `merged`; until then everything is inactive.
        """
        names = {name: prefix + name for name in self.names}
        outside = self.outside | (when.names if when is not None else frozenset())
        parameters = {
            names[name]: replace(parameter, when=_both(when, parameter.when, names))
            for name, parameter in self.parameters.items()
        }
        return Space(parameters, [condition.renamed(names) for condition in self.require], outside=outside)

    @classmethod
    def merged(cls, spaces: Sequence["Space"], extra: Mapping[str, Parameter]) -> "Space":
        """Return one space of `extra` and then all parameters of `spaces`.

        Raises:
            ValueError: if a name is there twice, or a parent is still missing.
        """
        parameters = dict(extra)
        for space in spaces:
            twice = [name for name in space.names if name in parameters]
            if twice:
                raise ValueError(f"parameter {twice[0]!r} is in two of the spaces; give one a prefix")
            parameters |= space.parameters
        return cls(parameters, [condition for space in spaces for condition in space.require])

    def to_json(self) -> dict[str, Json]:
        """Return the JSON form, described in `tunewright.space.json_form`."""
        return json_form.written(self.parameters, self.require, self.outside)

    @classmethod
    def from_json(cls, form: Mapping[str, Json]) -> "Space":
        """Return the space of a JSON form; ValueError if it is none."""
        parameters, require, outside = json_form.read(form)
        return cls(parameters, require, outside=outside)

    def to_toml(self) -> str:
        """Return the TOML form, described in `tunewright.space.toml_form`."""
        return toml_form.written(self.to_json())

    @classmethod
    def from_toml(cls, text: str) -> "Space":
        """Return the space that is written in TOML; ValueError if there is none."""
        return cls.from_json(toml_form.read(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Space) and canonical(self.to_json()) == canonical(other.to_json())

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return display.code(self.parameters, self.require)

    def _repr_html_(self) -> str:
        return display.table(self.parameters, self.require)


def _both(first: Expression | None, second: Expression | None, names: Mapping[str, str]) -> Expression | None:
    if second is None:
        return first
    return second.renamed(names) if first is None else first & second.renamed(names)
