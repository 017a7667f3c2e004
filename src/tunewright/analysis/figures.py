"""Figures as JSON and as a reader wants to see them.

JSON has no NaN and no infinity: both become null, and null is read back as NaN.
"""

from collections.abc import Mapping, Sequence
from math import floor, isfinite, log10, nan

import numpy as np

from tunewright.space.values import Json

POINTS = ("accuracy", "f1", "auc", "precision", "recall", "jaccard")
"""Metrics between 0 and 1 whose differences are told in points: hundredths."""

MOST_DECIMALS = 8


def as_json(value: Json) -> Json:
    """Return `value` with plain JSON types throughout: NumPy's turned, tuples as lists, non-finite numbers as None."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_json(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def from_json(value: Json) -> float:
    """Return a number read from JSON: null is NaN."""
    return nan if value is None else float(value)


def is_told_in_points(metric: str) -> bool:
    """Return whether differences of `metric` are told in points."""
    name = metric.lower()
    return any(word in name for word in POINTS) and not name.startswith("neg_")


def shown(value: float, like: float = nan) -> str:
    """Return `value` with as many decimals as show a difference of size `like` with two digits."""
    if not isfinite(value):
        return "unknown"
    size = abs(like) if isfinite(like) and like else abs(value)
    if abs(value) >= 1e7 or 0 < abs(value) < 1e-6:
        return f"{value:.3g}".replace("-", "−")
    decimals = max(3 if abs(value) < 10 else 0, 1 - floor(log10(size))) if size else 3
    return f"{value:.{min(decimals, MOST_DECIMALS)}f}".replace("-", "−")


def shown_difference(value: float, metric: str) -> str:
    """Return a difference of scores, in points where the metric is told so; without a unit."""
    if not isfinite(value):
        return "unknown"
    if not is_told_in_points(metric):
        return shown(value)
    points = 100 * value
    text = f"{points:.1f}" if abs(points) >= 0.1 or not points else f"{points:.2g}"
    return text.replace("-0.0", "0.0").replace("-", "−")


def shown_value(value: Json) -> str:
    """Return a hyperparameter's value: numbers short, everything else as it is."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def shown_seconds(seconds: float) -> str:
    """Return a span of time in the unit that fits."""
    if not isfinite(seconds):
        return "an unknown time"
    for limit, size, unit in ((1, 0.001, "ms"), (120, 1, "s"), (7200, 60, "min")):
        if seconds < limit:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 3600:.3g} h"


def shown_bytes(size: float) -> str:
    """Return an amount of memory in MB or GB (powers of 1000)."""
    if not isfinite(size):
        return "unknown memory"
    return f"{size / 1e9:.2g} GB" if size >= 1e9 else f"{size / 1e6:.3g} MB"
