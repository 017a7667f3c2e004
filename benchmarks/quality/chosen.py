"""Which runs a table is made of: those of its samplers that can be compared.

A run of more trials than asked serves where there is none of just so many: its beginning counts. It differs in what the
sampler was told of its budget, so the table says where that is so. Unless asked otherwise, only the seeds that all
samplers have run on a problem count; with `all_seeds` each sampler counts with all of its own. In both cases every
problem must have been run by every sampler.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from benchmarks.quality.runs import Job, Run

Runs: TypeAlias = Mapping[int, Run]
"""By seed."""
Curves: TypeAlias = Mapping[str, Mapping[str, Runs]]
"""By problem, then by sampler."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table is about.

    Attributes:
        samplers: to compare.
        names: of the problems.
        n_trials: the largest budget.
        noise, pending: as a job has them.
        all_seeds: whether a sampler counts with seeds that others do not have.
    """

    samplers: Sequence[str]
    names: Sequence[str]
    n_trials: int
    noise: float = 0.0
    pending: int = 1
    all_seeds: bool = False


def chosen(runs: Iterable[Run], wanted: Wanted) -> Curves:
    """Return the runs that can be compared, cut to the number of trials that is asked."""
    found: dict[str, dict[str, dict[int, Run]]] = {}
    for run in sorted(runs, key=lambda run: run.job.n_trials, reverse=True):
        if fits(run.job, wanted):  # of one seed's runs the last one stays, which is the shortest
            found.setdefault(run.job.case, {}).setdefault(run.job.sampler, {})[run.job.seed] = _cut(run, wanted)
    curves = {name: found[name] for name in wanted.names if len(found.get(name, ())) == len(wanted.samplers)}
    if wanted.all_seeds:
        return curves
    shared = {name: with_seeds(runs, set.intersection(*map(set, runs.values()))) for name, runs in curves.items()}
    return {name: by_sampler for name, by_sampler in shared.items() if all(by_sampler.values())}


def fits(job: Job, wanted: Wanted) -> bool:
    """Return whether a run counts in the table, if no better one has its seed."""
    is_same = (job.noise, job.pending) == (wanted.noise, wanted.pending)
    return is_same and job.n_trials >= wanted.n_trials and job.sampler in wanted.samplers


def with_seeds(by_sampler: Mapping[str, Runs], seeds: Collection[int]) -> dict[str, dict[int, Run]]:
    """Return the runs that have one of these seeds."""
    return {sampler: {seed: run for seed, run in runs.items() if seed in seeds} for sampler, runs in by_sampler.items()}


def longer(curves: Curves, n_trials: int) -> list[str]:
    """Return what is to be known of runs that are of more trials: one line for each length."""
    jobs = [run.job for by_sampler in curves.values() for runs in by_sampler.values() for run in runs.values()]
    totals = Counter(job.sampler for job in jobs)
    numbers: dict[int, list[str]] = {}
    for (length, sampler), n in sorted(Counter((job.n_trials, job.sampler) for job in jobs).items()):
        numbers.setdefault(length, []).append(f"{sampler} {n} of {totals[sampler]}")
    return [
        f"runs of {length} trials, of which the first {n_trials} count: {', '.join(each)}"
        for length, each in numbers.items()
        if length > n_trials
    ]


def _cut(run: Run, wanted: Wanted) -> Run:
    return replace(run, curve=run.curve[: wanted.n_trials], seconds=run.seconds[: wanted.n_trials])
