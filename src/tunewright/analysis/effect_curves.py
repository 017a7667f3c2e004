"""How score, time, memory and the gap between train and validation move along one hyperparameter, with a band.

The curve is that of the additive model (see `additive`): the others are held at their mean, so a hyperparameter is not
given what another one did. The band is a 95 % interval for each place by itself. Time and memory multiply rather than
add, so their curves are drawn on the log scale and told in seconds and bytes.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.additive import additive, value_at, without_outliers
from tunewright.analysis.observations import Observations
from tunewright.space.values import Json

Quantity: TypeAlias = Literal["score", "seconds", "memory", "gap"]

MULTIPLYING = ("seconds", "memory")
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class EffectCurve:
    """The effect of one hyperparameter on one quantity.

    Attributes:
        name: the hyperparameter.
        quantity: what is shown; a score is higher-is-better, "gap" is train minus validation.
        values: the hyperparameter's values.
        places: their places in the unit interval, ascending.
        middle, low, high: the curve and its band at each of them, shape (n_values,).
        n_trials: number of trials behind it.
    """

    name: str
    quantity: Quantity
    values: tuple[Json, ...]
    places: tuple[float, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n_trials: int


def effect_curve(observations: Observations, name: str, quantity: Quantity = "score") -> EffectCurve | None:
    """Return the curve of `quantity` along `name`; None if too few trials or values speak about it.

    Raises:
        ValueError: if `name` is no searched hyperparameter of the space.
    """
    if name not in observations.space.dims:
        raise ValueError(f"name must be one of {list(observations.space.dims)!r}, got {name!r}")
    measured = _measured(observations, quantity)
    model = additive(observations.space, observations.units, name, np.isfinite(measured))
    if model is None:
        return None
    from scipy.special import stdtrit  # SciPy is loaded on first use

    scores = measured[model.rows] if quantity in MULTIPLYING else without_outliers(measured[model.rows])
    middle = model.weights @ scores
    half = float(stdtrit(model.freedom, (1 + CONFIDENCE) / 2)) * model.errors(np.eye(len(model.places)), scores)
    parameter = observations.space.parameters[name]
    return EffectCurve(
        name=name,
        quantity=quantity,
        values=tuple(value_at(parameter, place) for place in model.places),
        places=tuple(model.places.tolist()),
        middle=_told(middle, quantity),
        low=_told(middle - half, quantity),
        high=_told(middle + half, quantity),
        n_trials=len(model.rows),
    )


def _measured(observations: Observations, quantity: Quantity) -> NDArray[np.float64]:
    if quantity == "score":
        return observations.score
    if quantity == "gap":
        return np.asarray((observations.train - observations.valid).mean(axis=1))
    amounts = observations.seconds if quantity == "seconds" else observations.memory
    return np.log(amounts, out=np.full(len(amounts), np.nan), where=amounts > 0)


def _told(line: NDArray[np.float64], quantity: Quantity) -> tuple[float, ...]:
    return tuple((np.exp(line) if quantity in MULTIPLYING else line).tolist())
