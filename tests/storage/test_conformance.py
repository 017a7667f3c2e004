"""What every storage must do, one caller at a time; beside it stand `..._of_many` and `..._of_arrays`."""

import math
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunewright.errors import LeaseLost, StudyExists, StudyNotFound
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Claim, Closing, Draft
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

DRAFT = Draft({"C": 1.0, "kernel": "rbf"}, tags={"baseline": True}, attrs={"by": "me"})
COMPLETE = Closing(State.COMPLETE, values=(0.5,))
LONG, SHORT = 60.0, 0.05


def start(storage: Storage, study_id: int, lease: float = LONG) -> Claim:
    claim = storage.start(study_id, DRAFT, "worker", lease)
    assert claim is not None
    return claim


def stored(storage: Storage, study_id: int) -> dict[int, Trial]:
    return {trial.number: trial for trial in storage.changes(study_id).trials}


def as_text(trial: Trial) -> str:
    """NaN is not equal to itself, but its text is."""
    return repr(trial)


# Studies


def test_a_study_is_found_by_its_name(storage: Storage) -> None:
    made = storage.create_study("svm", {"directions": ["minimize"], "seed": None})
    assert storage.find_study("svm") == made
    assert storage.find_study("tree") is None


def test_a_name_is_taken_once(storage: Storage, study_id: int) -> None:
    with pytest.raises(StudyExists, match="'svm' exists already"):
        storage.create_study("svm", {})


def test_a_study_appears_with_the_trials_that_wait_in_it(storage: Storage, another: Callable[[], Storage]) -> None:
    study_id = storage.create_study("svm", {}, [DRAFT, replace(DRAFT, params={"C": 2.0})]).id
    trials = stored(another(), study_id)
    assert list(trials) == [0, 1]
    assert [trial.state for trial in trials.values()] == [State.WAITING] * 2
    assert (trials[0].params, trials[0].tags, trials[0].attrs) == (DRAFT.params, DRAFT.tags, DRAFT.attrs)
    assert trials[1].params == {"C": 2.0}
    assert storage.enqueue(study_id, [DRAFT])[0].number == 2


def test_where_the_name_is_taken_no_trial_is_added(storage: Storage, study_id: int) -> None:
    before = storage.changes(study_id)
    with pytest.raises(StudyExists, match="'svm' exists already"):
        storage.create_study("svm", {}, [DRAFT])
    assert storage.changes(study_id) == before
    assert len(storage.studies()) == 1


def test_a_study_whose_trials_cannot_be_written_is_not_made(storage: Storage) -> None:
    with pytest.raises(TypeError, match="JSON"):
        storage.create_study("svm", {}, [DRAFT, Draft({"C": object()})])
    assert storage.studies() == []


def test_studies_come_in_the_order_in_which_they_were_made(storage: Storage) -> None:
    for name in ("b", "a", "c"):
        storage.create_study(name, {})
    assert [study.name for study in storage.studies()] == ["b", "a", "c"]


def test_deleting_a_study_deletes_all_that_belongs_to_it_and_nothing_else(storage: Storage, study_id: int) -> None:
    other = storage.create_study("tree", {}).id
    for study in (study_id, other):
        claim = start(storage, study)
        storage.report(claim, [Report("", 0, -1, 0.5)])
        storage.set_fact(study, "rows", 100)
        storage.save_arrays(study, 0, {"p": np.zeros(3, np.float32)})
    storage.delete_study(study_id)
    assert [study.name for study in storage.studies()] == ["tree"]
    assert len(storage.changes(other).reports) == 1
    assert storage.facts(other) == {"rows": 100}
    assert list(storage.arrays(other, [0])) == [0]
    again = storage.create_study("svm", {}).id
    assert again not in (study_id, other)
    assert storage.changes(again).trials == []


def test_every_method_says_that_a_study_is_not_there(storage: Storage) -> None:
    calls = [
        lambda: storage.delete_study(7),
        lambda: storage.facts(7),
        lambda: storage.set_fact(7, "a", 1),
        lambda: storage.enqueue(7, [DRAFT]),
        lambda: storage.add(7, DRAFT, COMPLETE),
        lambda: storage.claim(7, "w", LONG),
        lambda: storage.start(7, DRAFT, "w", LONG),
        lambda: storage.start(7, DRAFT, "w", LONG, at_most=3),
        lambda: storage.expire(7),
        lambda: storage.reopen(7, [0]),
        lambda: storage.changes(7),
        lambda: storage.save_arrays(7, 0, {"p": np.zeros(3, np.float32)}),
        lambda: storage.arrays(7, [0]),
        lambda: storage.drop_arrays(7, [0]),
    ]
    for call in calls:
        with pytest.raises(StudyNotFound, match="study 7 is not in the storage"):
            call()


# Facts


def test_a_fact_is_replaced_unless_only_the_first_counts(storage: Storage, study_id: int) -> None:
    assert storage.set_fact(study_id, "hold-out", {"opened": 1})
    assert storage.set_fact(study_id, "hold-out", {"opened": 2})
    assert not storage.set_fact(study_id, "hold-out", {"opened": 3}, only_if_absent=True)
    assert storage.set_fact(study_id, "best", None, only_if_absent=True)
    assert not storage.set_fact(study_id, "best", 5, only_if_absent=True)
    assert storage.facts(study_id) == {"hold-out": {"opened": 2}, "best": None}


# From waiting to closed


def test_a_trial_goes_from_waiting_to_running_to_complete(storage: Storage, study_id: int) -> None:
    (waiting,) = storage.enqueue(study_id, [DRAFT])
    assert (waiting.number, waiting.state, waiting.params) == (0, State.WAITING, DRAFT.params)
    assert (waiting.tags, waiting.attrs, waiting.attempts) == (DRAFT.tags, DRAFT.attrs, 0)
    assert math.isnan(waiting.started)
    claim = storage.claim(study_id, "worker", LONG)
    assert claim is not None
    assert (claim.trial.state, claim.trial.worker, claim.trial.attempts) == (State.RUNNING, "worker", 1)
    assert as_text(stored(storage, study_id)[0]) == as_text(claim.trial)
    done = storage.close(claim, COMPLETE)
    assert (done.state, done.values, done.value) == (State.COMPLETE, (0.5,), 0.5)
    assert waiting.created <= claim.trial.started <= done.ended
    assert as_text(stored(storage, study_id)[0]) == as_text(done)


def test_the_lowest_waiting_number_is_claimed_first(storage: Storage, study_id: int) -> None:
    storage.enqueue(study_id, [Draft({"x": i}) for i in range(3)])
    claims = [storage.claim(study_id, "w", LONG) for _ in range(4)]
    assert [claim and claim.trial.params["x"] for claim in claims] == [0, 1, 2, None]


def test_everything_that_a_trial_ends_with_is_kept(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    closing = Closing(
        State.FAILED,
        params={"C": 2.0},
        values=(1.0, -inf),
        metrics={"valid": 0.5, "train": nan},
        constraints={"size": -1.0},
        attrs={"by": "you", "more": [1, None, {"a": "b"}]},
        tags={"generation": 3},
        usage=Usage(1.5, nan, 2.0**40),
        error="ValueError: no",
        traceback="Traceback\n  ü",
        output="epoch 1\n",
    )
    storage.close(claim, closing)
    trial = stored(storage, study_id)[0]
    assert (trial.params, trial.values, trial.constraints) == ({"C": 2.0}, (1.0, -inf), {"size": -1.0})
    assert trial.metrics["valid"] == 0.5
    assert math.isnan(trial.metrics["train"])
    assert trial.attrs == {"by": "you", "more": [1, None, {"a": "b"}]}
    assert trial.tags == {"baseline": True, "generation": 3}
    assert repr(trial.usage) == repr(closing.usage)
    assert (trial.error, trial.traceback, trial.output) == (closing.error, closing.traceback, closing.output)


def test_numpy_numbers_are_stored_as_numbers(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    storage.report(claim, [Report("loss", np.int64(3), np.int64(0), np.float32(0.5))])  # type: ignore[arg-type]
    done = storage.close(claim, Closing(State.COMPLETE, values=(np.float32(0.25),), metrics={"m": np.float32(0.5)}))  # type: ignore[arg-type, dict-item]
    assert (done.values, done.metrics) == ((0.25,), {"m": 0.5})
    assert storage.changes(study_id).reports == [(0, Report("loss", 3, 0, 0.5))]


def test_text_with_any_character_can_be_stored(storage: Storage, study_id: int) -> None:
    done = storage.close(start(storage, study_id), replace(COMPLETE, output="a\0b\ud800c 好", attrs={"t": "\0\ud800"}))
    assert done.output.startswith("a")
    assert done.output.endswith("c 好")
    assert done.attrs["t"] == "\0\ud800"


def test_a_trial_from_elsewhere_is_added_at_its_end(storage: Storage, study_id: int) -> None:
    added = storage.add(study_id, DRAFT, COMPLETE)
    assert (added.number, added.state, added.attempts, added.worker) == (0, State.COMPLETE, 0, "")
    assert math.isnan(added.started)
    assert added.ended >= added.created
    assert as_text(stored(storage, study_id)[0]) == as_text(added)


def test_what_is_handed_out_is_not_the_storages_own(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    for trial in (claim.trial, stored(storage, study_id)[0]):
        trial.params.pop("kernel")  # type: ignore[attr-defined]
    assert stored(storage, study_id)[0].params == DRAFT.params


def test_what_is_not_json_is_refused_and_changes_nothing(storage: Storage, study_id: int) -> None:
    before = storage.changes(study_id)
    with pytest.raises(TypeError, match="only JSON can be stored"):
        storage.enqueue(study_id, [DRAFT, Draft({"x": object()})])
    assert storage.changes(study_id).trials == before.trials == []
    assert [trial.number for trial in storage.enqueue(study_id, [DRAFT])] == [0]


# Places


def test_no_more_than_at_most_trials_are_started(storage: Storage, study_id: int) -> None:
    storage.enqueue(study_id, [DRAFT])
    storage.add(study_id, DRAFT, COMPLETE)
    assert storage.start(study_id, DRAFT, "w", LONG, at_most=3) is not None
    assert storage.start(study_id, DRAFT, "w", LONG, at_most=3) is None
    assert storage.start(study_id, DRAFT, "w", LONG, at_most=4) is not None
    assert sorted(stored(storage, study_id)) == [0, 1, 2, 3]


@pytest.mark.parametrize("state", [state for state in State if state.is_finished])
def test_a_finished_trial_takes_a_place_if_it_is_counted(storage: Storage, study_id: int, state: State) -> None:
    storage.add(study_id, DRAFT, Closing(state))
    assert (storage.start(study_id, DRAFT, "w", LONG, at_most=1) is None) == state.is_counted


# Claims


def test_a_closed_trial_is_not_closed_again(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    storage.close(claim, COMPLETE)
    with pytest.raises(LeaseLost, match="trial 0 was closed already, as complete; nothing was changed"):
        storage.close(claim, Closing(State.FAILED))
    assert stored(storage, study_id)[0].state is State.COMPLETE


def test_a_claim_ends_with_its_study(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    storage.delete_study(study_id)
    assert storage.renew([claim], LONG) == [claim]
    for call in (lambda: storage.close(claim, COMPLETE), lambda: storage.release(claim)):
        with pytest.raises(LeaseLost, match="its study was deleted"):
            call()


def test_a_released_trial_waits_as_if_it_had_not_run(storage: Storage, study_id: int) -> None:
    claim = start(storage, study_id)
    storage.report(claim, [Report("", 0, -1, 0.5)])
    storage.release(claim)
    changes = storage.changes(study_id)
    assert changes.reports == []
    assert (changes.trials[0].state, changes.trials[0].params) == (State.WAITING, DRAFT.params)
    assert math.isnan(changes.trials[0].started)
    with pytest.raises(LeaseLost, match="put back to waiting"):
        storage.close(claim, COMPLETE)


def test_an_old_token_is_refused_everywhere(storage: Storage, study_id: int) -> None:
    old = start(storage, study_id)
    storage.release(old)
    new = storage.claim(study_id, "other", LONG)
    assert new is not None
    assert new.token > old.token
    for call in (
        lambda: storage.report(old, [Report("", 0, -1, 0.5)]),
        lambda: storage.report(old, []),
        lambda: storage.close(old, COMPLETE),
        lambda: storage.release(old),
    ):
        with pytest.raises(LeaseLost, match=r"worker other claimed it again \(attempt 2, this was attempt 1\)"):
            call()
    assert storage.renew([old, new], LONG) == [old]
    assert storage.changes(study_id).reports == []
    assert storage.close(new, COMPLETE).attempts == 2


# Leases


def test_a_lease_that_ran_out_loses_the_trial_and_its_params_wait_again(
    wait: Callable[[float], None], storage: Storage, study_id: int
) -> None:
    claim = start(storage, study_id, SHORT)
    kept = start(storage, study_id, LONG)
    wait(2 * SHORT)
    assert storage.expire(study_id) == [0]
    assert storage.expire(study_id) == []
    trials = stored(storage, study_id)
    assert [trials[i].state for i in range(3)] == [State.LOST, State.RUNNING, State.WAITING]
    assert "stopped answering" in trials[0].error
    assert (trials[2].params, trials[2].attrs) == (DRAFT.params, DRAFT.attrs)
    assert trials[2].tags == {"baseline": True, "retries": 1, "retry_of": 0}
    with pytest.raises(LeaseLost, match="given up as lost"):
        storage.close(claim, COMPLETE)
    assert storage.renew([claim, kept], LONG) == [claim]


def test_a_trial_is_retried_no_more_than_max_retries_times(
    wait: Callable[[float], None], storage: Storage, study_id: int
) -> None:
    start(storage, study_id, SHORT)
    for number in range(3):
        wait(2 * SHORT)
        assert storage.expire(study_id, max_retries=2) == [number]
        again = storage.claim(study_id, "w", SHORT)
        assert (again is None) == (number == 2)
    assert [trial.tags.get("retries", 0) for trial in stored(storage, study_id).values()] == [0, 1, 2]


def test_a_dead_worker_loses_its_trials_before_the_lease_is_over(storage: Storage, study_id: int) -> None:
    for worker in ("a", "b", "a"):
        assert storage.start(study_id, DRAFT, worker, LONG)
    assert storage.expire(study_id, dead={"a", "c"}) == [0, 2]
    assert storage.expire(study_id, dead={"a", "c"}) == []


def test_a_lease_that_ran_out_still_counts_as_long_as_nobody_took_over(
    wait: Callable[[float], None], storage: Storage, study_id: int
) -> None:
    first, second = start(storage, study_id, SHORT), start(storage, study_id, SHORT)
    wait(2 * SHORT)
    storage.report(first, [Report("", 0, -1, 0.5)])
    assert storage.close(first, COMPLETE).state is State.COMPLETE
    assert storage.renew([second], LONG) == []
    assert storage.expire(study_id) == []


def test_a_report_with_attributes_keeps_the_lease(
    wait: Callable[[float], None], storage: Storage, study_id: int
) -> None:
    claim = start(storage, study_id, SHORT)
    storage.report(claim, [], {"epoch": 3})
    wait(2 * SHORT)
    assert storage.expire(study_id) == [0]
    assert stored(storage, study_id)[0].attrs == {"by": "me", "epoch": 3}


# Changes


def test_changes_are_handed_out_once_and_in_order(storage: Storage, study_id: int) -> None:
    assert storage.changes(study_id).trials == []
    a, b = start(storage, study_id), start(storage, study_id)
    first = storage.changes(study_id)
    assert [trial.number for trial in first.trials] == [0, 1]
    assert storage.changes(study_id, first.version).trials == []
    reports = [Report("", 0, -1, 0.5), Report("train", 0, 2, nan), Report("", 1, -1, inf), Report("", 1, -1, -inf)]
    storage.report(b, reports[:1])
    storage.report(a, reports[1:])
    second = storage.changes(study_id, first.version)
    assert second.trials == []
    assert [number for number, _ in second.reports] == [1, 0, 0, 0]
    assert repr([report for _, report in second.reports]) == repr(reports)
    storage.close(b, COMPLETE)
    storage.report(a, [], {"note": 1})
    third = storage.changes(study_id, second.version)
    assert [trial.number for trial in third.trials] == [1, 0]
    assert third.reports == []
    assert all(trial.reports == () for trial in third.trials)


def test_pruned_trials_are_reopened_without_what_they_had(storage: Storage, study_id: int) -> None:
    for state in (State.PRUNED, State.COMPLETE, State.PRUNED):
        claim = start(storage, study_id)
        storage.report(claim, [Report("", 0, 0, 0.5)])
        storage.close(claim, Closing(state, metrics={"m": 1.0}, usage=Usage(1.0, 1.0, 1.0), error="pruned"))
    before = storage.changes(study_id).version
    assert storage.reopen(study_id, [0, 1, 99]) == [0]
    assert storage.reopen(study_id, [0]) == []
    (trial,) = storage.changes(study_id, before).trials
    assert (trial.number, trial.state, trial.metrics, trial.error) == (0, State.WAITING, {}, "")
    assert (trial.params, trial.tags, trial.attempts) == (DRAFT.params, DRAFT.tags, 1)
    assert math.isnan(trial.usage.seconds)
    assert math.isnan(trial.ended)
    assert [number for number, _ in storage.changes(study_id).reports] == [1, 2]


# Anything that JSON holds

numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
keys = st.sampled_from(["a", "$float", "$$float", "float", "$"]) | st.text(max_size=3)
json_values = st.recursive(
    numbers, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=2)
)


@given(attrs=st.dictionaries(keys, json_values, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_json_can_hold_comes_back_and_so_does_nan(storage: Storage, attrs: dict[str, object]) -> None:
    study = storage.find_study("json") or storage.create_study("json", {})
    added = storage.add(study.id, Draft({}, attrs=attrs), COMPLETE)
    assert repr(added.attrs) == repr(attrs)
    last = storage.changes(study.id, storage.changes(study.id).version - 1).trials[-1]
    assert repr(last.attrs) == repr(attrs)


def test_a_claim_among_some_takes_no_other(storage: Storage, study_id: int) -> None:
    storage.enqueue(study_id, [Draft({"x": i}) for i in range(4)])
    claims = [storage.claim(study_id, "w", LONG, [3, 2]) for _ in range(3)]
    assert [claim and claim.number for claim in claims] == [2, 3, None]
