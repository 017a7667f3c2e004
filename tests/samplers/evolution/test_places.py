"""Places: who is a member, who was a success when it ended, and that the order of ending alone decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.samplers.evolution.places import TAG, Places
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

LINE = Space({"x": Float(0, 1)})
C, F, P = State.COMPLETE, State.FAILED, State.PRUNED
Row = tuple[int | None, State, float]


def ended(*rows: Row) -> History:
    """Return a history of trials with a place (or none), a state, and a loss."""
    history = History(LINE)
    for number, (place, state, loss) in enumerate(rows):
        tags = {} if place is None else {TAG: {"place": place, "f": 0.5, "cr": number / 100}}
        history.put(Trial(number, state, {"x": 0.5}, tags=tags), [loss])
    return history


def test_the_best_trial_of_a_place_is_its_member() -> None:
    history = ended((None, C, 5.0), (None, C, 4.0), (0, C, 6.0), (1, C, 3.0), (0, C, 2.0), (1, C, 9.0))
    places = Places.of(history, 2)
    assert places.members.tolist() == [4, 3]
    assert places.improved.tolist() == [0, 1, 3, 4]
    assert places.beaten.tolist() == [0, 1]


def test_those_from_elsewhere_take_the_places_in_turn() -> None:
    assert Places.of(ended(*[(None, C, float(n)) for n in range(7)]), 3).members.tolist() == [0, 1, 2]
    assert Places.of(ended(*[(None, C, -float(n)) for n in range(7)]), 3).members.tolist() == [6, 4, 5]


def test_a_gain_is_the_number_of_ranks_between_a_success_and_whom_it_beat() -> None:
    history = ended((None, C, 5.0), (None, C, 4.0), (0, C, 1.0), (0, C, 3.0), (0, C, 0.0))
    places = Places.of(history, 2)
    assert dict(zip(places.improved.tolist(), places.gains.tolist(), strict=True)) == {0: 0, 1: 0, 2: 3, 4: 1}
    scales, rates, gains = places.successes(history.tags)
    assert scales.tolist() == [0.5, 0.5]
    assert rates.tolist() == [0.02, 0.04]
    assert gains.tolist() == [3, 1]


def test_a_place_of_failures_has_no_member_and_what_failed_is_no_success() -> None:
    places = Places.of(ended((None, F, 0.0), (None, C, 4.0), (0, F, 0.0), (1, F, 0.0)), 2)
    assert places.members.tolist() == [-1, 1]
    assert places.improved.tolist() == [1]


def test_a_pruned_trial_is_beaten_by_any_that_is_complete() -> None:
    places = Places.of(ended((None, P, 0.0), (0, C, 9e9)), 1)
    assert places.members.tolist() == [1]
    assert places.beaten.tolist() == [0]


def test_the_first_of_a_place_beats_nobody_and_is_no_success() -> None:
    history = ended((0, C, 1.0), (1, C, 0.0))
    assert Places.of(history, 2).successes(history.tags)[0].tolist() == []


def test_a_place_beyond_the_population_is_one_in_it() -> None:
    assert Places.of(ended((5, C, 1.0)), 4).members.tolist() == [-1, 0, -1, -1]


@pytest.mark.parametrize("n_places", [1, 3])
@given(losses=st.lists(st.integers(0, 9), max_size=30))
def test_without_trials_of_its_own_it_is_what_a_loop_finds(n_places: int, losses: list[int]) -> None:
    places = Places.of(ended(*[(None, C, float(loss)) for loss in losses]), n_places)
    best = [-1] * n_places
    improved = []
    for row, loss in enumerate(losses):
        place = row % n_places
        if best[place] < 0 or loss < losses[best[place]]:
            best[place] = row
            improved.append(row)
    assert places.members.tolist() == best
    assert places.improved.tolist() == improved
    assert np.count_nonzero(places.gains == 0) == min(n_places, len(losses))
