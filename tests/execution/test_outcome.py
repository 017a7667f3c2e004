"""Failures are told in words, whatever the exception does to prevent it."""

import pytest

from tunewright.execution.outcome import LONGEST, exit_failure, failure_from


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def caught(error: Exception) -> Exception:
    try:
        raise error
    except Exception as same:  # noqa: BLE001  # the one that was just raised
        return same


def test_type_message_and_traceback_are_kept() -> None:
    failure = failure_from(caught(KeyError("depth")))
    assert (failure.type, failure.message) == ("KeyError", "'depth'")
    assert "test_outcome.py" in failure.traceback


def test_an_exception_without_words_is_told_all_the_same() -> None:
    failure = failure_from(caught(Speechless()))
    assert failure.type == "Speechless"
    assert "RuntimeError" in failure.message


def test_a_very_long_message_is_cut() -> None:
    failure = failure_from(caught(ValueError("x" * 10 * LONGEST)))
    assert len(failure.message) == LONGEST
    assert len(failure.traceback) == LONGEST


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "exit code 0"),
        (3, "exit code 3"),
        (-11, r"SIGSEGV \(segmentation fault\)"),
        (-6, "SIGABRT"),
        (-99, "signal 99"),
    ],
)
def test_exit_codes_are_explained(code: int, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(exit_failure(code).message)
