"""Optuna: `pip install 'optuna>=5,<6' greenlet`, and `torch` for its Gaussian process.

Conditions are spoken in its own way: what is inactive is not suggested. Ordered values are suggested by their index.
Its Gaussian process is told whether there is noise, which helps it; all else is as it comes: both take trials that run
into account by themselves (TPE by `constant_liar`, which Optuna 5 switches on).
"""

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.quality.asker import Plan, Seen
from benchmarks.quality.dims import Dim, active, dims_of
from tunewright.space.values import Json, Params

Maker = Callable[[Any, Plan], Any]
SAMPLERS: Mapping[str, Maker] = {
    "tpe": lambda samplers, plan: samplers.TPESampler(seed=plan.seed),
    "tpe-multivariate": lambda samplers, plan: samplers.TPESampler(multivariate=True, group=True, seed=plan.seed),
    "gp": lambda samplers, plan: samplers.GPSampler(seed=plan.seed, deterministic_objective=not plan.is_noisy),
}


class Optuna:
    """A sampler of Optuna in the middle of a run.

    Args:
        name: one of `SAMPLERS`.
        plan: what it is to do.
    """

    def __init__(self, name: str, plan: Plan) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.child_seconds = 0.0
        self._dims = dims_of(plan.space)
        self._study = optuna.create_study(sampler=SAMPLERS[name](optuna.samplers, plan))
        first = active(self._dims, {dim.name: dim.default for dim in self._dims})
        self._study.enqueue_trial({dim.name: _inside(dim, first[dim.name]) for dim in self._dims if dim.name in first})
        self._running: dict[int, Any] = {}

    def ask(self, number: int) -> Params:
        """Return what a trial of Optuna suggests."""
        trial = self._running[number] = self._study.ask()
        params: dict[str, Json] = {}
        for dim in self._dims:
            if dim.is_active(params):
                params[dim.name] = _suggested(trial, dim)
        return params

    def tell(self, number: int, seen: Seen) -> None:
        """End the trial."""
        self._study.tell(self._running.pop(number), seen.loss)


def _inside(dim: Dim, value: Json) -> Json:
    return dim.choices.index(value) if dim.kind == "ordinal" else value


def _suggested(trial: Any, dim: Dim) -> Json:
    match dim.kind:
        case "float":
            return trial.suggest_float(dim.name, *dim.bounds, log=dim.log)
        case "int":
            return trial.suggest_int(dim.name, *dim.bounds, log=dim.log)
        case "ordinal":
            return dim.choices[trial.suggest_int(dim.name, 0, len(dim.choices) - 1)]
        case "categorical":
            return trial.suggest_categorical(dim.name, dim.choices)
