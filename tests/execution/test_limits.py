"""Limits are read as people write them, and refused with a remedy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.execution.limits import UNITS, Limits


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [
        ("2GB", 2 * 10**9),
        ("500 mb", 500 * 10**6),
        ("1.5GiB", 3 * 2**29),
        (" 4000 KiB ", 4000 * 2**10),
        ("1TB", 10**12),
        ("2000000B", 2_000_000),
        (3_000_000, 3_000_000),
    ],
)
def test_memory_is_read_as_people_write_it(text: int | str, n_bytes: int) -> None:
    assert Limits(memory=text).memory_bytes == n_bytes


@given(st.integers(1, 999), st.sampled_from([unit for unit, size in UNITS.items() if size >= 10**6]))
def test_every_unit_multiplies(amount: int, unit: str) -> None:
    assert Limits(memory=f"{amount}{unit}").memory_bytes == amount * UNITS[unit]


def test_without_limits_there_are_none() -> None:
    assert (Limits().seconds, Limits().memory_bytes) == (None, None)


@pytest.mark.parametrize("seconds", [1, 0.5, np.float64(2), np.int64(3)])
def test_any_positive_number_of_seconds_will_do(seconds: float) -> None:
    assert Limits(seconds=seconds).seconds == seconds


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), "60", True])
def test_other_seconds_are_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"seconds must be more than 0, got .*use None for no limit"):
        Limits(seconds=seconds)


@pytest.mark.parametrize("memory", ["2 potatoes", "2G", "GB", "-1GB", "", True, [1]])
def test_what_is_no_amount_of_memory_is_refused(memory: str) -> None:
    with pytest.raises(ValueError, match=r"memory must be bytes or a text such as '2GB'"):
        Limits(memory=memory)


@pytest.mark.parametrize("memory", [2, 0, -5, "10kB", float("nan"), float("inf")])
def test_an_amount_that_was_hardly_meant_is_refused(memory: int | str) -> None:
    with pytest.raises(ValueError, match=r"memory must be"):
        Limits(memory=memory)
