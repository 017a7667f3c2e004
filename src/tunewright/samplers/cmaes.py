"""CMA-ES: a normal distribution that learns where losses fall, and how the parameters depend on one another.

A generation of points is drawn from one distribution, which then moves towards the better half, longer along directions
in which several generations went on. What counts is the order of the losses, so that neither their scale nor infinities
matter: pruned trials come after complete ones, failed ones last, and several objectives are put in order by fronts. A
run that has arrived, that has not improved for long, or that finds nothing new is followed by one with twice the
population, elsewhere (IPOP). A study that has trials already starts from the best tenth of them.

Nothing is kept between calls. Every trial carries its run, its generation and the point that was drawn; the first of a
generation carries what the distribution had learnt by then. From the latest of these the rest is told again. A
generation is learnt from as soon as as many of its trials have ended as the population has; until then all proposals
come from it, and trials of it that end later teach nothing. The coordinate of an inactive parameter is the mean.

Source: Hansen (2016), arXiv:1604.00772; Auger and Hansen (2005), "A restart CMA evolution strategy with increasing
population size", CEC; Nomura et al. (2021), "Warm starting CMA-ES for hyperparameter optimization", AAAI; the library
`cmaes`, in `samplers/cma_distribution.py`. Points are drawn anew here where `require` forbids them or they were run
before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, floor, inf, isfinite
from sys import float_info

import numpy as np

from tunewright.samplers.cma_distribution import Coordinates, Evolution, Start, even_shares
from tunewright.samplers.distinct import Taken, distinct
from tunewright.samplers.order import best_first, ordered
from tunewright.samplers.tags import entries, number, whole
from tunewright.space.space import Space
from tunewright.space.values import Json, Params, is_number
from tunewright.surrogates.axes import axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State

TAG = "cmaes"
DRAWS = 64
FEWEST_WARM = 20
SHARE_WARM = 0.1
MOST_POPULATION = 512
LARGEST_READ, LARGEST_SEED = 2**16, 2**31 - 1
"""What claims to be a larger population, or a later run, is damaged."""
PATIENCE = (10, 30)
"""A run ends when it has not improved for 10 generations and 30 times as many trials as it has parameters."""
LARGEST = float_info.max
MOST_DIMS_WARM = 100
"""Beyond, the determinant that the library's warm start takes is too small for a double."""


@dataclass(frozen=True, slots=True)
class CmaesSampler:
    """Propose from a normal distribution that adapts, with restarts.

    Args:
        population: number of trials, 4 or more, of a generation in the first run; None takes 4 + 3 ln(parameters).
        sigma: standard deviation at the start on the unit interval, above 0.

    Raises:
        ValueError: if a setting is too small.
        MissingExtra: when asked, if the package `cmaes` is not installed.
    """

    population: int | None = None
    sigma: float = 0.1

    def __post_init__(self) -> None:
        if self.population is not None and self.population < 4:
            raise ValueError(f"population must be 4 or more, got {self.population}; use None for the usual size")
        if not self.sigma > 0:
            raise ValueError(f"sigma must be above 0, got {self.sigma}; 0.1 is usual")

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        """Return `n` configurations, as `Sampler.suggest` says."""
        taken, at = Taken(history, pending), Coordinates.of(axes_of(problem.space))
        if not len(at):
            return [Suggestion(params) for params in distinct((), problem, taken, rng, n)]
        replay = Replay.of(history, at)
        run = self._told(replay, at, replay.saved or self._first(history, at, int(rng.integers(2**31))))
        draws = run.draws(problem.space, at, int(rng.integers(2**31)), n)
        free = ((point, params) for point, params in draws if taken.claim(params))
        found = [Suggestion(params, run.tag(at, point)) for point, params in islice(free, n)]
        found += [Suggestion(params, run.tag(at)) for params in distinct((), problem, taken, rng, n - len(found))]
        if found and not replay.has_saved(run):
            found[0].tags[TAG]["saved"] = run.as_json()
        return found

    def _first(self, history: History, at: Coordinates, seed: int) -> "Run":
        start = _warm(history, at) or Start.at(at, np.full(len(at.numbers), 0.5), self.sigma)
        return Run.begun(at, 0, self.population or at.population, seed, start)

    def _told(self, replay: "Replay", at: Coordinates, run: "Run") -> "Run":
        """Return where the run, or one that follows it, stands when all that has ended is told."""
        while True:
            points, n_missed = replay.generation(run)
            if n_missed >= run.population:
                run = self._restarted(run, at)
            elif len(points) >= run.population:
                run, is_over = run.learnt_from(at, points, replay.best(run))
                run = self._restarted(run, at) if is_over else run
            else:
                return run

    def _restarted(self, run: "Run", at: Coordinates) -> "Run":
        """Return the run that follows: twice the population, somewhere else."""
        number, population = run.number + 1, min(2 * run.population, MOST_POPULATION)
        mean = np.random.default_rng([run.seed, number]).random(len(at.numbers))
        return Run.begun(at, number, population, run.seed, Start.at(at, at.inside(mean), self.sigma))


@dataclass(frozen=True, slots=True)
class Run:
    """How far a run has come.

    Attributes:
        number, generation: counted from 0.
        population: number of trials of a generation.
        seed: from which the beginnings of later runs follow.
        state: what the distribution has learnt.
        best: the lowest loss of the run so far.
        improved: the generation that had it.
    """

    number: int
    generation: int
    population: int
    seed: int
    state: Mapping[str, Json]
    best: float = inf
    improved: int = 0

    @classmethod
    def begun(cls, at: Coordinates, number: int, population: int, seed: int, start: Start) -> "Run":
        """Return a run that has seen nothing."""
        return cls(number, 0, population, seed, Evolution(at, population, start).state())

    @classmethod
    def of_json(cls, tag: Mapping[str, Json], at: Coordinates) -> "Run | None":
        """Return the run that a trial's tag has saved; None if it cannot be gone on with."""
        saved = entries(tag, "saved")
        population, seed = whole(saved, "population", 4, LARGEST_READ), whole(saved, "seed", 0, LARGEST_SEED)
        improved = whole(saved, "improved", 0, LARGEST_SEED)
        if population is None or seed is None or improved is None:
            return None
        best = number(saved, "best", -LARGEST, LARGEST)
        state = entries(saved, "state")
        run = cls(tag["run"], tag["generation"], population, seed, state, inf if best is None else best, improved)
        return run if run.is_alive(at) else None

    def as_json(self) -> dict[str, Json]:
        """Return what a tag saves beside the number and the generation."""
        best = None if self.best == inf else self.best
        learnt = {"state": dict(self.state), "best": best, "improved": self.improved}
        return {"population": self.population, "seed": self.seed, **learnt}

    def tag(self, at: Coordinates, point: Sequence[float] | None = None) -> dict[str, Json]:
        """Return the tags of a trial; one without a point was not drawn from the distribution."""
        tag: dict[str, Json] = {"run": self.number, "generation": self.generation, "shape": at.shape}
        return {TAG: tag if point is None else {**tag, "point": list(point)}}

    def draws(self, space: Space, at: Coordinates, seed: int, n: int) -> Iterator[tuple[list[float], Params]]:
        """Yield points that `require` allows, each with its configuration."""
        evolution = self._evolution(at)
        evolution.reseed(seed)
        mean = evolution.mean
        for _ in range(n + DRAWS):
            unit, point = evolution.draw()
            params = space.decode(unit)
            if not space.allows(params):
                continue
            inactive = np.isnan(space.encode(params)[at.numbers])
            point[: len(mean)][inactive] = mean[inactive]
            yield point.tolist(), params

    def learnt_from(self, at: Coordinates, points: Sequence[Sequence[float]], best: float) -> tuple["Run", bool]:
        """Return the run a generation later, and whether it has arrived or has not improved for long.

        Args:
            at: what the coordinates are.
            points: as many as the population has, the best first.
            best: the lowest loss among them.
        """
        evolution, generation = self._evolution(at), self.generation + 1
        evolution.learn(points)
        later = replace(self, generation=generation, state=evolution.state())
        if best < self.best:
            later = replace(later, best=max(best, -LARGEST), improved=generation)
        patience = PATIENCE[0] + ceil(PATIENCE[1] * len(at) / self.population)
        return later, generation - later.improved > patience or evolution.is_spent()

    def is_alive(self, at: Coordinates) -> bool:
        """Return whether points can be drawn from what has been learnt."""
        try:
            unit, point = self._evolution(at).draw()
        except (KeyError, TypeError, ValueError):
            return False
        return bool(np.isfinite(unit).all() and np.isfinite(point).all())

    def _evolution(self, at: Coordinates) -> Evolution:
        evolution = Evolution(at, self.population, Start.at(at, np.full(len(at.numbers), 0.5), 1.0))
        evolution.restore(self.state)
        return evolution


@dataclass(frozen=True, slots=True)
class Replay:
    """The trials of a history that this sampler has proposed, by run and generation.

    Attributes:
        history: the trials that have ended.
        generations: by run and generation, what they carry by row, from the run that was saved on.
        saved: the run that was saved in the trial that ended last of those that carry one.
    """

    history: History
    generations: Mapping[tuple[int, int], Mapping[int, Mapping[str, Json]]]
    saved: Run | None

    @classmethod
    def of(cls, history: History, at: Coordinates) -> "Replay":
        """Return the trials whose points fit the coordinates and that the latest saved run has not learnt from."""
        tags, shape = history.tags, at.shape
        ours = (tag[TAG] for tag in reversed(tags) if _key(tag) is not None and tag[TAG].get("shape") == shape)
        runs = (Run.of_json(tag, at) for tag in ours if "saved" in tag)
        saved = next((run for run in runs if run is not None), None)
        first = (saved.number, saved.generation) if saved else (0, 0)
        found: dict[tuple[int, int], dict[int, Mapping[str, Json]]] = {}
        for row, tag in enumerate(tags):
            key = _key(tag)
            if key is not None and key >= first and tag[TAG].get("shape") == shape:
                found.setdefault(key, {})[row] = tag[TAG] if _has_point(tag[TAG], at) else {**tag[TAG], "point": None}
        return cls(history, found, saved)

    def has_saved(self, run: Run) -> bool:
        """Return whether a trial carries what `run` has learnt."""
        return any("saved" in tag for tag in self._tags(run).values())

    def generation(self, run: Run) -> tuple[list[list[float]], int]:
        """Return the points of the generation, the best first, and the number of proposals that were not drawn."""
        drawn, history = self._drawn(run), self.history
        complete, pruned = (history.in_state(state)[drawn] for state in (State.COMPLETE, State.PRUNED))
        order = ordered(history.losses[drawn], history.violations[drawn], complete, pruned, len(drawn))
        tags = self._tags(run)
        n_missed = sum(tag.get("point") is None for tag in tags.values())
        return [tags[drawn[place]]["point"] for place in order], n_missed

    def best(self, run: Run) -> float:
        """Return the lowest loss of the generation, of the first objective; infinite if no trial is complete."""
        losses = self.history.losses[self._drawn(run), 0]
        return float(np.min(losses[~np.isnan(losses)], initial=inf))

    def _drawn(self, run: Run) -> list[int]:
        """Return the rows from which the generation learns: the first that ended."""
        return [row for row, tag in self._tags(run).items() if tag.get("point") is not None][: run.population]

    def _tags(self, run: Run) -> Mapping[int, Mapping[str, Json]]:
        return self.generations.get((run.number, run.generation), {})


def _key(tags: Mapping[str, Json]) -> tuple[int, int] | None:
    """Return the run and the generation of a trial; None if it belongs to none."""
    own = tags.get(TAG)
    if not isinstance(own, dict):
        return None
    run, generation = own.get("run"), own.get("generation")
    if type(run) is not int or type(generation) is not int:
        return None
    return (run, generation) if 0 <= run <= LARGEST_SEED and generation >= 0 else None


def _has_point(tag: Mapping[str, Json], at: Coordinates) -> bool:
    """Return whether a tag has a point of the coordinates."""
    point = tag.get("point")
    return isinstance(point, list) and len(point) == len(at) and all(is_number(x) and isfinite(x) for x in point)


def _warm(history: History, at: Coordinates) -> Start | None:
    """Return a distribution over the best tenth of the trials; None if there are too few, or too many numbers."""
    complete = history.in_state(State.COMPLETE)
    n_complete = int(complete.sum())
    if n_complete < FEWEST_WARM or len(at.numbers) > MOST_DIMS_WARM:
        return None
    n_best = floor(SHARE_WARM * n_complete)
    best = np.nan_to_num(history.units[best_first(history, n_best)[0][:n_complete]], nan=0.5)
    chosen = np.floor(best[:n_best, at.categories, None] * at.n_choices[:, None])
    even = even_shares(at)
    shares = np.where(even > 0, 1.0 + np.sum(chosen == np.arange(even.shape[1]), axis=0), 0.0)
    shares /= shares.sum(axis=1, keepdims=True)
    if not len(at.numbers):
        return Start(np.empty(0), 1.0, np.empty((0, 0)), shares)
    from cmaes import get_warm_start_mgd

    mean, sigma, cov = get_warm_start_mgd([(row, float(rank)) for rank, row in enumerate(best[:, at.numbers])])
    return Start(at.inside(mean), sigma, cov, shares)
