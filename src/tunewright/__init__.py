"""tunewright finds better hyperparameters in less time, and says whether the gain will hold on data nobody has seen.

Everything below is loaded on first use: `import tunewright` itself loads nothing but this table.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunewright.errors import TrialPruned, TunewrightError
    from tunewright.execution.limits import Limits
    from tunewright.space.expressions import param
    from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
    from tunewright.space.space import Space
    from tunewright.study.create import create_study, load_study
    from tunewright.study.live import LiveTrial
    from tunewright.study.study import Study
    from tunewright.trials.state import State
    from tunewright.trials.trial import Trial

__version__ = "0.1.0.dev0"

__all__ = [
    "Space",
    "Float",
    "Int",
    "Categorical",
    "Ordinal",
    "Constant",
    "Special",
    "param",
    "create_study",
    "load_study",
    "Study",
    "LiveTrial",
    "Trial",
    "State",
    "Limits",
    "TrialPruned",
    "TunewrightError",
]

HOMES = {
    "Space": "space.space",
    "Float": "space.parameters",
    "Int": "space.parameters",
    "Categorical": "space.parameters",
    "Ordinal": "space.parameters",
    "Constant": "space.parameters",
    "Special": "space.parameters",
    "param": "space.expressions",
    "create_study": "study.create",
    "load_study": "study.create",
    "Study": "study.study",
    "LiveTrial": "study.live",
    "Trial": "trials.trial",
    "State": "trials.state",
    "Limits": "execution.limits",
    "TrialPruned": "errors",
    "TunewrightError": "errors",
}


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'tunewright' has no attribute {name!r}")
    value = getattr(import_module(f"tunewright.{HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
