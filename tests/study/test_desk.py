"""Trials begin, talk and end at the desk."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tunewright.errors import StorageError
from tunewright.samplers.random import RandomSampler
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Draft
from tunewright.study.desk import N_KEPT, N_TRIES, Desk
from tunewright.study.ending import Ending
from tunewright.study.ledger import Ledger
from tunewright.study.live import Returned, Task
from tunewright.study.objectives import Objectives
from tunewright.study.proposer import Proposer
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

lower = Objectives(("",), ("minimize",))
proposer = Proposer(RandomSampler(), 0, "me")


class Room:
    """A desk with what belongs to it."""

    def __init__(self, space: Space) -> None:
        self.storage = MemoryStorage()
        self.storage.create_study("s", {})
        self.ledger = Ledger(self.storage, 1, space, lower)
        self.desk = Desk(self.storage, 1, ledger=self.ledger, objectives=lower, found=None, seed=0)
        self.problem = Problem(space)

    def begin(self, at_most: int | None = None) -> Task:
        task = self.desk.begin(self.problem, proposer, lease=60.0, at_most=at_most)
        assert task is not None
        return task

    def end(self, task: Task, value: float, arrays: Returned | None = None) -> Trial | None:
        return self.desk.close(task.number, Ending(State.COMPLETE, (value,)), Usage(), arrays=arrays)


@pytest.fixture
def room(line: Space) -> Room:
    return Room(line)


def test_waiting_trials_begin_before_new_ones(room: Room) -> None:
    room.storage.enqueue(1, [Draft({"x": 0.1}, {"baseline": True}), Draft({"x": 0.2})])
    begun = [room.begin() for _ in range(3)]
    assert [task.params for task in begun[:2]] == [{"x": 0.1}, {"x": 0.2}]
    assert begun[0].tags == {"baseline": True}
    assert begun[2].number == 2


def test_no_more_begin_than_the_study_may_have(room: Room) -> None:
    room.begin(2)
    room.begin(2)
    assert room.desk.begin(room.problem, proposer, lease=60.0, at_most=2) is None
    assert not room.desk.is_exhausted


class Hasty:
    """A sampler during whose thinking another worker starts a trial, `times` times; it proposes the next place."""

    def __init__(self, storage: MemoryStorage, times: int) -> None:
        self.storage, self.times = storage, times

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        mine = Suggestion({"x": len(pending) / 16})
        if self.times:
            self.times -= 1
            self.storage.start(1, Draft(mine.params), "another", 60.0)
        return [mine]


@pytest.mark.parametrize("times", [0, 1, N_TRIES - 1])
def test_what_another_worker_was_quicker_to_start_is_not_started_twice(room: Room, times: int) -> None:
    task = room.desk.begin(room.problem, Proposer(Hasty(room.storage, times), 0, "me"), lease=60.0)
    assert task is not None
    assert task.number == times
    assert len({trial.params["x"] for trial in room.ledger}) == len(room.ledger)


def test_however_quick_the_others_are_a_trial_starts_in_the_end(room: Room) -> None:
    assert room.desk.begin(room.problem, Proposer(Hasty(room.storage, 99), 0, "me"), lease=60.0) is not None


def test_being_used_up_is_told_and_forgotten(cube: Space) -> None:
    room = Room(cube)
    room.problem = replace(room.problem, noise="none")
    tasks = [room.begin() for _ in range(27)]
    assert room.desk.begin(room.problem, proposer, lease=60.0) is None
    assert room.desk.is_exhausted
    assert len({cube.key(task.params) for task in tasks}) == 27
    room.problem = replace(room.problem, noise="auto")
    room.begin()
    assert not room.desk.is_exhausted


def test_a_trial_that_goes_back_waits_with_its_params(room: Room) -> None:
    task = room.begin()
    assert room.desk.close(task.number, Ending(State.WAITING), Usage()) is None
    assert not room.desk.is_open(task.number)
    again = room.begin()
    assert (again.number, again.params) == (task.number, task.params)


def test_a_lost_trial_waits_again_two_times_at_most(room: Room) -> None:
    for _ in range(3):
        task = room.begin()
        room.desk.close(task.number, Ending(State.LOST), Usage())
    assert [trial.tags.get("retries", 0) for trial in room.ledger] == [0, 1, 2]
    assert not room.ledger.has_waiting()
    assert len({trial.params["x"] for trial in room.ledger}) == 1


def test_a_late_result_is_refused_with_a_warning(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    task = room.begin()
    room.storage.expire(1, {"me"})
    with caplog.at_level(logging.WARNING, logger="tunewright"):
        assert room.end(task, 1.0) is None
    assert "the result of trial 0 was refused" in caplog.text
    assert room.ledger.has_waiting()


def test_what_a_trial_says_is_kept_with_it(room: Room) -> None:
    task = room.begin()
    room.desk.answer(task.number, ("report", ("", 3, -1, 0.5)))
    room.desk.answer(task.number, ("set_attr", ("note", [1])))
    room.desk.answer(task.number, ("set_constraint", ("size", 2.0)))
    trial = room.end(task, 1.0)
    assert trial is not None
    assert (trial.attrs, trial.constraints, trial.reports[0].step) == ({"note": [1]}, {"size": 2.0}, 3)


def test_only_the_claims_asked_for_are_given(room: Room) -> None:
    tasks = [room.begin() for _ in range(3)]
    assert [claim.number for claim in room.desk.claims([tasks[2].number, 99])] == [2]


def test_trials_are_begun_among_those_named_and_never_pruned(room: Room) -> None:
    room.storage.enqueue(1, [Draft({"x": 0.1}), Draft({"x": 0.2})])
    task = room.desk.begin_among([1], proposer, lease=60.0)
    assert task is not None
    assert (task.number, room.desk.begin_among([1], proposer, lease=60.0)) == (1, None)


def test_arrays_stay_for_the_defaults_and_the_best(room: Room) -> None:
    """Values go up and down, so that trials enter at every place; 40 more than are kept, and a default at the end."""
    n_trials = N_KEPT + 40
    room.storage.enqueue(1, [Draft({"x": 0.5}, {"baseline": True})])
    values = [1e6, *np.random.default_rng(0).permutation(n_trials).astype(float)]
    for value in values:
        task = room.begin()
        room.end(task, value, Returned(None, False, {"oof": np.full(2, value, np.float32)}))
    kept = room.storage.arrays(1, range(n_trials + 1))
    best = {number for number in range(1, n_trials + 1) if values[number] < N_KEPT}
    assert set(kept) == {0, *best}


def test_a_trial_that_is_not_complete_keeps_no_arrays(room: Room) -> None:
    task = room.begin()
    arrays = Returned(None, True, {"oof": np.ones(2, np.float32)})
    room.desk.close(task.number, Ending(State.PRUNED), Usage(), arrays=arrays)
    assert room.storage.arrays(1, [task.number]) == {}


def test_a_storage_that_fails_lets_the_error_through(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Trial:
        raise StorageError("disk full")

    task = room.begin()
    monkeypatch.setattr(room.storage, "close", fails)
    with pytest.raises(StorageError, match="disk full"):
        room.end(task, 1.0)
