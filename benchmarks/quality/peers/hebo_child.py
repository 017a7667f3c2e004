"""HEBO, as a child process that `child.py` talks to; it needs nothing of ours.

It wants old packages; on Python 3.11 these work together, and TUNEWRIGHT_HEBO_PYTHON names that Python:

    python -m venv hebo
    hebo/bin/pip install torch==2.13.0 'numpy<1.25' 'scipy<1.12' 'pandas<2.2' 'scikit-learn<1.5' pymoo==0.6.0.1 \\
        'gpytorch<1.12' 'linear_operator<0.6' disjoint-set catboost
    hebo/bin/pip install GPy==1.13.2
    hebo/bin/pip install --no-deps HEBO==0.3.6

It is told all parameters flat: what is inactive is proposed too, and left out; it learns from what it proposed. Ordered
values are whole numbers. The defaults are told before anything is asked, so that they are the first trial. It cannot be
told what is running, so that it takes no part where several trials run at a time.

A suggestion took 4.0 s of processor time after 25 trials and 4.2 s after 50, on six numbers, one thread, on a busy
machine; the first seven are drawn and take none.
"""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import torch
from answering import serve
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

Dim = dict[str, Any]


class Run:
    """HEBO in the middle of a run."""

    def __init__(self, start: dict[str, Any]) -> None:
        warnings.simplefilter("ignore")
        np.random.seed(start["seed"])  # noqa: NPY002  # HEBO draws from the global generators
        torch.manual_seed(start["seed"])
        self.dims: list[Dim] = start["dims"]
        space = DesignSpace().parse([parameter(dim) for dim in self.dims])
        self.hebo = HEBO(space, scramble_seed=start["seed"])
        self.first = pd.DataFrame([{dim["name"]: code(dim, dim["default"]) for dim in self.dims}])
        self.running: dict[int, pd.DataFrame] = {}

    def ask(self, number: int) -> dict[str, Any]:
        """Return the defaults, and then what HEBO proposes."""
        asked = self.running[number] = self.hebo.suggest() if number else self.first
        return active(self.dims, {dim["name"]: value(dim, asked[dim["name"]].iloc[0]) for dim in self.dims})

    def tell(self, number: int, loss: float) -> None:
        """Hand the loss on."""
        self.hebo.observe(self.running.pop(number), np.array([[loss]]))


def parameter(dim: Dim) -> Dim:
    """Return one parameter as HEBO has it."""
    name, (low, high) = dim["name"], dim["bounds"]
    if dim["kind"] == "categorical":
        return {"name": name, "type": "cat", "categories": list(range(len(dim["choices"])))}
    if dim["kind"] == "ordinal":
        return {"name": name, "type": "int", "lb": 0, "ub": len(dim["choices"]) - 1}
    kinds = {("float", False): "num", ("float", True): "pow", ("int", False): "int", ("int", True): "pow_int"}
    return {"name": name, "type": kinds[dim["kind"], dim["log"]], "lb": low, "ub": high}


def code(dim: Dim, given: Any) -> Any:
    """Return a value as HEBO has it: choices by their index."""
    return dim["choices"].index(given) if dim["choices"] else given


def value(dim: Dim, coded: Any) -> Any:
    """Return what HEBO proposes as our value."""
    if dim["choices"]:
        return dim["choices"][round(coded)]
    low, high = dim["bounds"]
    return min(max(round(coded) if dim["kind"] == "int" else float(coded), low), high)


def active(dims: list[Dim], values: dict[str, Any]) -> dict[str, Any]:
    """Return what of `values` matters; `dims` has parents first."""
    params: dict[str, Any] = {}
    for dim in dims:
        parent = dim["parent"]
        if parent is None or (parent in params and params[parent] in dim["values"]):
            params[dim["name"]] = values[dim["name"]]
    return params


if __name__ == "__main__":
    serve(Run)
