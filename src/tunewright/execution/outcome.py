"""How a task ended: plain data, so that nothing of the child process is needed to read it."""

import signal
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from tunewright.trials.trial import Usage

Kind = Literal["returned", "raised", "timed-out", "out-of-memory", "exited", "lost", "cancelled"]
LONGEST = 20_000
UNMEASURED = Usage()
OURS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong.

    Attributes:
        type: name of the exception, or of what happened.
        message: one sentence or the exception's own words.
        traceback: the whole story; empty if there was no exception.
    """

    type: str
    message: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one task.

    Attributes:
        key: the key it was started with.
        kind: "returned" and "raised" say what the callable did (a MemoryError is "out-of-memory"); "exited" is an exit
            code or a signal such as a segmentation fault; "lost" is a kill that was not ours, with memory to spare.
        value: what was returned.
        failure: what went wrong, unless something was returned.
        usage: what it cost.
        output: the end of what it printed, 8 kB at most.
    """

    key: int
    kind: Kind
    value: object = None
    failure: Failure | None = None
    usage: Usage = UNMEASURED
    output: str = ""


def failure_from(error: BaseException) -> Failure:
    """Return `error` as text, cut to a sensible length; the first frames, which are ours, are left out."""
    frames = error.__traceback__
    while frames is not None and Path(frames.tb_frame.f_code.co_filename).parent == OURS:
        frames = frames.tb_next
    return Failure(type(error).__name__, _said(error)[:LONGEST], _story(error, frames))


def exit_failure(code: int) -> Failure:
    """Return in words what the exit code of a process means; minus n is signal n."""
    if code >= 0:
        return Failure("ProcessExit", f"the process of the trial ended with exit code {code}")
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    told = " (segmentation fault)" if name == "SIGSEGV" else ""
    return Failure("ProcessExit", f"the process of the trial was ended by {name}{told}")


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001  # a user's __str__ may raise anything
        return f"<no message: its __str__ raised {type(second).__name__}>"


def _story(error: BaseException, frames: TracebackType | None) -> str:
    try:
        lines = traceback.format_exception(type(error), error, frames)
    except Exception:  # noqa: BLE001  # likewise
        return ""
    return "".join(lines)[-LONGEST:]
