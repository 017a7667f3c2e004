"""One sequence through a study: it goes on where it stopped, and passes over what cannot be run."""

from functools import partial

import numpy as np
import pytest

from tunewright.samplers.halton import halton_points
from tunewright.samplers.lhs import latin_points
from tunewright.samplers.sequence import POINTS_TRIED, Points, PointSequence, continued
from tunewright.samplers.sobol import sobol_points
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})
SEQUENCES: dict[str, Points] = {
    "sobol": sobol_points,
    "halton": halton_points,
    "latin": partial(latin_points, 6),
}
every_sequence = pytest.mark.parametrize("points", SEQUENCES.values(), ids=SEQUENCES)


def asked(
    points: Points, n: int, history: History, space: Space = PLANE, pending: list[Params] | None = None, seed: int = 0
) -> list[Suggestion]:
    sequence = PointSequence("walk", points, {"mark": "ours"})
    return sequence.suggest(Problem(space), history, pending or [], np.random.default_rng(seed), n)


def put(history: History, suggestion: Suggestion) -> None:
    history.put(Trial(len(history), State.COMPLETE, suggestion.params, tags=suggestion.tags), [0.0])


@every_sequence
def test_a_part_of_the_points_is_the_same_part_of_more_points(points: Points) -> None:
    np.testing.assert_array_equal(points(3, 5, 4, 9), points(3, 5, 0, 20)[4:13])


@every_sequence
def test_another_seed_gives_other_points_of_the_cube(points: Points) -> None:
    here, there = points(3, 5, 0, 20), points(3, 6, 0, 20)
    assert ((here >= 0) & (here <= 1)).all()
    assert (here != there).any(axis=1).all()


@every_sequence
@pytest.mark.parametrize("n", [1, 5])
def test_a_space_of_constants_has_points_without_coordinates(points: Points, n: int) -> None:
    assert points(0, 5, 3, n).shape == (n, 0)


@every_sequence
def test_one_by_one_they_are_the_points_of_a_batch(points: Points) -> None:
    history = History(PLANE)
    for number, expected in enumerate(asked(points, 9, History(PLANE))):
        found = asked(points, 1, history, seed=0 if number == 0 else number + 100)
        assert found == [expected]
        put(history, found[0])


@every_sequence
def test_points_that_are_pending_are_passed_over(points: Points) -> None:
    batch, history = asked(points, 4, History(PLANE)), History(PLANE)
    put(history, batch[0])
    assert asked(points, 1, history, pending=[batch[1].params, batch[2].params]) == [batch[3]]


@every_sequence
def test_points_that_are_not_allowed_are_passed_over(points: Points) -> None:
    space = Space({"a": Int(1, 50), "b": Int(1, 50)}, require=[param("a") < param("b")])
    found = asked(points, 40, History(space), space)
    assert len(found) == 40
    assert all(suggestion.params["a"] < suggestion.params["b"] for suggestion in found)
    places = [suggestion.tags["walk"]["place"] for suggestion in found]
    assert places == sorted(set(places))
    assert places[-1] > 39


@pytest.mark.slow
def test_a_region_that_the_sequence_hardly_meets_is_served_by_uniform_draws_without_a_place() -> None:
    space = Space({"a": Int(1, 60), "b": Int(1, 60)}, require=[param("a") + param("b") <= 4])
    found = asked(sobol_points, 6, History(space), space)
    assert len({tuple(suggestion.params.values()) for suggestion in found}) == 6
    assert not all(suggestion.tags for suggestion in found)


def test_so_many_points_are_passed_over_and_no_more() -> None:
    shown = list[int]()

    def corner(n_dims: int, seed: int, first: int, n: int) -> np.ndarray:
        shown.append(n)
        return np.zeros((n, n_dims))

    history = History(PLANE)
    put(history, Suggestion({"x": 0.0, "y": 0.0}))
    assert asked(corner, 2, history)[0].tags == {}
    assert shown == [2, POINTS_TRIED]


def test_what_is_inactive_takes_no_value_but_its_place_in_the_sequence() -> None:
    space = Space({"kind": Categorical(["a", "b"]), "x": Float(0, 1, when=param("kind") == "b"), "y": Float(0, 1)})
    found = [suggestion.params for suggestion in asked(halton_points, 32, History(space), space)]
    assert [params["kind"] for params in found].count("a") == 16
    assert all(("x" in params) == (params["kind"] == "b") for params in found)


def test_trials_remember_the_seed_the_place_and_the_marks() -> None:
    history = History(PLANE)
    put(history, Suggestion({"x": 0.25, "y": 0.25}))
    assert continued(history, "walk") is None
    for suggestion in asked(halton_points, 3, history):
        put(history, suggestion)
    seed = history.tags[1]["walk"]["seed"]
    assert history.tags[3] == {"walk": {"seed": seed, "place": 2, "mark": "ours"}}
    assert continued(history, "walk") == (seed, 3)


def test_the_sequence_of_the_first_trial_is_continued_though_others_have_come_further() -> None:
    history = History(PLANE)
    for number, (seed, place) in enumerate([(5, 0), (6, 7), (5, 2)]):
        put(history, Suggestion({"x": number / 8, "y": 0.0}, {"walk": {"seed": seed, "place": place}}))
    assert continued(history, "walk") == (5, 3)
