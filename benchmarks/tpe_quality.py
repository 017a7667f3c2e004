"""How good are the proposals of our TPE, beside random search and (if it is installed) Optuna's TPE?

Run `python benchmarks/tpe_quality.py [n_seeds] [n_trials]`. Each line is a problem with the mean rank of each sampler
over the seeds (1 is best) and the median of the lowest loss; below stand the mean over the problems and what a
suggestion costs. Every sampler starts from the centre of the space and knows nothing else.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Function = Callable[[Params], float]
Runner = Callable[[Space, Function, int, int], float]


def vector(params: Params) -> NDArray[np.float64]:
    """Return the coordinates x0, x1, ... in their order."""
    return np.array([params[f"x{index}"] for index in range(len(params))])


def cube(n_dims: int, low: float, high: float) -> Space:
    """Return a space of coordinates x0, x1, ... from `low` to `high`."""
    return Space({f"x{index}": Float(low, high) for index in range(n_dims)})


def sphere(params: Params) -> float:
    """A bowl with its bottom off the centre."""
    x = vector(params)
    return float(((x - 0.37 * np.cos(np.arange(len(x)))) ** 2).sum())


def ellipsoid(params: Params) -> float:
    """A bowl whose axes differ a hundredfold in length."""
    x = vector(params) - 0.21
    return float((10.0 ** np.linspace(2, -2, len(x)) * x * x).sum())


def branin(params: Params) -> float:
    """Three equal valleys."""
    x, y = vector(params) * [15, 15] + [-5, 0]
    return float((y - 5.1 / (4 * np.pi**2) * x * x + 5 / np.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x))


def rosenbrock(params: Params) -> float:
    """A bent valley, on the log scale."""
    x = vector(params) + 0.4
    return float(np.log1p((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()))


def ackley(params: Params) -> float:
    """Many small dents on the way to one bottom."""
    x = vector(params) - 0.7
    return float(20 - 20 * np.exp(-0.2 * np.sqrt((x * x).mean())) + np.e - np.exp(np.cos(2 * np.pi * x).mean()))


def styblinski(params: Params) -> float:
    """A local bottom in every corner."""
    x = vector(params) - 0.3
    return float((x**4 - 16 * x * x + 5 * x).sum() / 2)


def mixed(params: Params) -> float:
    """Two categories that shift and penalise what four numbers do."""
    shift = {"a": 0.0, "b": 0.3, "c": 0.1, "d": 0.6}[params["kind"]]
    rate = np.log10(params["rate"]) + 2.3 - shift
    width = np.log2(params["width"]) - 5.5
    penalty = 0.4 * (params["kind"] != "b") + 0.3 * (params["mode"] != "on") * (params["depth"] > 3)
    return float(
        rate**2 + 0.2 * width**2 + 0.05 * (params["depth"] - 5) ** 2 + 2 * (params["drop"] - 0.2) ** 2 + penalty
    )


def svm(params: Params) -> float:
    """A kernel with its own bowl of C, gamma and degree."""
    log_c = np.log10(params["C"])
    if params["kernel"] == "linear":
        return float(0.30 + 0.02 * (log_c + 1) ** 2)
    log_gamma = np.log10(params["gamma"])
    if params["kernel"] == "rbf":
        return float(0.12 + 0.03 * (log_c - 1.5) ** 2 + 0.05 * (log_gamma + 2.2 + 0.3 * (log_c - 1.5)) ** 2)
    return float(0.16 + 0.02 * (log_c - 0.5) ** 2 + 0.04 * (log_gamma + 1) ** 2 + 0.05 * (params["degree"] - 3) ** 2)


def net(params: Params) -> float:
    """An optimiser and a number of layers, each with parameters of its own."""
    rate = np.log10(params["rate"])
    loss = 0.3 * (params["batch"] - 64) ** 2 / 64**2
    if params["optimizer"] == "adam":
        loss += 0.1 * (rate + 3) ** 2
    else:
        loss += 0.1 + 0.1 * (rate + 1.2) ** 2 + 0.5 * (params["momentum"] - 0.9) ** 2
    for layer in range(params["layers"]):
        loss += 0.05 * (np.log2(params[f"units{layer}"]) - 7 + layer) ** 2 - 0.08
    return float(loss + 0.1 * (params["dropout"] - 0.25) ** 2)


MIXED = Space({
    "kind": Categorical(["a", "b", "c", "d"]),
    "mode": Categorical(["off", "on", "auto"]),
    "rate": Float(1e-5, 1.0, log=True),
    "width": Int(1, 1024, log=True),
    "depth": Int(1, 12),
    "drop": Float(0.0, 0.9),
})
SVM = Space({
    "kernel": Categorical(["linear", "rbf", "poly"]),
    "C": Float(1e-3, 1e3, log=True),
    "gamma": Float(1e-5, 1e1, log=True, when=param("kernel").isin(["rbf", "poly"])),
    "degree": Int(2, 6, when=param("kernel") == "poly"),
})
NET = Space({
    "optimizer": Categorical(["sgd", "adam"]),
    "rate": Float(1e-6, 1.0, log=True),
    "momentum": Float(0.0, 1.0, when=param("optimizer") == "sgd"),
    "batch": Int(8, 256),
    "dropout": Float(0.0, 0.9),
    "layers": Int(1, 4),
    "units0": Int(8, 512, log=True),
    "units1": Int(8, 512, log=True, when=param("layers") >= 2),
    "units2": Int(8, 512, log=True, when=param("layers") >= 3),
    "units3": Int(8, 512, log=True, when=param("layers") >= 4),
})
PROBLEMS: dict[str, tuple[Space, Function]] = {
    "sphere 5": (cube(5, -1, 1), sphere),
    "ellipsoid 10": (cube(10, -1, 1), ellipsoid),
    "branin 2": (cube(2, 0, 1), branin),
    "rosenbrock 4": (cube(4, -2, 2), rosenbrock),
    "ackley 8": (cube(8, -4, 4), ackley),
    "styblinski 6": (cube(6, -5, 5), styblinski),
    "mixed 6": (MIXED, mixed),
    "svm 4": (SVM, svm),
    "net 10": (NET, net),
}


def ours(sampler: Sampler, space: Space, function: Function, seed: int, n_trials: int) -> float:
    """Return the lowest loss that `sampler` finds."""
    rng, problem, history = np.random.default_rng(seed), Problem(space), History(space)
    params, tags = space.defaults(), {}
    for number in range(n_trials):
        history.put(Trial(number, State.COMPLETE, params, tags=tags), [function(params)])
        suggestion = sampler.suggest(problem, history, [], rng)[0]
        params, tags = suggestion.params, suggestion.tags
    return float(history.losses.min())


def optuna_runner() -> Runner | None:
    """Return a runner of Optuna's multivariate TPE, or None if it is not installed."""
    try:
        import optuna
    except ImportError:
        return None
    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def run(space: Space, function: Function, seed: int, n_trials: int) -> float:
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(multivariate=True, group=True, seed=seed))
        study.enqueue_trial(space.defaults())
        study.optimize(lambda trial: function(suggested(trial, space)), n_trials=n_trials)
        return float(study.best_value)

    return run


def suggested(trial: Any, space: Space) -> dict[str, Json]:
    """Return the configuration that an Optuna trial suggests, parents before their children."""
    params: dict[str, Json] = {}
    for name, parameter in space.parameters.items():
        if parameter.when is not None and not (parameter.when.names <= params.keys() and parameter.when.value(params)):
            continue
        match parameter:
            case Categorical():
                params[name] = trial.suggest_categorical(name, parameter.choices)
            case Int():
                params[name] = trial.suggest_int(name, parameter.low, parameter.high, log=parameter.log)
            case Float():
                params[name] = trial.suggest_float(name, parameter.low, parameter.high, log=parameter.log)
    return params


def costs(sampler: Sampler, name: str, sizes: tuple[int, ...] = (100, 1000, 10_000)) -> None:
    """Print the milliseconds of a suggestion after so many trials of one of the problems."""
    space, function = PROBLEMS[name]
    rng, history = np.random.default_rng(0), History(space)
    for number, unit in enumerate(space.sample(rng, max(sizes))):
        params = space.decode(unit)
        history.put(Trial(number, State.COMPLETE, params), [function(params)])
        if number + 1 not in sizes:
            continue
        started = time.process_time()
        for _ in range(20):
            sampler.suggest(Problem(space), history, [], rng)
        print(f"{name}: {(time.process_time() - started) * 50:.2f} ms a suggestion after {number + 1} trials")


def main(n_seeds: int = 10, n_trials: int = 100) -> None:
    """Print the table."""
    runners: dict[str, Runner] = {"random": partial(ours, RandomSampler()), "tpe": partial(ours, TpeSampler())}
    peer = optuna_runner()
    runners |= {"optuna": peer} if peer else {}
    print(f"{'problem':<14}", *(f"{name:>18}" for name in runners), f"  ({n_seeds} seeds, {n_trials} trials)")
    means = []
    for name, (space, function) in PROBLEMS.items():
        best = np.array([[run(space, function, seed, n_trials) for run in runners.values()] for seed in range(n_seeds)])
        ranks = (best[:, :, None] > best[:, None, :]).sum(axis=2) + 1
        means.append(ranks.mean(axis=0))
        cells = (f"{rank:7.2f} {loss:10.4g}" for rank, loss in zip(means[-1], np.median(best, axis=0), strict=True))
        print(f"{name:<14}", *cells, flush=True)
    print(f"{'mean rank':<14}", *(f"{rank:7.2f} {'':>10}" for rank in np.mean(means, axis=0)))
    for name in ("ellipsoid 10", "net 10"):
        costs(TpeSampler(), name)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
