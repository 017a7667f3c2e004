"""SMAC's facade for hyperparameters, as a child process that `child.py` talks to; it needs nothing of ours.

Install it by `python -m venv smac && smac/bin/pip install 'smac==2.4.*'`, and let TUNEWRIGHT_SMAC_PYTHON name that
Python. The defaults are told before anything is asked, so that they are the first trial.
"""

import tempfile
from typing import Any

from answering import serve
from ConfigSpace import (
    CategoricalHyperparameter,
    ConfigurationSpace,
    EqualsCondition,
    InCondition,
    OrdinalHyperparameter,
    UniformFloatHyperparameter,
    UniformIntegerHyperparameter,
)
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.dataclasses import TrialInfo, TrialValue


def space_of(dims: list[dict[str, Any]]) -> ConfigurationSpace:
    """Return the parameters as a ConfigSpace."""
    space = ConfigurationSpace()
    for dim in dims:
        space.add(parameter(dim))
    for dim in dims:
        if dim["parent"] is not None:
            child, parent, values = space[dim["name"]], space[dim["parent"]], dim["values"]
            is_one = len(values) == 1
            space.add(EqualsCondition(child, parent, values[0]) if is_one else InCondition(child, parent, values))
    return space


def parameter(dim: dict[str, Any]) -> Any:
    """Return one parameter as ConfigSpace has it."""
    name, default = dim["name"], dim["default"]
    if dim["kind"] == "categorical":
        return CategoricalHyperparameter(name, dim["choices"], default_value=default)
    if dim["kind"] == "ordinal":
        return OrdinalHyperparameter(name, dim["choices"], default_value=default)
    kind = UniformFloatHyperparameter if dim["kind"] == "float" else UniformIntegerHyperparameter
    return kind(name, *dim["bounds"], default_value=default, log=dim["log"])


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return value.item() if hasattr(value, "item") else value


class Run:
    """SMAC in the middle of a run."""

    def __init__(self, start: dict[str, Any]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        space = space_of(start["dims"])
        scenario = Scenario(
            space,
            deterministic=not start["is_noisy"],
            n_trials=start["n_trials"],
            seed=start["seed"],
            output_directory=self.folder.name,
        )
        self.smac = HyperparameterOptimizationFacade(scenario, never, overwrite=True, logging_level=50)
        self.running: dict[int, TrialInfo] = {}
        self.first = space.get_default_configuration()

    def ask(self, number: int) -> dict[str, Any]:
        """Return the defaults, and then what SMAC proposes."""
        asked = self.running[number] = self.smac.ask() if number else TrialInfo(self.first, seed=0)
        return {name: plain(value) for name, value in dict(asked.config).items()}

    def tell(self, number: int, loss: float) -> None:
        """Hand the loss on."""
        self.smac.tell(self.running.pop(number), TrialValue(cost=loss), save=False)


def never(config: Any, seed: int = 0) -> float:
    """Stand where SMAC wants a function; it is only asked and told."""
    raise AssertionError("ask and tell only")


if __name__ == "__main__":
    serve(Run)
