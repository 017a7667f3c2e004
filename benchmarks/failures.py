"""How many of 100 trials fail where 60 % of the space does: ours, and Optuna's if it is installed.

Run `python benchmarks/failures.py [--seeds 5] [--sure 0.8]`. Two problems in four dimensions: one fails in a corner
that a sum cuts off, one in a half. Both have their optimum near the border, so that a search has to come close to what
fails. Printed are the number of failures and the lowest loss, the median over the seeds with the worst count. `--sure`
is the chance of a result below which gp proposes a configuration last; 0 leaves it to the product of promise and
chance.
"""

import argparse
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from tunewright.samplers.by_name import sampler_from
from tunewright.samplers.gp import acquisition
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

N_TRIALS = 100
TINY = 1e-300
SPACE = Space({f"x{index}": Float(0.0, 1.0) for index in range(4)})
Function = Callable[[Params], float | None]


def corner(params: Params) -> float | None:
    """A bowl; None, a failure, where x0 + x1 > 0.894, which is 60 % of the cube."""
    x = np.array([params[f"x{index}"] for index in range(4)])
    return None if x[0] + x[1] > np.sqrt(0.8) else float(((x - 0.4) ** 2).sum())


def half(params: Params) -> float | None:
    """A bowl; None, a failure, where x0 > 0.4."""
    x = np.array([params[f"x{index}"] for index in range(4)])
    return None if x[0] > 0.4 else float(((x - 0.35) ** 2).sum())


def ours(name: str, function: Function, seed: int) -> tuple[int, float]:
    """Return how many trials failed, and the lowest loss."""
    sampler, rng, history = sampler_from(name), np.random.default_rng(seed), History(SPACE)
    params, tags = SPACE.defaults(), {}
    for number in range(N_TRIALS):
        loss = function(params)
        state = State.FAILED if loss is None else State.COMPLETE
        history.put(Trial(number, state, params, tags=tags), [np.nan if loss is None else loss])
        suggestion = sampler.suggest(Problem(SPACE), history, [], rng)[0]
        params, tags = dict(suggestion.params), dict(suggestion.tags)
    return int(history.in_state(State.FAILED).sum()), float(np.nanmin(history.losses))


def theirs(sampler: Callable[[int], Any], function: Function, seed: int) -> tuple[int, float]:
    """Return how many trials of Optuna failed, and the lowest loss."""
    import optuna

    def objective(trial: Any) -> float:
        loss = function({f"x{index}": trial.suggest_float(f"x{index}", 0.0, 1.0) for index in range(4)})
        if loss is None:
            raise ValueError("fails here")
        return loss

    study = optuna.create_study(sampler=sampler(seed))
    study.enqueue_trial(SPACE.defaults())
    study.optimize(objective, n_trials=N_TRIALS, catch=(ValueError,))
    failed = [trial for trial in study.trials if trial.state.name == "FAIL"]
    complete = [trial.value for trial in study.trials if trial.value is not None]
    return len(failed), min(complete, default=float("nan"))


def runners() -> dict[str, Callable[[Function, int], tuple[int, float]]]:
    """Return what is compared, by name."""
    found: dict[str, Callable[[Function, int], tuple[int, float]]] = {
        name: lambda function, seed, name=name: ours(name, function, seed) for name in ("gp", "tpe", "random")
    }
    try:
        import optuna
    except ImportError:
        return found
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    tpe = optuna.samplers.TPESampler
    return found | {"optuna tpe": lambda function, seed: theirs(lambda s: tpe(seed=s), function, seed)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sure", type=float, default=acquisition.SURE)
    options = parser.parse_args()
    acquisition.SURE, seeds = max(options.sure, TINY), range(options.seeds)
    print(f"{'problem':10}{'sampler':14}{'failed of 100':>14}{'worst':>7}{'lowest loss':>14}")
    for function in (corner, half):
        for name, run in runners().items():
            failed, losses = zip(*(run(function, seed) for seed in seeds), strict=True)
            row = f"{function.__name__:10}{name:14}{median(failed):>14g}{max(failed):>7}{median(losses):>14.2g}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
