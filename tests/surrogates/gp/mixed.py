"""A mixed, conditional space, its points, and hyperparameters drawn at random, for all tests of the process."""

import numpy as np
from numpy.typing import NDArray

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Ordinal
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.kernel import Theta, matern, scaled, squared_distances
from tunewright.surrogates.gp.priors import Priors

Array = NDArray[np.float64]
MIXED = Space({
    "kind": Categorical(["a", "b", "c"]),
    "x": Float(-1, 1),
    "n": Int(1, 6, log=True),
    "rate": Float(1e-3, 1, log=True, when=param("kind") == "a"),
    "mode": Categorical(["u", "v"], when=param("kind") == "b"),
    "size": Ordinal(["s", "m", "l"], when=param("kind") != "c"),
})
AXES = axes_of(MIXED)
ENCODING = Encoding.of(AXES)
LINE = Space({"x": Float(0, 1)})
PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def drawn(seed: int, n: int, space: Space = MIXED) -> Array:
    """Return `n` configurations as snapped points of the cube."""
    return axes_of(space).snapped(space.sample(np.random.default_rng(seed), n))


def encoded(seed: int, n: int) -> Points:
    return ENCODING.encoded(drawn(seed, n))


def random_values(seed: int, encoding: Encoding = ENCODING) -> Array:
    """Return hyperparameters within two standard deviations of their priors, and within their bounds."""
    priors = Priors.of(encoding)
    values = priors.mean + priors.sd * np.random.default_rng(seed).uniform(-2, 2, len(priors.mean))
    return np.clip(values, priors.low, priors.high)


def random_theta(seed: int, encoding: Encoding = ENCODING) -> Theta:
    return Theta(random_values(seed, encoding), encoding.n_params, encoding.n_numbers)


def covariance(theta: Theta, a: Points, b: Points, encoding: Encoding = ENCODING) -> Array:
    """Return k(a, b) as the kernel's module says it, without noise."""
    correlation = matern(squared_distances(scaled(encoding, theta, a), scaled(encoding, theta, b)))
    return theta.signal * correlation + theta.effects * (a.effects @ b.effects.T)


def plain_theta(encoding: Encoding, length: float, signal: float, noise: float) -> Theta:
    """Return hyperparameters of a Matern kernel alone: no warp, and main effects of no size."""
    n, logs = encoding.n_numbers, np.log([signal, noise])
    values = np.concatenate([np.full(encoding.n_params, np.log(length)), logs, [-80.0], np.zeros(2 * n)])
    return Theta(values, encoding.n_params, n)
