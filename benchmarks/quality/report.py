"""The tables: regret, rank and processor time by sampler; one sampler against each other; and problem by problem."""

from collections.abc import Iterator, Sequence

from benchmarks.quality.references import BUDGETS, known
from benchmarks.quality.regret import (
    Curves,
    duel,
    holm,
    milliseconds,
    problems,
    ranks,
    regrets,
)

GROUPS = ("all", "yahpo", "tables", "functions")


def within(curves: Curves, group: str) -> Curves:
    """Return what belongs to a group; "all" is everything."""
    return {place: each for place, each in curves.items() if group in {"all", known()[place[0]]["group"]}}


def budgets(curves: Curves) -> list[int]:
    """Return the budgets that every run has reached."""
    shortest = min(len(run.curve) for each in curves.values() for run in each.values())
    return [budget for budget in BUDGETS if budget <= shortest]


def lines(curves: Curves, samplers: Sequence[str], is_single: bool) -> Iterator[str]:
    """Yield the table by group."""
    at = budgets(curves)
    for group in GROUPS:
        part = within(curves, group)
        if not part:
            continue
        yield f"\n{group}: {len(problems(part))} problems, {len(part)} runs a sampler"
        yield (
            f"{'sampler':28}"
            + "".join(f"{f'regret {n}':>12}" for n in at)
            + "".join(f"{f'rank {n}':>10}" for n in at)
            + f"{'CPU ms':>10}"
        )
        means = [regrets(part, samplers, n, is_single).mean(axis=0) for n in at]
        places = [ranks(part, samplers, n) for n in at]
        for index, sampler in enumerate(samplers):
            cost = milliseconds(part, sampler, at[-1])
            yield (
                f"{sampler:28}"
                + "".join(f"{each[index]:12.3f}" for each in means)
                + "".join(f"{each[index]:10.2f}" for each in places)
                + f"{cost:10.1f}"
            )


def duels(curves: Curves, samplers: Sequence[str], mine: str, is_single: bool) -> Iterator[str]:
    """Yield how `mine` does against each of the others, by group and budget."""
    others = [sampler for sampler in samplers if sampler != mine]
    at = budgets(curves)
    for group in GROUPS:
        part = within(curves, group)
        if not part or not others:
            continue
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


def by_problem(curves: Curves, samplers: Sequence[str], is_single: bool) -> Iterator[str]:
    """Yield the regrets of each problem at each budget."""
    for n in budgets(curves):
        yield f"\n{f'regret after {n}':36}" + "".join(f"{sampler[:14]:>16}" for sampler in samplers)
        for name, row in zip(problems(curves), regrets(curves, samplers, n, is_single), strict=True):
            yield f"{name:36}" + "".join(f"{regret:16.3f}" for regret in row)
