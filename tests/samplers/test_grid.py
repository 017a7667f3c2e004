"""The grid: its order, its end, that a resumed or changed study leaves nothing out, and grids over some parameters."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.work import n_calls
from tunewright.samplers.fixed import FixedSampler
from tunewright.samplers.grid import GridSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Special
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

PLANE = Space({"x": Float(0, 1), "n": Int(1, 2)})
SVM = Space({
    "C": Float(1e-2, 1e2, log=True),
    "kernel": Categorical(["linear", "rbf"]),
    "gamma": Float(1e-3, 1.0, log=True, default=Special("scale", near=0.1), when=param("kernel") == "rbf"),
    "speed": Constant("fast"),
})


def asked(sampler: GridSampler | FixedSampler, space: Space, n: int = 99, seed: int = 0) -> list[Suggestion]:
    return sampler.suggest(Problem(space), History(space), [], np.random.default_rng(seed), n)


def params_of(found: Sequence[Suggestion]) -> list[Params]:
    return [suggestion.params for suggestion in found]


def ended(space: Space, found: Sequence[Suggestion]) -> History:
    history = History(space)
    for number, suggestion in enumerate(found):
        history.put(Trial(number, State.COMPLETE, suggestion.params, tags=suggestion.tags), [0.0])
    return history


PROPOSED = asked(GridSampler(3), PLANE)
"""All places of the grid in their order."""


def test_each_point_of_the_grid_comes_once_and_the_middle_first() -> None:
    assert sorted(map(str, params_of(PROPOSED))) == sorted(map(str, PLANE.grid(3)))
    assert PROPOSED[0].params == {"x": 0.5, "n": 2}
    assert [suggestion.tags["grid"]["place"] for suggestion in PROPOSED] == list(range(6))


def test_the_first_of_a_large_grid_are_all_over_it() -> None:
    space = Space({name: Float(0, 1) for name in "abcd"})
    found = params_of(asked(GridSampler(10), space, 20))
    for name in space.names:
        assert np.bincount([round(9 * params[name]) for params in found], minlength=10).tolist() == [2] * 10 or (
            len({params[name] for params in found}) >= 8
        )


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)), st.booleans(), st.booleans())
def test_whatever_was_run_the_rest_is_what_is_proposed(
    done: set[int], pending: set[int], shuffled: bool, tagged: bool
) -> None:
    history = History(PLANE)
    for number, place in enumerate(sorted(done, reverse=True)):
        tags = PROPOSED[place].tags if tagged else {}
        history.put(Trial(number, State.FAILED, PROPOSED[place].params, tags=tags), [])
    sampler, running = GridSampler(3, shuffled=shuffled), [PROPOSED[place].params for place in pending]
    found = params_of(sampler.suggest(Problem(PLANE), history, running, np.random.default_rng(0), 99))
    places = [params_of(PROPOSED).index(params) for params in found]
    assert sorted(places) == sorted({*range(6)} - done - pending)


def test_a_finer_grid_starts_anew_and_skips_what_was_run() -> None:
    history = ended(PLANE, asked(GridSampler(2), PLANE))
    found = params_of(GridSampler(5).suggest(Problem(PLANE), history, [], np.random.default_rng(0), 99))
    expected = [params for params in params_of(asked(GridSampler(5), PLANE)) if params["x"] in (0.25, 0.5, 0.75)]
    assert found == expected


def test_a_study_that_was_begun_with_other_tags_goes_on() -> None:
    history = ended(PLANE, [Suggestion(PROPOSED[3].params, {"grid": {"points": 3, "place": 4}})])
    found = GridSampler(3).suggest(Problem(PLANE), history, [], np.random.default_rng(0), 99)
    assert found == [*PROPOSED[:3], *PROPOSED[4:]]


def test_a_grid_of_a_billion_points_goes_on_as_fast_as_it_begins() -> None:
    space = Space({name: Int(1, 1000) for name in "abc"})

    def n_calls_after(place: int) -> int:
        (first,) = asked(GridSampler(), space, 1)
        tags = {"grid": {**first.tags["grid"], "place": place}}
        history = ended(space, [Suggestion({"a": 1, "b": 1, "c": 1}, tags)])
        return n_calls(lambda: GridSampler().suggest(Problem(space), history, [], np.random.default_rng(0)))

    n_calls_after(3)  # loads what is loaded on first use
    assert n_calls_after(10**9 - 3) == n_calls_after(3)


def test_shuffling_depends_on_the_generator_and_not_on_the_size() -> None:
    space = Space({f"x{index}": Float(0, 1) for index in range(50)})
    sampler = GridSampler(3, shuffled=True)
    assert asked(sampler, space, 2, seed=1) == asked(sampler, space, 2, seed=1)
    assert asked(sampler, space, 2, seed=1) != asked(sampler, space, 2, seed=2)


def test_a_space_without_continuous_parameters_needs_no_number_of_points() -> None:
    assert len(asked(GridSampler(), Space({"n": Int(1, 3), "x": Float(0, 1, step=0.25)}))) == 15


def test_a_continuous_parameter_needs_a_number_of_points() -> None:
    with pytest.raises(ValueError, match="points_per_float must be given, got None"):
        asked(GridSampler(), PLANE)


def test_what_the_grid_is_not_over_keeps_its_default() -> None:
    found = params_of(asked(GridSampler(3, over=["C"]), SVM))
    assert sorted(map(str, found)) == sorted(
        str({"C": C, "kernel": "linear", "speed": "fast"}) for C in (0.01, 1.0, 100.0)
    )
    found = params_of(asked(GridSampler(over=["kernel"]), SVM))
    assert {params["kernel"]: params.get("gamma") for params in found} == {"linear": None, "rbf": "scale"}


def test_the_grid_goes_through_values_of_ones_own() -> None:
    over = {"kernel": ["rbf"], "gamma": ["scale", 0.03], "C": [1, 5, 25]}
    found = params_of(asked(GridSampler(over=over), SVM))
    assert {(params["gamma"], params["C"]) for params in found} == {
        (gamma, C) for gamma in ("scale", 0.03) for C in (1.0, 5.0, 25.0)
    }
    assert len(found) == 6
    assert all(SVM.check(params) == params for params in found)


def test_values_and_all_values_go_together() -> None:
    assert len(asked(GridSampler(3, over={"kernel": None, "C": [0.5, 0.7]}), SVM)) == 4


def test_the_rest_may_be_fixed_at_other_values_than_the_defaults() -> None:
    fixed = FixedSampler({"kernel": "rbf", "C": 5.0}, GridSampler(4))
    found = params_of(asked(fixed, SVM))
    assert len(found) == 4
    assert all((params["kernel"], params["C"]) == ("rbf", 5.0) for params in found)


def test_a_grid_over_some_parameters_resumes_and_is_another_than_that_over_all() -> None:
    sampler, whole = GridSampler(3, over=["x"]), asked(GridSampler(3, over=["x"]), PLANE)
    for n in range(4):
        history = ended(PLANE, whole[:n])
        assert sampler.suggest(Problem(PLANE), history, [], np.random.default_rng(0), 9) == whole[n:]
    rest = GridSampler(3).suggest(Problem(PLANE), ended(PLANE, whole), [], np.random.default_rng(0), 9)
    assert params_of(rest) == [params for params in params_of(PROPOSED) if params not in params_of(whole)]


@pytest.mark.parametrize(
    ("over", "message"),
    [
        pytest.param(["c"], "over names 'c', which is none of the parameters; there are ['C',", id="?"),
        pytest.param(["speed"], "over names 'speed', which is none of the parameters", id="a constant"),
        pytest.param(["gamma"], "over names 'gamma', which never matters beside the defaults", id="never matters"),
        pytest.param({"C": [1000]}, "over gives 'C' a value that must lie between 0.01 and 100.0", id="range"),
        pytest.param({"C": []}, "over gives 'C' no values", id="no values"),
    ],
)  # fmt: skip
def test_what_there_can_be_no_grid_over_is_named(over: Mapping[str, Sequence[Json]], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        asked(GridSampler(3, over=over), SVM)


@pytest.mark.parametrize("over", ["C", [], {}])
def test_names_are_given_in_a_list_or_a_dict(over: Sequence[str]) -> None:
    with pytest.raises(ValueError, match="over must be a list of names, or a dict of names to values, got"):
        GridSampler(over=over)


def test_a_wrong_setting_is_named_with_its_value() -> None:
    with pytest.raises(ValueError, match="points_per_float must be 1 or more, got 0"):
        GridSampler(0)
