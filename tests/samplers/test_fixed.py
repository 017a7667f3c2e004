"""A slice of a space: the rest is searched by any sampler, and only trials of the slice teach."""

import gc
import json
import re
from weakref import ref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.work import n_calls
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.fixed import FixedSampler, Picked, Slice
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Special
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.testing.play import played
from tunewright.testing.spaces import MIXED
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

INNER: dict[str, Sampler] = {
    "random": RandomSampler(),
    "grid": GridSampler(points_per_float=2),
    "sobol": SobolSampler(),
    "tpe": TpeSampler(n_startup=3),
    "gp": GpSampler(n_startup=3),
    "cmaes": CmaesSampler(population=4),
}
FIXED: dict[str, Params] = {
    "a parent": {"kernel": "poly"},
    "a child": {"degree": 3},
    "one that is required to be less": {"min_leaf": 4},
    "a special value": {"gamma": "scale"},
    "a number and a constant": {"C": 1, "fixed": 7},
}
PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})


def fixes(params: Params, fixed: Params) -> bool:
    return all(params[name] == value for name, value in fixed.items() if name in params)


@pytest.mark.parametrize("sampler", INNER.values(), ids=INNER)
@pytest.mark.parametrize("fixed", FIXED.values(), ids=FIXED)
@pytest.mark.slow
def test_proposals_are_whole_configurations_with_the_fixed_values(sampler: Sampler, fixed: Params) -> None:
    history = History(MIXED)
    found = list(played(FixedSampler(fixed, sampler), Problem(MIXED), 9, history, lambda params: float(len(history))))
    assert len(found) == 9
    for suggestion in found:
        assert MIXED.check(suggestion.params) == suggestion.params
        assert MIXED.allows(suggestion.params)
        assert fixes(suggestion.params, fixed)
        assert json.loads(json.dumps(suggestion.tags)) == suggestion.tags


@pytest.mark.parametrize("sampler", INNER.values(), ids=INNER)
def test_it_is_the_inner_sampler_on_the_space_without_what_is_fixed(sampler: Sampler) -> None:
    rest = Space({"y": Float(0, 1)})
    history, smaller = History(PLANE), History(rest)
    for number in range(12):
        y = number / 13
        history.put(Trial(number, State.COMPLETE, {"x": 0.5, "y": y}), [abs(y - 0.3)])
        smaller.put(Trial(number, State.COMPLETE, {"y": y}), [abs(y - 0.3)])
    fixed, pending = FixedSampler({"x": 0.5}, sampler), [{"x": 0.5, "y": 0.7}]
    found = fixed.suggest(Problem(PLANE), history, pending, np.random.default_rng(4), 2)
    expected = sampler.suggest(Problem(rest), smaller, [{"y": 0.7}], np.random.default_rng(4), 2)
    assert [suggestion.params for suggestion in found] == [{"x": 0.5, **suggestion.params} for suggestion in expected]


def test_trials_of_other_slices_teach_nothing_and_forbid_nothing() -> None:
    history = History(PLANE)
    for number in range(20):
        history.put(Trial(number, State.COMPLETE, {"x": 0.25, "y": number / 20}), [number])
    arguments = ([{"x": 0.75, "y": 0.125}], np.random.default_rng(1), 3)
    found = FixedSampler({"x": 0.5}, TpeSampler()).suggest(Problem(PLANE), history, *arguments)
    fresh = (History(PLANE), [], np.random.default_rng(1), 3)
    assert found == FixedSampler({"x": 0.5}, TpeSampler()).suggest(Problem(PLANE), *fresh)


def test_what_runs_in_another_slice_may_run_in_this_one() -> None:
    space = Space({"a": Int(0, 1), "b": Int(0, 2)})
    pending = [{"a": 1, "b": 0}, {"a": 0, "b": 1}]
    arguments = (Problem(space, noise="none"), History(space), pending, np.random.default_rng(0), 3)
    found = FixedSampler({"a": 0}, RandomSampler()).suggest(*arguments)
    assert sorted(suggestion.params["b"] for suggestion in found) == [0, 2]


def test_a_slice_keeps_all_that_is_known_of_its_trials() -> None:
    space = Space({"kind": Categorical(["a", "b"]), "n": Int(1, 9, when=param("kind") == "b"), "x": Float(0, 1)})
    history = History(space, 2)
    rows: list[tuple[State, Params]] = [
        (State.COMPLETE, {"kind": "b", "n": 3, "x": 0.5}),
        (State.COMPLETE, {"kind": "b", "n": 4, "x": 0.5}),
        (State.PRUNED, {"kind": "a", "x": 0.25}),
        (State.OUT_OF_MEMORY, {"kind": "b", "n": 3, "x": 0.125}),
    ]
    for number, (state, params) in enumerate(rows):
        usage, broken = Usage(seconds=float(number), memory=10.0 * number), {"c": number - 1.0, "d": float(number)}
        trial = Trial(number, state, params, constraints=broken, usage=usage, tags={"row": number})
        history.put(trial, [number, -number])
    part = Picked(Slice(space, {"n": 3})).of(history)
    assert part.numbers.tolist() == [0, 2, 3]
    assert part.params == [rows[row][1] for row in (0, 2, 3)]
    assert part.tags == [{"row": 0}, {"row": 2}, {"row": 3}]
    kept = [0, 2, 3]
    np.testing.assert_array_equal(part.units, history.units[kept][:, [0, 2]])
    for name in ("losses", "violations", "seconds", "memory"):
        np.testing.assert_array_equal(getattr(part, name), getattr(history, name)[kept])
    for state in State:
        np.testing.assert_array_equal(part.in_state(state), history.in_state(state)[kept])


GRID = Space({"a": Int(0, 1), "b": Int(0, 2)})
changes = st.tuples(st.integers(0, 9), st.sampled_from(State), st.integers(0, 1), st.integers(0, 2), st.floats(-9, 9))


def columns(history: History) -> list[object]:
    states = [history.in_state(state).tolist() for state in State]
    arrays = (history.numbers, history.units, history.losses, history.violations)
    seen = [history.has_seen({"a": a, "b": b}) for a in (0, 1) for b in (0, 1, 2)]
    return [history.params, history.tags, states, seen, [str(array.tolist()) for array in arrays]]


@given(st.lists(changes, max_size=25))
def test_what_is_picked_out_bit_by_bit_is_what_is_picked_out_at_once(
    events: list[tuple[int, State, int, int, float]],
) -> None:
    history, picked = History(GRID), Picked(Slice(GRID, {"a": 0}))
    for place, (number, state, a, b, loss) in enumerate(events):
        history.put(Trial(number, state, {"a": a, "b": b}, constraints={"c": loss}, tags={"place": place}), [loss])
        assert columns(picked.of(history)) == columns(Picked(Slice(GRID, {"a": 0})).of(history))


def test_two_slices_of_one_history_are_kept_apart() -> None:
    history = History(PLANE)
    history.put(Trial(0, State.COMPLETE, {"x": 0.25, "y": 0.5}), [0.0])
    history.put(Trial(1, State.COMPLETE, {"x": 0.75, "y": 0.5}), [0.0])

    class Looking:
        def suggest(self, problem: Problem, history: History, *arguments: object) -> list[Suggestion]:
            self.seen = history.params
            return []

    for x in (0.25, 0.75, 0.25, 0.5):
        looking = Looking()
        FixedSampler({"x": x}, looking).suggest(Problem(PLANE), history, [], np.random.default_rng(0))
        assert looking.seen == [params for params in history.params if params["x"] == x]


def test_a_long_history_is_looked_through_once() -> None:
    history, fixed = History(PLANE), FixedSampler({"x": 0.5}, RandomSampler())

    def n_calls_after(n: int) -> int:
        for number in range(len(history), n):
            history.put(Trial(number, State.COMPLETE, {"x": 0.5, "y": number / n}), [0.0])
        fixed.suggest(Problem(PLANE), history, [], np.random.default_rng(0))
        return n_calls(lambda: fixed.suggest(Problem(PLANE), history, [], np.random.default_rng(0)))

    assert n_calls_after(200) == n_calls_after(20)


def test_what_was_picked_out_does_not_keep_a_history_alive() -> None:
    history = History(PLANE)
    FixedSampler({"x": 0.5}, RandomSampler()).suggest(Problem(PLANE), history, [], np.random.default_rng(0))
    gone = ref(history)
    del history
    gc.collect()
    assert gone() is None


def test_everything_may_be_fixed() -> None:
    fixed, problem = FixedSampler({"x": 0.5, "y": 0.25}, SobolSampler()), Problem(PLANE, noise="none")
    found = fixed.suggest(problem, History(PLANE), [], np.random.default_rng(0), 3)
    assert [suggestion.params for suggestion in found] == [{"x": 0.5, "y": 0.25}]


def test_what_is_required_holds_for_what_is_fixed_too() -> None:
    space = Space({"a": Int(1, 50), "b": Int(1, 50)}, require=[param("a") < param("b")])
    fixed = FixedSampler({"a": 45}, RandomSampler())
    found = fixed.suggest(Problem(space, noise="none"), History(space), [], np.random.default_rng(0), 9)
    assert sorted(suggestion.params["b"] for suggestion in found) == [46, 47, 48, 49, 50]


def test_a_special_value_counts_as_the_number_near_it_in_what_is_required() -> None:
    space = Space(
        {"a": Float(0, 1, default=Special("auto", near=0.75)), "b": Float(0, 1)}, require=[param("a") < param("b")]
    )
    fixed = FixedSampler({"a": "auto"}, SobolSampler())
    found = fixed.suggest(Problem(space), History(space), [], np.random.default_rng(0), 9)
    assert all(suggestion.params["a"] == "auto" and suggestion.params["b"] > 0.75 for suggestion in found)


TREE = Space({
    "model": Categorical(["svm", "tree"]),
    "kernel": Categorical(["linear", "rbf"], when=param("model") == "svm"),
    "gamma": Float(0, 1, when=param("kernel") == "rbf"),
    "speed": Constant("fast"),
    "depth": Int(1, 9, when=param("speed") == "slow"),
})


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        pytest.param(
            {"modle": "svm"}, "fixes 'modle', which is no parameter of the space; did you mean 'model'", id="?"
        ),
        pytest.param({"model": "knn"}, "fixes 'model', which must be one of ['svm', 'tree'], got 'knn'", id="choice"),
        pytest.param({"gamma": 1.5}, "fixes 'gamma', which must lie between 0.0 and 1.0, got 1.5", id="out of range"),
        pytest.param({"gamma": None}, "fixes 'gamma', which must be a number, got None", id="no number"),
        pytest.param({"gamma": object}, "fixes 'gamma', which <class 'object'> is no JSON value", id="no JSON"),
        pytest.param({"speed": "slow"}, "fixes 'speed', which is the constant 'fast', got 'slow'", id="constant"),
        pytest.param({"model": "tree", "kernel": "rbf"}, "fixes 'kernel', which only matters when", id="inactive"),
        pytest.param({"model": "tree", "gamma": 0.5}, "fixes 'gamma', which only matters when", id="grandchild"),
        pytest.param({"kernel": "linear", "gamma": 0.5}, "fixes 'gamma', which only matters when", id="by its parent"),
        pytest.param({"depth": 3}, "fixes 'depth', which only matters when", id="by a constant"),
    ],
)
def test_what_cannot_be_fixed_is_named(fixed: Params, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        FixedSampler(fixed, RandomSampler()).suggest(Problem(TREE), History(TREE), [], np.random.default_rng(0))


def test_a_child_whose_parent_is_free_is_fixed_where_it_matters() -> None:
    fixed = FixedSampler({"gamma": 0.5}, SobolSampler())
    found = fixed.suggest(Problem(TREE), History(TREE), [], np.random.default_rng(0), 7)
    assert {params.params.get("gamma", "inactive") for params in found} == {0.5, "inactive"}
