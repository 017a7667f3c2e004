"""What the study knows is in step with the storage."""

import numpy as np
import pytest

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Closing, Draft
from tunewright.study.found import FoundSpace
from tunewright.study.ledger import Ledger
from tunewright.study.objectives import Objectives
from tunewright.trials.state import State
from tunewright.trials.trial import Report

higher = Objectives(("score",), ("maximize",))


@pytest.fixture
def storage() -> MemoryStorage:
    storage = MemoryStorage()
    storage.create_study("s", {})
    return storage


@pytest.fixture
def ledger(storage: MemoryStorage, line: Space) -> Ledger:
    return Ledger(storage, 1, line, higher)


def test_values_become_losses_once(storage: MemoryStorage, ledger: Ledger) -> None:
    storage.add(1, Draft({"x": 0.5}), Closing(State.COMPLETE, values=(3.0,)))
    ledger.sync()
    assert ledger.history.losses.tolist() == [[-3.0]]
    assert ledger.trial(0).values == (3.0,)


def test_reports_become_curves_steps_and_folds_apart(storage: MemoryStorage, ledger: Ledger) -> None:
    claim = storage.start(1, Draft({"x": 0.5}), "w", 60.0)
    assert claim is not None
    storage.report(claim, [Report("", 0, -1, 1.0), Report("", 0, 2, 2.0), Report("train", 0, -1, 9.0)])
    ledger.sync()
    assert (ledger.steps.losses.tolist(), ledger.folds.losses.tolist(), ledger.folds.steps) == (
        [[-1.0]],
        [[-2.0]],
        (2,),
    )
    assert len(ledger.trial(0).reports) == 3


def test_the_history_finds_the_folds_of_a_trial_also_when_the_space_has_grown(storage: MemoryStorage) -> None:
    found = FoundSpace({"x": Float(0, 1)})
    ledger = Ledger(storage, 1, found.space, higher, found)
    for number in range(2):
        claim = storage.start(1, Draft({"x": 0.5 * number}), "w", 60.0)
        assert claim is not None
        storage.report(claim, [Report("", 0, fold, float(10 * number + fold)) for fold in range(number + 1)])
        storage.close(claim, Closing(State.COMPLETE, values=(1.0,)))
    ledger.sync()
    found.note("y", Float(0, 1))
    ledger.set_space(found.space)
    np.testing.assert_array_equal(ledger.history.fold_losses(np.array([1, 0])), [[-10.0, -11.0], [0.0, np.nan]])


def test_a_trial_that_went_back_has_no_reports(storage: MemoryStorage, ledger: Ledger) -> None:
    claim = storage.start(1, Draft({"x": 0.5}), "w", 60.0)
    assert claim is not None
    storage.report(claim, [Report("", 0, -1, 1.0)])
    ledger.sync()
    storage.release(claim)
    ledger.sync()
    assert ledger.trial(0).reports == ()
    assert np.isnan(ledger.steps.losses).all()


def test_a_trial_claimed_anew_between_two_looks_has_only_its_new_reports(
    storage: MemoryStorage, ledger: Ledger
) -> None:
    first = storage.start(1, Draft({"x": 0.5}), "w", 60.0)
    assert first is not None
    storage.report(first, [Report("", 0, -1, 1.0)])
    ledger.sync()
    storage.release(first)
    second = storage.claim(1, "w", 60.0)
    assert second is not None
    storage.report(second, [Report("", 1, -1, 2.0)])
    ledger.sync()
    assert ledger.trial(0).reports == (Report("", 1, -1, 2.0),)


def test_who_waits_and_who_runs_is_known(storage: MemoryStorage, ledger: Ledger) -> None:
    storage.enqueue(1, [Draft({"x": 0.1}), Draft({"x": 0.2})])
    ledger.sync()
    assert (ledger.has_waiting(), ledger.workers(), len(ledger.pending)) == (True, set(), 2)
    claims = [storage.claim(1, worker, 60.0) for worker in ("v", "w")]
    ledger.sync()
    assert (ledger.has_waiting(), ledger.workers()) == (False, {"v", "w"})
    assert claims[0] is not None
    storage.close(claims[0], Closing(State.FAILED))
    ledger.sync()
    assert (ledger.workers(), ledger.pending) == ({"w"}, [{"x": 0.2}])


def test_trials_come_by_number_whatever_ended_first(storage: MemoryStorage, ledger: Ledger) -> None:
    claims = [storage.start(1, Draft({"x": 0.1 * index}), "w", 60.0) for index in range(3)]
    for claim in reversed(claims):
        assert claim is not None
        storage.close(claim, Closing(State.COMPLETE, values=(1.0,)))
        ledger.sync()
    assert [trial.number for trial in ledger] == [0, 1, 2]
    assert ledger.history.numbers.tolist() == [2, 1, 0]
    with pytest.raises(KeyError):
        ledger.trial(3)


def test_a_lost_trial_teaches_nothing(storage: MemoryStorage, ledger: Ledger) -> None:
    storage.start(1, Draft({"x": 0.5}), "w", 60.0)
    storage.expire(1, {"w"})
    ledger.sync()
    assert (len(ledger.history), len(ledger)) == (0, 2)


def test_defaults_are_remembered_by_number(storage: MemoryStorage, ledger: Ledger) -> None:
    storage.enqueue(1, [Draft({"x": 0.5}, {"baseline": True}), Draft({"x": 0.1})])
    ledger.sync()
    assert ledger.baselines == {0}


def test_a_space_that_has_grown_is_read_anew(storage: MemoryStorage) -> None:
    found = FoundSpace({})
    ledger = Ledger(storage, 1, found.space, higher, found)
    storage.add(1, Draft({"x": 0.25}), Closing(State.COMPLETE, values=(1.0,)))
    ledger.sync()
    assert ledger.history.units.shape == (1, 0)
    found.note("x", Float(0, 1))
    ledger.set_space(found.space)
    assert ledger.history.units.tolist() == [[0.25]]


def test_a_trial_that_ran_to_its_end_tells_of_conditions(storage: MemoryStorage) -> None:
    found = FoundSpace({"kind": Categorical(["a", "b"]), "x": Float(0, 1)})
    ledger = Ledger(storage, 1, found.space, higher, found)
    storage.add(1, Draft({"kind": "a", "x": 0.25}), Closing(State.COMPLETE, values=(1.0,)))
    storage.add(1, Draft({"kind": "b"}), Closing(State.PRUNED))
    ledger.sync()
    assert ledger.history.space.parameters["x"].when is None, "a pruned trial may have been about to ask"
    storage.add(1, Draft({"kind": "b"}), Closing(State.COMPLETE, values=(1.0,)))
    ledger.sync()
    assert str(ledger.history.space.parameters["x"].when) == str(param("kind").isin(["a"]))
    assert len(ledger.history) == 3
