"""Chance here: a study without any effect may be called over- or underfitting in at most 5 % of the cases (the level is
2 % each, and both errors are cautious). With 150 studies a true 5 % gives more than 20 alarms with probability 1e-5.
"""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.analysis.additive import MAX_TRIALS
from tunewright.analysis.fit import Change, Fit, diagnose_fit
from tunewright.analysis.observations import Observations
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space

N_STUDIES, MOST_ALARMS = 150, 20
SPACE = Space({"x": Float(0, 1, simpler="low"), "z": Float(0, 1), "c": Categorical(["a", "b"])})

Array = NDArray[np.float64]


def observations(space: Space, units: Array, valid: Array, train: Array) -> Observations:
    nothing = np.full(len(units), np.nan)
    score = valid.mean(axis=1) if valid.size else nothing
    return Observations(space, (), units, score, valid, train, nothing, nothing)


def fits(space: Space, units: Array, valid: Array, train: Array) -> dict[str, Fit]:
    return {fit.name: fit for fit in diagnose_fit(observations(space, units, valid, train))}


def study(
    rng: np.random.Generator, effect: Callable[[Array], Array], *, n: int = 60, noise: float = 0.02, n_folds: int = 5
) -> tuple[Array, Array, Array]:
    """Trials whose train score rises along x, and whose validation score is `effect` of x; z adds to both."""
    units = SPACE.sample(rng, n)
    x, z = units[:, :1], units[:, 1:2]
    valid = effect(x) + 0.1 * z + 0.05 * rng.standard_normal(n_folds) + noise * rng.standard_normal((n, n_folds))
    train = 0.7 + 0.3 * x + 0.02 * rng.standard_normal((n, n_folds))
    return units, valid, train


def peak_at(place: float) -> Callable[[Array], Array]:
    return lambda x: 0.8 - 0.3 * np.abs(x - place)


def nothing(x: Array) -> Array:
    return np.full_like(x, 0.8)


def test_validation_that_falls_while_train_rises_is_overfitting_from_where_it_begins() -> None:
    fit = fits(SPACE, *study(np.random.default_rng(0), peak_at(0.4)))["x"]
    assert (fit.answer, fit.toward) == ("overfitting", "high")
    assert fit.begins == pytest.approx(0.4, abs=0.11)
    assert fit.ends > 0.9
    assert fit.valid.amount == pytest.approx(-0.18, abs=0.05)
    assert fit.train.amount == pytest.approx(0.18, abs=0.05)


def test_both_still_rising_at_the_end_of_the_range_is_underfitting() -> None:
    fit = fits(SPACE, *study(np.random.default_rng(0), lambda x: 0.5 + 0.3 * x))["x"]
    assert (fit.answer, fit.toward) == ("underfitting", "high")


def test_rising_toward_the_simpler_side_is_no_underfitting() -> None:
    space = Space({"x": Float(0, 1, simpler="high"), "z": Float(0, 1), "c": Categorical(["a", "b"])})
    fit = fits(space, *study(np.random.default_rng(0), lambda x: 0.5 + 0.3 * x))["x"]
    assert fit.answer == "no evidence"


def test_a_gap_alone_is_no_evidence() -> None:
    # a forest or one nearest neighbour: train is perfect everywhere
    units, valid, train = study(np.random.default_rng(0), peak_at(0.4))
    assert {fit.answer for fit in fits(SPACE, units, valid, np.ones_like(train)).values()} == {"no evidence"}


def test_a_peak_inside_the_range_is_no_underfitting() -> None:
    fit = fits(SPACE, *study(np.random.default_rng(0), lambda x: 0.8 - 0.3 * np.maximum(0.6 - x, 0)))["x"]
    assert fit.answer == "no evidence"


def test_validation_that_has_stopped_rising_is_no_underfitting() -> None:
    # the last step is judged at 5 %: of 40 studies more than 9 have probability 1e-4
    found = [
        fits(SPACE, *study(np.random.default_rng(index), lambda x: 0.8 - 0.3 * np.maximum(0.75 - x, 0)))["x"].answer
        for index in range(40)
    ]
    assert found.count("underfitting") <= 9


def test_one_fold_in_which_the_model_blows_up_does_not_hide_what_all_agree_on() -> None:
    units, valid, train = study(np.random.default_rng(0), peak_at(0.4))
    valid[:, 2] -= np.where(units[:, 0] > 0.8, 1000.0, 0.0)
    assert fits(SPACE, units, valid, train)["x"].answer == "overfitting"


def test_folds_that_disagree_are_no_evidence() -> None:
    rng = np.random.default_rng(0)
    units, valid, train = study(rng, nothing)
    valid += np.array([-0.3, 0.3, -0.3, 0.3, -0.3]) * units[:, :1]
    assert fits(SPACE, units, valid, train)["x"].answer == "no evidence"


@pytest.mark.slow
@pytest.mark.parametrize("crowded", [False, True], ids=["even", "crowded"])
@pytest.mark.parametrize("n_folds", [1, 3, 5])
@pytest.mark.parametrize("kind", ["noise", "trials", "folds"])
def test_chance_is_seldom_called_a_cause(kind: str, n_folds: int, crowded: bool) -> None:
    alarms = sum(_has_alarm(np.random.default_rng([7, index]), kind, n_folds, crowded) for index in range(N_STUDIES))
    assert alarms <= MOST_ALARMS


def _has_alarm(rng: np.random.Generator, kind: str, n_folds: int, crowded: bool) -> bool:
    """Whether anything is found where validation knows nothing of x; chance lies in cells, in trials, or in folds."""
    units, valid, train = study(rng, nothing, n=40, noise=0.1, n_folds=n_folds)
    valid -= 0.1 * units[:, 1:2]
    if crowded:
        units[10:, :2] = np.clip(0.3 + 0.1 * rng.standard_normal((30, 2)), 0, 1)
        train = 0.7 + 0.3 * units[:, :1] + 0.02 * rng.standard_normal((40, n_folds))
    if kind == "trials":
        valid += 0.3 * rng.standard_normal((40, 1))
    if kind == "folds" and n_folds > 1:
        waves = np.cos(np.pi * units[:, :1] * np.array([1, 2, 3]))
        valid += 0.3 * waves @ rng.standard_normal((3, n_folds))
    return any(fit.answer != "no evidence" for fit in fits(SPACE, units, valid, train).values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effect", "answer"),
    [(peak_at(0.4), "overfitting"), (lambda x: 0.5 + 0.3 * x, "underfitting")],
    ids=["over", "under"],
)
def test_what_is_planted_is_found(effect: Callable[[Array], Array], answer: str) -> None:
    # goal 95 %; of 60 studies, fewer than 48 have probability 1e-5 if it is met
    found = [fits(SPACE, *study(np.random.default_rng([3, index]), effect))["x"].answer for index in range(60)]
    assert found.count(answer) >= 48


def test_only_trials_in_which_it_was_active_speak() -> None:
    space = Space({"kernel": Categorical(["a", "b"]), "x": Float(0, 1, when=param("kernel") == "b")})
    rng = np.random.default_rng(0)
    units = space.sample(rng, 120)
    x = np.nan_to_num(units[:, 1:])
    valid = 0.8 - 0.3 * np.abs(x - 0.4) + 0.02 * rng.standard_normal((120, 5))
    fit = fits(space, units, valid, 0.7 + 0.3 * x + 0.01 * rng.standard_normal((120, 5)))["x"]
    assert fit.answer == "overfitting"
    assert fit.n_trials == np.isfinite(units[:, 1]).sum()


def test_trials_that_racing_stopped_still_speak_through_their_first_folds() -> None:
    units, valid, train = study(np.random.default_rng(0), peak_at(0.2), n=80)
    stopped = units[:, 0] > 0.35
    valid[stopped, 2:] = train[stopped, 2:] = np.nan
    fit = fits(SPACE, units, valid, train)["x"]
    assert fit.n_trials == 80


def test_a_whole_number_is_told_as_one() -> None:
    space = Space({"depth": Int(1, 12, simpler="low")})
    rng = np.random.default_rng(0)
    depth = rng.integers(1, 13, 80)
    units = np.array([space.encode({"depth": int(d)}) for d in depth])
    valid = 0.8 - 0.02 * np.abs(depth[:, None] - 4) + 0.01 * rng.standard_normal((80, 5))
    fit = fits(space, units, valid, 0.6 + 0.03 * depth[:, None] + 0.01 * rng.standard_normal((80, 5)))["depth"]
    assert fit.answer == "overfitting"
    assert fit.begins in {3, 4, 5, 6}
    assert isinstance(fit.begins, int)


@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_few_trials_are_no_evidence(n: int) -> None:
    assert {fit.answer for fit in fits(SPACE, *study(np.random.default_rng(0), peak_at(0.4), n=n)).values()} == {
        "no evidence"
    }


@pytest.mark.parametrize(
    ("valid", "train"),
    [
        (np.nan, np.nan),
        (0.8, np.nan),
        (0.8, 0.9),
        (np.inf, 0.9),
        (-np.inf, -np.inf),
    ],
    ids=["unknown", "no train score", "constant", "infinite", "minus infinite"],
)
def test_scores_that_say_nothing_are_no_evidence(valid: float, train: float) -> None:
    units = SPACE.sample(np.random.default_rng(0), 30)
    found = fits(SPACE, units, np.full((30, 5), valid), np.full((30, 5), train))
    assert {fit.answer for fit in found.values()} == {"no evidence"}


def test_some_unknown_scores_do_not_hide_the_rest() -> None:
    units, valid, train = study(np.random.default_rng(0), peak_at(0.4))
    valid[::7, 1], train[::11, 0] = np.nan, np.inf
    assert fits(SPACE, units, valid, train)["x"].answer == "overfitting"


def test_choices_without_an_order_are_not_judged() -> None:
    assert set(fits(SPACE, *study(np.random.default_rng(0), nothing))) == {"x", "z"}


def test_of_five_thousand_trials_two_thousand_are_enough() -> None:
    found = fits(SPACE, *study(np.random.default_rng(0), peak_at(0.4), n=5000))
    assert (found["x"].answer, found["x"].n_trials) == ("overfitting", MAX_TRIALS)


def test_the_threshold_is_students() -> None:
    change = Change(2.2, of_folds=1.0, folds_freedom=4.0)  # Student, 4 degrees of freedom: 2.132 at 5 %, 2.776 at 2.5 %
    assert change.freedom == pytest.approx(4.0)
    assert change.exceeds_chance(0.05)
    assert not change.exceeds_chance(0.025)
    assert not change.reversed.exceeds_chance(0.05)


def test_both_errors_are_added_and_their_freedom_is_welchs() -> None:
    change = Change(1.0, of_folds=3.0, of_trials=4.0, folds_freedom=4.0, trials_freedom=50.0)
    assert change.error == 5.0
    assert change.freedom == pytest.approx(625 / (81 / 4 + 256 / 50))


def test_the_choice_among_places_is_paid_for() -> None:
    change = Change(2.2, of_trials=1.0, trials_freedom=1e6)  # normal: 1.645 at 5 %, 2.326 at 1 %
    assert change.exceeds_chance(0.05)
    assert not change.exceeds_chance(0.05, n_places=5)


def test_without_any_error_there_is_no_evidence_of_nothing() -> None:
    assert not Change(0.0).exceeds_chance(0.05)
