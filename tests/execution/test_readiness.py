"""Waiting with a memory gives the same answers as waiting without."""

from multiprocessing import Pipe
from multiprocessing.connection import wait as wait_for_any
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.execution.readiness import Readiness

N = 4


@given(st.lists(st.tuples(st.integers(0, N - 1), st.sets(st.integers(0, N - 1), min_size=1)), max_size=12))
def test_it_agrees_with_multiprocessing(events: list[tuple[int, set[int]]]) -> None:
    pipes = [Pipe(duplex=False) for _ in range(N)]
    readiness = Readiness()
    for spoken, listened in events:
        pipes[spoken][1].send_bytes(b"x")
        readers: list[Any] = [pipes[n][0] for n in sorted(listened)]
        assert readiness.wait(readers, 0) == set(wait_for_any(readers, 0))
    readiness.close()
    for end in (end for pipe in pipes for end in pipe):
        end.close()


def test_a_closed_end_is_ready() -> None:
    reader, writer = Pipe(duplex=False)
    readiness = Readiness()
    assert readiness.wait([reader], 0) == set()
    writer.close()
    assert readiness.wait([reader], 1) == {reader}
    readiness.close()
    reader.close()


def test_a_connection_that_inherits_a_closed_ones_number_is_another() -> None:
    readiness = Readiness()
    reader, writer = Pipe(duplex=False)
    readiness.wait([reader], 0)
    number = reader.fileno()
    reader.close()
    writer.close()
    reader, writer = Pipe(duplex=False)
    assert reader.fileno() == number
    writer.send_bytes(b"x")
    assert readiness.wait([reader], 1) == {reader}
    readiness.close()
    reader.close()
    writer.close()


def test_systems_without_selectable_pipes_use_multiprocessing(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = Pipe(duplex=False)
    writer.send_bytes(b"x")
    monkeypatch.setattr("tunewright.execution.readiness.os.name", "nt")
    assert Readiness().wait([reader], 0) == {reader}
    monkeypatch.undo()
    reader.close()
    writer.close()
