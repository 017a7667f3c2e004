"""Some parameters fixed, any sampler for the rest: a slice of the space.

The inner sampler is asked about a smaller space, in which what is fixed is constant, and about the trials of that slice
alone. Trials with other values of what is fixed are left out: their losses are those of another function, and a model
of the slice would take the difference for noise. A trial in which a fixed parameter was inactive belongs to the slice.

A fixed parameter whose parents are free is fixed wherever it matters. Inner samplers see a special value, such as
`gamma="scale"`, as the number that is near it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from tunewright.samplers.protocol import Sampler
from tunewright.space.cube import axis_of
from tunewright.space.layout import parents_first
from tunewright.space.parameters import Constant, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params, Special, is_same, plain
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import COUNTED
from tunewright.trials.trial import Trial, Usage

ENDS = tuple(COUNTED)


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
        _check_active(problem.space, fixed)
        slice_ = Slice(problem.space, fixed)
        inner = replace(problem, space=slice_.space)
        waiting = [params for params in pending if slice_.holds(params)]
        found = self.sampler.suggest(inner, slice_.history(history), waiting, rng, n)
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
        self.space = Space({**space.parameters, **constants}, space.require, outside=space.outside)

    def holds(self, params: Params) -> bool:
        """Return whether a configuration has the fixed values."""
        return all(
            axis.token(params[name]) == self._tokens[name] for name, axis in self._axes.items() if name in params
        )

    def whole(self, params: Params) -> Params:
        """Return the configuration of the whole space that one of the smaller space stands for."""
        return {name: self._fixed.get(name, value) for name, value in params.items()}

    def history(self, whole: History) -> History:
        """Return the trials of the slice as a history of the smaller space."""
        part = History(self.space, whole.n_objectives)
        kinds = np.stack([whole.in_state(state) for state in ENDS])
        states = [ENDS[kind] for kind in kinds.argmax(axis=0)]
        costs = [
            Usage(seconds=seconds, memory=memory)
            for seconds, memory in zip(whole.seconds.tolist(), whole.memory.tolist(), strict=True)
        ]
        numbers, violations, losses = whole.numbers.tolist(), whole.violations.tolist(), whole.losses.tolist()
        for row, (params, tags) in enumerate(zip(whole.params, whole.tags, strict=True)):
            if self.holds(params):
                broken = {"all": violations[row]}
                trial = Trial(numbers[row], states[row], params, constraints=broken, tags=tags, usage=costs[row])
                part.put(trial, losses[row])
        return part


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
    return Constant(_seen(parameter, value), when=parameter.when)


def _seen(parameter: Parameter, value: Json) -> Json:
    """Return the value as conditions see it."""
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
            values[name] = _seen(parameter, fixed[name])
        elif isinstance(parameter, Constant):
            values[name] = parameter.value
