"""The order of the cells of a box: each once, whatever the box, and every beginning spread evenly."""

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tunewright.samplers.spread import MOST_LISTED, cell

boxes = st.lists(st.integers(1, 6), max_size=4).filter(lambda sizes: prod(sizes) <= 400)
MOST_APART = 6


def largest_hole(sizes: list[int], visited: list[list[int]]) -> float:
    """Return the largest distance of a cell to the nearest visited one, as a share of the box's side."""
    cells = np.array(list(product(*map(range, sizes))))
    apart: NDArray[np.float64] = np.abs(cells[:, None] - np.array(visited)[None]) / np.array(sizes)
    return float(apart.max(axis=2).min(axis=1).max())


@given(boxes)
def test_each_cell_comes_once(sizes: list[int]) -> None:
    cells = [tuple(cell(sizes, place)) for place in range(prod(sizes))]
    assert sorted(cells) == sorted(product(*map(range, sizes)))


@given(boxes)
def test_every_beginning_has_each_value_of_an_axis_nearly_as_often_as_any_other(sizes: list[int]) -> None:
    """The bound is what all boxes of up to four axes with up to six cells each keep."""
    counts = [np.zeros(size, np.int64) for size in sizes]
    for place in range(prod(sizes)):
        for count, index in zip(counts, cell(sizes, place), strict=True):
            count[index] += 1
        assert all(np.ptp(count) <= MOST_APART for count in counts)


@pytest.mark.parametrize("sizes", [[10, 10], [5, 5, 5], [2, 9], [3, 5, 7]], ids=str)
@pytest.mark.parametrize("share", [16, 8, 4, 2])
def test_a_beginning_leaves_smaller_holes_than_as_many_cells_by_chance(sizes: list[int], share: int) -> None:
    n, rng = prod(sizes), np.random.default_rng(0)
    n_visited = max(2, n // share)
    cells = [list(each) for each in product(*map(range, sizes))]
    chance = [largest_hole(sizes, [cells[row] for row in rng.permutation(n)[:n_visited]]) for _ in range(8)]
    assert largest_hole(sizes, [cell(sizes, place) for place in range(n_visited)]) <= np.mean(chance)


@given(boxes)
def test_the_first_cell_is_in_the_middle(sizes: list[int]) -> None:
    assert cell(sizes, 0) == [size // 2 for size in sizes]


def test_an_axis_that_is_too_long_to_list_has_each_cell_once_too() -> None:
    size = MOST_LISTED + 2
    assert sorted(cell([size], place)[0] for place in range(size)) == list(range(size))
    beginning = sorted(cell([size], place)[0] for place in range(100))
    assert np.diff([0, *beginning, size]).max() < 3 * size / 100


def test_a_box_may_have_any_number_of_cells() -> None:
    sizes = [10**12, 3] * 100
    last = cell(sizes, prod(sizes) - 1)
    assert all(0 <= index < size for index, size in zip(last, sizes, strict=True))
    assert last != cell(sizes, prod(sizes) - 2)
