"""Studies without a study: trials one after another, for samplers whose statistics are tested."""

import json
from collections.abc import Callable, Sequence

import numpy as np

from tunewright.samplers.protocol import Sampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Function = Callable[[Params], float | Sequence[float]]
LINE = Space({"x": Float(0, 1)})
SQUARE = Space({"x": Float(0, 1), "y": Float(0, 1)})
CUBE = Space({f"x{index}": Float(-1, 1) for index in range(4)})
SVM = Space({
    "kernel": Categorical(["linear", "rbf", "poly"]),
    "C": Float(1e-3, 1e3, log=True),
    "gamma": Float(1e-5, 1e1, log=True, when=param("kernel") != "linear"),
    "degree": Int(2, 6, when=param("kernel") == "poly"),
    "width": Int(1, 512, log=True),
    "scaled": Categorical([True, False]),
})


def bowl(params: Params) -> float:
    """A bowl with its bottom off the centre."""
    return float(sum((value - 0.3) ** 2 for value in params.values()))


def svm(params: Params) -> float:
    """A kernel with a bowl of its own, of which "rbf" is the deepest."""
    log_c, width = np.log10(params["C"]), 0.02 * (np.log2(params["width"]) - 6) ** 2 + 0.1 * params["scaled"]
    if params["kernel"] == "linear":
        return float(0.3 + 0.02 * log_c**2 + width)
    log_gamma = np.log10(params["gamma"])
    if params["kernel"] == "rbf":
        return float(0.1 + 0.05 * (log_c - 1.5) ** 2 + 0.05 * (log_gamma + 2.2) ** 2 + width)
    return float(0.16 + 0.05 * (log_gamma + 1) ** 2 + 0.05 * (params["degree"] - 3) ** 2 + width)


def run(sampler: Sampler, space: Space, function: Function, seed: int, n_trials: int, n_objectives: int = 1) -> History:
    """Return the history of a study."""
    return carried_on(sampler, History(space, n_objectives), function, seed, n_trials)


def carried_on(sampler: Sampler, history: History, function: Function, seed: int, n_trials: int) -> History:
    """Add trials to a history until there are `n_trials`, each with a generator of its own."""
    names = tuple(f"objective {index}" for index in range(history.n_objectives))
    problem = Problem(history.space, names)
    for number in range(len(history), n_trials):
        found = sampler.suggest(problem, history, [], np.random.default_rng([seed, number]))[0]
        losses = np.atleast_1d(function(found.params)).tolist()
        history.put(Trial(number, State.COMPLETE, found.params, tags=found.tags), losses)
    return history


def stored_and_read(history: History) -> History:
    """Return a copy of a history whose tags went through JSON, as they do in a storage."""
    copy = History(history.space, history.n_objectives)
    for number, (params, tags) in enumerate(zip(history.params, history.tags, strict=True)):
        trial = Trial(number, State.COMPLETE, params, tags=json.loads(json.dumps(tags)))
        copy.put(trial, history.losses[number].tolist())
    return copy


def best(history: History) -> float:
    """Return the lowest loss."""
    return float(history.losses.min())
