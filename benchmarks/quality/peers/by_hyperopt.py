"""Hyperopt's TPE with its own settings: `pip install hyperopt`.

Conditions are spoken in its own way: a parent is a choice of dictionaries, and holds what depends on it. Whole numbers
on a log scale are drawn continuously, half a unit beyond the ends, and rounded. A trial that runs stands among the
others without a loss, as in its own parallel runs; TPE counts it as the worst.
"""

import math
from typing import Any

import numpy as np

from benchmarks.quality.asker import Plan, Seen
from benchmarks.quality.dims import Dim, active, dims_of
from tunewright.space.values import Json, Params


class HyperoptTpe:
    """Hyperopt's TPE in the middle of a run."""

    def __init__(self, plan: Plan) -> None:
        from hyperopt import Trials
        from hyperopt.base import Domain

        self.child_seconds = 0.0
        self._dims = dims_of(plan.space)
        self._expression = _expression(self._dims)
        self._domain = Domain(lambda params: 0.0, self._expression)
        self._trials = Trials()
        self._rng = np.random.default_rng(plan.seed)

    def ask(self, number: int) -> Params:
        """Return the defaults, and then what TPE suggests, and put the trial where TPE looks for it."""
        from hyperopt import JOB_STATE_RUNNING, space_eval

        documents = self._suggested() if number else self._first()
        documents[0]["state"] = JOB_STATE_RUNNING
        self._trials.insert_trial_docs(documents)
        self._trials.refresh()
        drawn = {label: values[0] for label, values in documents[0]["misc"]["vals"].items() if values}
        return _params(self._dims, space_eval(self._expression, drawn))

    def tell(self, number: int, seen: Seen) -> None:
        """End the trial."""
        from hyperopt import JOB_STATE_DONE, STATUS_OK

        document = self._trials.trials[number]
        document |= {"state": JOB_STATE_DONE, "result": {"loss": seen.loss, "status": STATUS_OK}}
        self._trials.refresh()

    def _suggested(self) -> list[Any]:
        """Return the documents of a trial of TPE's."""
        from hyperopt import tpe

        ids, seed = self._trials.new_trial_ids(1), int(self._rng.integers(2**31 - 1))
        documents: list[Any] = tpe.suggest(ids, self._domain, self._trials, seed, verbose=False)
        return documents

    def _first(self) -> list[Any]:
        """Return the documents of a trial with the defaults."""
        params = active(self._dims, {dim.name: dim.default for dim in self._dims})
        labels = {dim.name: [self._drawn(dim, params[dim.name])] if dim.name in params else [] for dim in self._dims}
        number = self._trials.new_trial_ids(1)[0]
        places = {label: [number] if values else [] for label, values in labels.items()}
        misc = {"tid": number, "cmd": self._domain.cmd, "workdir": None, "idxs": places, "vals": labels}
        documents: list[Any] = self._trials.new_trial_docs([number], [None], [self._domain.new_result()], [misc])
        return documents

    def _drawn(self, dim: Dim, value: Json) -> Json:
        """Return what hyperopt would have drawn for this value of a parameter."""
        is_parent = any(child.parent == dim.name for child in self._dims)
        return value if dim.kind in {"float", "int"} and not is_parent else _values(dim).index(value)


def _expression(dims: list[Dim]) -> dict[str, Any]:
    """Return the space; children are made before their parents, and stand in each branch that has them."""
    from hyperopt import hp

    nodes: dict[str, Any] = {}
    for dim in reversed(dims):
        children = [child for child in dims if child.parent == dim.name]
        if not children:
            nodes[dim.name] = _node(hp, dim)
            continue
        branches = [
            {"value": value, **{child.name: nodes[child.name] for child in children if value in child.values}}
            for value in _values(dim)
        ]
        nodes[dim.name] = hp.choice(dim.name, branches)
    return {dim.name: nodes[dim.name] for dim in dims if dim.parent is None}


def _node(hp: Any, dim: Dim) -> Any:
    low, high = dim.bounds
    match dim.kind:
        case "float" if dim.log:
            return hp.loguniform(dim.name, math.log(low), math.log(high))
        case "float":
            return hp.uniform(dim.name, low, high)
        case "int" if dim.log:
            return hp.loguniform(dim.name, math.log(low - 0.5), math.log(high + 0.5))
        case "int":
            return hp.uniformint(dim.name, low, high)
        case "ordinal":
            return hp.uniformint(dim.name, 0, len(dim.choices) - 1)
        case "categorical":
            return hp.choice(dim.name, list(dim.choices))


def _values(dim: Dim) -> list[Json]:
    return list(range(int(dim.bounds[0]), int(dim.bounds[1]) + 1)) if dim.kind == "int" else list(dim.choices)


def _params(dims: list[Dim], found: dict[str, Any]) -> Params:
    flat: dict[str, Any] = {}
    for name, value in found.items():
        flat |= {name: value["value"], **value} if isinstance(value, dict) else {name: value}
    return {dim.name: _plain(dim, flat[dim.name]) for dim in dims if dim.name in flat}


def _plain(dim: Dim, value: Any) -> Json:
    low, high = dim.bounds
    match dim.kind:
        case "float":
            return min(max(float(value), low), high)
        case "int":
            return int(min(max(round(value), low), high))
        case "ordinal":
            return dim.choices[int(value)]
        case "categorical":
            return value
