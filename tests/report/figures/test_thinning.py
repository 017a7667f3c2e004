"""Which trials are drawn when there are too many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.figures.thinning import thinned, thinning_note


@given(st.integers(0, 500), st.integers(2, 60), st.lists(st.integers(0, 499), max_size=5))
def test_few_enough_are_drawn_in_order_and_those_that_matter_are_kept(n: int, at_most: int, keep: list[int]) -> None:
    drawn = thinned(np.arange(n), keep, at_most)
    assert len(drawn) <= at_most + len(keep) or len(drawn) == n
    assert np.all(np.diff(drawn) > 0)
    assert {row for row in keep if row < n} <= set(drawn.tolist())


def test_what_is_not_drawn_is_said() -> None:
    assert thinning_note(5, 5) == ""
    assert thinning_note(1500, 10_000) == "1,500 of 10,000 trials are drawn, evenly spaced."
