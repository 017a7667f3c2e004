"""Children that misbehave in every way we could think of: each ends in its own state, and the next task runs."""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from execution.conftest import LONGEST, Open, only, remaining
from tunewright.execution.limits import Limits
from tunewright.execution.process import ProcessBackend
from tunewright.measure.processes import started

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
LIMIT = 0.5


def misbehave(task: tuple[str, str], ask: Callable[[object], Any]) -> object:
    what, mark = task
    print(os.getpid())  # noqa: T201
    MISDEEDS[what](mark)
    return "survived"


def spin(mark: str) -> None:
    while True:
        pass


def eat(mark: str) -> None:
    kept = []
    while True:
        kept.append(b"x" * 10_000_000)


def hang_with_a_daemon(mark: str) -> None:
    subprocess.run(["sh", "-c", f"setsid sleep {mark} & exit 0"], check=True)
    time.sleep(60)


def exit_beside_a_child(mark: str) -> None:
    subprocess.Popen(["sleep", mark])
    os._exit(0)


def exit_beside_a_session(mark: str) -> None:
    subprocess.Popen(["sleep", mark], start_new_session=True)
    time.sleep(1.0)  # so that it is seen
    os._exit(0)


def ignore_sigterm(mark: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def close_everything(mark: str) -> None:
    os.closerange(0, 100)
    time.sleep(60)


MISDEEDS: dict[str, Callable[[str], object]] = {
    "nothing": lambda mark: None,
    "sleep": lambda mark: time.sleep(60),
    "spin": spin,
    "eat": eat,
    "exit": lambda mark: os._exit(3),
    "crash": lambda mark: os.kill(os.getpid(), signal.SIGSEGV),
    "hang with a child": lambda mark: subprocess.run(["sleep", mark], check=False),
    "hang with a child in a session of its own": lambda mark: subprocess.run(
        ["sleep", mark], check=False, start_new_session=True
    ),
    "hang with a daemon": hang_with_a_daemon,
    "exit beside a child": exit_beside_a_child,
    "exit beside a child in a session of its own": exit_beside_a_session,
    "ignore SIGTERM": ignore_sigterm,
    "be killed": lambda mark: os.kill(os.getpid(), signal.SIGKILL),
    "close everything": close_everything,
    "stop": lambda mark: os.kill(os.getpid(), signal.SIGSTOP),
}
ENDINGS = {
    "sleep": "timed-out",
    "spin": "timed-out",
    "exit": "exited",
    "crash": "exited",
    "hang with a child": "timed-out",
    "hang with a child in a session of its own": "timed-out",
    "hang with a daemon": "timed-out",
    "exit beside a child": "exited",
    "exit beside a child in a session of its own": "exited",
    "ignore SIGTERM": "timed-out",
    "be killed": "lost",
    "stop": "timed-out",
}


@linux
@pytest.mark.slow
@pytest.mark.parametrize("what", ENDINGS)
def test_each_misdeed_ends_in_its_own_state_and_leaves_no_process(processes: Open, what: str) -> None:
    """Each would last longer than `only` waits; how soon it is gone is measured in benchmarks/child_processes.py."""
    backend = processes(misbehave, limits=Limits(seconds=LIMIT if ENDINGS[what] == "timed-out" else LONGEST))
    mark = f"6{os.getpid()}.{list(ENDINGS).index(what)}"
    only(backend, 0, ("nothing", mark))
    outcome = only(backend, 1, (what, mark))
    assert outcome.kind == ENDINGS[what]
    assert started(int(outcome.output.split()[0])) is None
    assert remaining(f"sleep {mark}") == []
    assert only(backend, 2, ("nothing", mark)).value == "survived"


@linux
@pytest.mark.slow
def test_a_trial_that_eats_memory_is_ended_near_its_limit(processes: Open) -> None:
    backend = processes(misbehave, limits=Limits(seconds=20, memory="300MB"))
    outcome = only(backend, 1, ("eat", ""))
    assert outcome.kind == "out-of-memory"
    assert 300e6 < outcome.usage.memory < 1_500e6
    assert outcome.failure is not None
    assert "300MB" in outcome.failure.message
    assert only(backend, 2, ("nothing", "")).value == "survived"


@linux
@pytest.mark.slow
def test_memory_that_child_processes_share_counts_once_against_the_limit(processes: Open) -> None:
    def share(task: object, ask: object) -> str:
        block = bytearray(os.urandom(1000)) * 150_000
        children = [os.fork() for _ in range(3)]
        if 0 in children:
            time.sleep(0.4)
            os._exit(len(block) % 7)
        for child in children:
            os.waitpid(child, 0)
        return "done"

    assert only(processes(share, limits=Limits(memory="300MB"))).value == "done"


@linux
@pytest.mark.slow
def test_memory_of_child_processes_is_limited_also_where_children_share_much_with_the_fork_server(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text("""
import subprocess, sys, time
from tunewright.execution.limits import Limits
from tunewright.execution.process import ProcessBackend
eat = "import time; block = bytearray(b'x') * 150_000_000; time.sleep(30)"
def feed_a_child(task, ask):
    subprocess.run([sys.executable, "-c", eat], check=True)
heavy = ("pandas", "sklearn.svm", "scipy.stats")
backend = ProcessBackend(feed_a_child, None, n_slots=3, limits=Limits(memory="100MB"), preload=heavy)
for key in range(3):
    backend.start(key, None)
kinds = []
while len(kinds) < 3:
    kinds += [outcome.kind for outcome in backend.wait(None)]
print(kinds)
backend.shutdown()
""")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=4 * LONGEST
    )
    assert done.stdout.strip() == "['out-of-memory', 'out-of-memory', 'out-of-memory']"


@linux
@pytest.mark.slow
def test_memory_of_child_processes_is_measured_and_limited(processes: Open) -> None:
    eat = "import sys, time; block = bytearray(b'x') * 150_000_000; time.sleep(float(sys.argv[1]))"

    def feed_a_child(seconds: float, ask: object) -> None:
        subprocess.run([sys.executable, "-c", eat, str(seconds)], check=True)

    assert only(processes(feed_a_child), 0, 1.0).usage.memory > 150e6
    assert only(processes(feed_a_child, limits=Limits(memory="100MB")), 0, LONGEST).kind == "out-of-memory"


@pytest.mark.slow
def test_a_child_that_closed_its_connection_is_ended(processes: Open) -> None:
    outcome = only(processes(misbehave), 1, ("close everything", ""))
    assert outcome.kind == "exited"
    assert outcome.failure is not None
    assert "connection" in outcome.failure.message


def test_a_task_can_be_cancelled_from_another_thread(processes: Open) -> None:
    backend = processes(misbehave)
    backend.start(5, ("sleep", ""))
    threading.Timer(0.2, backend.cancel, [[5]]).start()
    (outcome,) = backend.wait(LONGEST)
    assert (outcome.key, outcome.kind) == (5, "cancelled")


def test_a_task_can_be_cancelled_before_its_child_is_ready(processes: Open) -> None:
    backend = processes(misbehave)
    backend.start(5, ("sleep", ""))
    backend.cancel([5])
    assert [outcome.kind for outcome in backend.wait(LONGEST)] == ["cancelled"]
    assert only(backend, 6, ("nothing", "")).value == "survived"


@linux
def test_a_child_that_died_idle_is_replaced_unnoticed(processes: Open) -> None:
    backend = processes(lambda task, ask: os.getpid())
    first = only(backend).value
    assert isinstance(first, int)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + LONGEST
    while Path(f"/proc/{first}").exists() and time.monotonic() < deadline:  # until its last thread has gone
        time.sleep(0.01)
    second = only(backend, 1)
    assert second.kind == "returned"
    assert second.value != first


def test_a_time_limit_holds_while_the_parent_is_busy_elsewhere(processes: Open) -> None:
    backend = processes(misbehave, limits=Limits(seconds=0.2))
    pid = int(only(backend, 0, ("nothing", "")).output)
    backend.start(1, ("sleep", ""))
    await_death(pid)
    assert [outcome.kind for outcome in backend.wait(LONGEST)] == ["timed-out"]


def test_a_time_limit_holds_for_a_task_that_waits_for_an_answer(processes: Open) -> None:
    def dawdle(key: int, pid: object) -> None:
        assert isinstance(pid, int)
        await_death(pid)

    backend = processes(lambda task, ask: ask(os.getpid()), dawdle, limits=Limits(seconds=0.2))
    assert only(backend).kind == "timed-out"


def await_death(pid: int) -> None:
    deadline = time.monotonic() + LONGEST
    while started(pid) is not None:
        assert time.monotonic() < deadline, "nothing has ended it"
        time.sleep(0.01)


class HangsWhenLoaded:
    def __reduce__(self) -> tuple[Callable[[float], None], tuple[float]]:
        return time.sleep, (60.0,)

    def __call__(self, task: object, ask: object) -> None: ...


def test_a_child_that_hangs_while_it_starts_is_ended(processes: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunewright.execution.slot.START_SECONDS", 0.3)
    outcome = only(processes(HangsWhenLoaded(), limits=Limits(seconds=0.1)))
    assert outcome.kind == "timed-out"
    assert outcome.failure is not None
    assert outcome.failure.type == "StartTimeout"


def explode(*parts: object) -> None:
    raise RuntimeError("boom while loading")


class CannotBeLoaded:
    def __reduce__(self) -> tuple[Callable[..., None], tuple[()]]:
        return explode, ()

    def __call__(self, task: object, ask: object) -> None: ...


def test_an_objective_that_cannot_be_loaded_fails_with_the_reason(processes: Open) -> None:
    failure = only(processes(CannotBeLoaded())).failure
    assert failure is not None
    assert "cannot be loaded" in failure.message
    assert "boom while loading" in failure.message


def test_an_objective_that_cannot_be_sent_is_refused_at_once() -> None:
    lock = threading.Lock()
    with pytest.raises(TypeError, match=r"cannot be sent to a child process.*lock"):
        ProcessBackend(lambda task, ask: lock, lambda key, message: None, n_slots=1)


class CannotBePickled:
    def __reduce__(self) -> str:
        raise TypeError("not this one")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        pytest.param(
            CannotBePickled, r"returned a CannotBePickled, which cannot be pickled: not this one", id="pickle"
        ),
        pytest.param(CannotBeLoaded, r"cannot be unpickled: RuntimeError: boom while loading", id="unpickle"),
    ],
)
def test_a_result_that_does_not_survive_the_journey_fails_that_trial_alone(
    processes: Open, made: type, words: str
) -> None:
    backend = processes(lambda task, ask: made() if task else "fine")
    outcome = only(backend, 0, True)
    assert outcome.kind == "raised"
    assert outcome.failure is not None
    assert words in outcome.failure.message
    assert only(backend, 1, False).value == "fine"


class NeedsTwoArguments(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def test_an_exception_that_pickles_but_does_not_unpickle_is_told_all_the_same(processes: Open) -> None:
    def fail(task: object, ask: object) -> None:
        raise NeedsTwoArguments("a", "b")

    with pytest.raises(TypeError):
        pickle.loads(pickle.dumps(NeedsTwoArguments("a", "b")))
    backend = processes(fail)
    failure = only(backend).failure
    assert failure is not None
    assert (failure.type, failure.message) == ("NeedsTwoArguments", "ab")
    assert only(backend).kind == "raised"


def test_two_slots_work_at_the_same_time(processes: Open) -> None:
    def meet(task: tuple[str, str], ask: object) -> bool:
        mine, other = (Path(part) for part in task)
        mine.touch()
        deadline = time.monotonic() + LONGEST
        while not other.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return other.exists()

    with tempfile.TemporaryDirectory() as folder:
        a, b = f"{folder}/a", f"{folder}/b"
        backend = processes(meet, n_slots=2)
        backend.start(0, (a, b))
        backend.start(1, (b, a))
        outcomes = backend.wait(LONGEST)
        outcomes += backend.wait(LONGEST) if len(outcomes) == 1 else []
    assert [outcome.value for outcome in outcomes] == [True, True]


def test_a_third_task_for_two_slots_is_refused(processes: Open) -> None:
    backend = processes(misbehave, n_slots=1)
    backend.start(0, ("sleep", ""))
    with pytest.raises(RuntimeError, match=r"all 1 slots are busy; call wait\(\)"):
        backend.start(1, ("sleep", ""))


class CountsLoads:
    """Notes in a file each time it is unpickled."""

    def __init__(self, journal: str, ballast: bytes) -> None:
        self.journal, self.ballast = journal, ballast

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        with open(self.journal, "a", encoding="utf-8") as journal:
            journal.write(".")

    def __call__(self, task: object, ask: object) -> int:
        return len(self.ballast)


@pytest.mark.slow
def test_a_large_closure_is_sent_once_to_each_child(processes: Open, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    backend = processes(CountsLoads(str(journal), b"x" * 50_000_000))
    assert [only(backend, n).value for n in range(5)] == [50_000_000] * 5
    assert journal.read_text(encoding="utf-8") == "."


def test_a_busy_wait_returns_when_its_time_is_over(processes: Open) -> None:
    def chat(task: object, ask: Callable[[object], Any]) -> None:
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            ask("still there?")

    backend = processes(chat)
    backend.start(0, None)
    assert backend.wait(0.3) == []


def test_shutdown_ends_what_runs(processes: Open) -> None:
    pids: list[int] = []
    backend = processes(lambda task, ask: (ask(os.getpid()), time.sleep(60)), lambda key, pid: pids.append(pid))
    backend.start(0, None)
    while not pids:
        backend.wait(0.05)
    began = time.monotonic()
    backend.shutdown()
    assert started(pids[0]) is None
    assert time.monotonic() - began < LONGEST  # the task would go on for twice as long


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        pytest.param({"n_slots": 0}, "n_slots must be 1 or more, got 0", id="slots"),
        pytest.param({"threads": 0}, "threads must be 1 or more, got 0", id="threads"),
    ],
)
def test_wrong_numbers_are_refused(processes: Open, wrong: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        processes(misbehave, **wrong)


def test_a_memory_limit_is_refused_where_it_cannot_be_enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunewright.execution.process.IS_LINUX", False)
    with pytest.raises(ValueError, match=r"on Linux only; use Limits\(seconds=...\) alone"):
        ProcessBackend(misbehave, lambda key, message: None, n_slots=1, limits=Limits(memory="1GB"))


@linux
@pytest.mark.slow
def test_nothing_remains_of_a_killed_pool_of_joblib(processes: Open, tmp_path: Path) -> None:
    pytest.importorskip("joblib")

    def hang_in_parallel(folder: str, ask: Callable[[object], Any]) -> None:
        import joblib
        import numpy as np

        def hang(block: object, n: int) -> None:
            Path(folder, str(os.getpid())).touch()
            time.sleep(120)

        ask(os.getpid())
        joblib.Parallel(n_jobs=2)(joblib.delayed(hang)(np.ones(1_000_000), n) for n in range(2))

    pids: list[int] = []
    backend = processes(hang_in_parallel, lambda key, pid: pids.append(pid))
    backend.start(0, str(tmp_path))
    deadline = time.monotonic() + 2 * LONGEST
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
        backend.wait(0.1)
    pids += [int(path.name) for path in tmp_path.iterdir()]
    assert len(pids) == 3
    assert left_behind(pids) != []
    backend.cancel([0])
    assert [outcome.kind for outcome in backend.wait(LONGEST)] == ["cancelled"]
    assert [started(pid) for pid in pids] == [None] * 3
    assert left_behind(pids) == []


def left_behind(pids: list[int]) -> list[str]:
    return [
        path.name
        for path in Path("/dev/shm").iterdir()
        if any(f"{sep}{pid}" in path.name for pid in pids for sep in "-_")
    ]
