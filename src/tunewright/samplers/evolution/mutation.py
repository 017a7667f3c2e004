"""Self-adapted mutation: each configuration carries the step and the rate it was made with, and its children vary them.

A child inherits the mean of its parents' step and rate, changes both a little, and is then mutated with them. Those who
mutate well have good children, so that step and rate follow the search without a rule for it: they travel in tags.

With a number's step `s` a continuous coordinate moves by `s` times a Gaussian. A whole number leaves its value and goes
an exponential way on with mean `s`, which for values at equal distances is exactly the two-sided geometric
distribution, given that it moves. A category becomes another one. Each coordinate is changed with the rate as chance.

Source: Baeck and Schwefel (1993), "An Overview of Evolutionary Algorithms for Parameter Optimization", Evolutionary
Computation 1, for the log-normal change of steps; Li et al. (2013), "Mixed Integer Evolution Strategies for Parameter
Optimization", Evolutionary Computation 21, for whole numbers (geometric), categories and the logistic change of rates.
There a step for each kind of parameter, and numbers always move; here one step, along the scale of each, and one rate,
since a study of some hundred trials cannot adapt more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.moves import others, stepped
from tunewright.samplers.tags import entries, number
from tunewright.space.values import Json
from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
TAG = "evolution"
FIRST_STEP, STEPS = 0.15, (1e-4, 0.5)
FIRST_RATE, HIGHEST_RATE = 0.3, 0.9
LOWEST_EXPECTED = 0.5
"""How many coordinates change on average at the lowest rate."""
RATE_CHANGE = 0.22
"""The learning rate of the logistic change, from Li et al. (2013)."""
DIGITS = 6
LOWEST_RATE = 10.0**-DIGITS


@dataclass(frozen=True, slots=True)
class Strategy:
    """How configurations were mutated.

    Attributes:
        steps: of numbers on the unit interval, shape (n,).
        rates: how likely each coordinate was to change, shape (n,).
    """

    steps: Array
    rates: Array

    @classmethod
    def read(cls, tags: Sequence[Mapping[str, Json]]) -> "Strategy":
        """Return the strategies of trials; those that were not bred have the first one."""
        found = [entries(tag, TAG) for tag in tags]
        steps = [number(own, "step", *STEPS) or FIRST_STEP for own in found]
        rates = [number(own, "rate", LOWEST_RATE, HIGHEST_RATE) or FIRST_RATE for own in found]
        return cls(np.array(steps, np.float64), np.array(rates, np.float64))

    def tag(self, row: int) -> Mapping[str, Json]:
        """Return what a child remembers."""
        return {TAG: {"step": round(float(self.steps[row]), DIGITS), "rate": round(float(self.rates[row]), DIGITS)}}

    def inherited(self, rng: np.random.Generator, parents: NDArray[np.int64], n_dims: int) -> "Strategy":
        """Return the strategies of children: means of their parents', changed log-normally and by their odds.

        Args:
            rng: the source of chance.
            parents: rows of this strategy, shape (n_parents, n_children).
            n_dims: the more there are, the smaller the change of steps: its learning rate is n_dims ** -0.5.
        """
        chance = rng.normal(size=(2, parents.shape[1]))
        steps = np.exp(np.log(self.steps)[parents].mean(axis=0) + chance[0] / np.sqrt(n_dims))
        odds = np.exp(np.log(self.rates / (1 - self.rates))[parents].mean(axis=0) + RATE_CHANGE * chance[1])
        lowest = min(LOWEST_EXPECTED / n_dims, FIRST_RATE)
        return Strategy(np.clip(steps, *STEPS), np.clip(odds / (1 + odds), lowest, HIGHEST_RATE))


def mutated(rng: np.random.Generator, axes: Axes, units: Array, picked: Mask, steps: Array) -> Array:
    """Return `units` with the picked coordinates mutated, shape (n, n_dims), not yet snapped.

    Args:
        rng: the source of chance.
        axes: what the coordinates stand for.
        units: without NaN, shape (n, n_dims).
        picked: which coordinates change, shape (n, n_dims).
        steps: of numbers on the unit interval, shape (n,).
    """
    moved = stepped(axes, units, drawn_steps(rng, axes, units, steps))
    moved[:, axes.categorical] = others(axes, units, rng.random(units.shape))
    return np.where(picked, moved, units)


def drawn_steps(rng: np.random.Generator, axes: Axes, units: Array, scales: Array) -> Array:
    """Return steps of numbers, shape (n, n_dims): Gaussian, or on stepped axes out of the cell and exponentially on."""
    steps = rng.normal(size=units.shape) * scales[:, None]
    at = axes.stepped
    if at.size:
        lower, upper = axes.cells(axes.snapped(units))
        onward = rng.exponential(size=lower.shape) * scales[:, None]
        up = steps[:, at] > 0
        steps[:, at] = np.where(up, upper + onward, lower - onward) - units[:, at]
    return steps
