"""Differential evolution: the formulas of the sources, places in turn, a memory from tags, and better than chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import stats

from tests.samplers.evolution.studies import CUBE, LINE, SVM, best, bowl, carried_on, run, stored_and_read, svm
from tunewright.samplers.de import DeSampler, _mates, crossed, mutant
from tunewright.samplers.evolution.places import TAG, Places
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.space.parameters import Categorical
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Array = NDArray[np.float64]
NUMBERS = axes_of(CUBE)
KINDS = axes_of(Space({"kind": Categorical(list("abcd"))}))
rows = hnp.arrays(np.float64, (4, 4), elements=st.floats(0, 1))


def ended(n: int, state: State = State.COMPLETE) -> History:
    history = History(LINE)
    for number in range(n):
        history.put(Trial(number, state, {"x": (number + 0.5) / n}), [float(number)])
    return history


def kind(place: int) -> float:
    return (place + 0.5) / 4


def shares_of_kinds(places: tuple[int, int, int, int], scale: float) -> Array:
    rng, units = np.random.default_rng(1), np.array([[kind(place)] for place in places])
    found = [mutant(rng, KINDS, units, scale)[0] for _ in range(4000)]
    return np.bincount((np.array(found) * 4).astype(int), minlength=4)


@pytest.mark.slow
@pytest.mark.parametrize(("space", "function"), [(CUBE, bowl), (SVM, svm)], ids=["bowl", "mixed and conditional"])
def test_it_beats_random_search(space: Space, function: object) -> None:
    """Sign test over 20 seeds of 200 trials: were it no better, 18 or more wins would have a chance of 2.0e-4."""
    wins = sum(
        best(run(DeSampler(), space, function, seed, 200))  # type: ignore[arg-type]
        < best(run(RandomSampler(), space, function, seed, 200))  # type: ignore[arg-type]
        for seed in range(20)
    )
    assert stats.binomtest(wins, 20, 0.5, "greater").pvalue < 2.1e-4


@given(rows, st.floats(0, 1))
def test_a_mutant_is_the_formula_and_goes_half_way_to_a_border_that_it_would_cross(units: Array, scale: float) -> None:
    x, good, one, another = units
    found, plain = mutant(np.random.default_rng(0), NUMBERS, units, scale), x + scale * (good - x + one - another)
    expected = np.where(plain < 0, x / 2, np.where(plain > 1, (1 + x) / 2, plain))
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_difference_with_what_is_inactive_is_nothing() -> None:
    x, good, one, another = np.full((4, 4), 0.5)
    good[0], one[1], another[2], x[3], good[3] = np.nan, np.nan, np.nan, np.nan, 0.25
    found = mutant(np.random.default_rng(0), NUMBERS, np.stack([x, good, one, another]), 0.7)
    np.testing.assert_allclose(found, [0.5, 0.5, 0.5, 0.25])


def test_a_category_becomes_that_of_the_good_one_with_chance_f() -> None:
    """Binomial test of 4000 mutants; false alarm 1e-6 for a fresh seed; sees 0.34 for 0.3."""
    counts = shares_of_kinds((0, 1, 2, 2), 0.3)
    assert counts[[2, 3]].tolist() == [0, 0]
    assert stats.binomtest(int(counts[1]), 4000, 0.3).pvalue > 1e-6


def test_where_the_other_two_differ_a_category_becomes_any_other_with_chance_f() -> None:
    """Chi-squared test of 4000 mutants of 0; each of the others has a third of 0.6; false alarm 1e-6."""
    counts = shares_of_kinds((0, 0, 2, 3), 0.6)
    assert stats.chisquare(counts, np.array([0.4, 0.2, 0.2, 0.2]) * 4000).pvalue > 1e-6


@given(rows, st.integers(0, 2**32 - 1))
def test_of_a_mutant_at_least_one_active_coordinate_is_taken(units: Array, seed: int) -> None:
    units[0, :2] = np.nan
    found = crossed(np.random.default_rng(seed), units, np.full(4, 9.0), 0.0)
    assert np.count_nonzero(found[2:] == 9.0) == 1
    np.testing.assert_array_equal(found[:2], units[1, :2])


def test_of_a_target_of_which_nothing_is_known_any_coordinate_is_taken() -> None:
    rows = np.full((2, 4), np.nan)
    taken = {int(np.argmax(crossed(np.random.default_rng(seed), rows, np.full(4, 9.0), 0.0))) for seed in range(40)}
    assert taken == {0, 1, 2, 3}


def test_coordinates_are_taken_with_chance_cr() -> None:
    """Of 4 coordinates one surely and the others with 0.3 each: binomial test of 1000 children, alarm 1e-6."""
    rng, units = np.random.default_rng(1), np.zeros((2, 4))
    taken = sum(int(crossed(rng, units, np.ones(4), 0.3).sum()) - 1 for _ in range(1000))
    assert stats.binomtest(taken, 3000, 0.3).pvalue > 1e-6


def test_mates_are_different_and_the_good_one_is_among_the_best() -> None:
    history = ended(20)
    places, rng = Places.of(history, 20), np.random.default_rng(2)
    found = [_mates(rng, places, places.members, 7) for _ in range(500)]
    assert all(7 not in (one, another) and one != another for _, one, another in found)
    assert {good for good, _, _ in found} == {0, 1, 2, 3}
    assert {one for _, one, _ in found} == set(range(20)) - {7}


def test_one_that_was_beaten_may_still_show_a_direction() -> None:
    history = ended(8)
    history.put(Trial(8, State.COMPLETE, {"x": 0.99}, tags={TAG: {"place": 3, "f": 0.5, "cr": 0.5}}), [-1.0])
    places, rng = Places.of(history, 8), np.random.default_rng(2)
    assert {_mates(rng, places, places.members, 0)[2] for _ in range(300)} == {1, 2, 3, 4, 5, 6, 7, 8}
    assert {_mates(rng, places, places.members, 0)[1] for _ in range(300)} == {1, 2, 4, 5, 6, 7, 8}


def test_the_places_are_served_in_turn_however_many_are_running() -> None:
    history, pending, rng = ended(10), list[Params](), np.random.default_rng(0)
    served = []
    for _ in range(8):
        found = DeSampler(8).suggest(Problem(LINE), history, pending, rng)[0]
        served.append(found.tags[TAG]["place"])
        pending.append(found.params)
    assert served == [2, 3, 4, 5, 6, 7, 0, 1]
    assert len({params["x"] for params in pending}) == 8
    batch = DeSampler(8).suggest(Problem(LINE), history, [], rng, 8)
    assert [suggestion.tags[TAG]["place"] for suggestion in batch] == served


@pytest.mark.parametrize("n_ended", [0, 1, 7])
def test_the_first_points_are_quasi_random(n_ended: int) -> None:
    arguments = (Problem(LINE), ended(n_ended), [])
    expected = SobolSampler().suggest(*arguments, np.random.default_rng(3))
    assert DeSampler(8).suggest(*arguments, np.random.default_rng(3)) == expected


def test_a_place_of_failures_begins_anew_by_chance() -> None:
    history = ended(8)
    history.put(Trial(3, State.FAILED, {"x": 0.4}), [0.0])
    found = [
        DeSampler(8).suggest(Problem(LINE), history, [{"x": 0.9 + i / 99} for i in range(3)], np.random.default_rng(s))
        for s in range(200)
    ]
    assert all(one[0].tags == {TAG: {"place": 3}} for one in found)
    assert stats.kstest([one[0].params["x"] for one in found], "uniform").pvalue > 1e-6


def test_after_failures_only_it_goes_on_by_chance() -> None:
    found = DeSampler(8).suggest(Problem(LINE), ended(9, State.FAILED), [], np.random.default_rng(0), 3)
    assert all(set(suggestion.tags[TAG]) == {"place"} for suggestion in found)


def test_a_resumed_study_goes_on_as_an_uninterrupted_one() -> None:
    whole = run(DeSampler(6), SVM, svm, 2, 60)
    resumed = carried_on(DeSampler(6), stored_and_read(run(DeSampler(6), SVM, svm, 2, 33)), svm, 2, 60)
    assert (resumed.params, resumed.tags) == (whole.params, whole.tags)
    assert len(Places.of(whole, 6).successes(whole.tags)[0]) >= 8


def test_scales_and_rates_follow_what_was_a_success() -> None:
    """Successes with F = 0.9 and CR = 0.1 fill all cells: draws are around these, each within some widths of 0.1."""
    history = ended(8)
    for number in range(8, 60):
        tags = {TAG: {"place": number % 8, "f": 0.9, "cr": 0.1}}
        history.put(Trial(number, State.COMPLETE, {"x": number / 61}, tags=tags), [-float(number)])
    found = DeSampler(8).suggest(Problem(LINE), history, [], np.random.default_rng(0), 60)
    assert np.median([suggestion.tags[TAG]["f"] for suggestion in found]) > 0.8
    assert np.median([suggestion.tags[TAG]["cr"] for suggestion in found]) < 0.2


def test_a_population_of_three_is_refused() -> None:
    with pytest.raises(ValueError, match="population_size must be 4 or more, got 3"):
        DeSampler(3)
