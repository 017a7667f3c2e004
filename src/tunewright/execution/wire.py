"""The messages between a slot and its child: small tuples, pickled, one to a packet.

What a user made (tasks, results, exceptions) travels as bytes inside them, and is unpickled by itself: if that fails it
fails alone, and the two sides still understand each other.
"""

import pickle
from dataclasses import dataclass
from typing import Any

import cloudpickle

from tunewright.errors import TunewrightError
from tunewright.execution.outcome import Failure, Kind
from tunewright.trials.trial import Usage

STOP = b""


@dataclass(frozen=True, slots=True)
class Hello:
    """The child listens: the callable can be sent."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has the callable; idle it holds `held` bytes and has used `cpu` processor seconds."""

    held: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Question:
    """The task asks, and waits for an `Answer`."""

    message: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: a value, or an exception to raise."""

    value: object
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The task has ended by itself; the child is idle again, as in `rest`."""

    kind: Kind
    value: bytes
    failure: Failure | None
    usage: Usage
    rest: Ready


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
