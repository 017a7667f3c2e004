"""Whoever runs inside somebody's pool is told so."""

import multiprocessing

import pytest

from execution.conftest import Open, only
from tunewright.execution.nesting import MARK, is_nested


def test_a_program_of_its_own_is_not_nested() -> None:
    assert not is_nested()


def test_a_child_of_ours_is_nested(processes: Open) -> None:
    assert only(processes(lambda task, ask: is_nested())).value is True


def test_a_program_started_by_a_trial_is_nested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, "1")
    assert is_nested()


@pytest.mark.slow
def test_a_worker_of_joblib_is_nested() -> None:
    joblib = pytest.importorskip("joblib")
    answers = joblib.Parallel(n_jobs=2, backend="loky")(joblib.delayed(is_nested)() for _ in range(4))
    assert answers == [True] * 4
    joblib.externals.loky.get_reusable_executor().shutdown(kill_workers=True)


@pytest.mark.slow
def test_a_worker_of_a_multiprocessing_pool_is_nested() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(is_nested)


@pytest.mark.slow
def test_a_process_of_its_own_is_not() -> None:
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=_put_answer, args=(queue,))
    process.start()
    assert queue.get() is False
    process.join()
    queue.close()


def _put_answer(queue: "multiprocessing.SimpleQueue[bool]") -> None:
    queue.put(is_nested())
