"""What can be sent arrives, and what cannot arrives in words."""

from collections.abc import Callable

import pytest

from tunewright.errors import TrialPruned, TunewrightError
from tunewright.execution.outcome import Failure
from tunewright.execution.wire import Ended, Hello, Question, Ready, Reply, packed, plain, sendable, unpacked


class NeedsTwoArguments(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


@pytest.mark.parametrize(
    "message",
    [
        Hello(),
        Ready(5, 0.5),
        Question(b"x"),
        Reply(3),
        Ended("raised", b"", Failure("A", "b", "c"), (1.0, 2.0, 3.0), Ready(1, 0.0)),
    ],
)
def test_messages_survive_the_journey(message: Hello | Ready | Question | Reply | Ended) -> None:
    copy = unpacked(plain(message))
    assert copy == message
    assert type(copy) is type(message)


def test_functions_without_a_name_survive_it_too() -> None:
    factor = 3
    times: Callable[[int], int] = unpacked(packed(lambda n: n * factor))
    assert times(5) == 15


def test_an_exception_that_survives_is_sent_as_it_is() -> None:
    error = TrialPruned("enough")
    assert sendable(error) is error


def test_an_exception_that_does_not_is_sent_as_words() -> None:
    substitute = sendable(NeedsTwoArguments("a", "b"))
    assert type(substitute) is TunewrightError
    assert str(substitute) == "NeedsTwoArguments: ab"
