"""Problems with two or three losses, in two splits: settings are chosen on one, and figures come from the other.

The splits were committed before any sampler was run on them. The functions that are written with their best set at the
border or in the centre of the cube are moved: distance is counted from a place that is neither, so that no sampler that
starts in the middle, or ends at the border, gets a gift.

Source: Zitzler, Deb and Thiele (2000), "Comparison of multiobjective evolutionary algorithms" (zdt); Deb, Thiele,
Laumanns and Zitzler (2002), "Scalable multi-objective optimization test problems" (dtlz); Kursawe (1991), "A variant of
evolution strategies for vector optimization"; Fonseca and Fleming (1995). The surrogates are those of quality/yahpo.py.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.loops import Outcome, Task
from benchmarks.quality.mixed import NET, net
from benchmarks.quality.smooth import off_centre, vector
from benchmarks.quality.yahpo import SCENARIOS, outputs, space_of
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.space.values import Params

Array: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Array, Array], list[float]]
Split = Literal["choosing", "reporting"]
SPLITS: dict[Split, tuple[str, ...]] = {
    "choosing": (
        "zdt1 6",
        "zdt2 5",
        "dtlz2 6 of 2",
        "kursawe 3",
        "net 11: loss, size",
        "lcbench 7593: error, time",
        "rbv2_xgboost 1485: error, time",
        "rbv2_rpart 1053: error, time",
    ),
    "reporting": (
        "zdt3 6",
        "dtlz7 5 of 2",
        "dtlz2 7 of 3",
        "fonseca 5",
        "lcbench 189908: error, time",
        "rbv2_xgboost 1067: error, time",
        "iaml_glmnet 1489: error, features",
    ),
}
TIMED = {"lcbench": 0, "rbv2_xgboost": 6, "rbv2_rpart": 6, "iaml_glmnet": 11}
"""Which output is the second loss: seconds of training, and for glmnet the number of features in use."""


def zdt(x: Array, place: Array, shape: Literal[1, 2, 3]) -> list[float]:
    """The front is convex (1), concave (2) or in pieces (3)."""
    first, g = float(x[0]), 1 + 9 * float(np.abs(x[1:] - place[1:]).mean())
    share = first / g
    fall = {1: np.sqrt(share), 2: share**2, 3: np.sqrt(share) + share * np.sin(10 * np.pi * first)}[shape]
    return [first, float(g * (1 - fall))]


def dtlz2(x: Array, place: Array, n_losses: int) -> list[float]:
    """The front is an eighth of a sphere, or a quarter of a circle."""
    angles, g = x[: n_losses - 1] * np.pi / 2, float(((x[n_losses - 1 :] - place[n_losses - 1 :]) ** 2).sum())
    losses = [(1 + g) * np.cos(angles[: n_losses - 1 - index]).prod() for index in range(n_losses)]
    return [float(losses[0]), *(float(loss * np.sin(angles[-index])) for index, loss in enumerate(losses) if index)]


def dtlz7(x: Array, place: Array) -> list[float]:
    """The front is in two pieces."""
    first, g = float(x[0]), 1 + 9 * float(np.abs(x[1:] - place[1:]).mean())
    return [first, float((1 + g) * (2 - first / (1 + g) * (1 + np.sin(3 * np.pi * first))))]


def kursawe(x: Array, place: Array) -> list[float]:
    """A bent front in pieces, in a box around `place`."""
    z = 10 * (x - place)
    pairs = -10 * np.exp(-0.2 * np.sqrt(z[:-1] ** 2 + z[1:] ** 2))
    return [float(pairs.sum()), float((np.abs(z) ** 0.8 + 5 * np.sin(z**3)).sum())]


def fonseca(x: Array, place: Array) -> list[float]:
    """Two bells beside one another, around `place`."""
    z, half = 4 * (x - place), 1 / np.sqrt(len(x))
    return [float(1 - np.exp(-((z - side) ** 2).sum())) for side in (half, -half)]


FUNCTIONS: dict[str, tuple[Function, int, int]] = {
    "zdt1 6": (partial(zdt, shape=1), 6, 2),
    "zdt2 5": (partial(zdt, shape=2), 5, 2),
    "zdt3 6": (partial(zdt, shape=3), 6, 2),
    "dtlz2 6 of 2": (partial(dtlz2, n_losses=2), 6, 2),
    "dtlz2 7 of 3": (partial(dtlz2, n_losses=3), 7, 3),
    "dtlz7 5 of 2": (dtlz7, 5, 2),
    "kursawe 3": (kursawe, 3, 2),
    "fonseca 5": (fonseca, 5, 2),
}


def net_size(params: Params) -> float:
    """Number of weights of the network, about."""
    widths = [params[f"units{layer}"] for layer in range(1, params["layers"] + 1)]
    return float(sum(a * b for a, b in zip([32, *widths], [*widths, 10], strict=True)))


@cache
def task_named(name: str) -> Task:
    """Return the problem of that name."""
    if name in FUNCTIONS:
        function, n_dims, n_losses = FUNCTIONS[name]
        place = off_centre(n_dims, seed=n_dims)
        space = Space({f"x{index}": Float(0.0, 1.0) for index in range(n_dims)})
        return Task(space, lambda params: (function(vector(params), place), []), n_losses)
    if name.startswith("net"):
        return Task(NET, lambda params: ([net(params), net_size(params)], []), 2)
    scenario, instance = name.split(":")[0].split()
    return Task(space_of(scenario), partial(surrogate, scenario, instance), 2)


def surrogate(scenario: str, instance: str, params: Params) -> Outcome:
    """Return error and cost of a configuration, as the surrogate predicts them."""
    form = SCENARIOS[scenario]
    found = outputs(scenario, {**params, **form.full, form.instance: instance})
    return [form.loss[0] + form.loss[1] * found[form.output], max(found[TIMED[scenario]], 0.0)], []


def is_factor(name: str) -> list[bool]:
    """Return of each loss whether its hypervolume is measured on the logarithm: seconds and sizes are factors."""
    return [False, name.endswith(("time", "size"))] if ":" in name else [False] * task_named(name).n_losses
