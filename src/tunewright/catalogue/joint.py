"""Several families in one space: the model itself becomes a hyperparameter.

Every parameter carries its family's name, as in "svm.C", and is active only while "model" is that family. With one
family "model" is a constant and nothing else differs, so that stored trials look alike.
"""

from collections.abc import Sequence

from tunewright.catalogue.by_name import entry
from tunewright.catalogue.entry import Entry, Estimator, Shape, Task
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Ordinal, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json, Params

MODEL = "model"


def joint_space(entries: Sequence[Entry], shape: Shape) -> Space:
    """Return the space of all `entries`, one or more, for a table of this shape.

    Raises:
        ValueError: if there is no entry, or one comes twice.
    """
    names = [each.name for each in entries]
    if not names:
        raise ValueError("entries must hold one model or more, got none; name one, such as 'svm'")
    if len(set(names)) < len(names):
        raise ValueError(f"entries must differ, got {', '.join(names)}; name each model once")
    if len(names) == 1:
        only = entries[0].space(shape).prefixed(f"{names[0]}.")
        return Space.merged([only], {MODEL: Constant(names[0])})
    parts = [each.space(shape).prefixed(f"{each.name}.", when=param(MODEL) == each.name) for each in entries]
    return Space.merged(parts, {MODEL: Categorical(names, default=names[0])})


def models_of(space: Space) -> list[str]:
    """Return the families that a joint space holds, in their order."""
    parameter = space.parameters[MODEL]
    if isinstance(parameter, Constant):
        return [parameter.value]
    assert isinstance(parameter, Categorical | Ordinal)
    return list(parameter.choices)


def default_configurations(space: Space) -> list[dict[str, Json]]:
    """Return the default configuration of each family in a joint space, to be run before anything else.

    They are the estimators' own defaults wherever the space still allows these: a range that was set by hand and does
    not hold the default puts its centre there.
    """
    return [_with_model(space, name).defaults() for name in models_of(space)]


def model_of(params: Params) -> str:
    """Return which family a configuration of a joint space is of."""
    return str(params[MODEL])


def strip(params: Params) -> dict[str, Json]:
    """Return what the family itself is given: its own parameters, without their prefix."""
    prefix = f"{model_of(params)}."
    return {name.removeprefix(prefix): value for name, value in params.items() if name.startswith(prefix)}


def build_joint(params: Params, task: Task, seed: int) -> Estimator:
    """Return the unfitted estimator that a configuration of a joint space stands for."""
    return entry(model_of(params)).build(strip(params), task, seed)


def _with_model(space: Space, name: str) -> Space:
    parameters: dict[str, Parameter] = {**space.parameters, MODEL: Constant(name)}
    return Space(parameters, space.require)
