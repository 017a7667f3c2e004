"""The Halton sequence: even at every length and in every coordinate's own base."""

import numpy as np
import pytest
from scipy.stats import qmc

from tunewright.samplers.halton import HaltonSampler, halton_points
from tunewright.samplers.sequence import PointSequence
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem

PRIMES = (2, 3, 5)


@pytest.mark.parametrize(("first", "n"), [(0, 1), (0, 7), (1, 1), (5, 11), (63, 2)])
def test_points_are_those_of_scipy(first: int, n: int) -> None:
    expected = qmc.Halton(3, scramble=True, seed=9).random(80)[first : first + n]
    np.testing.assert_array_equal(halton_points(3, 9, first, n), expected)


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("power", [1, 2, 3])
@pytest.mark.parametrize("first", [0, 4])
def test_as_many_points_in_a_row_as_slices_of_an_axis_hold_one_each(column: int, power: int, first: int) -> None:
    n_slices = PRIMES[column] ** power
    axis = halton_points(3, 7, first * n_slices, n_slices)[:, column]
    assert sorted(np.floor(axis * n_slices).tolist()) == list(range(n_slices))


def test_each_of_36_cells_holds_one_of_36_points() -> None:
    """4 parts of the first axis times 9 of the second: by the Chinese remainder theorem each cell is met once."""
    cells = np.floor(halton_points(2, 3, 0, 36) * [4, 9]).astype(int)
    assert len({tuple(cell) for cell in cells.tolist()}) == 36


@pytest.mark.parametrize("n", [20, 50, 100])
def test_it_is_more_even_than_chance_at_lengths_that_are_no_power_of_two(n: int) -> None:
    """Expected squared L2-star discrepancy of n uniform points in d dimensions: (2**-d - 3**-d) / n."""
    by_chance = (2.0**-3 - 3.0**-3) / n
    discrepancies = [qmc.discrepancy(halton_points(3, seed, 0, n), method="L2-star") ** 2 for seed in range(20)]
    assert np.mean(discrepancies) < by_chance / 2


def test_the_sampler_follows_the_sequence() -> None:
    space = Space({"x": Float(0, 1), "y": Float(0, 1)})
    found = HaltonSampler().suggest(Problem(space), History(space), [], np.random.default_rng(0), 5)
    expected = PointSequence("halton", halton_points)
    assert found == expected.suggest(Problem(space), History(space), [], np.random.default_rng(0), 5)
