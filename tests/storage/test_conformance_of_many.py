"""What every storage must do when threads, processes and sudden deaths come in."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import tunewright
from tunewright.errors import LeaseLost, StudyExists
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Claim, Closing, Draft
from tunewright.trials.state import State
from tunewright.trials.trial import Report

N_THREADS = 4
LONG = 60.0
COMPLETE = Closing(State.COMPLETE, values=(0.5,))
SOURCE = str(Path(next(iter(tunewright.__path__))).parent)


def at_once(work: Callable[[int], object], n: int = N_THREADS) -> list[object]:
    """Run `work(i)` in n threads that begin together."""
    barrier = threading.Barrier(n)

    def begin(i: int) -> object:
        barrier.wait()
        return work(i)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(begin, range(n)))


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Run Python code in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_numbers_are_dense_and_unique_however_trials_come_in(storage: Storage, study_id: int) -> None:
    def work(i: int) -> None:
        for _ in range(5):
            storage.start(study_id, Draft({"x": i}), "w", LONG)
            storage.enqueue(study_id, [Draft({"x": i})] * 2)
            storage.add(study_id, Draft({"x": i}), COMPLETE)

    at_once(work)
    assert sorted(trial.number for trial in storage.changes(study_id).trials) == list(range(N_THREADS * 20))


def test_each_waiting_trial_is_claimed_exactly_once(
    storage: Storage, study_id: int, another: Callable[[], Storage]
) -> None:
    storage.enqueue(study_id, [Draft({"x": i}) for i in range(40)])
    handles = [storage, storage, another(), another()]

    def work(i: int) -> list[Claim]:
        return list(iter(lambda: handles[i].claim(study_id, f"w{i}", LONG), None))

    claimed = [claim.number for claims in at_once(work) for claim in claims]  # type: ignore[attr-defined]
    assert sorted(claimed) == list(range(40))


def test_at_most_is_exact_with_many_starters(storage: Storage, study_id: int, another: Callable[[], Storage]) -> None:
    handles = [storage, storage, another(), another()]

    def work(i: int) -> int:
        starts = (handles[i].start(study_id, Draft({}), "w", LONG, at_most=17) for _ in range(10))
        return sum(claim is not None for claim in starts)

    assert sum(at_once(work)) == 17  # type: ignore[arg-type]


def test_one_of_many_sets_a_fact_that_must_be_the_first(study_id: int, another: Callable[[], Storage]) -> None:
    handles = [another() for _ in range(N_THREADS)]
    wrote = at_once(lambda i: handles[i].set_fact(study_id, "opened", i, only_if_absent=True))
    assert wrote.count(True) == 1
    assert handles[0].facts(study_id) == {"opened": wrote.index(True)}


def test_one_of_many_makes_the_study(another: Callable[[], Storage]) -> None:
    handles = [another() for _ in range(N_THREADS)]

    def work(i: int) -> bool:
        try:
            handles[i].create_study("svm", {"by": i})
        except StudyExists:
            return False
        return True

    made = at_once(work)
    assert made.count(True) == 1
    assert [study.config for study in handles[0].studies()] == [{"by": made.index(True)}]


def test_one_of_many_gives_a_lost_trial_up(study_id: int, another: Callable[[], Storage]) -> None:
    handles = [another() for _ in range(N_THREADS)]
    for _ in range(5):
        handles[0].start(study_id, Draft({}), "dead", LONG)
    lost = at_once(lambda i: handles[i].expire(study_id, dead={"dead"}))
    assert sorted(number for numbers in lost for number in numbers) == [0, 1, 2, 3, 4]  # type: ignore[attr-defined]
    assert len(handles[0].changes(study_id).trials) == 10


def test_one_of_many_closes_a_trial(study_id: int, another: Callable[[], Storage]) -> None:
    handles = [another() for _ in range(N_THREADS)]
    claim = handles[0].start(study_id, Draft({}), "w", LONG)
    assert claim is not None

    def work(i: int) -> bool:
        try:
            handles[i].close(claim, Closing(State.COMPLETE, values=(float(i),)))
        except LeaseLost:
            return False
        return True

    closed = at_once(work)
    assert closed.count(True) == 1
    assert handles[0].changes(study_id).trials[0].value == closed.index(True)


def test_changes_never_miss_one_while_others_commit(
    storage: Storage, study_id: int, another: Callable[[], Storage]
) -> None:
    writers = [storage, another(), another()]
    reader, done = another(), threading.Event()
    seen: list[tuple[int, float]] = []
    states: dict[int, State] = {}

    def write(i: int) -> None:
        for step in range(15):
            claim = writers[i].start(study_id, Draft({"i": i}), "w", LONG)
            assert claim is not None
            writers[i].report(claim, [Report("", step, i, 0.0), Report("", step, i, 1.0)])
            writers[i].close(claim, COMPLETE)

    def read() -> None:
        since, last_round = 0, False
        while not last_round:
            last_round = done.is_set()
            changes = reader.changes(study_id, since)
            since = changes.version
            seen.extend((number, report.value) for number, report in changes.reports)
            states.update((trial.number, trial.state) for trial in changes.trials)

    reading = threading.Thread(target=read)
    reading.start()
    at_once(write, n=3)
    done.set()
    reading.join()
    assert sorted(seen) == [(number, value) for number in range(45) for value in (0.0, 1.0)]
    assert states == dict.fromkeys(range(45), State.COMPLETE)


WORKER = """
import sys
from tunewright.storage.by_url import storage_from
from tunewright.storage.records import Closing, Draft
from tunewright.trials.state import State
from tunewright.trials.trial import Report
url, name, at_most = sys.argv[1:]
storage = storage_from(url)
study = storage.find_study("svm")
while True:
    claim = storage.claim(study.id, name, 60) or storage.start(study.id, Draft({}), name, 60, at_most=int(at_most))
    if claim is None:
        break
    storage.report(claim, [Report("", 0, -1, 1.0)])
    storage.close(claim, Closing(State.COMPLETE, values=(1.0,), metrics={"token": claim.token}))
    print(claim.number, flush=True)
"""


@pytest.mark.slow
def test_processes_run_each_trial_exactly_once(storage: Storage, study_id: int, url: str) -> None:
    storage.enqueue(study_id, [Draft({})] * 60)
    workers = [run(WORKER, url, f"w{i}", 120) for i in range(3)]
    ran = [int(line) for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert sorted(ran) == list(range(120))
    changes = storage.changes(study_id)
    assert all((trial.state, trial.attempts) == (State.COMPLETE, 1) for trial in changes.trials)
    assert sorted(number for number, _ in changes.reports) == list(range(120))


OPENER = """
import sys, time
from tunewright.storage.by_url import storage_from
from tunewright.storage.sqlite_database import SqliteDatabase
time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
storage = storage_from(sys.argv[1])
print(storage.find_study("svm"))
"""


@pytest.mark.slow
def test_processes_may_make_the_database_at_the_same_moment(url: str) -> None:
    begin = time.time() + 2.5
    openers = [run(OPENER, url, begin) for _ in range(3)]
    assert [opener.communicate(timeout=60)[0] for opener in openers] == ["None\n"] * 3
    assert [opener.returncode for opener in openers] == [0, 0, 0]


@pytest.mark.slow
def test_a_killed_process_leaves_a_database_that_others_go_on_with(
    storage: Storage, study_id: int, url: str, another: Callable[[], Storage]
) -> None:
    pause = random.Random(5)
    told: list[int] = []
    for _ in range(3):
        worker = run(WORKER, url, "victim", 100_000)
        assert worker.stdout is not None
        told.append(int(worker.stdout.readline()))  # it is in the middle of its work
        time.sleep(pause.uniform(0.0, 0.1))
        worker.send_signal(signal.SIGKILL)
        told.extend(map(int, worker.communicate(timeout=60)[0].split("\n")[:-1]))
        lost = storage.expire(study_id, dead={"victim"}, max_retries=0)
        assert len(lost) <= 1
    storage.close_connections()
    changes = another().changes(study_id)
    trials = {trial.number: trial for trial in changes.trials}
    assert sorted(trials) == list(range(len(trials)))
    assert {trial.state for trial in trials.values()} <= {State.COMPLETE, State.LOST}
    assert all(trials[number].state is State.COMPLETE for number in told)
    assert storage.start(study_id, Draft({}), "next", LONG) is not None
