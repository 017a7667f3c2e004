"""The steps of a trial's life, as values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.storage import lifecycle
from tunewright.storage.records import Claim, Closing, Draft
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

NEW = lifecycle.waiting(3, Draft({"C": 1.0}, tags={"a": 1}, attrs={"b": 2}), 10.0)
RUNNING = lifecycle.running(NEW, "w", 11.0)


def test_a_claim_counts_as_an_attempt() -> None:
    assert (RUNNING.state, RUNNING.worker, RUNNING.started, RUNNING.attempts) == (State.RUNNING, "w", 11.0, 1)
    assert lifecycle.running(lifecycle.again(RUNNING), "v", 12.0).attempts == 2


def test_params_are_replaced_only_where_the_objective_defined_them() -> None:
    assert lifecycle.closed(RUNNING, Closing(State.COMPLETE), 12.0).params == {"C": 1.0}
    assert lifecycle.closed(RUNNING, Closing(State.COMPLETE, params={}), 12.0).params == {}


def test_what_was_run_in_vain_leaves_no_result() -> None:
    closing = Closing(State.PRUNED, (), (1.0,), {"m": 1.0}, {"c": 1.0}, {"x": 1}, {"y": 1}, Usage(1.0, 1.0, 1.0), "e")
    again = lifecycle.again(lifecycle.closed(RUNNING, closing, 12.0))
    assert (again.values, again.metrics, again.constraints, again.error) == ((), {}, {}, "")
    assert (again.attrs, again.tags) == ({"b": 2, "x": 1}, {"a": 1, "y": 1})
    assert all(math.isnan(value) for value in (again.started, again.ended, again.usage.seconds))


@given(st.integers(0, 5), st.integers(0, 5))
def test_a_retry_counts_on_until_it_was_tried_often_enough(before: int, max_retries: int) -> None:
    trial = Trial(7, State.LOST, {"C": 1.0}, tags={"retries": before, "retry_of": 1})
    drafts = lifecycle.retries([trial], max_retries)
    assert [draft.tags for draft in drafts] == [{"retries": before + 1, "retry_of": 7}] * (before < max_retries)


@pytest.mark.parametrize(
    ("until", "worker", "over"),
    [(10.0, "w", True), (9.0, "w", True), (11.0, "w", False), (11.0, "dead", True)],
)
def test_a_lease_is_over_at_its_end_or_with_its_worker(until: float, worker: str, over: bool) -> None:
    trial = Trial(0, State.RUNNING, {}, worker=worker)
    assert lifecycle.is_over(trial, until, {"dead"}, now=10.0) is over


@pytest.mark.parametrize("state", State)
def test_a_claim_is_held_only_while_its_trial_runs(state: State) -> None:
    claim = Claim(1, 3, 1, RUNNING)
    assert lifecycle.is_held(claim, Trial(3, state, {}, attempts=1)) is (state is State.RUNNING)
    assert not lifecycle.is_held(claim, Trial(3, state, {}, attempts=2))
    assert not lifecycle.is_held(claim, None)
