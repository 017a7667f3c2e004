"""What is seen of a task under way adds up to what it used."""

from math import isnan

from hypothesis import given
from hypothesis import strategies as st

from tunewright.execution.running import Running

sights = st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1)


def test_a_task_that_was_never_seen_has_used_an_unknown_amount() -> None:
    usage = Running(0, b"", began=1.0).usage(now=3.0)
    assert usage.seconds == 2.0
    assert isnan(usage.cpu_seconds)
    assert isnan(usage.memory)


def test_a_task_that_has_not_begun_has_used_no_time() -> None:
    assert Running(0, b"").usage(now=3.0).seconds == 0.0


def test_time_stops_when_the_task_was_killed() -> None:
    assert Running(0, b"", began=1.0, ended=2.5).usage(now=9.0).seconds == 1.5


@given(sights, st.integers(0, 10**12))
def test_the_peak_is_the_highest_sum_above_the_idle_child(seen: list[tuple[int, int]], held: int) -> None:
    trial = Running(0, b"", held=held)
    for own, others in seen:
        trial.saw(own, others, 0.0)
    assert trial.peak == max(0, max(own + others for own, others in seen) - held)
    assert trial.now == max(0, sum(seen[-1]) - held)
    assert trial.others == max(others for _, others in seen)


def test_processor_time_is_counted_from_the_idle_child() -> None:
    trial = Running(0, b"", began=0.0, cpu_before=2.0)
    trial.saw(0, 0, 5.5)
    assert trial.usage(now=9.0).cpu_seconds == 3.5
