"""A smooth line through scattered scores: a local straight line at each place, near trials counting most.

The line says how the score goes with one hyperparameter while the others vary as the sampler chose them; it is a
description and not an effect with all else equal.

Source: Cleveland (1979), "Robust locally weighted regression", JASA. We use Gaussian weights of fixed width, because
samplers crowd their trials near the best and a nearest-neighbour width would follow every wiggle there.
"""

import numpy as np

from tunewright.report.scene import Floats

WIDTH = 0.12
FREEDOM = 5
FEWEST = 8
N_PLACES = 48
RIDGE = 1e-3


def places(x: Floats) -> Floats:
    """Return where the trend is drawn, shape (48,), from the lowest to the highest x."""
    return np.linspace(x.min(), x.max(), N_PLACES)


def trend(x: Floats, y: Floats, at: Floats) -> Floats | None:
    """Return the smoothed y, or None with fewer than eight points or only one place.

    Args:
        x, y: positions and scores, finite, shape (n_points,).
        at: where to smooth, shape (n_places,).
    """
    spread = float(np.ptp(x)) if len(x) else 0.0
    if len(x) < FEWEST or spread == 0:
        return None
    away = (x[None, :] - at[:, None]) / (WIDTH * spread)
    weights = np.exp(-0.5 * away**2) + 1e-9
    total = weights.sum(axis=1)
    centre, middle = (weights @ y) / total, (weights * away).sum(axis=1) / total
    around = away - middle[:, None]
    slope = (weights * around * (y[None, :] - centre[:, None])).sum(axis=1)
    slope /= (weights * around**2).sum(axis=1) + RIDGE * total
    fitted: Floats = centre - slope * middle
    return np.clip(fitted, y.min(), y.max())


def explained(x: Floats, y: Floats) -> float:
    """Return the share of the spread of y, 0 to 1, that goes with x along the trend; 0 where there is no trend.

    It is corrected for the freedom of the trend, about that of a polynomial with five coefficients, so that a few
    scattered points do not look like an effect.
    """
    line = trend(x, y, at := places(x)) if len(x) else None
    spread = float(np.var(y)) if len(y) else 0.0
    if line is None or spread == 0:
        return 0.0
    left = np.mean((y - np.interp(x, at, line)) ** 2) / spread
    return float(np.clip(1 - left * (len(y) - 1) / (len(y) - FREEDOM), 0.0, 1.0))
