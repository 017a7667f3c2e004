"""The grid: its order, its end, and that a resumed or changed study leaves nothing out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.samplers import grid as module
from tunewright.samplers.grid import GridSampler
from tunewright.space.parameters import Float, Int
from tunewright.space.space import Space
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

PLANE = Space({"x": Float(0, 1), "n": Int(1, 2)})
POINTS = list(PLANE.grid(3))
RNG = np.random.default_rng(0)


def test_points_come_in_the_order_of_the_grid() -> None:
    found = GridSampler(3).suggest(Problem(PLANE), History(PLANE), [], RNG, 99)
    assert [suggestion.params for suggestion in found] == POINTS
    assert [suggestion.tags["grid"]["place"] for suggestion in found] == list(range(6))


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)), st.booleans(), st.booleans())
def test_whatever_was_run_the_rest_is_what_is_proposed(
    ended: set[int], pending: set[int], shuffled: bool, tagged: bool
) -> None:
    history = History(PLANE)
    for number, place in enumerate(sorted(ended, reverse=True)):
        tags = {"grid": {"points": 3, "place": place}} if tagged else {}
        history.put(Trial(number, State.FAILED, POINTS[place], tags=tags), [])
    sampler = GridSampler(3, shuffled=shuffled)
    found = sampler.suggest(Problem(PLANE), history, [POINTS[place] for place in pending], RNG, 99)
    places = [POINTS.index(dict(suggestion.params)) for suggestion in found]
    assert sorted(places) == sorted({*range(6)} - ended - pending)


def test_a_finer_grid_starts_anew_and_skips_what_was_run() -> None:
    history = History(PLANE)
    for number, suggestion in enumerate(GridSampler(2).suggest(Problem(PLANE), history, [], RNG, 99)):
        history.put(Trial(number, State.COMPLETE, suggestion.params, tags=suggestion.tags), [0.0])
    found = GridSampler(5).suggest(Problem(PLANE), history, [], RNG, 99)
    assert [suggestion.params for suggestion in found] == [{"x": x, "n": n} for x in (0.25, 0.5, 0.75) for n in (1, 2)]


def test_shuffling_depends_on_the_generator() -> None:
    orders = {
        str(GridSampler(3, shuffled=True).suggest(Problem(PLANE), History(PLANE), [], np.random.default_rng(seed), 6))
        for seed in range(5)
    }
    assert len(orders) > 1


def test_a_space_without_continuous_parameters_needs_no_number_of_points() -> None:
    space = Space({"n": Int(1, 3)})
    assert len(GridSampler().suggest(Problem(space), History(space), [], RNG, 99)) == 3


def test_a_continuous_parameter_needs_a_number_of_points() -> None:
    with pytest.raises(ValueError, match="points_per_float must be given, got None"):
        GridSampler().suggest(Problem(PLANE), History(PLANE), [], RNG)


def test_a_grid_too_large_to_shuffle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SHUFFLED", 5)
    with pytest.raises(ValueError, match="shuffled must be False for a grid of more than 5 points"):
        GridSampler(3, shuffled=True).suggest(Problem(PLANE), History(PLANE), [], RNG)


def test_a_wrong_setting_is_named_with_its_value() -> None:
    with pytest.raises(ValueError, match="points_per_float must be 1 or more, got 0"):
        GridSampler(0)
