"""From curves to numbers: normalised regret, ranks, and who wins against whom.

Regret is 0 at the best that is known of a problem and 1 at what drawing at random typically reaches with the same
number of trials (or, if asked, with one). Only what all samplers of a table have run is compared: the same problems,
the same seeds. Seeds are averaged first, so that a problem counts once.

Source: Wilcoxon (1945), signed ranks; Holm (1979) for several comparisons at a time; Demsar (2006), "Statistical
comparisons of classifiers over multiple data sets", for the use of both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.references import goal
from benchmarks.quality.runs import Run

Array: TypeAlias = NDArray[np.float64]
Curves: TypeAlias = Mapping[tuple[str, int], Mapping[str, Run]]


@dataclass(frozen=True, slots=True)
class Duel:
    """How one sampler does against another over problems.

    Attributes:
        wins: share of the problems on which its mean regret is lower; a tie is half a win.
        p: of the signed-rank test that there is no difference, two-sided.
    """

    wins: float
    p: float


def shared(runs: Sequence[Run], samplers: Collection[str], names: Collection[str]) -> Curves:
    """Return the runs by problem and seed, then by sampler, where all samplers have one."""
    found: dict[tuple[str, int], dict[str, Run]] = {}
    for run in runs:
        if run.job.sampler in samplers and run.job.case in names:
            found.setdefault((run.job.case, run.job.seed), {})[run.job.sampler] = run
    return {place: each for place, each in found.items() if len(each) == len(samplers)}


def regrets(curves: Curves, samplers: Sequence[str], budget: int, is_single: bool) -> Array:
    """Return normalised regrets after `budget` trials, the mean over the seeds, shape (n_problems, n_samplers)."""
    rows = []
    for name in problems(curves):
        best, typical = goal(name, None if is_single else budget)
        reached = [losses(each, samplers, budget) for (case, _), each in curves.items() if case == name]
        rows.append(np.maximum((np.array(reached) - best) / (typical - best), 0).mean(axis=0))
    return np.array(rows)


def losses(each: Mapping[str, Run], samplers: Sequence[str], budget: int) -> Array:
    """Return what each sampler had reached after `budget` trials."""
    return np.array([each[sampler].curve[budget - 1] for sampler in samplers])


def problems(curves: Curves) -> list[str]:
    """Return the names of the problems, in order of appearance."""
    return list(dict.fromkeys(name for name, _ in curves))


def ranks(curves: Curves, samplers: Sequence[str], budget: int) -> Array:
    """Return the mean rank of each sampler, 1 is best and ties share theirs: over seeds first, then problems."""
    from scipy.stats import rankdata

    by_problem: dict[str, list[Array]] = {}
    for (name, _), each in curves.items():
        by_problem.setdefault(name, []).append(rankdata(losses(each, samplers, budget)))
    means: Array = np.mean([np.mean(seeds, axis=0) for seeds in by_problem.values()], axis=0)
    return means


def milliseconds(curves: Curves, sampler: str, budget: int) -> float:
    """Return the mean processor time of a suggestion among the first `budget`."""
    return 1e3 * float(np.mean([each[sampler].seconds[:budget] for each in curves.values()]))


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
