"""Trials that run side by side, in simulated time: when one ends it is told, and the next one is asked.

How long a trial takes is drawn from a log-normal distribution: nine in ten take between 0.4 and 2.7 times the median.
It depends on problem, seed and number of the trial alone, so that a run can be repeated. With one worker every trial
ends before the next one begins.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Literal, TypeAlias
from zlib import crc32

import numpy as np

Event: TypeAlias = tuple[Literal["begins", "ends"], int]
SPREAD = 0.6


def durations(case: str, seed: int, n_trials: int) -> list[float]:
    """Return how long each trial takes; the unit does not matter."""
    drawn = np.random.default_rng([seed, crc32(case.encode()), 2]).lognormal(sigma=SPREAD, size=n_trials)
    return [float(duration) for duration in drawn]


def events(takes: Sequence[float], n_workers: int) -> Iterator[Event]:
    """Yield what happens, by time: each trial begins, in the order of numbers, and ends.

    Args:
        takes: the duration of each trial.
        n_workers: how many run at a time, 1 or more.
    """
    running: list[tuple[float, int]] = []
    for number, duration in enumerate(takes):
        now = 0.0
        if len(running) == n_workers:
            now, ended = heappop(running)
            yield "ends", ended
        yield "begins", number
        heappush(running, (now + duration, number))
    while running:
        yield "ends", heappop(running)[1]
