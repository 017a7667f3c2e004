import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.analysis.holdout import HoldOut, measured_holdout

RNG_SEED = 0


def measure(per_row: NDArray[np.float64], groups: NDArray[np.int64] | None = None) -> HoldOut:
    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return counts @ per_row.T / counts.sum(axis=1, keepdims=True)

    return measured_holdout(scores, per_row.shape[1], np.random.default_rng(RNG_SEED), groups=groups)


def test_the_interval_is_as_wide_as_the_error_of_the_paired_difference() -> None:
    difference = np.random.default_rng(1).standard_normal(400)
    shared = 100 * np.random.default_rng(2).standard_normal(400)  # what both share does not widen it
    holdout = measure(np.stack([shared + difference, shared]))
    width = holdout.gain_interval[1] - holdout.gain_interval[0]
    assert width == pytest.approx(2 * 1.96 * difference.std() / 20, rel=0.1)  # 2000 draws: 3 % error of each bound
    assert holdout.gain == pytest.approx(difference.mean())


def test_no_rows_say_nothing() -> None:
    holdout = measure(np.empty((2, 0)))
    assert np.isnan([holdout.score, holdout.default_score, holdout.gain, *holdout.gain_interval]).all()


def test_few_groups_give_scores_without_an_interval() -> None:
    holdout = measure(np.random.default_rng(0).random((2, 40)), np.arange(40) % 3)
    assert np.isfinite(holdout.gain)
    assert np.isnan(holdout.gain_interval).all()
