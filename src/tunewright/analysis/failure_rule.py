"""One rule that tells failed trials from the others, such as "C is 120 or more": every one is tried.

A rule is a threshold on a number or one choice. The one that explains most (information gain) is taken, of those under
which at least three quarters fail and at least twice the share that fails elsewhere. It is told only if chance would
hardly make it: Fisher's exact test, with its level divided by the number of rules tried.

Source: Holte (1993), "Very simple classification rules perform well on most commonly used datasets", Machine Learning
11; Fisher (1935), "The Design of Experiments", for the exact test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.figures import shown_value
from tunewright.space.values import Json, Params, canonical, is_number

Kind: TypeAlias = Literal["at least", "at most", "is"]

LEVEL = 0.01
FAIL_INSIDE = 0.75
MIN_FAILED = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on one hyperparameter, and how many trials fail where it holds and elsewhere.

    Attributes:
        name: the hyperparameter.
        kind: how its value is compared.
        value: with what.
        n_inside, failed_inside: trials in which the condition holds, and those of them that failed.
        n_outside, failed_outside: the same elsewhere, trials without the hyperparameter included.
    """

    name: str
    kind: Kind
    value: Json
    n_inside: int
    failed_inside: int
    n_outside: int
    failed_outside: int

    @property
    def text(self) -> str:
        """The condition in words."""
        value = shown_value(self.value)
        return f"{self.name} is {value}" + {"at least": " or more", "at most": " or less", "is": ""}[self.kind]

    @property
    def chance(self) -> float:
        """The probability that chance puts as many of the failed trials inside: Fisher's exact test, one-sided."""
        n, failed = self.n_inside + self.n_outside, self.failed_inside + self.failed_outside
        total = _log_choose(n, failed)
        counts = range(self.failed_inside, min(self.n_inside, failed) + 1)
        return sum(
            exp(_log_choose(self.n_inside, i) + _log_choose(self.n_outside, failed - i) - total)
            for i in counts
            if 0 <= failed - i <= self.n_outside
        )


def failure_rule(params: Sequence[Params], failed: NDArray[np.bool_]) -> Rule | None:
    """Return the rule that tells failed trials from others; None if there is none or it may be chance.

    Args:
        params: configurations, active parameters only.
        failed: which of them failed, shape (n_trials,).
    """
    best, best_gain, n_tried = None, 0.0, 0
    for name in dict.fromkeys(name for own in params for name in own):
        for tried in _tried(name, params, failed):
            gains = _gains(tried, len(failed), int(failed.sum()))
            n_tried += len(gains)
            if len(gains) and gains.max() > best_gain:
                best, best_gain = _rule(tried, int(gains.argmax()), failed), float(gains.max())
    return best if best is not None and best.failed_inside >= MIN_FAILED and best.chance * n_tried <= LEVEL else None


@dataclass(frozen=True, slots=True)
class _Tried:
    """Rules of one kind on one hyperparameter, as columns."""

    name: str
    kind: Kind
    values: Sequence[Json]
    n_inside: NDArray[np.int64]
    failed_inside: NDArray[np.int64]


def _tried(name: str, params: Sequence[Params], failed: NDArray[np.bool_]) -> Iterator[_Tried]:
    given = [row for row, own in enumerate(params) if name in own]
    numbers = np.array([row for row in given if is_number(params[row][name])], np.int64)
    choices: dict[str, list[int]] = {}
    for row in set(given).difference(numbers.tolist()):
        choices.setdefault(canonical(params[row][name]), []).append(row)
    rows = list(choices.values())
    yield _Tried(
        name,
        "is",
        [params[own[0]][name] for own in rows],
        np.array([len(own) for own in rows], np.int64),
        np.array([failed[own].sum() for own in rows], np.int64),
    )
    yield from _thresholds(name, numbers, np.array([params[row][name] for row in numbers], np.float64), failed)


def _thresholds(
    name: str, rows: NDArray[np.int64], values: NDArray[np.float64], failed: NDArray[np.bool_]
) -> Iterator[_Tried]:
    distinct, codes = np.unique(values, return_inverse=True)
    counts = np.bincount(codes, minlength=len(distinct))
    counts_failed = np.bincount(codes, failed[rows], minlength=len(distinct)).astype(np.int64)
    kinds: tuple[Kind, Kind] = ("at most", "at least")
    for kind, step in zip(kinds, (1, -1), strict=True):
        yield _Tried(
            name, kind, distinct[::step].tolist(), np.cumsum(counts[::step]), np.cumsum(counts_failed[::step])
        )  # fmt: skip


def _gains(tried: _Tried, n: int, n_failed: int) -> NDArray[np.float64]:
    """Return the information that each rule gives, in nats over all trials; 0 where it does not tell much."""
    n_outside, failed_outside = n - tried.n_inside, n_failed - tried.failed_inside
    inside = tried.failed_inside / tried.n_inside
    is_telling = (inside >= FAIL_INSIDE) & (2 * failed_outside <= inside * n_outside)
    left = _uncertainty(tried.n_inside, tried.failed_inside) + _uncertainty(n_outside, failed_outside)
    return np.where(is_telling, _uncertainty(np.array([n]), np.array([n_failed])) - left, 0.0)


def _uncertainty(n: NDArray[np.int64], failed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return n times the entropy of failing."""
    whole = np.maximum(n, 1)
    parts = [part * np.log(np.maximum(part, 1) / whole) for part in (failed, n - failed)]
    return np.asarray(-parts[0] - parts[1])


def _rule(tried: _Tried, index: int, failed: NDArray[np.bool_]) -> Rule:
    n_inside, failed_inside = int(tried.n_inside[index]), int(tried.failed_inside[index])
    outside = len(failed) - n_inside, int(failed.sum()) - failed_inside
    return Rule(tried.name, tried.kind, tried.values[index], n_inside, failed_inside, *outside)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
