"""From curves to numbers: normalised regret, ranks, who wins against whom, and by how much.

Regret is 0 at the best that is known of a problem and 1 at what drawing at random typically reaches with the same
number of trials (or, if asked, with one). Seeds are averaged first, so that a problem counts once. Ratios are those of
the means over problems, and their intervals are of the bootstrap that draws problems.

Source: Wilcoxon (1945), signed ranks; Holm (1979) for several comparisons at a time; Demsar (2006), "Statistical
comparisons of classifiers over multiple data sets", for the use of both; Efron (1979) for the bootstrap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.chosen import Curves
from benchmarks.quality.references import goal
from benchmarks.quality.runs import Run

Array: TypeAlias = NDArray[np.float64]
N_DRAWS = 2000
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Duel:
    """How one sampler does against another over problems.

    Attributes:
        wins: share of the problems on which its mean regret is lower; a tie is half a win.
        p: of the signed-rank test that there is no difference, two-sided.
    """

    wins: float
    p: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of mean regrets, with the 95 % interval of its bootstrap over problems."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def regrets(curves: Curves, samplers: Sequence[str], budget: int, is_single: bool) -> Array:
    """Return normalised regrets after `budget` trials, the mean over the seeds, shape (n_problems, n_samplers)."""
    rows = []
    for name, by_sampler in curves.items():
        best, typical = goal(name, None if is_single else budget)
        reached = [losses(by_sampler[sampler].values(), budget) for sampler in samplers]
        rows.append([np.maximum((each - best) / (typical - best), 0).mean() for each in reached])
    return np.array(rows)


def losses(runs: Iterable[Run], budget: int) -> Array:
    """Return what each run had reached after `budget` trials."""
    return np.array([run.curve[budget - 1] for run in runs])


def ranks(curves: Curves, samplers: Sequence[str], budget: int) -> Array:
    """Return the mean rank of each sampler over problems, 1 is best and ties share theirs.

    On a problem it is the rank to expect when each sampler has one of its seeds, whichever: 1, plus the chances that
    each other one is better.
    """
    rows = []
    for by_sampler in curves.values():
        reached = [losses(by_sampler[sampler].values(), budget) for sampler in samplers]
        beaten = [[np.mean(np.sign(mine[:, None] - other)) for other in reached] for mine in reached]
        rows.append(1 + (np.array(beaten) + 1).sum(axis=1) / 2 - 0.5)
    means: Array = np.mean(rows, axis=0)
    return means


def milliseconds(curves: Curves, sampler: str, budget: int) -> float:
    """Return the mean processor time of a suggestion among the first `budget`."""
    runs = [run for by_sampler in curves.values() for run in by_sampler[sampler].values()]
    return 1e3 * float(np.mean([run.seconds[:budget] for run in runs]))


def duel(mine: Array, other: Array) -> Duel:
    """Compare two samplers by their regrets, shape (n_problems,) each."""
    from scipy.stats import wilcoxon

    wins = float(np.mean(np.where(mine == other, 0.5, mine < other)))
    return Duel(wins, float(wilcoxon(mine, other).pvalue) if np.any(mine != other) else 1.0)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values that allow for all of them having been looked at."""
    n, order = len(p_values), np.argsort(p_values)
    raised = np.minimum(1, np.maximum.accumulate((n - np.arange(n)) * np.array(p_values)[order]))
    corrected = np.empty(n)
    corrected[order] = raised
    return [float(p) for p in corrected]


def ratio(mine: Array, others: Array) -> Ratio:
    """Compare regrets with those of the best of others, whichever has the lowest mean in each draw of problems.

    Args:
        mine: shape (n_problems,).
        others: shape (n_problems, n_others).
    """
    n = len(mine)
    drawn = np.random.default_rng(0).integers(n, size=(N_DRAWS, n))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = mine.mean() / others.mean(axis=0).min()
        low, high = np.quantile(mine[drawn].mean(axis=1) / others[drawn].mean(axis=1).min(axis=1), [TAIL, 1 - TAIL])
    return Ratio(float(value), float(low), float(high))
