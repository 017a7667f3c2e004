"""Threads of BLAS and OpenMP are shared fairly, before and after their libraries are loaded."""

import os

import pytest

from execution.conftest import Open, only
from tunewright.execution.threads import VARIABLES, environment_for, fair_share, n_cores


def test_cores_are_shared_among_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("tunewright.execution.threads.n_cores", lambda: 8)
    assert [fair_share(n) for n in (1, 2, 3, 8, 100)] == [8, 4, 2, 1, 1]


@pytest.mark.parametrize(("wish", "share"), [("1", 1), ("6", 4), ("0", 4), ("many", 4), ("", 4)])
def test_a_user_may_ask_for_fewer(monkeypatch: pytest.MonkeyPatch, wish: str, share: int) -> None:
    monkeypatch.setattr("tunewright.execution.threads.n_cores", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", wish)
    assert fair_share(2) == share


def test_there_is_at_least_one_core() -> None:
    assert n_cores() >= 1


def test_every_library_is_told() -> None:
    assert environment_for(3) == dict.fromkeys(VARIABLES, "3")


def test_a_child_is_capped_in_its_environment_and_in_what_it_has_loaded(processes: Open) -> None:
    def look(task: object, ask: object) -> tuple[str | None, list[int]]:
        import numpy as np
        import threadpoolctl

        np.ones((2, 2)) @ np.ones((2, 2))
        return os.environ.get("OMP_NUM_THREADS"), [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]

    for threads in (1, 2):
        said, loaded = only(processes(look, threads=threads)).value  # type: ignore[misc]
        assert said == str(threads)
        assert set(loaded) <= {threads}
