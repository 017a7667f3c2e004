"""The effect of one hyperparameter while all others vary too: an additive model, and its curve with an honest error.

The hyperparameter of interest gets a piecewise linear curve through up to six knots, spread evenly over the range that
was tried, so that a sampler that crowds around its optimum does not decide where we look; a knot with too few trials
near it is dropped. The others enter as straight lines (parabolas with many trials, a level per choice), so that what
they did is not put down to this one. Sampling where scores were good biases means per bin, but not a regression on the
hyperparameters themselves.

The curve is linear in the scores: `weights @ scores`. So the curves of all folds, and of train, validation, time and
memory, come from one fit, and any difference between two of its places has a standard error: here that of HC3, which
is valid whatever the noise depends on and cautious with few trials.

Source: Hastie and Tibshirani (1990), "Generalized Additive Models", chapter 4; MacKinnon and White (1985), "Some
heteroskedasticity-consistent covariance matrix estimators", Journal of Econometrics 29, for HC3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.space.cube import axis_of
from tunewright.space.parameters import Categorical, Parameter
from tunewright.space.space import Space
from tunewright.space.values import Json

MAX_KNOTS = 6
MIN_SUPPORT = 3.0
MIN_TRIALS = 8
MAX_TRIALS = 2000
PARABOLA_TRIALS = 12
"""Trials per control column from which on the others may curve."""

LEAST_FREEDOM = 0.2


@dataclass(frozen=True, slots=True)
class Additive:
    """An additive model of any score over the rows where one hyperparameter is active.

    Attributes:
        name: the hyperparameter.
        rows: which rows it is fitted on, shape (n_rows,), indices.
        places: knots in the unit interval, shape (n_knots,), ascending.
        weights: what each score adds to the curve at each knot, shape (n_knots, n_rows).
        design, solution: the whole model: `design @ solution @ scores` are the fitted scores.
        at: the basis of the curve at each row, shape (n_rows, n_knots).
    """

    name: str
    rows: NDArray[np.int64]
    places: NDArray[np.float64]
    weights: NDArray[np.float64]
    design: NDArray[np.float64]
    solution: NDArray[np.float64]
    at: NDArray[np.float64]

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the residuals, at least 1."""
        leverage = float((self.design * self.solution.T).sum())
        return max(1.0, len(self.rows) - leverage)

    def residuals(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what is not explained, divided by 1 - leverage (HC3), shape (n_rows,)."""
        leverage = (self.design * self.solution.T).sum(axis=1)
        unexplained = scores - self.design @ (self.solution @ scores)
        return np.asarray(unexplained / np.maximum(1 - leverage, LEAST_FREEDOM))

    def errors(self, contrasts: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the standard error of `contrasts @ curve`, shape (n_contrasts,); contrasts (n_contrasts, n_knots)."""
        return np.sqrt((contrasts @ self.weights) ** 2 @ self.residuals(scores) ** 2)


def additive(space: Space, units: NDArray[np.float64], name: str, usable: NDArray[np.bool_]) -> Additive | None:
    """Return the additive model with a curve for `name`; None if too few trials or values speak about it.

    Args:
        space: of the trials.
        units: their params in the unit cube, shape (n_trials, n_dims); NaN where inactive.
        name: the hyperparameter.
        usable: which trials may be used, shape (n_trials,).
    """
    column = space.dims.index(name)
    units = np.column_stack([_snapped(space.parameters[dim], units[:, index]) for index, dim in enumerate(space.dims)])
    rows = _thinned(np.flatnonzero(usable & np.isfinite(units[:, column])))
    if len(rows) < MIN_TRIALS:
        return None
    is_choice = isinstance(space.parameters[name], Categorical)
    places = _choices_tried(units[rows, column]) if is_choice else _knots(units[rows, column])
    if is_choice:
        rows = rows[np.isin(units[rows, column], places)]
    if len(places) < 2 or len(rows) < MIN_TRIALS:
        return None
    at = hats(units[rows, column], places)
    others = _controls(space, units[rows], column)
    design = np.hstack([at, others])
    penalty = np.diag(np.r_[np.full(len(places), 1e-9), np.ones(others.shape[1])])
    solution = np.linalg.solve(design.T @ design + penalty, design.T)
    return Additive(name, rows, places, solution[: len(places)], design, solution, at)


def hats(x: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the piecewise linear basis, shape (n, n_places): rows sum to 1, constant beyond the outer places."""
    left = np.clip(np.searchsorted(places, x, side="right") - 1, 0, len(places) - 2)
    width = places[left + 1] - places[left]
    share = np.clip(x - places[left], 0, width) / width
    basis = np.zeros((len(x), len(places)))
    rows = np.arange(len(x))
    basis[rows, left] = 1 - share
    basis[rows, left + 1] = share
    return basis


def without_outliers(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores with very low ones raised to the lower quartile - 3 interquartile ranges of all of them.

    One configuration that blows up (an R² of -1000) would otherwise decide every curve. The order is kept.
    """
    finite = scores[np.isfinite(scores)]
    if not len(finite):
        return scores
    low, high = np.quantile(finite, [0.25, 0.75])
    return scores if low == high else np.maximum(scores, low - 3 * (high - low))


def ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rank of each score in its column, between 0 (lowest) and 1; equal scores share their mean rank."""
    ranked = np.empty_like(scores)
    for column in range(scores.shape[1]):
        _, codes, counts = np.unique(scores[:, column], return_inverse=True, return_counts=True)
        ranked[:, column] = (np.cumsum(counts) - (counts + 1) / 2)[codes] / max(1, len(scores) - 1)
    return ranked


def value_at(parameter: Parameter, place: float) -> Json:
    """Return the value of a parameter at a place of the unit interval."""
    axis = axis_of(parameter)
    assert axis is not None, "constants have no place"
    return axis.from_unit(place)


def _snapped(parameter: Parameter, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coordinates with those of a choice moved to the middle of its part."""
    if not isinstance(parameter, Categorical):
        return x
    n_choices = len(parameter.choices)
    return np.asarray((np.minimum(np.floor(x * n_choices), n_choices - 1) + 0.5) / n_choices)


def _thinned(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(rows) <= MAX_TRIALS:
        return rows
    return rows[np.linspace(0, len(rows) - 1, MAX_TRIALS).astype(np.int64)]


def _choices_tried(x: NDArray[np.float64]) -> NDArray[np.float64]:
    places, counts = np.unique(x, return_counts=True)
    return np.asarray(places[counts >= MIN_SUPPORT])


def _knots(x: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.unique(x)
    places = values if len(values) <= MAX_KNOTS else np.linspace(values[0], values[-1], MAX_KNOTS)
    while len(places) >= 2:
        support = hats(x, places).sum(axis=0)
        if support.min() >= MIN_SUPPORT:
            return places
        places = np.delete(places, support.argmin())
    return places


def _controls(space: Space, units: NDArray[np.float64], own: int) -> NDArray[np.float64]:
    others = [index for index in range(units.shape[1]) if index != own]
    columns = [column for index in others for column in _control(space.parameters[space.dims[index]], units[:, index])]
    if len(units) >= PARABOLA_TRIALS * max(1, len(columns)):
        columns += [_squared(units[:, index]) for index in others if not _is_choice(space, index)]
    return _standardised(columns, len(units))


def _control(parameter: Parameter, x: NDArray[np.float64]) -> Sequence[NDArray[np.float64]]:
    active = np.isfinite(x)
    if not active.any():
        return []
    if isinstance(parameter, Categorical):
        return [(x == place).astype(np.float64) for place in np.unique(x[active])[1:]] + [active.astype(np.float64)]
    return [_filled(x), active.astype(np.float64)]


def _is_choice(space: Space, index: int) -> bool:
    return isinstance(space.parameters[space.dims[index]], Categorical)


def _filled(x: NDArray[np.float64]) -> NDArray[np.float64]:
    active = np.isfinite(x)
    return np.where(active, x, x[active].mean() if active.any() else 0.0)


def _squared(x: NDArray[np.float64]) -> NDArray[np.float64]:
    filled = _filled(x)
    return np.asarray((filled - filled.mean()) ** 2)


def _standardised(columns: Sequence[NDArray[np.float64]], n_rows: int) -> NDArray[np.float64]:
    """Return the columns with mean 0 and deviation 1; those that do not vary are left out."""
    table = np.column_stack(columns) if columns else np.empty((n_rows, 0))
    table = table - table.mean(axis=0)
    spread = table.std(axis=0)
    return np.asarray(table[:, spread > 1e-9] / spread[spread > 1e-9])
