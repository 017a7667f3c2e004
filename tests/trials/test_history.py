"""The history against a dictionary: columns, keys and masks stay in step, however trials come and go."""

from dataclasses import replace
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import FIRST_CAPACITY, History
from tunewright.trials.state import COUNTED, State
from tunewright.trials.trial import Trial, Usage

SPACE = Space({
    "kind": Categorical(["a", "b"]),
    "x": Float(0, 1, step=0.25, when=param("kind") == "b"),
})
configurations = st.sampled_from([{"kind": "a"}, {"kind": "b", "x": 0.0}, {"kind": "b", "x": 0.5}])
trials = st.builds(
    Trial,
    number=st.integers(0, 12),
    state=st.sampled_from(State),
    params=configurations,
    tags=st.dictionaries(st.just("place"), st.integers(0, 3)),
    constraints=st.dictionaries(st.sampled_from("cd"), st.floats(-2, 2)),
    usage=st.builds(Usage, seconds=st.floats(0, 9), memory=st.floats(0, 9)),
)
events = st.lists(st.tuples(trials, st.floats(allow_nan=False)), max_size=40)


def complete(number: int, params: Params, **more: object) -> Trial:
    return Trial(number, State.COMPLETE, params, **more)  # type: ignore[arg-type]


@given(events)
def test_it_holds_the_latest_of_each_trial_that_teaches(events: list[tuple[Trial, float]]) -> None:
    history, model, order = History(SPACE), dict[int, tuple[Trial, float]](), dict[int, None]()
    for trial, loss in events:
        history.put(trial, [loss])
        model.pop(trial.number, None)
        if trial.state in COUNTED:
            order.setdefault(trial.number)
            model[trial.number] = (trial, loss)
    rows = [model[number] for number in order if number in model]
    assert len(history) == len(rows)
    assert history.numbers.tolist() == [trial.number for trial, _ in rows]
    assert history.params == [trial.params for trial, _ in rows]
    assert history.tags == [trial.tags for trial, _ in rows]
    assert history.seconds.tolist() == [trial.usage.seconds for trial, _ in rows]
    assert history.memory.tolist() == [trial.usage.memory for trial, _ in rows]
    np.testing.assert_array_equal(
        history.constraints,
        [[trial.constraints.get(name, nan) for name in history.constraint_names] for trial, _ in rows]
        or np.empty((0, len(history.constraint_names))),
    )
    assert {name for trial, _ in rows for name in trial.constraints} <= set(history.constraint_names)
    for state in State:
        assert history.in_state(state).tolist() == [trial.state is state for trial, _ in rows]
    expected = [loss if trial.state is State.COMPLETE else nan for trial, loss in rows]
    np.testing.assert_array_equal(history.losses[:, 0], expected)
    units = [SPACE.encode(trial.params) for trial, _ in rows]
    np.testing.assert_array_equal(history.units, np.reshape(units, (-1, 2)))
    for params in ({"kind": "a"}, {"kind": "b", "x": 0.0}, {"kind": "b", "x": 0.5}):
        assert history.has_seen(params) is any(trial.params == params for trial, _ in rows)
        assert history.has_key(SPACE.key(params)) is history.has_seen(params)


@given(st.lists(st.floats(-5, 5), max_size=4))
def test_the_violation_is_the_sum_of_what_is_above_zero(values: list[float]) -> None:
    history = History(SPACE)
    history.put(complete(0, {"kind": "a"}, constraints=dict(enumerate(values))), [0.0])
    assert history.violations[0] == pytest.approx(sum(value for value in values if value > 0))


def test_a_constraint_that_is_not_a_number_is_not_met() -> None:
    history = History(SPACE)
    history.put(complete(0, {"kind": "a"}, constraints={"c": nan}), [0.0])
    assert history.violations[0] == inf


def test_constraints_are_columns_in_the_order_in_which_their_names_appear() -> None:
    history = History(SPACE)
    history.put(complete(0, {"kind": "a"}), [0.0])
    assert history.constraints.shape == (1, 0)
    history.put(complete(1, {"kind": "a"}, constraints={"d": 2.0}), [0.0])
    history.put(complete(2, {"kind": "a"}, constraints={"c": -1.0, "d": inf}), [0.0])
    assert history.constraint_names == ("d", "c")
    np.testing.assert_array_equal(history.constraints, [[nan, nan], [2.0, nan], [inf, -1.0]])


def test_a_constraint_that_is_no_longer_set_is_taken_out_of_its_row() -> None:
    history = History(SPACE)
    history.put(complete(0, {"kind": "a"}, constraints={"c": 3.0}), [0.0])
    history.put(complete(0, {"kind": "a"}), [0.0])
    np.testing.assert_array_equal(history.constraints, [[nan]])


def test_it_grows_past_its_first_capacity() -> None:
    history = History(SPACE, n_objectives=2)
    for number in range(2 * FIRST_CAPACITY + 1):
        history.put(complete(number, {"kind": "a"}, constraints={f"c{number % 3}": number}), [number, -number])
    assert np.nansum(history.constraints, axis=1).tolist() == list(range(2 * FIRST_CAPACITY + 1))
    assert history.losses[:, 0].tolist() == list(range(2 * FIRST_CAPACITY + 1))
    assert history.losses[-1].tolist() == [2 * FIRST_CAPACITY, -2 * FIRST_CAPACITY]


def test_inactive_parameters_are_nan_in_the_units() -> None:
    history = History(SPACE)
    history.put(complete(0, {"kind": "a"}), [0.0])
    assert isnan(history.units[0, 1])


def test_a_trial_that_is_discarded_and_completed_again_comes_back_in_its_place() -> None:
    history, first = History(SPACE), complete(0, {"kind": "a"})
    history.put(first, [1.0])
    history.put(complete(1, {"kind": "b", "x": 0.5}), [2.0])
    history.put(replace(first, state=State.DISCARDED), [])
    assert history.numbers.tolist() == [1]
    n_rewritten = history.n_rewritten
    history.put(first, [3.0])
    assert history.n_rewritten > n_rewritten
    assert history.numbers.tolist() == [0, 1]
    assert history.losses[:, 0].tolist() == [3.0, 2.0]


@given(events)
def test_while_the_number_of_rewrites_stays_rows_only_follow(events: list[tuple[Trial, float]]) -> None:
    history = History(SPACE)
    for trial, loss in events:
        before, n_rewritten = list(zip(history.numbers.tolist(), history.tags, strict=True)), history.n_rewritten
        history.put(trial, [loss])
        after = list(zip(history.numbers.tolist(), history.tags, strict=True))
        assert history.n_rewritten > n_rewritten or after[: len(before)] == before


def test_reading_copies_nothing_after_a_trial_was_discarded() -> None:
    history = History(SPACE)
    for number in range(3):
        history.put(complete(number, {"kind": "a"}), [number])
    history.put(replace(complete(1, {}), state=State.DISCARDED), [])
    assert np.shares_memory(history.units, history.units)
    assert history.params is history.params


def test_params_that_the_space_refuses_leave_no_trace() -> None:
    history = History(SPACE)
    with pytest.raises(ValueError, match="must be one of"):
        history.put(complete(0, {"kind": "z"}), [0.0])
    history.put(complete(1, {"kind": "a"}), [1.0])
    assert history.numbers.tolist() == [1]
    assert history.losses[:, 0].tolist() == [1.0]
