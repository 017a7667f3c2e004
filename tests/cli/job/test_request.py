"""What was asked for: its checks, its name, and how the time is divided."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.cli.job.request import DEFAULT_TIMEOUT, LEAST_KEPT_BACK, MOST_KEPT_BACK, Request


def asked(**options: object) -> Request:
    return Request(**{"data": Path("tables/shop.csv"), "target": "sold", "started": time.monotonic(), **options})  # type: ignore[arg-type]


def test_the_study_is_called_after_the_table_and_the_target() -> None:
    assert asked().study_name == "shop-sold"
    assert asked(data=Path("a/shop.csv.gz")).study_name == "shop-sold"
    assert asked(name="mine").study_name == "mine"


def test_without_time_or_trials_two_minutes_are_taken() -> None:
    assert asked().time_in_all == DEFAULT_TIMEOUT
    assert asked(n_trials=5).time_in_all is None
    assert asked(timeout=7.0, n_trials=5).time_in_all == 7.0


def test_a_trial_may_take_a_fifth_of_the_time_unless_told_otherwise() -> None:
    assert asked(timeout=60.0).limits.seconds == pytest.approx(12.0)
    assert asked(timeout=60.0, limit_seconds=3.0).limits.seconds == 3.0
    assert asked(n_trials=5).limits.seconds is None
    assert asked(n_trials=5, limit_memory="2GB").limits.memory_bytes == 2 * 10**9


def test_with_trials_alone_there_is_no_deadline() -> None:
    assert asked(n_trials=5).seconds_left() is None
    assert asked(n_trials=5).seconds_to_search() is None


@given(st.floats(1.0, 1e5), st.floats(0.0, 1e5))
def test_the_search_ends_before_the_time_does_and_always_has_a_moment(timeout: float, spent: float) -> None:
    request = asked(timeout=timeout, started=time.monotonic() - spent)
    left, to_search = request.seconds_left(), request.seconds_to_search()
    assert left is not None
    assert to_search is not None
    assert to_search == pytest.approx(max(0.1, left - request.kept_back), abs=1.0)  # the time goes on between the two
    assert LEAST_KEPT_BACK <= request.kept_back <= MOST_KEPT_BACK


def test_checks_pass_for_what_makes_sense(tmp_path: Path) -> None:
    asked(timeout=60.0, n_trials=1, n_jobs=-1, limit_memory="1.5GiB", json=tmp_path / "r.json", patience=1).check()
    assert not list(tmp_path.iterdir())
