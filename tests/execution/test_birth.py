"""Objectives from wherever people write them: an unguarded script, `python -c`, a notebook."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from execution.conftest import LONGEST, Open, only
from tunewright.errors import TunewrightError
from tunewright.execution import birth
from tunewright.execution.process import ProcessBackend
from tunewright.measure.processes import started

Run = Callable[..., subprocess.CompletedProcess[str]]

UNGUARDED = """
import os, sys
from tunewright.execution.process import ProcessBackend

print("the script runs")
class Point:
    def __init__(self, x): self.x = x
def double(point): return Point(2 * point.x)
shift = 1
objective = lambda task, ask: (double(task), ask(shift))
backend = ProcessBackend(objective, lambda key, message: message + 1, n_slots=2)
for key in (0, 1):
    backend.start(key, Point(key))
found = []
while len(found) < 2:
    found += backend.wait(60)
for outcome in sorted(found, key=lambda outcome: outcome.key):
    point, answer = outcome.value
    print(type(point) is Point, point.x, answer)
"""
EXPECTED = "the script runs\nTrue 0 2\nTrue 2 2\n"

NOTEBOOK = """
import sys, types
cells = types.ModuleType("__main__")
sys.modules["__main__"] = cells
source = '''%s'''
exec(compile(source, "<cell>", "exec"), cells.__dict__)
"""


@pytest.mark.slow
def test_an_unguarded_script_runs_once(run_script: Run) -> None:
    done = run_script(UNGUARDED)
    assert (done.stdout, done.stderr) == (EXPECTED, "")


@pytest.mark.slow
def test_a_command_line_will_do(run_script: Run) -> None:
    done = run_script(UNGUARDED, by_command=True)
    assert (done.stdout, done.stderr) == (EXPECTED, "")


@pytest.mark.slow
def test_cells_of_a_notebook_will_do(run_script: Run) -> None:
    done = run_script(NOTEBOOK % UNGUARDED)
    assert (done.stdout, done.stderr) == (EXPECTED, "")


@pytest.mark.slow
def test_a_program_ends_although_nobody_shut_its_backend_down(run_script: Run) -> None:
    done = run_script(UNGUARDED + "backend.start(2, Point(2))\nraise SystemExit(7)")
    assert done.returncode == 7
    assert done.stderr == ""


@pytest.mark.slow
def test_a_parent_with_threads_that_has_used_openmp_can_start_children(run_script: Run) -> None:
    pytest.importorskip("sklearn")
    text = """
import threading, time
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from tunewright.execution.process import ProcessBackend
x = np.random.default_rng(0).normal(size=(300, 3))
fit = lambda: HistGradientBoostingRegressor(max_iter=3).fit(x, x[:, 0]).score(x, x[:, 0])
here = fit()
for _ in range(3):
    threading.Thread(target=time.sleep, args=(90,), daemon=True).start()
backend = ProcessBackend(lambda task, ask: fit(), lambda key, message: None, n_slots=1)
backend.start(0, None)
(outcome,) = backend.wait(60)
print(outcome.kind, abs(outcome.value - here) < 1e-9)
backend.shutdown()
"""
    done = run_script(text)
    assert (done.stdout, done.stderr) == ("returned True\n", "")


@pytest.mark.slow
def test_no_server_and_no_child_outlives_its_program(run_script: Run) -> None:
    done = run_script(
        UNGUARDED + "from multiprocessing import forkserver\nprint(forkserver._forkserver._forkserver_pid)"
    )
    server, deadline = int(done.stdout.split()[-1]), time.monotonic() + LONGEST
    while started(server) is not None:
        assert time.monotonic() < deadline, f"the fork server {server} still runs"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    "before",
    [
        pytest.param("", id="at once"),
        pytest.param("import os, time; os.closerange(3, 100); time.sleep(0.3)", id="deaf before it is dead"),
    ],
)
def test_a_module_that_breaks_the_server_breaks_only_its_trial(run_script: Run, tmp_path: Path, before: str) -> None:
    (tmp_path / "broken.py").write_text(f"{before}\nraise RuntimeError('no import today')", encoding="utf-8")
    text = """
from tunewright.execution.process import ProcessBackend
backend = ProcessBackend(lambda task, ask: None, lambda key, message: None, n_slots=1, preload=["broken"])
backend.start(0, None)
(outcome,) = backend.wait(60)
print(outcome.kind, "no import today" in outcome.output)
"""
    done = run_script(
        f"import os, sys; os.environ['PYTHONPATH'] = os.pathsep.join([{str(tmp_path)!r}, *sys.path])\n{text}"
    )
    assert done.stdout == "exited True\n", done.stderr[-2000:]


def test_main_is_in_its_place_again(processes: Open) -> None:
    before = sys.modules["__main__"]
    only(processes(lambda task, ask: None))
    assert sys.modules["__main__"] is before


def test_the_environment_is_that_of_the_moment(processes: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)
    only(processes(lambda task, ask: None))
    assert dict(os.environ) == before
    monkeypatch.setenv("SET_LATER", "yes")
    assert only(processes(lambda task, ask: os.environ.get("SET_LATER"))).value == "yes"


def test_modules_are_loaded_before_the_first_task(processes: Open) -> None:
    backend = processes(lambda task, ask: "wave" in sys.modules, preload=("wave", "no_such_module_at_all"))
    assert only(backend).value is True


def test_a_child_may_have_children_of_its_own(processes: Open) -> None:
    def pool(task: object, ask: object) -> list[int]:
        with multiprocessing.get_context("fork").Pool(2) as workers:
            return workers.map(abs, [-1, -2])

    assert only(processes(pool)).value == [1, 2]


def test_a_system_that_starts_no_process_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(process: object, preload: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(birth, "_start", refuse)
    monkeypatch.setattr(birth, "PAUSES", (0.0,))
    backend = ProcessBackend(lambda task, ask: None, lambda key, message: None, n_slots=1)
    with pytest.raises(TunewrightError, match=r"no child process could be started.*temporarily unavailable"):
        backend.start(0, None)
    assert backend.free() == 1
    backend.shutdown()


def test_children_start_while_other_threads_start_theirs(processes: Open) -> None:
    backends = [processes(lambda task, ask: task) for _ in range(3)]
    found: list[object] = []
    threads = [threading.Thread(target=lambda b=backend: found.append(only(b, 0, 1).value)) for backend in backends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    assert found == [1, 1, 1]
