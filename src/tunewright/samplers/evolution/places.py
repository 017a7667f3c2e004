"""The places of a population without generations: each trial belongs to one, and its best trial is the member.

A child remembers its place in its tags; trials from elsewhere take the places in turn. So the population, and which
child was a success when it ended, is a rule of the history alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.evolution.breeding import promising
from tunewright.samplers.tags import entries, number, whole
from tunewright.space.values import Json
from tunewright.trials.history import History

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
TAG = "de"
SMALLEST = 1e-6
MOST_PLACES = 2**31
PLACED = 4
"""With several objectives, fronts are worked out for so many times the population."""


@dataclass(frozen=True, slots=True)
class Places:
    """Who is where.

    Attributes:
        ranks: of each trial among all, 0 is the best, shape (n_trials,); those that failed share the last.
        members: the row of the best trial of each place, shape (n_places,); -1 where there is none but failures.
        improved: rows that were better than all before them in their place, in the order in which they ended.
        gains: how many ranks they were better than the best before, shape like `improved`; 0 for the first of a place.
    """

    ranks: Rows
    members: Rows
    improved: Rows
    gains: Rows

    @property
    def beaten(self) -> Rows:
        """Rows that were members until a better trial came, in the order in which they ended."""
        return self.improved[~np.isin(self.improved, self.members)]

    @classmethod
    def of(cls, history: History, n_places: int) -> "Places":
        """Return the places after the trials that have ended."""
        good, n_trials = promising(history, PLACED * n_places), len(history)
        ranks = np.full(n_trials, len(good))
        ranks[good] = np.arange(len(good))
        places, members = _places(history.tags, n_places), np.full(n_places, -1)
        gains = np.full(n_trials, -1)
        for place in range(n_places):
            rows = np.flatnonzero((places == place) & (ranks < len(good)))
            before = np.minimum.accumulate(np.append(len(good), ranks[rows]))[:-1]
            gains[rows] = np.where(ranks[rows] < before, before - ranks[rows], -1)
            if rows.size:
                members[place], gains[rows[0]] = rows[np.argmin(ranks[rows])], 0
        improved = np.flatnonzero(gains >= 0)
        return cls(ranks, members, improved, gains[improved])

    def successes(self, tags: Sequence[Mapping[str, Json]]) -> tuple[Array, Array, Array]:
        """Return scale, rate and gain of the children that took a place, in the order in which they ended."""
        told = (entries(tags[row], TAG) for row in self.improved)
        found = [
            (scale, rate, gain)
            for own, gain in zip(told, self.gains, strict=True)
            if gain and (scale := number(own, "f", SMALLEST, 1)) and (rate := number(own, "cr", 0, 1)) is not None
        ]
        scales, rates, gains = np.array(found, np.float64).reshape(-1, 3).T
        return scales, rates, gains


def _places(tags: Sequence[Mapping[str, Json]], n_places: int) -> Rows:
    places, n_others = np.empty(len(tags), np.int64), 0
    for row, tag in enumerate(tags):
        place = whole(entries(tag, TAG), "place", 0, MOST_PLACES) if TAG in tag else None
        places[row] = (n_others if place is None else place) % n_places
        n_others += place is None
    return places
