"""The smooth line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.figures.trend import explained, places, trend


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_straight_line_is_found_again(slope: float, level: float) -> None:
    x = np.linspace(-1, 1, 60)
    line = trend(x, slope * x + level, at := places(x))
    assert line is not None
    assert line == pytest.approx(slope * at + level, abs=0.02 * abs(slope) + 1e-9)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=8, max_size=30))
def test_the_trend_stays_among_the_scores(points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).T
    line = trend(x, y, places(x))
    assert line is None or (line.min() >= y.min() and line.max() <= y.max())
    assert 0 <= explained(x, y) <= 1


def test_few_points_and_one_place_give_no_trend() -> None:
    seven = np.arange(7.0)
    assert trend(seven, seven, seven) is None
    assert trend(np.ones(20), np.arange(20.0), np.ones(3)) is None
    assert explained(np.array([]), np.array([])) == 0


def test_a_curve_explains_all_and_noise_next_to_nothing() -> None:
    """400 points of pure noise: the trend takes about 5 of 399 degrees of freedom, of which the correction takes 4."""
    x, noise = np.linspace(0, 1, 400), np.random.default_rng(3).normal(size=400)
    assert explained(x, np.sin(4 * x)) > 0.98
    assert explained(x, noise) < 0.05
