"""What was found and what was searched, as two tables: default beside tuned, and the space with its explanations."""

from collections.abc import Mapping
from dataclasses import dataclass

from tunewright.report.scene import Scene
from tunewright.report.wording import shown
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter
from tunewright.space.values import MISSING, Json, Special

INACTIVE = "not used"
MOST_SEEN = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """One hyperparameter as the default and the best configuration have it."""

    name: str
    default: str
    best: str
    is_changed: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class Searched:
    """One hyperparameter of the space: what was tried, when it applies, and what it does."""

    name: str
    tried: str
    default: str
    when: str
    explanation: str


def settings_of(scene: Scene) -> list[Setting]:
    """Return the hyperparameters of the best configuration and of the default; empty without a best one."""
    if scene.best is None:
        return []
    best = scene.trials[scene.best].params
    default = scene.trials[scene.default].params if scene.default is not None else {}
    order = [name for name in scene.contents.space.names if name in best or name in default]
    names = dict.fromkeys([*order, *best, *default])
    return [_setting(scene, name, default, best) for name in names]


def searched_of(scene: Scene) -> list[Searched]:
    """Return the hyperparameters of the space, or those that the trials used if none was declared."""
    space = scene.contents.space
    names = space.names or tuple(dict.fromkeys(name for trial in scene.trials for name in trial.params))
    return [_searched(scene, name) for name in names]


def _setting(scene: Scene, name: str, default: Mapping[str, Json], best: Mapping[str, Json]) -> Setting:
    before = shown(default[name]) if name in default else INACTIVE
    after = shown(best[name]) if name in best else INACTIVE
    return Setting(name, before, after, before != after, scene.contents.explanations.get(name, ""))


def _searched(scene: Scene, name: str) -> Searched:
    parameter = scene.contents.space.parameters.get(name)
    explanation = scene.contents.explanations.get(name, "")
    if parameter is None:
        return Searched(name, _seen(scene, name), "", "", explanation)
    when = "" if parameter.when is None else str(parameter.when)
    return Searched(name, _tried(parameter), _default(parameter), when, explanation)


def _tried(parameter: Parameter) -> str:
    match parameter:
        case Constant():
            return f"{shown(parameter.value)} (fixed)"
        case Categorical():
            return ", ".join(shown(choice) for choice in parameter.choices)
        case Ordinal():
            return " < ".join(shown(choice) for choice in parameter.choices)
        case _:
            scale = ", log scale" if parameter.log else ""
            return f"{shown(parameter.low)} to {shown(parameter.high)}{scale}"


def _default(parameter: Parameter) -> str:
    if isinstance(parameter, Constant) or parameter.default is MISSING:
        return ""
    if isinstance(parameter.default, Special):
        return shown(parameter.default.value)
    is_given = parameter.default is not None or not isinstance(parameter, Float | Int)
    return shown(parameter.default) if is_given else ""


def _seen(scene: Scene, name: str) -> str:
    values = [trial.params[name] for trial in scene.trials if name in trial.params]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(values) and numbers:
        return f"{shown(min(numbers))} to {shown(max(numbers))} were seen"
    names = list(dict.fromkeys(shown(value) for value in values))
    return ", ".join(names[:MOST_SEEN]) + (" …" if len(names) > MOST_SEEN else "")
