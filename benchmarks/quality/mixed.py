"""Functions of numbers and choices together, some of them under conditions: caricatures of real search spaces.

No optimum is at the default. Where a whole space is chances of a generator (`switches`), the seed is part of its name.
"""

from itertools import pairwise

import numpy as np

from benchmarks.quality.case import Case
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Params

SVM = Space({
    "kernel": Categorical(["linear", "rbf", "poly"]),
    "C": Float(1e-4, 1e4, log=True),
    "shrink": Categorical([False, True]),
    "gamma": Float(1e-6, 1e2, log=True, when=param("kernel").isin(["rbf", "poly"])),
    "degree": Int(2, 6, when=param("kernel") == "poly"),
    "coef0": Float(0.0, 2.0, when=param("kernel") == "poly"),
})
NET = Space({
    "optimizer": Categorical(["sgd", "adam", "rms"]),
    "rate": Float(1e-6, 1.0, log=True),
    "momentum": Float(0.0, 1.0, when=param("optimizer") == "sgd"),
    "beta": Float(1e-3, 0.5, log=True, when=param("optimizer").isin(["adam", "rms"])),
    "batch": Int(8, 512, log=True),
    "dropout": Float(0.0, 0.9),
    "layers": Int(1, 4),
    "units1": Int(8, 1024, log=True),
    "units2": Int(8, 1024, log=True, when=param("layers") >= 2),
    "units3": Int(8, 1024, log=True, when=param("layers") >= 3),
    "units4": Int(8, 1024, log=True, when=param("layers") >= 4),
})
TABLE = Space({
    "kind": Categorical(["a", "b", "c", "d"]),
    "mode": Categorical(["off", "on", "auto"]),
    "rate": Float(1e-5, 1.0, log=True),
    "width": Int(1, 1024, log=True),
    "depth": Int(1, 14),
    "drop": Float(0.0, 0.9),
})
FOREST = Space({
    "criterion": Categorical(["gini", "entropy", "log"]),
    "trees": Int(10, 1000, log=True),
    "depth": Int(1, 32),
    "leaf": Int(1, 64, log=True),
    "features": Float(0.05, 1.0),
    "bootstrap": Categorical([True, False]),
    "rows": Float(0.1, 1.0, when=param("bootstrap") == True),  # noqa: E712  # builds an expression
    "weights": Categorical(["none", "balanced"]),
})


def svm(params: Params) -> float:
    """Three kernels, each with a bowl of its own; the best is bent between C and gamma."""
    log_c = np.log10(params["C"])
    loss = 0.01 * (not params["shrink"])
    if params["kernel"] == "linear":
        return float(loss + 0.30 + 0.01 * (log_c + 1.3) ** 2)
    log_gamma = np.log10(params["gamma"])
    if params["kernel"] == "rbf":
        valley = log_gamma + 3.4 + 0.5 * (log_c - 1.7)
        return float(loss + 0.12 + 0.25 * (1 - np.exp(-0.1 * (log_c - 1.7) ** 2 - 0.3 * valley**2)))
    bowl = 0.02 * (log_c + 0.6) ** 2 + 0.03 * (log_gamma + 1.1) ** 2 + 0.03 * (params["degree"] - 3) ** 2
    return float(loss + 0.15 + 0.3 * np.tanh(bowl + 0.1 * (params["coef0"] - 0.3) ** 2))


def net(params: Params) -> float:
    """An optimiser and a number of layers, each with parameters of its own; a wrong rate diverges."""
    rate, batch = np.log10(params["rate"]), np.log2(params["batch"])
    if params["optimizer"] == "sgd":
        off = rate + 1.3 - 0.15 * (batch - 6)
        own = 0.6 * (params["momentum"] - 0.87) ** 2
    else:
        off = rate + (3.1 if params["optimizer"] == "adam" else 3.6) - 0.08 * (batch - 6)
        own = 0.02 * (np.log10(params["beta"]) + 1.2) ** 2 + 0.03 * (params["optimizer"] == "rms")
    loss = 0.9 if off > 1.2 else 0.35 * (1 - np.exp(-0.5 * off**2)) + own
    for layer in range(1, params["layers"] + 1):
        loss += 0.02 * (np.log2(params[f"units{layer}"]) - 8.3 + 0.8 * layer) ** 2 - 0.05 / layer
    return float(loss + 0.4 * (params["dropout"] - 0.07 * params["layers"]) ** 2 + 0.01 * (batch - 5) ** 2)


def table(params: Params) -> float:
    """Two choices that move and lift what four numbers do."""
    shift = {"a": 0.0, "b": 0.4, "c": -0.5, "d": 0.9}[params["kind"]]
    rate, width = np.log10(params["rate"]) + 1.4 + shift, np.log2(params["width"]) - 6.7
    loss = 0.4 * (params["kind"] != "c") + 0.3 * (params["mode"] != "on") * (params["depth"] > 4)
    loss += 0.3 * rate**2 + 0.06 * width**2 + 0.1 * rate * width + 0.02 * (params["depth"] - 10) ** 2
    return float(loss + 2 * (params["drop"] - 0.17) ** 2)


def forest(params: Params) -> float:
    """Deep trees with small leaves are best with few features, shallow ones with many; more trees always help."""
    depth, leaf = min(params["depth"], 22) / 22, np.log2(params["leaf"]) / 6
    loss = 0.3 * (1 - depth) ** 2 + 0.2 * (leaf - 0.25) ** 2 + 0.3 / np.sqrt(params["trees"])
    loss += (
        0.35 * (params["features"] - 0.9 + 0.65 * depth) ** 2
        + {"gini": 0.02, "entropy": 0.0, "log": 0.01}[params["criterion"]]
    )
    loss += 0.2 * (params["rows"] - 0.72) ** 2 if params["bootstrap"] else 0.03
    return float(loss + 0.04 * (params["weights"] == "none"))


def switches(n_choices: int, n_levels: int, seed: int) -> Case:
    """Return a sum of random effects of choices, alone and in pairs of neighbours, and two numbers."""
    rng = np.random.default_rng(seed)
    alone = rng.exponential(size=(n_choices, n_levels))
    together = 0.7 * rng.exponential(size=(n_choices - 1, n_levels, n_levels))
    place = rng.uniform(0.1, 0.4, 2)
    letters = "abcdefgh"[:n_levels]
    names = [f"c{index}" for index in range(n_choices)]
    parameters: dict[str, Parameter] = {name: Categorical(list(letters)) for name in names}
    parameters |= {"x0": Float(0.0, 1.0), "x1": Float(0.0, 1.0)}

    def loss(params: Params) -> float:
        levels = [letters.index(params[name]) for name in names]
        effects = alone[np.arange(n_choices), levels].sum()
        effects += sum(together[(index, *pair)] for index, pair in enumerate(pairwise(levels)))
        return float(effects + 4 * ((params["x0"] - place[0]) ** 2 + (params["x1"] - place[1]) ** 2))

    return Case(f"switches {n_choices + 2} ({seed})", "functions", Space(parameters), loss)


def mixed(name: str) -> Case:
    """Return one of the functions above by name."""
    space, loss = {"svm": (SVM, svm), "net": (NET, net), "table": (TABLE, table), "forest": (FOREST, forest)}[name]
    return Case(f"{name} {space.n_dims}", "functions", space, loss)
