"""SMAC's facade for hyperparameters, as a child process that `child.py` talks to; it needs nothing of ours.

Install it by `python -m venv smac && smac/bin/pip install 'smac==2.4.*'`, and let TUNEWRIGHT_SMAC_PYTHON name that
Python. The defaults are told before anything is asked, so that they are the first trial.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from typing import Any

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

    def __init__(self, start: dict[str, Any], folder: str) -> None:
        space = space_of(start["dims"])
        scenario = Scenario(
            space,
            deterministic=not start["is_noisy"],
            n_trials=start["n_trials"],
            seed=start["seed"],
            output_directory=folder,
        )
        self.smac = HyperparameterOptimizationFacade(scenario, never, overwrite=True, logging_level=50)
        self.asked: Any = None
        self.first: Any = space.get_default_configuration()

    def ask(self) -> dict[str, Any]:
        """Return the defaults, and then what SMAC proposes."""
        if self.asked is None:
            self.asked = TrialInfo(self.first, seed=0)
        else:
            self.asked = self.smac.ask()
        return {"params": {name: plain(value) for name, value in dict(self.asked.config).items()}}

    def tell(self, loss: float) -> dict[str, Any]:
        """Hand the loss on."""
        self.smac.tell(self.asked, TrialValue(cost=loss), save=False)
        return {}


def never(config: Any, seed: int = 0) -> float:
    """Stand where SMAC wants a function; it is only asked and told."""
    raise AssertionError("ask and tell only")


def answers(lines: Iterable[str], folder: str) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line."""
    began, run = time.process_time(), Run(json.loads(next(iter(lines)))["start"], folder)
    yield {"seconds": time.process_time() - began}
    for line in lines:
        message = json.loads(line)
        answer = run.ask() if "ask" in message else run.tell(message["tell"])
        yield {**answer, "seconds": time.process_time() - began}


def main() -> None:
    """Answer line by line until there are no more."""
    out, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as folder:
        for answer in answers(sys.stdin, folder):
            print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
