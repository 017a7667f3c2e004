"""The tables: regret, rank and processor time by sampler; one sampler against each other; and problem by problem."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from benchmarks.quality.chosen import Curves, Runs, with_seeds
from benchmarks.quality.references import BUDGETS, known
from benchmarks.quality.regret import duel, holm, milliseconds, ranks, ratio, regrets
from benchmarks.quality.samplers import PEERS

GROUPS = ("all", "yahpo", "tables", "functions")


def parts(curves: Curves) -> Iterator[tuple[str, Curves]]:
    """Yield "all" and each group of problems, with what belongs to it; no empty one."""
    for group in GROUPS:
        part = {name: each for name, each in curves.items() if group in {"all", known()[name]["group"]}}
        if part:
            yield group, part


def budgets(curves: Curves) -> list[int]:
    """Return the budgets that every run has reached."""
    shortest = min(len(run.curve) for each in curves.values() for runs in each.values() for run in runs.values())
    return [budget for budget in BUDGETS if budget <= shortest]


def lines(curves: Curves, samplers: Sequence[str], is_single: bool) -> Iterator[str]:
    """Yield the table by group."""
    at = budgets(curves)
    for group, part in parts(curves):
        yield f"\n{group}: {len(part)} problems"
        yield (
            f"{'sampler':28}{'seeds':>7}"
            + "".join(f"{f'regret {n}':>12}" for n in at)
            + "".join(f"{f'rank {n}':>10}" for n in at)
            + f"{'CPU ms':>10}"
        )
        means = [regrets(part, samplers, n, is_single).mean(axis=0) for n in at]
        places = [ranks(part, samplers, n) for n in at]
        for index, sampler in enumerate(samplers):
            cost = milliseconds(part, sampler, at[-1])
            yield (
                f"{sampler:28}{seeds(part, sampler):>7}"
                + "".join(f"{each[index]:12.3f}" for each in means)
                + "".join(f"{each[index]:10.2f}" for each in places)
                + f"{cost:10.1f}"
            )


def seeds(curves: Curves, sampler: str) -> str:
    """Return how many seeds a sampler has, or the fewest and the most of any problem."""
    numbers = [len(by_sampler[sampler]) for by_sampler in curves.values()]
    few, many = min(numbers), max(numbers)
    return f"{few}" if few == many else f"{few}-{many}"


def duels(curves: Curves, samplers: Sequence[str], mine: str, is_single: bool) -> Iterator[str]:
    """Yield how `mine` does against each of the others, by group and budget."""
    others = [sampler for sampler in samplers if sampler != mine]
    at = budgets(curves)
    for group, part in parts(curves) if others else ():
        yield f"\n{mine} against, {group}: share of problems won, p of Wilcoxon's signed ranks with Holm's correction"
        yield f"{'':28}" + "".join(f"{f'won {n}':>10}{'p':>10}" for n in at)
        columns = []
        for n in at:
            table = regrets(part, samplers, n, is_single)
            fought = [duel(table[:, samplers.index(mine)], table[:, samplers.index(other)]) for other in others]
            columns.append(list(zip(fought, holm([each.p for each in fought]), strict=True)))
        for index, other in enumerate(others):
            yield f"{other:28}" + "".join(
                f"{column[index][0].wins:10.2f}{column[index][1]:10.2g}" for column in columns
            )


def best_peer(curves: Curves, samplers: Sequence[str], mine: str, is_single: bool) -> Iterator[str]:
    """Yield how `mine` does beside the best peer, whichever that is at each budget, by group."""
    peers = [sampler for sampler in samplers if sampler in PEERS and sampler != mine]
    for group, part in parts(curves) if peers else ():
        yield f"\n{mine} beside the best peer, {group}: ratio of regrets [95 % of draws of problems]; mean ranks"
        for n in budgets(part):
            table, places = regrets(part, [mine, *peers], n, is_single), ranks(part, samplers, n)
            lowest = peers[int(np.argmin(table[:, 1:].mean(axis=0)))]
            rank = dict(zip(samplers, places, strict=True))
            first = min(peers, key=rank.__getitem__)
            yield (
                f"{f'after {n}':12}{ratio(table[:, 0], table[:, 1:])!s} of {lowest}; "
                f"rank {rank[mine]:.2f}, the best peer's {rank[first]:.2f} ({first})"
            )


def slowed(curves: Curves, alone: Mapping[str, Curves], is_single: bool) -> Iterator[str]:
    """Yield the ratio of regrets to those of one trial after the other, by group, sampler and budget.

    Args:
        curves: with several trials at a time.
        alone: for each sampler its own runs, one trial at a time; problems and seeds that both have count.
        is_single: as in `regrets`.
    """
    for group, part in parts(curves):
        at = budgets(part)
        yield f"\nregret as a multiple of that of one trial after the other, {group} [95 % of draws of problems]"
        yield f"{'':28}{'problems':>10}" + "".join(f"{f'after {n}':>22}" for n in at)
        for sampler, its_own in alone.items():
            both = {name: _both(part[name][sampler], its_own[name][sampler]) for name in part if name in its_own}
            found = {name: pair for name, pair in both.items() if pair["alone"]}
            tables = [regrets(found, ["beside", "alone"], n, is_single) for n in at] if found else []
            shown = "".join(f"{ratio(table[:, 0], table[:, 1:])!s:>22}" for table in tables)
            yield f"{sampler:28}{len(found):10}{shown}"


def _both(beside: Runs, alone: Runs) -> Mapping[str, Runs]:
    return with_seeds({"beside": beside, "alone": alone}, set(beside) & set(alone))


def by_problem(curves: Curves, samplers: Sequence[str], is_single: bool) -> Iterator[str]:
    """Yield the regrets of each problem at each budget."""
    for n in budgets(curves):
        yield f"\n{f'regret after {n}':36}" + "".join(f"{sampler[:14]:>16}" for sampler in samplers)
        for name, row in zip(curves, regrets(curves, samplers, n, is_single), strict=True):
            yield f"{name:36}" + "".join(f"{regret:16.3f}" for regret in row)
