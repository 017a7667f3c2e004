"""Histories to try samplers on: trials that ended in some way, and games in which a sampler's own trials are told."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, cycle, islice
from math import inf, nan

import numpy as np

from tunewright.samplers.protocol import Sampler
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

ENDINGS: Mapping[str, tuple[State, Sequence[float]]] = {
    "inf": (State.COMPLETE, [inf]),
    "-inf": (State.COMPLETE, [-inf]),
    "nan": (State.COMPLETE, [nan]),
    "all alike": (State.COMPLETE, [0.5]),
    "huge": (State.COMPLETE, [1e308]),
    "as far apart as can be": (State.COMPLETE, [1e308, -1e308, 0.0]),
    "tiny": (State.COMPLETE, [1e-300, 3e-300, 2e-300]),
    "infinite now and then": (State.COMPLETE, [1.0, inf, -inf, 2.0, nan]),
    "pruned": (State.PRUNED, [nan]),
    "failed": (State.FAILED, [nan]),
    "timed out": (State.TIMED_OUT, [nan]),
    "out of memory": (State.OUT_OF_MEMORY, [nan]),
}
"""Ways in which trials end, each with losses that are taken in turn."""

GARBAGE: Sequence[Json] = (None, "text", -1, 2.5, 10**12, [], ["text"], {})
"""What may stand where a sampler expects something of its own: a tag may be of another version, or damaged."""

Function = Callable[[Params], float]


def zero(params: Params) -> float:
    """Return the same loss for all params."""
    return 0.0


def played(
    sampler: Sampler, problem: Problem, n: int, history: History, function: Function = zero
) -> Iterator[Suggestion]:
    """Run trials one after another up to number `n`, each with a generator of its own, as a study does.

    Args:
        sampler: asked for one configuration at a time, until it has none.
        problem: what it is asked.
        n: number of trials in all.
        history: what is known; trials are put into it.
        function: the loss of params.
    """
    for number in count(len(history)):
        found = sampler.suggest(problem, history, [], np.random.default_rng([7, number])) if number < n else []
        if not found:
            return
        tags = json.loads(json.dumps(found[0].tags))
        history.put(Trial(number, State.COMPLETE, found[0].params, tags=tags), [function(found[0].params)])
        yield found[0]


def tried(space: Space, n: int, state: State = State.COMPLETE, losses: Sequence[float] = (0.0, 2.0, 1.0)) -> History:
    """Return a history of `n` random trials that all ended alike, with `losses` in turn."""
    return told(space, random_trials(space, n, state), losses)


def random_trials(space: Space, n: int, state: State = State.COMPLETE) -> list[Trial]:
    """Return `n` trials with random params, the same each time."""
    units = space.sample(np.random.default_rng(1), n)
    return [Trial(number, state, space.decode(unit)) for number, unit in enumerate(units)]


def told(
    space: Space, trials: Sequence[Trial], losses: Sequence[float] = (0.0, 2.0, 1.0), n_objectives: int = 1
) -> History:
    """Return a history to which `trials` were told in this order, with `losses` in turn, by their numbers."""
    history = History(space, n_objectives)
    for trial in trials:
        first = trial.number % len(losses)
        history.put(trial, list(islice(cycle(losses), first, first + n_objectives)))
    return history


def is_valid(space: Space, params: Params) -> bool:
    """Return whether `params` is a whole configuration that the space allows."""
    return space.check(params) == params and space.allows(params)


def rows(history: History) -> list[Trial]:
    """Return the trials of a history without their losses, by row, as complete ones."""
    columns = zip(history.numbers.tolist(), history.params, history.tags, strict=True)
    return [Trial(number, State.COMPLETE, params, tags=tags) for number, params, tags in columns]


def damaged(tags: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield `tags` with one entry at any depth replaced by garbage, and a text that says what was done."""
    for name, value in tags.items():
        for garbage in GARBAGE:
            yield f"{name}={garbage!r}", {**tags, name: garbage}
        if isinstance(value, Mapping):
            for done, inner in damaged(value):
                yield f"{name}.{done}", {**tags, name: inner}


def without_entries(tags: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield `tags` with one entry at any depth left out, and a text that says which."""
    for name, value in tags.items():
        yield f"no {name}", {other: kept for other, kept in tags.items() if other != name}
        if isinstance(value, Mapping):
            for done, inner in without_entries(value):
                yield f"{name}: {done}", {**tags, name: inner}
