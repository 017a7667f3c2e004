"""Hyperparameters that travel in tags: fitted anew when it is time, and read back as they were."""

import json

import numpy as np
import pytest

from surrogates.gp.mixed import ENCODING, encoded
from tunewright.samplers.gp.remembered import LATEST, LONGEST_STRIDE, TAG, Remembered, _stride
from tunewright.surrogates.gp.fit import fitted
from tunewright.surrogates.gp.kernel import Theta

SIZE = 6 + 3 + 2 * 4
VALUES = [round(0.01 * index, 4) for index in range(SIZE)]


def asked(remembered: Remembered, n: int, n_shown: int | None = None) -> tuple[Theta, tuple[int, list[float]]]:
    """Ask after `n` trials, of which all are shown unless it is said."""
    rows = n if n_shown is None else n_shown
    return remembered.theta("loss", ENCODING, encoded(1, rows), np.sin(np.arange(rows)), n)


@pytest.mark.parametrize(("n", "stride"), [(1, 1), (30, 1), (31, 2), (60, 2), (61, 4), (150, 4), (151, 8), (9999, 8)])
def test_a_fit_serves_the_longer_the_more_trials_there_are(n: int, stride: int) -> None:
    assert _stride(n) == stride
    assert stride <= LONGEST_STRIDE


@pytest.mark.parametrize(
    ("n_fitted", "n", "again"),
    [(10, 10, False), (10, 11, True), (40, 41, False), (40, 42, True), (80, 83, False), (80, 84, True), (11, 10, True)],
)
def test_it_is_fitted_when_due_and_not_between(n_fitted: int, n: int, again: bool) -> None:
    theta, fit = asked(Remembered({"loss": (n_fitted, VALUES)}), n)
    assert (fit[0] == n) == (again or n == n_fitted)
    assert (fit[1] != VALUES) == again
    assert theta.values.tolist() == fit[1]


@pytest.mark.parametrize(("n_fitted", "n", "again"), [(500, 501, False), (500, 502, True), (501, 500, True)])
def test_it_is_fitted_anew_though_no_more_trials_are_shown_than_before(n_fitted: int, n: int, again: bool) -> None:
    _, fit = asked(Remembered({"loss": (n_fitted, VALUES)}), n, 40)
    assert (fit[0] == n) == again


def test_what_is_remembered_is_where_the_fit_begins() -> None:
    theta, (n, values) = asked(Remembered({"loss": (5, VALUES)}), 12)
    expected = fitted(ENCODING, encoded(1, 12), np.sin(np.arange(12)), np.array(VALUES)).values
    np.testing.assert_array_equal(theta.values, expected.round(4))
    assert (n, values) == (12, theta.values.tolist())


@pytest.mark.parametrize("fits", [{}, {"loss": (10, VALUES[:-1])}, {"failure": (10, VALUES)}])
def test_what_does_not_fit_the_space_or_is_of_another_model_is_not_used(
    fits: dict[str, tuple[int, list[float]]],
) -> None:
    theta, _ = asked(Remembered(fits), 10)
    expected = fitted(ENCODING, encoded(1, 10), np.sin(np.arange(10))).values
    np.testing.assert_array_equal(theta.values, expected.round(4))


def test_the_latest_tag_counts_and_trials_without_one_are_passed_over() -> None:
    tags = [{TAG: {"loss": [3, [1.0]]}}, {TAG: {"loss": [4, [2.0]]}}, {}, {"sobol": {}}]
    assert Remembered.of(tags).fits == {"loss": (4, [2.0])}


def test_what_was_long_ago_is_forgotten_and_nothing_is_remembered_of_nothing() -> None:
    tags = [{TAG: {"loss": [3, [1.0]]}}]
    assert Remembered.of([*tags, *[{}] * (LATEST - 1)]).fits
    assert not Remembered.of([*tags, *[{}] * LATEST]).fits
    assert not Remembered.of([]).fits


def test_a_fit_survives_json() -> None:
    _, fit = asked(Remembered({}), 10)
    tags = json.loads(json.dumps([{TAG: {"loss": list(fit)}}]))
    theta, again = asked(Remembered.of(tags), 10)
    assert (again[0], again[1]) == fit
    assert theta.values.tolist() == fit[1]
