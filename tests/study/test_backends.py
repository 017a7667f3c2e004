"""Where objectives run is chosen by what is asked for."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.study.scripts import started
from tunewright.execution.inline import InlineBackend
from tunewright.execution.limits import Limits
from tunewright.execution.nesting import MARK
from tunewright.execution.process import ProcessBackend
from tunewright.pruners.median import MedianPruner
from tunewright.study.backends import Runs, backend_from, modules_for
from tunewright.study.live import Runner
from tunewright.study.partial import completed
from tunewright.study.progress import Quiet


def opened(name: str | None, n_jobs: int = 1, limits: Limits | None = None) -> AbstractContextManager[Runs]:
    return backend_from(name, Runner(lambda trial: 0.0), lambda key, message: None, n_jobs, limits or Limits(), Quiet())


def test_one_job_without_limits_runs_inline() -> None:
    with opened(None) as runs:
        assert isinstance(runs.backend, InlineBackend)
        assert runs.is_inline


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n_jobs", "limits"), [(None, 2, Limits()), (None, 1, Limits(seconds=5)), ("process", 1, Limits())]
)
def test_several_jobs_or_limits_need_processes(name: str | None, n_jobs: int, limits: Limits) -> None:
    with opened(name, n_jobs, limits) as runs:
        assert isinstance(runs.backend, ProcessBackend)
        assert (runs.backend.n_slots, runs.is_inline) == (n_jobs, False)


@pytest.mark.slow
def test_minus_one_is_one_job_per_processor() -> None:
    with opened("process", -1) as runs:
        assert runs.backend.n_slots >= 1


def test_inside_another_pool_everything_runs_inline(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(MARK, "1")
    with caplog.at_level(logging.WARNING, logger="tunewright"), opened(None, 2, Limits(seconds=5)) as runs:
        assert runs.is_inline
    assert "one at a time, and limits are not enforced" in caplog.text


@pytest.mark.parametrize("n_jobs", [0, -2])
def test_a_wrong_number_of_jobs_is_refused(n_jobs: int) -> None:
    with pytest.raises(ValueError, match=f"n_jobs must be 1 or more, .* got {n_jobs}"), opened(None, n_jobs):
        pass


def test_inline_with_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="use backend='process'"), opened("inline", 1, Limits(seconds=1)):
        pass


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'threads'"), opened("threads"):
        pass


@pytest.mark.parametrize(
    ("ours", "home"),
    [
        pytest.param(completed, "tunewright.study.partial", id="a function"),
        pytest.param(MedianPruner(), "tunewright.pruners.median", id="an object"),
    ],
)
def test_the_module_of_an_objective_of_ours_is_there_before_the_child(ours: Callable[..., float], home: str) -> None:
    assert {home, "tunewright.study.live"} <= set(modules_for(Runner(ours)))


def test_the_module_of_a_users_objective_is_left_to_the_child() -> None:
    assert __name__ not in modules_for(Runner(lambda trial: 0.0))


RELOADED = """
import importlib
path = os.path.join(FOLDER, "edited.py")
def edit(value):
    with open(path, "w") as file:
        file.write(f"def objective(trial):\\n    return {value}\\n")
edit("1.0")
os.environ["PYTHONPATH"] = FOLDER
sys.path.insert(0, FOLDER)
import edited
study = tw.create_study(space, seed=0)
study.optimize(edited.objective, n_trials=1, backend="process", progress=False)
edit("1.0 + 1.0")
importlib.reload(edited)
study.optimize(edited.objective, n_trials=1, backend="process", progress=False)
print([trial.value for trial in study.trials])
"""


@pytest.mark.slow
def test_a_module_that_was_edited_and_reloaded_is_run_as_it_stands_now(url: str, tmp_path: Path) -> None:
    out, err = started(url, tmp_path, RELOADED).communicate(timeout=120)
    assert out == "[1.0, 2.0]\n", err
