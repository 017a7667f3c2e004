"""How a task has ended whose process is dead: by us, by itself, or by somebody else.

A SIGKILL that was not ours is taken for want of memory if the kernel has counted such a kill meanwhile, or if the trial
was within a tenth of its own limit; else the trial is lost through no fault of its own.
"""

import signal

from tunewright.execution.limits import Limits
from tunewright.execution.outcome import Failure, Kind, exit_failure
from tunewright.execution.running import Running

NEAR = 0.9
START_SECONDS = 60.0
"""How long a child may take to start under a time limit, however short: its imports are not the trial's fault."""


def verdict_on(trial: Running, code: int, limits: Limits, oom_kills: int) -> tuple[Kind, Failure]:
    """Return how `trial` ended and why.

    Args:
        trial: as it was last seen.
        code: exit code of its process, minus n for signal n.
        limits: what it was allowed.
        oom_kills: the kernel's count now.
    """
    if trial.verdict is not None:
        return trial.verdict, _ours(trial, trial.verdict, limits)
    if code != -getattr(signal, "SIGKILL", 9):
        return "exited", exit_failure(code)
    if _was_near(trial, limits) or (trial.oom_kills is not None and oom_kills > trial.oom_kills):
        told = f"the process of the trial was killed while it held {_megabytes(trial.peak)}: memory ran out"
        return "out-of-memory", Failure("OutOfMemory", told)
    return "lost", Failure("ProcessKilled", "the process of the trial was killed from outside, with memory to spare")


def _ours(trial: Running, verdict: Kind, limits: Limits) -> Failure:
    if verdict == "timed-out" and not trial.has_begun:
        return Failure("StartTimeout", f"the child process was not ready after {START_SECONDS:g} s; see its imports")
    if verdict == "timed-out":
        return Failure("TimeLimit", f"ended after {trial.ended - trial.began:.3g} s; the limit is {limits.seconds:g} s")
    if verdict == "out-of-memory":
        return Failure("MemoryLimit", f"ended holding {_megabytes(trial.peak)}; the limit is {limits.memory}")
    if verdict == "exited":
        return Failure("ProcessExit", "the process of the trial closed its connection to the study")
    return Failure("Cancelled", "the trial was cancelled")


def _was_near(trial: Running, limits: Limits) -> bool:
    allowed = limits.memory_bytes
    return allowed is not None and trial.now >= NEAR * allowed


def _megabytes(memory: float) -> str:
    return f"{memory / 1e6:.0f} MB" if memory == memory else "an unknown amount of memory"
