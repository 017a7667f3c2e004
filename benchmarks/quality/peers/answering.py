"""What every child process does: read a line, answer it. It runs in the peer's environment and needs nothing of ours.

`child.py` says what the lines are. What the peer prints goes to the standard error, and processor time is counted from
before the peer is made.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol


class Answering(Protocol):
    """A peer in the middle of a run."""

    def ask(self, number: int) -> dict[str, Any]:
        """Return the active parameters of trial `number`."""
        ...

    def tell(self, number: int, loss: float) -> None:
        """Take note of the loss of trial `number`."""
        ...


def serve(make: Callable[[dict[str, Any]], Answering]) -> None:
    """Answer line by line until there are no more; `make` gets what the first line brings."""
    out, sys.stdout = sys.stdout, sys.stderr
    for answer in answers(make, sys.stdin):
        print(json.dumps(answer), file=out, flush=True)


def answers(make: Callable[[dict[str, Any]], Answering], lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line."""
    began = time.process_time()
    messages = map(json.loads, lines)
    peer = make(next(messages)["start"])
    yield {"seconds": time.process_time() - began}
    for message in messages:
        answer: dict[str, Any] = {}
        if "ask" in message:
            answer["params"] = peer.ask(message["ask"])
        else:
            peer.tell(message["tell"], message["loss"])
        yield {**answer, "seconds": time.process_time() - began}
