"""Where time limits the search: what is reached after as many seconds as 25, 50 and 100 median random trials take.

    TUNEWRIGHT_DATA=... python -m benchmarks.timed [--split reporting] [--seeds 3] [--samplers gp,gp-blind,tpe,random]

Losses and seconds both come from surrogates of real tuning runs (`quality/yahpo.py`), so an hour is simulated in
seconds; what a sampler itself takes is left out. `gp-blind` is `gp` that is not told of a limit. Regret is that of
`quality`: 0 is the best known, 1 the median of the best of as many random trials; seeds are averaged first, and the
error is over problems.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.one_thread import one_thread
from benchmarks.quality.references import goal
from benchmarks.quality.splits import INSTANCES
from benchmarks.quality.yahpo import SCENARIOS, outputs, space_of
from tunewright.samplers.by_name import sampler_from
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

SECONDS_AT = {"lcbench": 0, "rbv2_xgboost": 6}
BUDGETS = (25, 50, 100)
N_RANDOM = 500
BLIND = "-blind"
MOST_TRIALS = 400


def asked(scenario: str, instance: str, params: Params) -> tuple[float, float]:
    """Return loss and seconds of a configuration."""
    row = outputs(scenario, {**params, **SCENARIOS[scenario].full, SCENARIOS[scenario].instance: instance})
    start, slope = SCENARIOS[scenario].loss
    return start + slope * float(row[SCENARIOS[scenario].output]), max(float(row[SECONDS_AT[scenario]]), 1e-3)


def typical_seconds(scenario: str, instance: str, space: Space) -> float:
    """Return how long the median random configuration takes."""
    units = space.sample(np.random.default_rng(0), N_RANDOM)
    return float(np.median([asked(scenario, instance, space.decode(unit))[1] for unit in units]))


def run(name: str, scenario: str, instance: str, seed: int, limit: float) -> Iterator[tuple[float, float]]:
    """Yield seconds spent and lowest loss so far, trial by trial, until time is over."""
    space = space_of(scenario)
    sampler, told = sampler_from(name.removesuffix(BLIND)), None if name.endswith(BLIND) else limit
    problem, history, rng = Problem(space, seconds=told), History(space), np.random.default_rng(seed)
    suggestion, spent, best = Suggestion(space.defaults()), 0.0, np.inf
    while len(history) < MOST_TRIALS:
        loss, seconds = asked(scenario, instance, suggestion.params)
        spent, best = spent + seconds, min(best, loss)
        if spent > limit and len(history):
            return
        yield spent, best
        usage, number = Usage(seconds=seconds), len(history)
        history.put(Trial(number, State.COMPLETE, suggestion.params, usage=usage, tags=suggestion.tags), [loss])
        suggestion = sampler.suggest(problem, history, [], rng)[0]


def regrets(names: list[str], scenario: str, instance: str, seeds: int) -> NDArray[np.float64]:
    """Return regret after each budget and the number of trials, shape (n_samplers, n_budgets, 2), over seeds."""
    unit = typical_seconds(scenario, instance, space_of(scenario))
    found = np.empty((len(names), len(BUDGETS), seeds, 2))
    for index, name in enumerate(names):
        for place, budget in enumerate(BUDGETS):
            best, typical = goal(f"{scenario} {instance}", budget)
            for seed in range(seeds):
                steps = list(run(name, scenario, instance, seed, budget * unit))
                found[index, place, seed] = max((steps[-1][1] - best) / (typical - best), 0), len(steps)
    averaged: NDArray[np.float64] = found.mean(axis=2)
    return averaged


def cell(regret: NDArray[np.float64], n_trials: NDArray[np.float64]) -> str:
    """Return the mean over problems with its error, and the mean number of trials."""
    return f"{regret.mean():.3f} +- {regret.std(ddof=1) / np.sqrt(len(regret)):.3f} ({n_trials.mean():.0f})"


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("choosing", "reporting"), default="choosing")
    parser.add_argument("--samplers", type=lambda text: text.split(","), default=["gp", "gp-blind", "tpe", "random"])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    one_thread()
    tables = []
    for scenario in SECONDS_AT:
        for instance in INSTANCES[options.split][scenario]:
            tables.append(regrets(options.samplers, scenario, instance, options.seeds))
            cells = "  ".join(f"{cell:.3f} ({n:3.0f})" for row in tables[-1] for cell, n in row)
            print(f"{scenario} {instance}: {cells}", flush=True)
    table = np.array(tables)
    print(f"\n{len(table)} problems, {options.seeds} seeds; regret +- standard error over problems (number of trials)")
    print(f"{'sampler':12}" + "".join(f"{f'{budget} median trials':>28}" for budget in BUDGETS))
    for index, name in enumerate(options.samplers):
        cells = [cell(column[:, 0], column[:, 1]) for column in table[:, index].transpose(1, 0, 2)]
        print(f"{name:12}" + "".join(f"{cell:>28}" for cell in cells))


if __name__ == "__main__":
    main()
