"""A space made ready: parameters in an order in which parents come first, with their axes and conditions.

A parameter is active if its `when` holds; one whose `when` mentions an inactive parameter is inactive itself. A
`require` that mentions an inactive parameter holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tunewright.space.cube import Axis, axis_of
from tunewright.space.expressions import CONDITIONS, ORDERINGS, SUMS, Expression
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.values import MISSING, Json, Params, Special, is_number, is_same, plain


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with the names that it mentions, worked out once."""

    condition: Expression
    names: tuple[str, ...]

    @classmethod
    def of(cls, condition: Expression) -> "Rule":
        """Return the rule that a condition makes."""
        return cls(condition, tuple(sorted(condition.names)))

    def is_met(self, view: Params) -> bool:
        """Return whether all that is mentioned is active, and the condition holds."""
        return self.is_touched(view) and self.condition.holds(view)

    def is_broken(self, view: Params) -> bool:
        """Return whether all that is mentioned is active, and the condition does not hold."""
        return self.is_touched(view) and not self.condition.holds(view)

    def is_touched(self, view: Params) -> bool:
        """Return whether all that is mentioned is active."""
        return all(name in view for name in self.names)


@dataclass(frozen=True, slots=True)
class Place:
    """One parameter in its place.

    Attributes:
        axis: its dimension; None for a constant.
        column: its index among the dimensions; -1 for a constant.
        when: the rule under which it is active; None if it always is.
        fallback: the coordinate of its default.
        special: its default, if that is a special value.
    """

    name: str
    parameter: Parameter
    axis: Axis | None
    column: int
    when: Rule | None
    fallback: float
    special: Special | None

    def is_active(self, view: Params) -> bool:
        """Return whether the parameter matters beside the values of its parents."""
        return self.when is None or self.when.is_met(view)

    def seen(self, value: Json) -> Json:
        """Return `value` as expressions see it: a special value with its near one."""
        return self.special if self.special is not None and is_same(value, self.special.value) else value


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all parameters, parents first, and the rules that configurations must meet."""

    places: tuple[Place, ...]
    dims: tuple[str, ...]
    require: tuple[Rule, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules: those under which parameters are active, and what is required."""
        return (*(place.when for place in self.places if place.when is not None), *self.require)

    def view(self, params: Params) -> Params:
        """Return `params` as expressions see them."""
        return {place.name: place.seen(params[place.name]) for place in self.places if place.name in params}

    def decode(self, units: Sequence[float]) -> dict[str, Json]:
        """Return the configuration at a point of the cube; NaN stands for the default."""
        params: dict[str, Json] = {}
        for place in self.places:
            if place.when is not None and not place.when.is_met(params):
                continue
            if place.axis is None:
                params[place.name] = value_of(place.parameter)
                continue
            unit = units[place.column]
            params[place.name] = place.axis.from_unit(place.fallback if unit != unit else unit)
        return params

    def checked(self, params: Params) -> dict[str, Json]:
        """Return a copy in plain types, constants filled in; ValueError if it is no configuration of the space."""
        unknown = [name for name in params if name not in {place.name for place in self.places}]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no parameter of the space{_hint(unknown[0], self._names())}")
        complete: dict[str, Json] = {}
        view: dict[str, Json] = {}
        for place in self.places:
            value = params.get(place.name, MISSING)
            if not place.is_active(view):
                if value is not MISSING:
                    raise _inactive(place, value)
                continue
            complete[place.name] = _accepted(place, value)
            view[place.name] = place.seen(complete[place.name])
        return complete

    def default(self) -> dict[str, Json]:
        """Return the configuration of all defaults, whether or not it meets what is required."""
        complete: dict[str, Json] = {}
        view: dict[str, Json] = {}
        for place in self.places:
            if not place.is_active(view):
                continue
            complete[place.name] = default_of(place)
            view[place.name] = place.seen(complete[place.name])
        return complete

    def broken(self, params: Params) -> list[Expression]:
        """Return what is required and not met by `params`."""
        if not self.require:
            return []
        view = self.view(params)
        return [rule.condition for rule in self.require if rule.is_broken(view)]

    def _names(self) -> list[str]:
        return [place.name for place in self.places]


def laid_out(parameters: Mapping[str, Parameter], require: Sequence[Expression], outside: Collection[str]) -> Layout:
    """Return the layout of checked parameters.

    Args:
        parameters: by name, in the user's order.
        require: conditions on configurations.
        outside: names of parents that are not in the space yet, until it is merged with others.

    Raises:
        ValueError: for unknown parents, circles, and conditions that can never hold.
    """
    for name, parameter in parameters.items():
        if parameter.when is not None:
            check_condition(f"parameter {name!r}: when", parameter.when, parameters, outside)
    for condition in require:
        if not (isinstance(condition, Expression) and condition.op in CONDITIONS):
            raise TypeError(f"require must be a list of conditions such as tw.param('a') <= 3, got {condition!r}")
        check_condition("require", condition, parameters, outside)
    dims = tuple(name for name, parameter in parameters.items() if not isinstance(parameter, Constant))
    columns = {name: column for column, name in enumerate(dims)}
    places = tuple(_place(name, parameters[name], columns.get(name, -1)) for name in parents_first(parameters))
    return Layout(places, dims, tuple(map(Rule.of, require)))


def parents_first(parameters: Mapping[str, Parameter]) -> list[str]:
    """Return the names so that parents come before children, and as given otherwise.

    Raises:
        ValueError: if parents run in a circle.
    """
    ordered: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise ValueError(f"parameter {name!r}: when= runs in a circle: {circle}; take one condition away")
        when = parameters[name].when
        if name in ordered:
            return
        for parent in sorted(when.names) if when is not None else ():
            if parent in parameters:
                visit(parent, (*path, name))
        ordered[name] = None

    for name in parameters:
        visit(name, ())
    return list(ordered)


def check_condition(
    where: str, condition: Expression, parameters: Mapping[str, Parameter], outside: Collection[str]
) -> None:
    """Refuse a condition with unknown names, an order among texts, or a choice that is none."""
    for name in sorted(condition.names - set(outside)):
        if name not in parameters:
            raise ValueError(f"{where} mentions {name!r}, which is no parameter of the space{_hint(name, parameters)}")
    for node in condition.nodes():
        if node.op in {"param", "value"}:
            continue
        for operand in node.args:
            chosen = parameters.get(operand.args[0]) if operand.op == "param" else None
            if isinstance(chosen, Constant):
                _check_order(where, node, operand.args[0], [chosen.value])
            elif isinstance(chosen, Categorical | Ordinal):
                _check_order(where, node, operand.args[0], chosen.choices)
                _check_equality(where, node, operand.args[0], chosen.choices)


def _check_order(where: str, node: Expression, name: str, choices: Sequence[Json]) -> None:
    if node.op in ORDERINGS | SUMS and not all(map(is_number, choices)):
        raise ValueError(f"{where} puts {name!r} in an order or a sum, but not all its values are numbers; use isin")


def _check_equality(where: str, node: Expression, name: str, choices: Sequence[Json]) -> None:
    literals = [arg.args[0] for arg in node.args if arg.op == "value"]
    if node.op not in {"==", "!=", "in"} or not literals:
        return
    named = literals[0] if node.op == "in" else literals
    if not any(choice == value for choice in choices for value in named):
        raise ValueError(f"{where} compares {name!r} with {named!r}, but the choices are {list(choices)!r}; mend one")


def _inactive(place: Place, value: Json) -> ValueError:
    assert place.when is not None
    return ValueError(f"parameter {place.name!r} only matters when {place.when.condition}, got {value!r}; leave it out")


def _accepted(place: Place, value: Json) -> Json:
    if place.axis is None:
        constant = value_of(place.parameter)
        if value is MISSING or is_same(plain(value), constant):
            return constant
        raise ValueError(f"parameter {place.name!r} is the constant {constant!r}, got {value!r}; leave it out")
    if value is MISSING:
        raise ValueError(f"parameter {place.name!r} has no value; give one, such as {default_of(place)!r}")
    try:
        return place.axis.accept(plain(value))
    except (TypeError, ValueError) as error:
        raise ValueError(f"parameter {place.name!r} {error}") from None


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = get_close_matches(name, names, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {names!r}"


def value_of(constant: Parameter) -> Json:
    """Return the value of a constant."""
    assert isinstance(constant, Constant)
    return constant.value


def has_default(place: Place) -> bool:
    """Return whether the user gave a default."""
    return _given(place.parameter) is not MISSING


def default_of(place: Place) -> Json:
    """Return the default of a parameter: given, special, or that of its coordinate."""
    if place.axis is None:
        return value_of(place.parameter)
    if place.special is not None:
        return place.special.value
    return _given(place.parameter) if has_default(place) else place.axis.from_unit(place.fallback)


def _given(parameter: Parameter) -> Json:
    if isinstance(parameter, Constant):
        return parameter.value
    is_number = isinstance(parameter, Float | Int)
    return MISSING if is_number and parameter.default is None else parameter.default


def _place(name: str, parameter: Parameter, column: int) -> Place:
    axis = axis_of(parameter)
    given = _given(parameter)
    special = given if isinstance(given, Special) else None
    when = None if parameter.when is None else Rule.of(parameter.when)
    fallback = 0.0 if isinstance(parameter, Categorical) else 0.5
    if axis is not None and given is not MISSING:
        fallback = axis.to_unit(given if special is None else special.near)
    return Place(name, parameter, axis, column, when, fallback, special)
