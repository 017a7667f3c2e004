"""What a person changes in a space from the command line: `--set svm.C=0.1:10`, or a file of parameters.

What is given replaces what the catalogue says; default, condition and simpler end stay where they still make sense. A
parameter that can no longer become active, as `svm.degree` after `svm.kernel=rbf`, is taken out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import product

from tunewright.catalogue.by_name import entry
from tunewright.catalogue.entry import Task
from tunewright.catalogue.joint import MODEL, models_of
from tunewright.catalogue.set_syntax import parameter_from
from tunewright.space import toml_form
from tunewright.space.checks import checked
from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Constant, End, Float, Int, Ordinal, Parameter
from tunewright.space.space import Space
from tunewright.space.values import MISSING, Json, Special, is_number, is_same

FORMS = "NAME=LOW:HIGH, NAME=LOW:HIGH:log, NAME=ONE,TWO or NAME=VALUE"


def apply_sets(space: Space, sets: Sequence[str]) -> Space:
    """Return `space` with ranges, lists and fixed values as `--set` gives them.

    Args:
        space: a joint space.
        sets: texts such as "svm.C=0.1:10", "svm.C=0.1:10:log", "tree.criterion=gini,entropy", "svm.kernel=rbf".

    Raises:
        ValueError: if a text cannot be read, names no parameter, or asks for what is not possible.
    """
    parameters = dict(space.parameters)
    done: dict[str, str] = {}
    for text in sets:
        try:
            name, wanted = _read(text, parameters)
            if name in done:
                raise ValueError(f"{name} is set already, by {done[name]}; give one range, list or value")
            new = checked(name, parameter_from(wanted, parameters[name]))
            parameters[name] = checked(name, _inheriting(new, parameters[name]))
        except (TypeError, ValueError) as error:
            raise ValueError(f"--set {text}: {error}") from None
        done[name] = text
    alive = without_dead(parameters)
    for name in sorted(set(done) - set(alive)):
        raise ValueError(f"--set {done[name]}: has no effect, since {parameters[name].when} never holds; leave it out")
    return _space(alive, space.require)


def with_file(space: Space, text: str, task: Task) -> Space:
    """Return `space` with the parameters of a `--space` file, as `with_parameters` does.

    Args:
        space: a joint space.
        text: TOML as `Space.to_toml` writes it; conditions may mention parameters of `space`.
        task: which estimators are meant.

    Raises:
        ValueError: if the text is no such TOML, or a name belongs to none of the models or estimators.
    """
    given = Space.from_json({**toml_form.read(text), "outside": list(space.names)})
    for name in given.names:
        if name not in space.parameters:
            _check_setting(name, _model_for(name, models_of(space)), task)
    return with_parameters(space, given)


def with_parameters(space: Space, given: Space) -> Space:
    """Return `space` with the parameters of `given` in place of its own, and new ones added.

    A new parameter goes to the estimator under its own name: "svm.tol" sets `tol`. What is left out of a known one
    (default, condition, simpler end) stays as it was, where it still makes sense.

    Args:
        space: a joint space.
        given: parameters named as in a joint space.

    Raises:
        ValueError: if a name belongs to none of the models of `space`.
    """
    parameters = dict(space.parameters)
    models = models_of(space)
    for name, parameter in given.parameters.items():
        if name == MODEL and parameter == parameters[MODEL]:
            continue
        model = _model_for(name, models)
        if name in space.parameters:
            parameters[name] = _inheriting(parameter, space.parameters[name])
        else:
            own = param(MODEL) == model if len(models) > 1 else None
            parameters[name] = replace(parameter, when=_both(own, parameter.when))
    return _space(without_dead(parameters), (*space.require, *given.require))


def without_dead(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Return the parameters that can become active, as far as their parents' choices decide it."""
    alive = {name: parameter for name, parameter in parameters.items() if _can_be_active(parameter, parameters)}
    return alive if len(alive) == len(parameters) else without_dead(alive)


def _read(text: str, parameters: Mapping[str, Parameter]) -> tuple[str, str]:
    name, equals, wanted = (part.strip() for part in text.partition("="))
    if not (name and equals and wanted):
        raise ValueError(f"cannot be read; write {FORMS}")
    if name == MODEL:
        raise ValueError("the models are chosen with --model")
    if name not in parameters:
        raise ValueError(f"there is no parameter {name!r}; {_nearest(name, parameters)}")
    return name, wanted


def _nearest(name: str, parameters: Mapping[str, Parameter]) -> str:
    known = [each for each in parameters if each != MODEL]
    same_end = [each for each in known if each.partition(".")[2].lower() == name.rpartition(".")[2].lower()]
    return f"did you mean {' or '.join(same_end)}?" if same_end else _suggested(name, known)


def _suggested(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"


def _inheriting(new: Parameter, old: Parameter) -> Parameter:
    """Return `new` with condition, default and simpler end of `old` where it has none and they still make sense."""
    if new.when is None:
        new = replace(new, when=old.when)
    if isinstance(new, Constant) or isinstance(old, Constant):
        return new
    if isinstance(new, Float | Int):
        new = replace(new, simpler=new.simpler or _end(old.simpler))
        is_like = new.default is None and type(new) is type(old)
        return replace(new, default=_default_within(old.default, new)) if is_like else new
    if new.default is MISSING:
        default = old.default.value if isinstance(old.default, Special) else old.default
        new = replace(new, default=default if _is_in(default, new.choices) else MISSING)
    if isinstance(new, Ordinal):
        return replace(new, simpler=new.simpler or _end(old.simpler))
    left = [] if isinstance(old.simpler, str) else [each for each in old.simpler or () if _is_in(each, new.choices)]
    return replace(new, simpler=new.simpler or left or None)


def _default_within(default: Json, new: Float | Int) -> Json:
    """Return the default if the range still holds it, a special one if the range holds its near value, else None."""
    value = default.value if isinstance(default, Special) else default
    if is_number(value) and new.low <= value <= new.high:
        return value
    return default if isinstance(default, Special) and new.low <= default.near <= new.high else None


def _end(simpler: End | Sequence[Json] | None) -> End | None:
    return simpler if simpler == "low" or simpler == "high" else None


def _is_in(value: Json, choices: Sequence[Json]) -> bool:
    return value is not MISSING and any(is_same(value, choice) for choice in choices)


def _can_be_active(parameter: Parameter, parameters: Mapping[str, Parameter]) -> bool:
    if parameter.when is None:
        return True
    names = sorted(parameter.when.names)
    if not all(name in parameters for name in names):
        return False
    choices = [_choices(parameters[name]) for name in names]
    if any(each is None for each in choices):
        return True
    combinations = product(*(each for each in choices if each is not None))
    return any(parameter.when.value(dict(zip(names, values, strict=True))) for values in combinations)


def _choices(parameter: Parameter) -> Sequence[Json] | None:
    if isinstance(parameter, Constant):
        return [parameter.value]
    return parameter.choices if isinstance(parameter, Categorical | Ordinal) else None


def _both(own: Expression | None, when: Expression | None) -> Expression | None:
    if own is None or when is None:
        return when if own is None else own
    return when if MODEL in when.names else own & when


def _model_for(name: str, models: Sequence[str]) -> str:
    model, _, own = name.partition(".")
    if own and model in models:
        return model
    raise ValueError(
        f"parameter {name!r} belongs to none of the models {', '.join(models)}; "
        f"write a name such as {models[0]}.{own or model}, and choose models with --model"
    )


def _check_setting(name: str, model: str, task: Task) -> None:
    known = entry(model).build({}, task, 0).get_params()
    own = name.partition(".")[2]
    if own not in known:
        raise ValueError(f"parameter {name!r}: the estimator has no {own!r}; {_suggested(own, list(known))}")


def _space(parameters: Mapping[str, Parameter], require: Sequence[Expression]) -> Space:
    """Return the space without the requirements that speak of what was taken out: those hold anyway."""
    return Space(parameters, [each for each in require if each.names <= set(parameters)])
