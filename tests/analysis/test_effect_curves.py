import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.analysis.effect_curves import effect_curve
from tunewright.analysis.observations import Observations
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space

SPACE = Space({"x": Float(1, 100, log=True), "z": Float(0, 1), "c": Categorical(["a", "b"])})


def trials(seed: int = 0, n: int = 80) -> Observations:
    """Score 0.6 + 0.2 x, seconds tenfold from end to end of x, gap 0.1 x; z adds to the score."""
    rng = np.random.default_rng(seed)
    units = SPACE.sample(rng, n)
    x, z = units[:, :1], units[:, 1:2]
    valid = 0.6 + 0.2 * x + 0.1 * (z - 0.5) + 0.01 * rng.standard_normal((n, 5))
    seconds = 10.0 ** (x[:, 0] + 0.1 * rng.standard_normal(n))
    return Observations(SPACE, (), units, valid.mean(axis=1), valid, valid + 0.1 * x, seconds, np.full(n, np.nan))


def test_the_curve_of_the_score_is_the_planted_one() -> None:
    curve = effect_curve(trials(), "x")
    assert curve is not None
    assert curve.middle == pytest.approx(0.6 + 0.2 * np.array(curve.places), abs=0.01)
    assert curve.values[0] < 2
    assert curve.values[-1] > 50
    assert curve.n_trials == 80


def test_time_is_told_in_seconds_and_its_band_is_never_negative() -> None:
    curve = effect_curve(trials(), "x", "seconds")
    assert curve is not None
    assert curve.middle[-1] / curve.middle[0] == pytest.approx(10, rel=0.3)
    assert min(curve.low) > 0


def test_the_gap_is_train_minus_validation() -> None:
    curve = effect_curve(trials(), "x", "gap")
    assert curve is not None
    assert curve.middle == pytest.approx(0.1 * np.array(curve.places), abs=1e-3)


def test_each_choice_has_its_place() -> None:
    curve = effect_curve(trials(), "c")
    assert curve is not None
    assert curve.values == ("a", "b")


def test_the_band_holds_the_truth_at_its_stated_rate() -> None:
    # 95 % of 200 studies at the first place: fewer than 174 have probability 1e-5 if the rate is met
    held = 0
    for seed in range(200):
        given = trials(seed, 50)
        curve = effect_curve(given, "x")
        assert curve is not None
        truth = 0.6 + 0.2 * curve.places[0] + 0.1 * (given.units[:, 1].mean() - 0.5)
        held += curve.low[0] <= truth <= curve.high[0]
    assert held >= 174


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_trials_make_no_curve(n: int) -> None:
    assert effect_curve(trials(n=n), "x") is None


def test_what_was_not_measured_has_no_curve() -> None:
    assert effect_curve(trials(), "x", "memory") is None


def test_constant_scores_make_a_flat_curve_without_a_band() -> None:
    given = trials()
    flat: NDArray[np.float64] = np.full(80, 0.5)
    curve = effect_curve(Observations(SPACE, (), given.units, flat, given.valid, given.train, flat, flat), "x")
    assert curve is not None
    assert (curve.low, curve.high) == (pytest.approx([0.5] * 6), pytest.approx([0.5] * 6))


def test_an_unknown_hyperparameter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"name must be one of \['x', 'z', 'c'\], got 'y'"):
        effect_curve(trials(), "y")
