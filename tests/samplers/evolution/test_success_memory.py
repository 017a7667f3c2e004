"""The memory of successes: means as in the paper, the latest count, and draws as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.samplers.evolution.success_memory import CELLS, FIRST, GROUP, LEAST_SCALE, WIDTH, SuccessMemory

numbers = st.lists(st.floats(0.05, 1), max_size=60)


def memory(scales: list[float], rates: list[float] | None = None, gains: list[float] | None = None) -> SuccessMemory:
    n = len(scales)
    return SuccessMemory.of(np.array(scales), np.array(rates or [0.5] * n), np.array(gains or [1.0] * n))


def test_without_successes_every_cell_holds_one_half() -> None:
    assert memory([]).scales.tolist() == memory([]).rates.tolist() == [FIRST] * CELLS


def test_a_cell_is_the_weighted_lehmer_mean_of_scales_and_the_weighted_mean_of_rates() -> None:
    found = memory([0.2, 0.8], [0.1, 0.9], [1.0, 3.0])
    assert found.scales[0] == pytest.approx((0.04 + 3 * 0.64) / (0.2 + 3 * 0.8))
    assert found.rates[0] == pytest.approx((0.1 + 3 * 0.9) / 4)
    assert found.scales[1:].tolist() == [FIRST] * (CELLS - 1)


@given(numbers, numbers)
def test_only_the_latest_groups_count(before: list[float], after: list[float]) -> None:
    before = before[: len(before) // GROUP * GROUP]
    latest = (after * 30)[: CELLS * GROUP] if after else []
    if latest:
        found, alone = memory(before + latest), memory(latest)
        np.testing.assert_allclose(np.sort(found.scales), np.sort(alone.scales))


@given(numbers)
def test_cells_stay_between_the_least_and_the_greatest(scales: list[float]) -> None:
    found = memory(scales).scales
    assert min([*scales, FIRST]) - 1e-12 <= found.min() <= found.max() <= max([*scales, FIRST]) + 1e-12


def test_scales_are_drawn_by_a_cauchy_distribution_and_rates_by_a_gaussian() -> None:
    """Kolmogorov-Smirnov tests of 3000 draws inside the borders; false alarm 1e-6; see a shift of 0.01 (a tenth)."""
    rng, known = np.random.default_rng(1), memory([0.7] * CELLS * GROUP, [0.4] * CELLS * GROUP)
    scales, rates = np.array([known.drawn(rng) for _ in range(3000)]).T
    cauchy, gauss = stats.cauchy(0.7, WIDTH), stats.norm(0.4, WIDTH)
    low, high = cauchy.cdf(LEAST_SCALE), cauchy.cdf(1)
    inside = scales < 1
    assert stats.kstest(scales[inside], lambda f: (cauchy.cdf(f) - low) / (high - low)).pvalue > 1e-6
    assert stats.binomtest(int(inside.sum()), 3000, (high - low) / (1 - low)).pvalue > 1e-6
    assert stats.kstest(rates, gauss.cdf).pvalue > 1e-6  # the borders are 4 deviations away
    assert scales.min() >= LEAST_SCALE
    assert scales.max() == 1


def test_every_cell_is_drawn_from() -> None:
    known = SuccessMemory(np.full(CELLS, 0.5), np.linspace(0, 1, CELLS))
    rng = np.random.default_rng(2)
    cells, counts = np.unique([round(known.drawn(rng)[1] * (CELLS - 1)) for _ in range(1000)], return_counts=True)
    assert cells.tolist() == list(range(CELLS))
    assert counts.min() > 1000 / CELLS / 2
