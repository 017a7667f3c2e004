import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.analysis.resampling import CELLS_AT_ONCE, draws, percentile_interval, units_of


@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_a_draw_holds_as_many_rows_as_take_part(n_rows: int, n_draws: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    taking_part = np.append(rng.random(n_rows) < 0.5, True)
    units = units_of(n_rows + 1, None, taking_part)
    counts = np.concatenate(list(draws(units, n_draws, rng)))
    assert counts.shape == (n_draws, n_rows + 1)
    assert (counts.sum(axis=1) == taking_part.sum()).all()
    assert (counts[:, ~taking_part] == 0).all()


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20), st.integers(0, 2**32 - 1))
def test_the_rows_of_a_group_are_drawn_together(groups: list[str], seed: int) -> None:
    counts = next(draws(units_of(len(groups), groups), 5, np.random.default_rng(seed)))
    for group in set(groups):
        columns = counts[:, [own == group for own in groups]]
        assert (columns == columns[:, :1]).all()


def test_large_tables_are_drawn_in_batches() -> None:
    n_rows = CELLS_AT_ONCE // 2
    batches = [len(counts) for counts in draws(units_of(n_rows), 3, np.random.default_rng(0))]
    assert batches == [2, 1]


def test_each_row_is_left_out_of_about_37_percent_of_the_draws() -> None:
    # The number of draws that leave out row 0 is binomial(20000, (1 - 1/50)**50): 1e-6 two-sided is 4.9 deviations.
    counts = np.concatenate(list(draws(units_of(50), 20_000, np.random.default_rng(1))))
    p = (1 - 1 / 50) ** 50
    assert abs((counts[:, 0] == 0).sum() - 20_000 * p) < 4.9 * np.sqrt(20_000 * p * (1 - p))


def test_the_interval_holds_at_least_its_share_of_the_values() -> None:
    values = np.arange(101.0)
    assert percentile_interval(values, 0.5) == (25.0, 75.0)
    low, high = percentile_interval(values, 0.95)
    assert (low, high) == (2.0, 98.0)
    assert ((values >= low) & (values <= high)).mean() >= 0.95


def test_an_infinite_value_does_not_spoil_the_interval() -> None:
    assert percentile_interval(np.array([-np.inf, 1.0, 2.0, np.nan]), 0.95) == (-np.inf, 2.0)


def test_no_value_gives_no_interval() -> None:
    assert np.isnan(percentile_interval(np.array([np.nan]), 0.95)).all()


@pytest.mark.parametrize("arguments", [([1, 2], None), (None, np.ones(2, np.bool_))], ids=["groups", "mask"])
def test_a_column_of_another_length_is_refused(arguments: tuple[list[int] | None, np.ndarray | None]) -> None:
    with pytest.raises(ValueError, match="one entry for each of the 3 rows"):
        units_of(3, *arguments)
