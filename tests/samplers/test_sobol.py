"""The Sobol sequence: even where it promises to be, and one sequence through the whole study."""

import numpy as np
import pytest
from scipy.stats import qmc

from tunewright.samplers.sobol import SobolSampler, sobol_points
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def suggested(
    space: Space, n: int, history: History | None = None, pending: list[Params] | None = None
) -> list[Params]:
    known = History(space) if history is None else history
    found = SobolSampler().suggest(Problem(space), known, pending or [], np.random.default_rng(2), n)
    return [suggestion.params for suggestion in found]


@pytest.mark.parametrize("n", [2, 64, 256])
def test_each_of_n_slices_of_an_axis_holds_one_of_n_points(n: int) -> None:
    points = np.array([[params["x"], params["y"]] for params in suggested(PLANE, n)])
    for axis in points.T:
        assert sorted(np.floor(axis * n).tolist()) == list(range(n))


def test_each_of_16_squares_holds_one_of_16_points() -> None:
    points = np.array([[params["x"], params["y"]] for params in suggested(PLANE, 16)])
    assert len({tuple(cell) for cell in np.floor(points * 4).astype(int).tolist()}) == 16


def test_choices_share_the_points_evenly() -> None:
    space = Space({"kind": Categorical(["a", "b", "c", "d"]), "x": Float(0, 1)})
    kinds = [params["kind"] for params in suggested(space, 32)]
    assert [kinds.count(kind) for kind in "abcd"] == [8, 8, 8, 8]


@pytest.mark.parametrize(("first", "n"), [(0, 1), (0, 7), (1, 1), (5, 11), (63, 2)])
def test_points_are_those_of_scipy(first: int, n: int) -> None:
    expected = qmc.Sobol(3, scramble=True, seed=9).random_base2(7)[first : first + n]
    np.testing.assert_array_equal(sobol_points(3, 9, first, n), expected)


def test_one_by_one_they_are_the_points_of_a_batch() -> None:
    batch = SobolSampler().suggest(Problem(PLANE), History(PLANE), [], np.random.default_rng(0), 9)
    history = History(PLANE)
    for number, expected in enumerate(batch):
        rng = np.random.default_rng(0 if number == 0 else number + 100)
        found = SobolSampler().suggest(Problem(PLANE), history, [], rng)
        assert found == [expected]
        history.put(Trial(number, State.COMPLETE, found[0].params, tags=found[0].tags), [0.0])


def test_points_that_are_pending_are_passed_over() -> None:
    batch = SobolSampler().suggest(Problem(PLANE), History(PLANE), [], np.random.default_rng(0), 4)
    history = History(PLANE)
    history.put(Trial(0, State.COMPLETE, batch[0].params, tags=batch[0].tags), [0.0])
    assert suggested(PLANE, 1, history, [batch[1].params, batch[2].params]) == [batch[3].params]


def test_the_sequence_of_the_first_trial_is_continued_though_others_have_come_further() -> None:
    history = History(PLANE)
    for number, (seed, place) in enumerate([(5, 0), (6, 7), (5, 2)]):
        x, y = sobol_points(2, seed, place, 1)[0].tolist()
        tags = {"sobol": {"seed": seed, "place": place}}
        history.put(Trial(number, State.COMPLETE, {"x": x, "y": y}, tags=tags), [0.0])
    found = SobolSampler().suggest(Problem(PLANE), history, [], np.random.default_rng(0))
    assert found[0].tags == {"sobol": {"seed": 5, "place": 3}}


def test_a_study_with_trials_of_other_samplers_starts_a_sequence() -> None:
    history = History(PLANE)
    history.put(Trial(0, State.COMPLETE, {"x": 0.5, "y": 0.5}), [0.0])
    assert suggested(PLANE, 2, history) == suggested(PLANE, 2)


def test_points_that_are_not_allowed_are_passed_over() -> None:
    space = Space({"a": Int(1, 50), "b": Int(1, 50)}, require=[param("a") < param("b")])
    found = suggested(space, 40)
    assert len(found) == 40
    assert all(params["a"] < params["b"] for params in found)


@pytest.mark.slow
def test_a_region_that_the_sequence_hardly_meets_is_still_served() -> None:
    space = Space({"a": Int(1, 60), "b": Int(1, 60)}, require=[param("a") + param("b") <= 3])
    assert len({tuple(params.values()) for params in suggested(space, 3)}) == 3
