from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tunewright.analysis.bootstrap_bias import BootstrapBias
from tunewright.analysis.corrected import Corrected, is_above_zero, is_below_zero


def mean_scores(per_row: NDArray[np.float64]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return counts @ per_row.T / counts.sum(axis=1, keepdims=True)

    return scores


def correct(per_row: NDArray[np.float64], defaults: tuple[int, ...] = (0,), seed: int = 0, n: int = 200) -> Corrected:
    n_configs, n_rows = per_row.shape
    baselines = np.isin(np.arange(n_configs), defaults)
    rng = np.random.default_rng(seed)
    return BootstrapBias(n).correct(mean_scores(per_row), baselines, rng, validated=np.ones(n_rows, np.bool_))


def by_hand(per_row: NDArray[np.float64], seed: int, n_draws: int) -> list[float]:
    rng = np.random.default_rng(seed)
    n_rows = per_row.shape[1]
    gains = []
    for drawn in rng.integers(0, n_rows, (n_draws, n_rows)):
        left_out = [row for row in range(n_rows) if row not in drawn]
        best = int(np.argmax(per_row[:, drawn].mean(axis=1)))
        gains.append(per_row[best, left_out].mean() - per_row[0, left_out].mean())
    return gains


def test_the_algorithm_is_that_of_the_paper_written_out_by_hand() -> None:
    per_row = np.random.default_rng(3).random((6, 25))
    gains = by_hand(per_row, seed=7, n_draws=99)
    corrected = correct(per_row, seed=7, n=99)
    assert corrected.gain == pytest.approx(np.mean(gains), abs=1e-12)
    assert corrected.gain_interval == pytest.approx((
        np.quantile(gains, 0.025, method="lower"),
        np.quantile(gains, 0.975, method="higher"),
    ))


def test_one_configuration_that_is_the_default_gains_exactly_nothing() -> None:
    corrected = correct(np.random.default_rng(0).random((1, 30)))
    assert (corrected.gain, corrected.gain_interval) == (0.0, (0.0, 0.0))
    assert corrected.selected == (1.0,)


def test_the_luck_of_the_best_of_many_equals_is_taken_away() -> None:
    # 100 independent coin-flippers on 100 rows: the best looks 0.5 + 2.5 * 0.05 good, and is 0.5 good. Over 40 studies
    # the mean corrected score has a deviation of at most 0.05 / sqrt(40) = 0.008; 5 of these are 0.04.
    rng = np.random.default_rng(5)
    studies = [(rng.random((100, 100)) < 0.5).astype(float) for _ in range(40)]
    naive = np.mean([study.mean(axis=1).max() for study in studies])
    corrected = np.mean([correct(study, n=60).score for study in studies])
    assert naive > 0.60
    assert abs(corrected - 0.5) < 0.04


def test_several_defaults_are_chosen_anew_in_every_draw() -> None:
    # all configurations are defaults: whatever is chosen, the default is the same one
    corrected = correct(np.random.default_rng(0).random((8, 40)), defaults=tuple(range(8)))
    assert corrected.gain_interval == (0.0, 0.0)
    assert corrected.default_score == corrected.score


def test_a_large_gain_is_seen() -> None:
    rng = np.random.default_rng(1)
    per_row = rng.standard_normal((10, 200)) + 1.0 * (np.arange(10) == 4)[:, None]
    corrected = correct(per_row)
    assert is_above_zero(corrected.gain_interval)
    assert corrected.selected[4] == 1.0
    assert corrected.interval[0] < 1.0 < corrected.interval[1]


@pytest.mark.slow
def test_equal_configurations_are_seldom_called_better() -> None:
    # Goal: at most 5 % of the studies. Of 300, more than 31 have probability 1e-4 if it is 5 %; 2 or so are expected.
    rng = np.random.default_rng(2)
    studies = [
        np.sqrt(0.8) * rng.standard_normal(80) + np.sqrt(0.2) * rng.standard_normal((20, 80)) for _ in range(300)
    ]
    intervals = [correct(study, n=200, seed=index).gain_interval for index, study in enumerate(studies)]
    assert sum(map(is_above_zero, intervals)) <= 8
    assert sum(map(is_below_zero, intervals)) <= 8


def test_a_stopped_configuration_is_never_chosen() -> None:
    per_row = np.random.default_rng(0).random((3, 30))
    inner = mean_scores(per_row)

    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where([False, True, False], -np.inf, inner(counts))

    everyone = np.ones(30, np.bool_)
    corrected = BootstrapBias(50).correct(
        scores, np.array([True, False, False]), np.random.default_rng(0), validated=everyone
    )
    assert corrected.selected[1] == 0.0
    assert np.isfinite(corrected.gain)


def test_a_default_that_failed_leaves_the_gain_unknown() -> None:
    per_row = np.random.default_rng(0).random((2, 30))
    per_row[0] = -np.inf
    with np.errstate(invalid="ignore"):
        corrected = correct(np.where(np.isinf(per_row), np.nan, per_row))
    assert np.isnan(corrected.gain)
    assert np.isnan(corrected.gain_interval).all()
    assert np.isfinite(corrected.score)


def test_without_any_default_only_the_score_is_corrected() -> None:
    corrected = correct(np.random.default_rng(0).random((4, 30)), defaults=())
    assert np.isnan(corrected.gain)
    assert np.isfinite(corrected.score)


def test_rows_without_predictions_take_no_part() -> None:
    per_row = np.random.default_rng(0).random((3, 60))
    validated = np.arange(60) < 40
    seen: list[NDArray[np.float64]] = []

    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        seen.append(counts)
        return mean_scores(per_row)(counts)

    BootstrapBias(20).correct(scores, np.array([True, False, False]), np.random.default_rng(0), validated=validated)
    assert all((counts[:, ~validated] == 0).all() and (counts.sum(axis=1) > 0).all() for counts in seen)


@pytest.mark.parametrize(("n_groups", "known"), [(5, False), (6, True)])
def test_fewer_than_six_groups_give_no_interval(n_groups: int, known: bool) -> None:
    per_row = np.random.default_rng(0).random((3, 60))
    corrected = BootstrapBias(50).correct(
        mean_scores(per_row),
        np.array([True, False, False]),
        np.random.default_rng(0),
        validated=np.ones(60, np.bool_),
        groups=np.arange(60) % n_groups,
    )
    assert np.isfinite(corrected.gain_interval).all() == known


@settings(max_examples=30)
@given(st.integers(1, 8), st.integers(0, 40), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_any_table_of_scores_is_survived(n_configs: int, n_rows: int, seed: int, share_missing: float) -> None:
    rng = np.random.default_rng(seed)
    per_row = rng.standard_normal((n_configs, n_rows))
    missing = rng.random(n_configs) < share_missing
    scale = np.where(missing, np.nan, 1.0)

    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return (counts @ per_row.T) * scale

    baselines = rng.random(n_configs) < 0.5
    corrected = BootstrapBias(20).correct(scores, baselines, rng, validated=rng.random(n_rows) < 0.8)
    assert len(corrected.selected) == n_configs
    assert not np.any(np.array(corrected.selected)[missing])
    low, high = corrected.gain_interval
    assert np.isnan(low) or low <= corrected.gain <= high


@pytest.mark.parametrize("settings_", [{"n_draws": 0}, {"confidence": 1.0}, {"confidence": 0.0}])
def test_impossible_settings_are_refused(settings_: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings_))):
        BootstrapBias(**settings_)  # type: ignore[arg-type]
