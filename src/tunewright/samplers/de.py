"""Differential evolution: each member of a population moves towards good ones, and along differences of others.

The population has places, and every trial belongs to one; the best trial of a place is its member. A child is made from
a member: `x + F (good - x) + F (one - another)`, crossed with `x`. If it is better it takes the place. How far (F) and
how much of it (CR) is learnt from the children that were. The places are served in turn, so that nobody waits for the
end of a generation, and all of it is worked out anew from the history and the tags of its trials.

Of a category there is no difference to scale: it becomes that of the good one with chance F, and where the other two
differ, any other one with chance F. Whole numbers are rounded. A difference with what is inactive is nothing. A place
whose trials have all failed begins anew, by chance.

Source: Storn and Price (1997), "Differential Evolution", Journal of Global Optimization 11; Zhang and Sanderson (2009),
"JADE", IEEE Transactions on Evolutionary Computation 13, for current-to-pbest with an archive and for the borders;
Tanabe and Fukunaga (2013) for the memory; Pan, Tasgetiren and Liang (2008), "A discrete differential evolution
algorithm for the permutation flowshop scheduling problem", for chances where there are no differences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.distinct import Taken
from tunewright.samplers.evolution.breeding import proposed
from tunewright.samplers.evolution.crossover import filled
from tunewright.samplers.evolution.first import first_ones
from tunewright.samplers.evolution.places import TAG, Places
from tunewright.samplers.evolution.success_memory import SuccessMemory
from tunewright.samplers.moves import others
from tunewright.space.values import Params
from tunewright.surrogates.axes import Axes, axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

Array = NDArray[np.float64]
FEWEST = 4
TRIES = 32
GOOD_SHARE = 0.2
DIGITS = 6


@dataclass(frozen=True, slots=True)
class DeSampler:
    """Propose what differences in a population point to.

    Args:
        population_size: number of places, 4 or more; so many trials come first, which are quasi-random.

    Raises:
        ValueError: if `population_size` is too small.
    """

    population_size: int = 8

    def __post_init__(self) -> None:
        if self.population_size < FEWEST:
            raise ValueError(f"population_size must be 4 or more, got {self.population_size}; 8 is usual")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        found, known, n_left = first_ones(problem, history, pending, rng, n, self.population_size)
        places, taken = Places.of(history, self.population_size), Taken(history, known)
        for _ in range(n_left):
            place = (len(history) + len(known)) % self.population_size
            children = _children(problem, history, places, place, rng)
            new = proposed(children, problem, taken, rng, 1)
            known += [suggestion.params for suggestion in new]
            found += new
        return found


def _children(
    problem: Problem, history: History, places: Places, place: int, rng: np.random.Generator
) -> Iterator[Suggestion]:
    """Yield children for a place that meet what is required; where there is nothing to vary, draws by chance."""
    space, axes, units = problem.space, axes_of(problem.space), history.units
    target, mates = places.members[place], places.members[places.members >= 0]
    if target < 0 or len(mates) < FEWEST:
        yield from (Suggestion(space.decode(unit), {TAG: {"place": place}}) for unit in space.sample(rng, TRIES))
        return
    memory = SuccessMemory.of(*places.successes(history.tags))
    for _ in range(TRIES):
        scale, rate = (round(value, DIGITS) for value in memory.drawn(rng))
        rows = [target, *_mates(rng, places, mates, target)]
        trial = crossed(rng, units[rows], mutant(rng, axes, units[rows], scale), rate)
        points, met = space.screened(axes.snapped(trial[None]))
        if met[0]:
            yield Suggestion(space.decode(points[0]), {TAG: {"place": place, "f": scale, "cr": rate}})


def _mates(rng: np.random.Generator, places: Places, mates: NDArray[np.int64], target: int) -> tuple[int, int, int]:
    """Return a good member, another member, and a member or one that was beaten, the last two not the target."""
    ranked = mates[np.argsort(places.ranks[mates])]
    good = ranked[rng.integers(max(2, round(rng.uniform(0, GOOD_SHARE) * len(ranked))))]
    one = rng.choice(mates[mates != target])
    pool = np.append(mates, places.beaten[-len(places.members) :])
    return int(good), int(one), int(rng.choice(pool[(pool != target) & (pool != one)]))


def mutant(rng: np.random.Generator, axes: Axes, rows: Array, scale: float) -> Array:
    """Return x + F (good - x) + F (one - another), shape (n_dims,); Zhang and Sanderson (2009), eq. 6.

    Args:
        rng: the source of chance.
        axes: what the coordinates stand for.
        rows: x, good, one and another, shape (4, n_dims), NaN where inactive.
        scale: F.
    """
    x, good, one, another = rows
    start = filled(rng, x, good)
    towards, along = np.nan_to_num(good - x), np.nan_to_num(one - another)
    moved = start + scale * (towards + along)
    moved = np.where(moved < 0, start / 2, np.where(moved > 1, (start + 1) / 2, moved))
    at, chance = axes.categorical, rng.random((3, len(x)))
    chosen = np.where((chance[0] < scale) & ~np.isnan(good), good, start)[at]
    other = others(axes, start[None], chance[1:2])[0]
    moved[at] = np.where((chance[2, at] < scale) & (np.abs(along[at]) > 0), other, chosen)
    return moved


def crossed(rng: np.random.Generator, rows: Array, moved: Array, rate: float) -> Array:
    """Return the target with each coordinate replaced by that of the mutant with chance `rate`, one at least.

    Args:
        rng: the source of chance.
        rows: the target, and the good one that fills what it does not know, shape (2 or more, n_dims).
        moved: the mutant, shape (n_dims,).
        rate: CR.
    """
    target = rows[0]
    replaced = rng.random(len(target)) < rate
    known = np.flatnonzero(~np.isnan(target))
    replaced[rng.choice(known if known.size else len(target))] = True
    return np.where(replaced, moved, filled(rng, target, rows[1]))
