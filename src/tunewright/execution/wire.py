"""The messages between a slot and its child: small named tuples, pickled, one to a packet.

What a user made (tasks, results, exceptions) travels as bytes inside them, and is unpickled by itself: if that fails it
fails alone, and the two sides still understand each other.
"""

import pickle
from typing import Any, NamedTuple

import cloudpickle

from tunewright.errors import TunewrightError
from tunewright.execution.outcome import Failure, Kind

STOP = b""


class Hello(NamedTuple):
    """The child listens: the callable can be sent."""


class Ready(NamedTuple):
    """The child has the callable; idle it holds `held` bytes and has used `cpu` processor seconds."""

    held: int
    cpu: float


class Question(NamedTuple):
    """The task asks, and waits for a `Reply`."""

    message: bytes


class Reply(NamedTuple):
    """What was answered: a value, or an exception to raise."""

    value: object
    error: Exception | None = None


class Ended(NamedTuple):
    """The task has ended by itself; the child is idle again, as in `rest`."""

    kind: Kind
    value: bytes
    failure: Failure | None
    usage: tuple[float, float, float]
    rest: Ready


def plain(message: NamedTuple) -> bytes:
    """Return a message of ours as bytes: the fast way, for what holds nothing of a user's."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def packed(value: object) -> bytes:
    """Return `value` as bytes, functions and classes of a script or notebook by their code."""
    return cloudpickle.dumps(value, pickle.HIGHEST_PROTOCOL)  # type: ignore[no-any-return]


def unpacked(packet: bytes) -> Any:
    """Return what was packed."""
    return pickle.loads(packet)


def sendable(error: Exception) -> Exception:
    """Return `error`, or its words in a plain error if it would not survive the journey."""
    try:
        copy = unpacked(packed(error))
    except Exception:  # noqa: BLE001  # a user's __reduce__ may raise anything
        return TunewrightError(f"{type(error).__name__}: {error}")
    return error if type(copy).__name__ == type(error).__name__ else TunewrightError(str(error))
