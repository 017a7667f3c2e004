"""The Pareto front against its definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.study.front import front

losses_of_trials = hnp.arrays(
    np.float64,
    st.tuples(st.integers(0, 12), st.integers(1, 3)),
    elements=st.integers(0, 4).map(float) | st.just(np.inf),
)


def dominates(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    return bool((a <= b).all() and (a < b).any())


@given(losses_of_trials)
def test_exactly_the_undominated_rows_are_on_the_front(losses: NDArray[np.float64]) -> None:
    expected = [i for i, row in enumerate(losses) if not any(dominates(other, row) for other in losses)]
    assert front(losses).tolist() == expected
