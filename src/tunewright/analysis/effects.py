"""Whether the best values of a hyperparameter crowd at an end of its range.

The best tenth of the distinct configurations (3 to 10 of them) is looked at, never the best one alone. Most of them
must lie in the outer tenth of the range, more than even draws from the range would put there, and trials there must
have scored better than elsewhere with the other hyperparameters accounted for (see `additive`): a sampler may crowd
somewhere for no reason, and get better meanwhile for another.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.additive import additive, ranks
from tunewright.analysis.figures import shown_value
from tunewright.analysis.findings import Finding, Severity
from tunewright.analysis.observations import Observations
from tunewright.space.cube import Axis, axis_of
from tunewright.space.parameters import End, Float, Int
from tunewright.space.values import Json, is_number

MIN_ROWS = 10

OUTER = 0.1
FEWEST_BEST, MOST_BEST = 3, 10
MOST_OF_THEM = 2 / 3
LEVEL = 0.01
"""Share of studies without any effect in which even draws may put the best at some end."""

BETTER_THAN_OTHERS = 1.64
NATURAL_ENDS = (0, 1, 2)
"""Ends beyond which there is often nothing: shares, counts, the fewest rows that can be split."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How the best configurations lie at one end of a range.

    Attributes:
        name: the hyperparameter.
        end: which end.
        low, high: the range.
        n_best, n_there: of the best configurations in which it was active, how many there are and how many lie there.
        best: the value of the best of them.
        from_here: the innermost value of those that lie there.
    """

    name: str
    end: End
    low: float
    high: float
    n_best: int
    n_there: int
    best: Json
    from_here: Json


def edge_findings(observations: Observations) -> list[Finding]:
    """Return a finding for every number whose best values crowd at an end of its range."""
    distinct = _distinct_best_first(observations)
    if len(distinct) < MIN_ROWS:
        return []
    n_best = int(np.clip(round(len(distinct) / 10), FEWEST_BEST, MOST_BEST))
    crowds = [
        _crowd(observations, distinct, n_best, name, end) for name in _numbers(observations) for end in ("low", "high")
    ]
    return [_edge_finding(crowd) for crowd in crowds if crowd is not None]


def _numbers(observations: Observations) -> list[str]:
    parameters = observations.space.parameters
    return [name for name in observations.space.dims if isinstance(parameters[name], Float | Int)]


def _distinct_best_first(observations: Observations) -> NDArray[np.int64]:
    """Return the rows with a finite score, the best first, each configuration once."""
    order = np.argsort(-np.where(np.isfinite(observations.score), observations.score, -np.inf), kind="stable")
    seen: dict[object, int] = {}
    for row in order[: np.count_nonzero(np.isfinite(observations.score))]:
        seen.setdefault(observations.space.key(observations.trials[row].params), int(row))
    return np.array(list(seen.values()), np.int64)


def _crowd(observations: Observations, distinct: NDArray[np.int64], n_best: int, name: str, end: End) -> Crowd | None:
    parameter = observations.space.parameters[name]
    assert isinstance(parameter, Float | Int), "only numbers have ends"
    axis = axis_of(parameter)
    if axis is None or axis.size < 2:
        return None
    given = _given_numbers(observations, name, distinct)
    rows = distinct[given]
    best = rows[np.isin(rows, distinct[:n_best])]
    places = _from_end(observations.units[:, observations.space.dims.index(name)], end)
    reach = max(OUTER, _from_end(np.array([axis.to_unit(getattr(parameter, end))]), end)[0]) + 1e-9
    there = places <= reach
    level = LEVEL / (2 * len(_numbers(observations)))
    if not (
        _most_are_there(there[best], _volume(axis, reach, end), level) and _is_better(observations, name, end, reach)
    ):
        return None
    values = [observations.trials[row].params[name] for row in best if there[row]]
    innermost = max(values) if end == "low" else min(values)
    top = observations.trials[best[0]].params[name]
    return Crowd(name, end, parameter.low, parameter.high, len(best), len(values), top, innermost)


def _given_numbers(observations: Observations, name: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return in which rows the hyperparameter is a number of its range: active, and no special value."""
    parameter = observations.space.parameters[name]
    assert isinstance(parameter, Float | Int), "only numbers have ends"
    values = [observations.trials[row].params.get(name) for row in rows]
    return np.array([is_number(value) and parameter.low <= value <= parameter.high for value in values], np.bool_)


def _from_end(places: NDArray[np.float64], end: End) -> NDArray[np.float64]:
    return places if end == "low" else 1 - places


def _volume(axis: Axis, reach: float, end: End) -> float:
    """Return the share of even draws that come to lie within `reach` of the end."""
    draws = (np.arange(200) + 0.5) / 200
    places = np.array([axis.to_unit(axis.from_unit(float(draw))) for draw in draws])
    return float((_from_end(places, end) <= reach).mean())


def _most_are_there(there: NDArray[np.bool_], volume: float, level: float) -> bool:
    """Return whether the best, given best first, crowd there more than even draws do."""
    n, k = len(there), int(there.sum())
    if n < FEWEST_BEST or not there[0] or k < MOST_OF_THEM * n:
        return False
    tail = sum(comb(n, i) * volume**i * (1 - volume) ** (n - i) for i in range(k, n + 1))
    return tail <= level


def _is_better(observations: Observations, name: str, end: End, reach: float) -> bool:
    """Return whether the score's rank is higher at the end than elsewhere, the other hyperparameters accounted for.

    Without them a sampler that improves one hyperparameter while it drifts along another would accuse both.
    """
    usable = np.isfinite(observations.score)
    model = additive(observations.space, observations.units, name, usable)
    if model is None:
        return False
    (ranked,) = ranks(observations.score[model.rows, np.newaxis]).T
    elsewhere = _from_end(model.places, end) > reach
    if not elsewhere.any():
        return False
    contrast = np.where(elsewhere, -1 / elsewhere.sum(), 0.0)
    contrast[0 if end == "low" else -1] += 1.0
    difference = float(contrast @ model.weights @ ranked)
    return difference > BETTER_THAN_OTHERS * float(model.errors(contrast[None, :], ranked)[0])


def _edge_finding(crowd: Crowd) -> Finding:
    side, beyond = ("upper", "above") if crowd.end == "high" else ("lower", "below")
    edge = crowd.high if crowd.end == "high" else crowd.low
    more = "or more" if crowd.end == "high" else "or less"
    severity: Severity = "info" if edge in NATURAL_ENDS else "warning"
    sentence = (
        f"The best {crowd.name} lies at the {side} end of its range, {shown_value(edge)}: {crowd.n_there} of the "
        f"{crowd.n_best} best have {shown_value(crowd.from_here)} {more}, the very best {shown_value(crowd.best)}."
    )
    fix = f"Let {crowd.name} go {beyond} {shown_value(edge)}, if the model allows it: better values may lie there."
    evidence = {
        "name": crowd.name,
        "end": crowd.end,
        "range": [crowd.low, crowd.high],
        "n_best": crowd.n_best,
        "n_there": crowd.n_there,
        "best": crowd.best,
    }
    return Finding("edge-of-range", severity, sentence, evidence, fix)
