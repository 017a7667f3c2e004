import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.analysis.additive import (
    MAX_TRIALS,
    MIN_SUPPORT,
    Additive,
    additive,
    hats,
    ranks,
    value_at,
    without_outliers,
)
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space

TWO = Space({"x": Float(0, 1), "z": Float(0, 1)})
unit = st.floats(0, 1)


def model(space: Space, units: NDArray[np.float64], name: str) -> Additive | None:
    return additive(space, units, name, np.ones(len(units), np.bool_))


def fitted(space: Space, units: NDArray[np.float64], name: str) -> Additive:
    found = model(space, units, name)
    assert found is not None
    return found


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=unit), st.lists(unit, min_size=2, max_size=6, unique=True))
def test_the_basis_sums_to_one_and_is_never_negative(x: NDArray[np.float64], places: list[float]) -> None:
    basis = hats(x, np.sort(places))
    assert np.allclose(basis.sum(axis=1), 1)
    assert (basis >= 0).all()


def test_the_curve_of_a_straight_line_is_that_line() -> None:
    units = np.random.default_rng(0).random((60, 2))
    found = fitted(TWO, units, "x")
    assert found.weights @ (3 * units[:, 0]) == pytest.approx(3 * found.places, abs=0.01)


def test_what_another_hyperparameter_did_is_not_put_down_to_this_one() -> None:
    # z follows x closely, and only z matters: bins of x would show a rise of about 0.8
    rng = np.random.default_rng(1)
    x = rng.random(200)
    units = np.column_stack([x, np.clip(x + 0.15 * rng.standard_normal(200), 0, 1)])
    found = fitted(TWO, units, "x")
    curve = found.weights @ units[:, 1]
    assert abs(curve[-1] - curve[0]) < 0.15


def test_crowded_sampling_does_not_bend_the_curve() -> None:
    rng = np.random.default_rng(2)
    crowd = np.clip(0.2 + 0.05 * rng.standard_normal((150, 2)), 0, 1)
    units = np.vstack([rng.random((50, 2)), crowd])
    found = fitted(TWO, units, "x")
    assert found.weights @ units.sum(axis=1) == pytest.approx(found.places + units[:, 1].mean(), abs=0.03)


def test_the_error_is_that_of_the_contrast() -> None:
    # the error of HC3 against the spread of the contrast over 400 noisy repetitions: its own deviation is 1/sqrt(800)
    rng = np.random.default_rng(3)
    units = rng.random((80, 2))
    found = fitted(TWO, units, "x")
    contrast = (np.eye(len(found.places))[-1] - np.eye(len(found.places))[0])[None, :]
    noise = rng.standard_normal((400, 80)) * (0.5 + units[:, 0])  # unequal on purpose
    spread = (contrast @ found.weights @ noise.T).std()
    claimed = np.mean([found.errors(contrast, scores)[0] for scores in noise])
    assert spread * 0.9 < claimed < spread * 1.3


def test_every_knot_has_trials_near_it() -> None:
    x = np.r_[np.full(20, 0.1), np.linspace(0.09, 0.12, 20), 0.99]
    units = np.column_stack([x, np.random.default_rng(0).random(41)])
    found = model(TWO, units, "x")
    assert found is None or found.at.sum(axis=0).min() >= MIN_SUPPORT


def test_inactive_rows_take_no_part() -> None:
    space = Space({"kernel": Categorical(["a", "b"]), "x": Float(0, 1, when=param("kernel") == "b")})
    units = space.sample(np.random.default_rng(0), 80)
    found = fitted(space, units, "x")
    assert np.isfinite(units[found.rows, 1]).all()
    assert np.isfinite(found.weights).all()


def test_each_choice_has_its_own_level() -> None:
    space = Space({"c": Categorical(["a", "b", "d"]), "x": Float(0, 1)})
    units = space.sample(np.random.default_rng(0), 60)
    level = np.floor(units[:, 0] * 3)
    found = fitted(space, units, "c")
    assert found.weights @ level == pytest.approx([0, 1, 2], abs=1e-6)


@pytest.mark.parametrize(
    "units",
    [np.empty((0, 2)), np.random.default_rng(0).random((5, 2)), np.full((30, 2), 0.5), np.full((30, 2), np.nan)],
    ids=["no trial", "few trials", "one value", "inactive"],
)
def test_too_little_makes_no_model(units: NDArray[np.float64]) -> None:
    assert model(TWO, units, "x") is None


def test_many_trials_are_thinned() -> None:
    assert len(fitted(TWO, np.random.default_rng(0).random((5000, 2)), "x").rows) == MAX_TRIALS


def test_more_hyperparameters_than_trials_are_survived() -> None:
    space = Space({f"x{index}": Float(0, 1) for index in range(30)})
    units = space.sample(np.random.default_rng(0), 20)
    found = fitted(space, units, "x0")
    assert np.isfinite(found.errors(np.eye(len(found.places)), np.arange(20.0))).all()


tables = hnp.arrays(np.float64, st.tuples(st.integers(1, 20), st.integers(1, 4)), elements=st.floats(-1e6, 1e6))


@given(tables)
def test_ranks_keep_the_order_and_equal_scores_share_one(table: NDArray[np.float64]) -> None:
    for scores, ranked in zip(table.T, ranks(table).T, strict=True):
        assert (ranked >= 0).all()
        assert (ranked <= 1).all()
        assert (np.sign(np.subtract.outer(scores, scores)) == np.sign(np.subtract.outer(ranked, ranked))).all()


def test_ranks_are_scipys() -> None:
    from scipy.stats import rankdata

    scores = np.array([[0.3, 0.1, 0.3, 0.9, 0.1, 0.3]]).T
    assert ranks(scores).ravel() == pytest.approx((rankdata(scores.ravel()) - 1) / 5)


@given(tables)
def test_raising_outliers_never_changes_the_order(table: NDArray[np.float64]) -> None:
    raised = without_outliers(table)
    assert (raised >= table).all()
    order = np.argsort(table, axis=None)
    assert (np.diff(raised.ravel()[order]) >= 0).all()


def test_one_score_that_blows_up_is_raised() -> None:
    scores = np.r_[np.linspace(0.5, 0.9, 20), -1000.0]
    assert without_outliers(scores).min() > -2
    assert np.isnan(without_outliers(np.array([np.nan]))).all()


def test_a_place_is_told_as_a_value() -> None:
    assert value_at(Int(1, 4), 0.99) == 4
    assert value_at(Float(1e-2, 1e2, log=True), 0.5) == pytest.approx(1.0)
