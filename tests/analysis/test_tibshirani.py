import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.analysis.tibshirani import correct_folds, optimism, paired_error

TABLE = np.array([[0.7, 0.8, 0.6], [0.9, 0.7, 0.8], [0.6, 0.9, 0.7]])


def test_the_optimism_is_that_of_equation_2_2() -> None:
    # chosen: the second (mean 0.8); the folds' favourites score 0.9, 0.9 and 0.8 against its 0.9, 0.7 and 0.8
    assert optimism(TABLE) == pytest.approx((0.0 + 0.2 + 0.0) / 3)


def test_one_configuration_is_not_optimistic() -> None:
    assert optimism(TABLE[:1]) == 0.0


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-1e3, 1e3)))
def test_the_optimism_is_never_negative(table: NDArray[np.float64]) -> None:
    assert optimism(table) >= 0


def test_the_gain_is_that_of_the_corrected_scores() -> None:
    corrected = correct_folds(TABLE, np.array([True, False, False]))
    assert corrected.score == pytest.approx(0.8 - 0.2 / 3)
    assert corrected.default_score == pytest.approx(0.7)
    assert corrected.gain == pytest.approx(corrected.score - corrected.default_score)


def test_the_interval_is_students_with_the_variance_of_nadeau_and_bengio() -> None:
    corrected = correct_folds(TABLE, np.array([True, False, False]))
    differences = TABLE[1] - TABLE[0]
    half = (
        4.302653 * differences.std(ddof=1) * np.sqrt(1 / 3 + 1 / 2)
    )  # 4.302653: Student, 2 degrees of freedom, 97.5 %
    assert corrected.gain_interval == pytest.approx((corrected.gain - half, corrected.gain + half), rel=1e-6)


def test_the_default_alone_gains_nothing() -> None:
    corrected = correct_folds(TABLE[:1], np.array([True]))
    assert (corrected.gain, corrected.gain_interval) == (0.0, (0.0, 0.0))


def test_configurations_with_a_missing_fold_are_left_out() -> None:
    stopped = np.vstack([TABLE, [2.0, np.nan, np.nan]])
    baselines = np.array([True, False, False, False])
    assert correct_folds(stopped, baselines) == correct_folds(TABLE, baselines[:3])


@pytest.mark.parametrize(
    ("table", "baselines"),
    [
        (np.empty((0, 3)), np.empty(0, np.bool_)),
        (np.full((2, 3), np.nan), np.array([True, False])),
        (np.empty((2, 0)), np.array([True, False])),
        (TABLE, np.zeros(3, np.bool_)),
        (TABLE[:, :1], np.array([True, False, False])),
    ],
    ids=["no configuration", "nothing complete", "no fold", "no default", "one fold"],
)
def test_where_nothing_can_be_compared_there_is_no_interval(
    table: NDArray[np.float64], baselines: NDArray[np.bool_]
) -> None:
    assert np.isnan(correct_folds(table, baselines).gain_interval).all()


def test_the_paired_error_needs_two_folds() -> None:
    assert np.isnan(paired_error(np.array([0.1])))
    assert paired_error(np.array([0.1, 0.3])) == pytest.approx(np.sqrt(0.02) * np.sqrt(0.5 + 1.0))


def test_equal_configurations_are_seldom_called_better() -> None:
    # 400 studies of 20 equals in 5 folds. If the true share were 5 %, more than 37 would have probability 1e-4.
    rng = np.random.default_rng(0)
    tables = rng.standard_normal((400, 1, 5)) + rng.standard_normal((400, 20, 5))
    lows = [correct_folds(table, np.arange(20) == 0).gain_interval[0] for table in tables]
    assert sum(low > 0 for low in lows) <= 37
