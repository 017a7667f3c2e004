"""Nevergrad's NGOpt, which chooses among its optimisers by the problem: `pip install nevergrad`.

It is told all parameters flat: what is inactive is proposed too, and left out.
"""

from typing import Any

import numpy as np

from benchmarks.quality.asker import Plan, Seen
from benchmarks.quality.dims import Dim, active, dims_of
from tunewright.space.values import Json, Params


class NgOpt:
    """NGOpt in the middle of a run."""

    def __init__(self, plan: Plan) -> None:
        import nevergrad as ng

        self.child_seconds = 0.0
        self._dims = dims_of(plan.space)
        space = ng.p.Dict(**{dim.name: _parameter(ng, dim) for dim in self._dims})
        space.random_state = np.random.RandomState(plan.seed)  # it takes no other
        space.function.deterministic = not plan.is_noisy
        self._optimizer = ng.optimizers.NGOpt(space, budget=plan.n_trials, num_workers=plan.n_running)
        self._optimizer.suggest({dim.name: dim.default for dim in self._dims})
        self._running: dict[int, Any] = {}

    def ask(self, number: int) -> Params:
        """Return what NGOpt proposes."""
        asked = self._running[number] = self._optimizer.ask()
        return active(self._dims, {dim.name: _plain(dim, asked.value[dim.name]) for dim in self._dims})

    def tell(self, number: int, seen: Seen) -> None:
        """Hand the loss on."""
        self._optimizer.tell(self._running.pop(number), seen.loss)


def _parameter(ng: Any, dim: Dim) -> Any:
    low, high = dim.bounds
    match dim.kind:
        case "float" | "int" if dim.log:
            number = ng.p.Log(init=dim.default, lower=low, upper=high)
        case "float" | "int":
            number = ng.p.Scalar(init=dim.default, lower=low, upper=high)
        case "ordinal":
            return ng.p.TransitionChoice(list(dim.choices))
        case "categorical":
            return ng.p.Choice(list(dim.choices))
    return number.set_integer_casting() if dim.kind == "int" else number


def _plain(dim: Dim, value: Any) -> Json:
    return float(np.clip(value, *dim.bounds)) if dim.kind == "float" else value
