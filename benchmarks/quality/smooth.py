"""Functions of real numbers, each with its lowest point moved to where nobody starts.

Every function is written with its minimum, 0, at the origin. `placed` puts that origin at a random place of the unit
cube, at least a tenth of the range away from the centre in every coordinate and from the border, so that a sampler
that starts in the middle gets no gift. Those that span many powers of ten are shown as the logarithm of 1 + loss.

Source of the functions: Surjanovic and Bingham (2013), "Virtual library of simulation experiments".
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.case import Case
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.space.values import Params

Array: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Array], float]

HARTMANN_WEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
HARTMANN_WIDTHS = np.array([
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
])
HARTMANN_CENTRES = 1e-4 * np.array([
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
])
HARTMANN_LEAST = -3.32237
STYBLINSKI_PLACE = -2.903534


def ellipsoid(z: Array) -> float:
    """A bowl whose axes differ tenfold in length, turned."""
    return float((10.0 ** np.linspace(0, 2, len(z)) * turned(z) ** 2).sum())


def discus(z: Array) -> float:
    """A bowl with one axis a thousand times steeper than the others, turned."""
    y = turned(z)
    return float(np.log1p(1e6 * y[0] ** 2 + (y[1:] ** 2).sum()))


def cigar(z: Array) -> float:
    """A bowl with one axis a thousand times flatter than the others, turned."""
    y = turned(z)
    return float(np.log1p(y[0] ** 2 + 1e6 * (y[1:] ** 2).sum()))


def rosenbrock(z: Array) -> float:
    """A bent valley."""
    x = z + 1
    return float(np.log1p((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()))


def powers(z: Array) -> float:
    """A bowl whose floor is flatter in each coordinate than in the one before."""
    return float((np.abs(z) ** np.linspace(2, 5, len(z))).sum())


def ackley(z: Array) -> float:
    """Many small dents on the way to one bottom."""
    return float(20 - 20 * np.exp(-0.2 * np.sqrt((z * z).mean())) + np.e - np.exp(np.cos(2 * np.pi * z).mean()))


def rastrigin(z: Array) -> float:
    """A bowl with deep dents, five in each coordinate."""
    return float((z * z + 10 * (1 - np.cos(2 * np.pi * z))).sum())


def levy(z: Array) -> float:
    """Waves along each coordinate, with one lowest place."""
    w = 1 + z / 4
    waves = (w[:-1] - 1) ** 2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1) ** 2)
    last = (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)
    return float(np.sin(np.pi * w[0]) ** 2 + waves.sum() + last)


def styblinski(z: Array) -> float:
    """Two bottoms in each coordinate, one of them the lower."""

    def curve(x: Array | float) -> Array | float:
        return (x**4 - 16 * x**2 + 5 * x) / 2

    return float(np.sum(curve(z + STYBLINSKI_PLACE) - curve(STYBLINSKI_PLACE)))


def hartmann(u: Array) -> float:
    """Four bells of different widths in the unit cube; its lowest place is far from the centre as it is."""
    distances = (HARTMANN_WIDTHS * (u - HARTMANN_CENTRES) ** 2).sum(axis=1)
    return -float(HARTMANN_WEIGHTS @ np.exp(-distances))


def turned(z: Array) -> Array:
    """Return `z` seen along other axes, always the same."""
    matrix = np.random.default_rng(len(z)).normal(size=(len(z), len(z)))
    rotation: Array = np.linalg.qr(matrix)[0]
    return rotation @ z


def off_centre(n_dims: int, seed: int) -> Array:
    """Return a place in the unit cube, 0.1 to 0.4 from the centre in every coordinate."""
    rng = np.random.default_rng(seed)
    return 0.5 + rng.choice([-1.0, 1.0], n_dims) * rng.uniform(0.1, 0.4, n_dims)


def vector(params: Params) -> Array:
    """Return the coordinates x0, x1, ... in their order."""
    return np.array([params[f"x{index}"] for index in range(len(params))])


def cube(n_dims: int) -> Space:
    """Return the unit cube."""
    return Space({f"x{index}": Float(0.0, 1.0) for index in range(n_dims)})


def placed(function: Function, n_dims: int, width: float, seed: int) -> Case:
    """Return `function` on a cube of this width around a moved origin."""
    place = off_centre(n_dims, seed)

    def loss(params: Params) -> float:
        return function(width * (vector(params) - place))

    return Case(f"{function.__name__} {n_dims}", "functions", cube(n_dims), loss, least=0.0)


def hartmann_case() -> Case:
    """Return Hartmann's function of six numbers."""
    return Case("hartmann 6", "functions", cube(6), lambda params: hartmann(vector(params)), least=HARTMANN_LEAST)
