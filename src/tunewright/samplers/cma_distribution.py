"""The distribution of CMA-ES, behind one face: the library `cmaes` draws and learns, and what it knows is plain JSON.

Numbers that are continuous, or have more than `MOST_STEPS` or uneven steps, are coordinates in [0, 1]. Numbers in even
steps have a margin, which keeps a distribution from settling on one step for ever. Categories have probabilities of
their own. A coordinate with one value only is left out. A point is the list of the raw draws, continuous ones first,
then stepped ones, then the numbers of the chosen categories.

The library keeps its state in private attributes; those that learning changes are listed here, are read and written in
this file only, and are held to the library by a test that continues a restored run.

Source: Hansen (2016), "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772; Hamano et al. (2022), "CMA-ES with
Margin", arXiv:2205.13482; Hamano et al. (2025), "CatCMA with Margin", arXiv:2504.07884; the library `cmaes`. It is told
ranks in place of losses: CMA-ES uses nothing else, and infinities do no harm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunewright.errors import missing_extra
from tunewright.space.values import Json
from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
MOST_STEPS = 1000
SMALLEST_SPREAD = 1e-8
"""A run whose every coordinate varies less has arrived: finer differences are rounded away in the configurations."""

MOST_PRODUCTS = 1000
"""What is drawn outside the cube is drawn anew, the less often the more a draw costs, and then clipped."""

GAUSSIAN = ("_mean", "_sigma", "_C", "_p_sigma", "_pc", "_g")
MIXED = ("_A", "_pmut", "_int_succ", "_iqhist_values", "_q", "_delta", "_Delta", "_gamma", "_s", "_g")


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Which axes of the cube take part, and how.

    Attributes:
        numbers: indices of the continuous, then of the stepped axes, shape (n_numbers,).
        n_values: number of values of each of these, 0 where continuous, shape (n_numbers,).
        categories: indices of the categorical axes.
        n_choices: how many choices each of these has.
        n_dims: the number of axes of the cube.
    """

    numbers: NDArray[np.int64]
    n_values: NDArray[np.int64]
    categories: NDArray[np.int64]
    n_choices: NDArray[np.int64]
    n_dims: int

    @classmethod
    def of(cls, axes: Axes) -> "Coordinates":
        """Return how the axes of a space take part."""
        several = (axes.steps > 0) & (axes.n_values > 1)
        even = several & (axes.n_values <= MOST_STEPS) & ~axes.logs
        smooth = np.flatnonzero((several & ~even) | ((axes.steps == 0) & (axes.n_choices == 0)))
        stepped, categories = np.flatnonzero(even), np.flatnonzero(axes.n_choices > 1)
        n_values = np.append(np.zeros(len(smooth), np.int64), axes.n_values[stepped])
        numbers = np.append(smooth, stepped)
        return cls(numbers, n_values, categories, axes.n_choices[categories], len(axes.steps))

    def __len__(self) -> int:
        return len(self.numbers) + len(self.categories)

    @property
    def shape(self) -> list[list[int]]:
        """What must agree for a point of one space to be a point of another."""
        return [self.n_values.tolist(), self.n_choices.tolist()]

    @property
    def population(self) -> int:
        """The usual size of a generation."""
        return 4 + floor(3 * log(len(self)))

    @property
    def steps(self) -> Array:
        """The width of a step of each number on the unit interval; 0 where continuous."""
        smooth = self.n_values == 0
        return np.where(smooth, 0.0, 1.0 / np.where(smooth, 1, self.n_values))

    def inside(self, mean: Array) -> Array:
        """Return `mean` between the first and the last value of each number."""
        return np.clip(mean, self.steps / 2, 1 - self.steps / 2)

    def unit(self, numbers: Array, chosen: NDArray[np.int64]) -> Array:
        """Return the point of the cube, shape (n_dims,); the middle on axes that take no part."""
        unit = np.full(self.n_dims, 0.5)
        unit[self.numbers] = np.clip(numbers, 0.0, 1.0)
        unit[self.categories] = (chosen + 0.5) / self.n_choices
        return unit


@dataclass(frozen=True, slots=True)
class Start:
    """Where a distribution begins.

    Attributes:
        mean: of the numbers, shape (n_numbers,).
        sigma: the step size on the unit interval, above 0.
        cov: the covariance for a step size of 1, shape (n_numbers, n_numbers).
        shares: the probabilities of each category's choices, padded with 0, shape (n_categories, most choices).
    """

    mean: Array
    sigma: float
    cov: Array
    shares: Array

    @classmethod
    def at(cls, coordinates: Coordinates, mean: Array, sigma: float) -> "Start":
        """Return a round distribution about `mean`, with all choices alike."""
        return cls(mean, sigma, np.eye(len(mean)), even_shares(coordinates))


def even_shares(coordinates: Coordinates) -> Array:
    """Return equal probabilities of all choices, padded with 0."""
    places = np.arange(max(coordinates.n_choices, default=0))
    return np.where(places < coordinates.n_choices[:, None], 1 / coordinates.n_choices[:, None], 0.0)


class Evolution:
    """A distribution over the coordinates that learns from ranked points.

    Args:
        coordinates: what is drawn.
        population: number of points, 4 or more, from which it learns at a time.
        start: where it begins.

    Raises:
        MissingExtra: if the package `cmaes` is not installed.
    """

    def __init__(self, coordinates: Coordinates, population: int, start: Start) -> None:
        self._coordinates = coordinates
        self._engine: Any = _engine(coordinates, population, start)
        self._fields = _fields(self._engine)

    @property
    def mean(self) -> Array:
        """The mean of the numbers, shape (n_numbers,)."""
        return np.array(self._gaussian()["_mean"]) if len(self._coordinates.numbers) else np.empty(0)

    def reseed(self, seed: int) -> None:
        """Make what is drawn from here on depend on `seed` alone."""
        self._engine.reseed_rng(seed)

    def draw(self) -> tuple[Array, Array]:
        """Return a point of the cube, shape (n_dims,), and the raw point that it came from."""
        at = self._coordinates
        if not len(at.categories):
            seen, raw = self._engine.ask()
            return at.unit(seen, np.empty(0, np.int64)), raw
        drawn = self._engine.ask()
        chosen = drawn.c.argmax(axis=1)
        seen = np.array([*(() if drawn.x is None else drawn.x), *(() if drawn.z is None else drawn.z)])
        return at.unit(seen, chosen), np.array([*(() if drawn._v_raw is None else drawn._v_raw), *chosen])

    def learn(self, points: Sequence[Sequence[float]]) -> None:
        """Move towards the better ones of a generation.

        Args:
            points: as many raw points as the population has, the best first.
        """
        told = [(self._solution(np.array(point, np.float64)), float(rank)) for rank, point in enumerate(points)]
        with np.errstate(all="ignore"):  # a run that has degenerated is recognised by `is_spent`
            self._engine.tell(told)

    def is_spent(self) -> bool:
        """Return whether the distribution has become a point, or has degenerated."""
        if not len(self._coordinates.numbers):
            return False
        fields = self._gaussian()
        if not (np.isfinite(fields["_C"]).all() and np.isfinite(fields["_sigma"])):
            return True
        spread = fields["_sigma"] * np.sqrt(np.abs(np.diag(fields["_C"])))
        return bool((spread < SMALLEST_SPREAD).all() or self._engine.should_stop())

    def state(self) -> dict[str, Json]:
        """Return what has been learnt, as JSON."""
        return {name: _plain(owner[name]) for owner, name in self._fields}

    def restore(self, state: Mapping[str, Json]) -> None:
        """Take over the state of an evolution that was made with the same arguments.

        Raises:
            KeyError, TypeError, ValueError: if it is no such state.
        """
        for owner, name in self._fields:
            old, new = owner[name], np.asarray(state[name])
            fits = new.ndim == 1 if isinstance(old, list) else new.shape == np.shape(old)  # a list grows
            if not fits or new.dtype.kind not in ("i" if isinstance(old, int) else "bif"):
                raise ValueError(f"{name} must be numbers of shape {np.shape(old)}, got {state[name]!r}")
            owner[name] = new.astype(old.dtype) if isinstance(old, np.ndarray) else state[name]
        for owner in {id(owner): owner for owner, _ in self._fields}.values():
            owner.update({name: None for name in ("_B", "_D") if name in owner})

    def _gaussian(self) -> dict[str, Any]:
        return next(owner for owner, name in self._fields if name == "_mean")

    def _solution(self, point: Array) -> Any:
        at = self._coordinates
        if not len(at.categories):
            return point
        from cmaes import CatCMAwM

        n_numbers = len(at.numbers)
        chosen = np.arange(max(at.n_choices)) == point[n_numbers:, None]
        return CatCMAwM.Solution(c=chosen, _v_raw=point[:n_numbers] if n_numbers else None)


def _engine(at: Coordinates, population: int, start: Start) -> Any:
    """Return the library's optimiser: with categories CatCMAwM, else CMAwM, which is CMA where nothing has steps."""
    try:
        from cmaes import CatCMAwM, CMAwM
    except ImportError as error:
        raise missing_extra("the sampler 'cmaes'", "tune", error) from error
    smooth, steps = at.n_values == 0, at.steps
    bounds = np.stack([steps / 2, 1 - steps / 2], axis=1)
    mean, cov = start.mean.copy(), start.cov.copy()
    tries = min(100, max(5, MOST_PRODUCTS // len(at)))
    if not len(at.categories):
        return _with_ranks(CMAwM(mean, start.sigma, bounds, steps, tries, population_size=population, cov=cov))
    return _with_ranks(
        CatCMAwM(
            x_space=bounds[smooth].tolist() or None,
            z_space=[((np.arange(n) + 0.5) / n).tolist() for n in at.n_values[~smooth]] or None,
            c_space=at.n_choices.tolist(),
            population_size=population,
            mean=mean,
            sigma=start.sigma,
            cov=cov,
            cat_param=start.shares.copy(),
        )
    )


def _with_ranks(engine: Any) -> Any:
    """Fill the memory of best and worst losses, which the library leaves unset: ranks are never all alike."""
    for owner in _owners(engine):
        if "_funhist_values" in owner:
            owner["_funhist_values"][::2], owner["_funhist_values"][1::2] = 0.0, 1.0
    return engine


def _owners(engine: Any) -> list[dict[str, Any]]:
    own = vars(engine)
    return [vars(own["_cma"]), own] if "_cma" in own else [own]


def _fields(engine: Any) -> list[tuple[dict[str, Any], str]]:
    """Return the attributes that learning changes, each with the dictionary that holds it."""
    found = dict[str, dict[str, Any]]()
    for owner in _owners(engine):
        found |= {name: owner for name in (*GAUSSIAN, *MIXED) if name in owner and name not in found}
    return [(owner, name) for name, owner in found.items()]


def _plain(value: Any) -> Json:
    return np.asarray(value).tolist()
