"""The life of a trial: waiting, running, and the ways in which it can end.

What we cut ourselves (the study's deadline, Ctrl-C) goes back to waiting and teaches nothing. An exit code or a
segmentation fault is *failed*; a kill that was not ours is *out-of-memory* near the memory limit, else *lost*.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a trial stands; the value is what is stored and shown."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETE = "complete"
    PRUNED = "pruned"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    OUT_OF_MEMORY = "out-of-memory"
    LOST = "lost"
    DISCARDED = "discarded"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to the trial by itself."""
        return self not in OPEN

    @property
    def is_counted(self) -> bool:
        """Whether the trial counts towards `n_trials` and `total_trials`."""
        return self in COUNTED


OPEN = frozenset({State.WAITING, State.RUNNING, State.PAUSED})
COUNTED = frozenset({State.COMPLETE, State.PRUNED, State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY})
