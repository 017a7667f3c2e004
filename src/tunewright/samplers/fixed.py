"""Some parameters fixed, any sampler for the rest: a slice of the space.

The inner sampler is asked about a smaller space, in which what is fixed is constant, and about the trials of that slice
alone. Trials with other values of what is fixed are left out: their losses are those of another function, and a model
of the slice would take the difference for noise. A trial in which a fixed parameter was inactive belongs to the slice.

The trials of a slice are picked out once and added to as more end, for as long as the whole history lives: a long study
costs no more than a short one.

A fixed parameter whose parents are free is fixed wherever it matters. Inner samplers see a special value, such as
`gamma="scale"`, as the number that is near it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from weakref import WeakKeyDictionary

import numpy as np

from tunewright.samplers.protocol import Sampler
from tunewright.space.cube import axis_of
from tunewright.space.layout import parents_first
from tunewright.space.parameters import Constant, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params, Special, canonical, is_same, plain
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion


@dataclass(frozen=True, slots=True)
class FixedSampler:
    """Propose by `sampler`, with `params` as they are given.

    Args:
        params: name to value of what is fixed.
        sampler: proposes the rest.

    Raises:
        ValueError: when asked, if a name is unknown, a value is not possible, or a parameter can never matter beside
            the others that are fixed.
    """

    params: Params
    sampler: Sampler

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` whole configurations, as `Sampler.suggest` says."""
        fixed = _accepted(problem.space, self.params)
        if not fixed:
            return self.sampler.suggest(problem, history, pending, rng, n)
        picked = _picked(problem.space, fixed, history)
        slice_ = picked.slice_
        inner = replace(problem, space=slice_.space)
        waiting = [params for params in pending if slice_.holds(params)]
        found = self.sampler.suggest(inner, picked.of(history), waiting, rng, n)
        return [replace(suggestion, params=slice_.whole(suggestion.params)) for suggestion in found]


class Slice:
    """The configurations of a space that have the fixed values wherever these matter.

    Args:
        space: the whole space.
        fixed: name to possible value.

    Attributes:
        space: the smaller space, with constants for what is fixed.
    """

    def __init__(self, space: Space, fixed: Params) -> None:
        self._fixed = fixed
        self._axes = {name: axis for name in fixed if (axis := axis_of(space.parameters[name])) is not None}
        self._tokens = {name: axis.token(fixed[name]) for name, axis in self._axes.items()}
        constants = {name: _constant(space.parameters[name], value) for name, value in fixed.items()}
        parameters = {**space.parameters, **constants}
        self.space = Space(parameters, space.require, outside=space.outside) if fixed else space

    def holds(self, params: Params) -> bool:
        """Return whether a configuration has the fixed values."""
        return all(
            axis.token(params[name]) == self._tokens[name] for name, axis in self._axes.items() if name in params
        )

    def whole(self, params: Params) -> Params:
        """Return the configuration of the whole space that one of the smaller space stands for."""
        return {name: self._fixed.get(name, value) for name, value in params.items()}


class Picked:
    """The trials of a slice, picked out of a history that grows.

    Args:
        slice_: which trials are wanted.
    """

    def __init__(self, slice_: Slice) -> None:
        self.slice_ = slice_
        self._part: History | None = None
        self._seen = (0, 0)

    def of(self, whole: History) -> History:
        """Return the trials of the slice as a history of the smaller space; `whole` is the same at each call."""
        n_rewritten, n_rows = self._seen
        if self._part is None or n_rewritten != whole.n_rewritten:
            self._part, n_rows = History(self.slice_.space, whole.n_objectives, whole.folds), 0
        params = whole.params
        for row in range(n_rows, len(params)):
            if self.slice_.holds(params[row]):
                self._part.append_row(whole, row)
        self._seen = whole.n_rewritten, len(params)
        return self._part


_LATEST: WeakKeyDictionary[History, tuple[Space, str, Picked]] = WeakKeyDictionary()
"""By history, what was picked out of it last, for which space and which fixed values."""


def _picked(space: Space, fixed: Params, history: History) -> Picked:
    """Return what is picked out of a history for these fixed values, begun anew if others were fixed before."""
    known_space, known_fixed, picked = _LATEST.get(history, (None, "", None))
    if picked is None or known_space is not space or known_fixed != canonical(fixed):
        _check_active(space, fixed)
        picked = Picked(Slice(space, fixed))
        _LATEST[history] = space, canonical(fixed), picked
    return picked


def _accepted(space: Space, params: Params) -> dict[str, Json]:
    """Return what is fixed in plain types; ValueError for what is no parameter, or no value of it."""
    fixed: dict[str, Json] = {}
    for name, value in params.items():
        if name not in space.parameters:
            near = get_close_matches(name, space.names, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"there are {list(space.names)!r}"
            raise ValueError(f"params fixes {name!r}, which is no parameter of the space; {meant}")
        try:
            fixed[name] = _possible(space.parameters[name], plain(value))
        except (TypeError, ValueError) as error:
            raise ValueError(f"params fixes {name!r}, which {error}") from None
    return fixed


def _possible(parameter: Parameter, value: Json) -> Json:
    axis = axis_of(parameter)
    if axis is not None:
        return axis.accept(value)
    assert isinstance(parameter, Constant)
    if not is_same(value, parameter.value):
        raise ValueError(f"is the constant {parameter.value!r}, got {value!r}; leave it out")
    return value


def _constant(parameter: Parameter, value: Json) -> Constant:
    return Constant(seen(parameter, value), when=parameter.when)


def seen(parameter: Parameter, value: Json) -> Json:
    """Return the value of a parameter as conditions see it: a special one is the number near it."""
    default = None if isinstance(parameter, Constant) else parameter.default
    return default.near if isinstance(default, Special) and is_same(value, default.value) else value


def _check_active(space: Space, fixed: Mapping[str, Json]) -> None:
    """Refuse a parameter that what is fixed beside it makes inactive, whatever the free ones are."""
    values: dict[str, Json] = {}
    never = set[str]()
    for name in parents_first(space.parameters):
        parameter = space.parameters[name]
        when = parameter.when
        if when is not None and (when.names & never or (when.names <= values.keys() and not when.holds(values))):
            never.add(name)
            if name in fixed:
                beside = {other: value for other, value in fixed.items() if other != name}
                raise ValueError(
                    f"params fixes {name!r}, which only matters when {when}; "
                    f"with {beside!r} it never does; leave it out"
                )
        elif name in fixed:
            values[name] = seen(parameter, fixed[name])
        elif isinstance(parameter, Constant):
            values[name] = parameter.value
