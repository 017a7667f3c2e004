"""How the end of a process is judged: a table."""

import pytest

from tunewright.execution.limits import Limits
from tunewright.execution.running import Running
from tunewright.execution.verdict import verdict_on

LIMITS = Limits(seconds=2, memory="1GB")


def a_trial(memory: int = 0, oom_kills: int | None = 5) -> Running:
    trial = Running(0, b"", began=10.0, ended=12.5, oom_kills=oom_kills)
    trial.saw(memory, 0, 0.0)
    return trial


@pytest.mark.parametrize(
    ("code", "memory", "oom_kills", "kind"),
    [
        pytest.param(1, 0, 5, "exited", id="exit code"),
        pytest.param(0, 0, 5, "exited", id="exit code 0"),
        pytest.param(-11, 0, 5, "exited", id="segmentation fault"),
        pytest.param(-15, 0, 5, "exited", id="SIGTERM"),
        pytest.param(-9, 899_999_999, 5, "lost", id="killed with memory to spare"),
        pytest.param(-9, 900_000_000, 5, "out-of-memory", id="killed near the limit"),
        pytest.param(-9, 0, 6, "out-of-memory", id="the kernel killed for memory"),
        pytest.param(1, 999_999_999, 6, "exited", id="an exit code says more than memory"),
    ],
)
def test_a_death_that_was_not_ours_is_judged_by_code_and_memory(
    code: int, memory: int, oom_kills: int, kind: str
) -> None:
    assert verdict_on(a_trial(memory), code, LIMITS, oom_kills)[0] == kind


def test_without_an_earlier_count_the_kernels_kills_say_nothing() -> None:
    assert verdict_on(a_trial(oom_kills=None), -9, LIMITS, 99)[0] == "lost"


def test_without_a_memory_limit_nothing_is_near_it() -> None:
    assert verdict_on(a_trial(10**12), -9, Limits(), 5)[0] == "lost"


def test_memory_that_was_given_back_is_not_held_against_a_trial() -> None:
    trial = a_trial(950_000_000)
    trial.saw(100_000_000, 0, 0.0)
    assert verdict_on(trial, -9, LIMITS, 5)[0] == "lost"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("timed-out", "ended after 2.5 s; the limit is 2 s"),
        ("out-of-memory", "ended holding 1100 MB; the limit is 1GB"),
        ("cancelled", "the trial was cancelled"),
        ("exited", "closed its connection"),
    ],
)
def test_our_own_verdict_stands_and_is_explained(verdict: str, words: str) -> None:
    trial = a_trial(1_100_000_000)
    trial.verdict = verdict  # type: ignore[assignment]
    kind, failure = verdict_on(trial, -9, LIMITS, 5)
    assert kind == verdict
    assert words in failure.message


def test_a_child_that_never_got_ready_is_blamed_for_its_start() -> None:
    trial = Running(0, b"", verdict="timed-out", ended=3.0)
    assert verdict_on(trial, -9, LIMITS, 0)[1].type == "StartTimeout"
