"""Time without the nights between two runs."""

from itertools import pairwise
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.figures.clock import clock_of, unit_for
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def ran(*spans: tuple[float, float]) -> list[Trial]:
    return [Trial(n, State.COMPLETE, {}, started=start, ended=end) for n, (start, end) in enumerate(spans)]


def test_a_night_between_two_runs_is_left_out() -> None:
    clock = clock_of(ran((0, 10), (12, 20), (50_000, 50_010)))
    assert clock.at(20) == 20
    assert clock.at(50_010) == pytest.approx(30)
    assert "resumed" in clock.note


def test_a_short_pause_is_not_cut() -> None:
    clock = clock_of(ran((0, 10), (40, 50)))
    assert clock.at(50) == 50
    assert clock.note == ""


def test_overlapping_trials_leave_no_gap() -> None:
    assert clock_of(ran((0, 1000), (1, 2), (900, 1100))).note == ""


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e4)), min_size=1, max_size=20))
def test_time_never_runs_backwards(pairs: list[tuple[float, float]]) -> None:
    spans = [(start, start + length) for start, length in pairs]
    clock = clock_of(ran(*spans))
    moments = sorted(moment for span in spans for moment in span)
    read = [clock.at(moment) for moment in moments]
    assert all(after >= before - 1e-6 for before, after in pairwise(read))


def test_unknown_times_stay_unknown() -> None:
    assert isnan(clock_of(ran((nan, nan))).at(nan))
    assert [unit_for(seconds)[1] for seconds in (1, 200, 1e5)] == ["seconds", "minutes", "hours"]
