"""Whether to run a configuration again, where what comes back is noisy.

A repetition is worth what it may improve, as a new configuration is: both are measured by the expected improvement over
the best that is expected anywhere, discounted by how much of it noise will hide, 1 - tau / sqrt(tau^2 + s^2) with the
noise's deviation tau and the model's s. Where nothing has run twice yet and the fit blames much on noise, the most
promising configuration is run again to see: if the same comes back, that was the end of repetitions.

Source: Huang, Allen, Notz and Zeng (2006), "Global optimization of stochastic black-box systems via sequential kriging
meta-models", Journal of Global Optimization 34, eq. 12. There only; the discount is the same, the incumbent differs.
"""

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.model import Model
from tunewright.trials.repeats import Noise

Array = NDArray[np.float64]
SUSPICIOUS = 0.05
"""Share of the losses' variance that is laid on noise, from which it is worth a trial to find out."""
FEWEST = 20
"""Trials with a result before that."""


def again(model: Model, old: Array, noise: Noise, newcomer: Array) -> Array | None:
    """Return the configuration to run again, shape (n_dims,), or None for the newcomer.

    Args:
        model: of the losses, with what runs now.
        old: configurations that have a result and meet all constraints, shape (n, n_dims).
        noise: what is known of it.
        newcomer: the most promising configuration that was not run, shape (n_dims,).
    """
    process = model.process
    if process is None or noise == "none" or not len(old):
        return None
    if noise == "unknown":
        best = old[process.at(model.encoding.encoded(old))[0].argmin()]
        is_time = len(old) >= FEWEST and model.noise_variance > SUSPICIOUS
        return np.asarray(best) if is_time else None
    places = np.vstack([newcomer, old])
    deviation = process.at(model.encoding.encoded(places))[1]
    hidden = np.sqrt(model.noise_variance / (model.noise_variance + deviation**2))
    worth = model.promise("log-ei")[0](places) + np.log1p(-hidden)
    first = int(worth.argmax())
    return np.asarray(places[first]) if first else None
