"""BBC-CV: what the chosen configuration will score on unseen rows, though it was chosen for scoring best on these.

The best of many noisy scores is best partly by luck. So the choice itself is repeated on bootstrap draws of the rows:
each draw picks the best configuration on the drawn rows and scores it on the rows that were left out. Nothing is
trained again, only out-of-fold predictions are scored. The best default is picked anew in every draw too, so that a
choice among several defaults is corrected as well, and the gain is the difference on the same left-out rows.

Assumes that rows (or groups) are exchangeable: pass blocks of time as `groups` where neighbours in time are alike.

Why the intervals are not made narrower: a draw leaves out 0.368 of the rows, so the gain of one fixed pair varies
between draws with sqrt(1 / 0.368 - 1) = 1.31 times its standard error. That excess pays for what rows alone cannot
show, that other training rows would have given other models. As `benchmarks/verdict_null.py` measures it (seed 0; 300
studies a line, 150 with real classifiers): of studies whose configurations are all equal 0.0-0.7 % are called "real"
and none "worse"; of studies with real classifiers on random labels 0.0-1.3 % are called "real". Made narrower by 1.31
the figures would be 0-4 % "real" but 1-49 % "worse" (rows that favour a configuration when drawn speak against it when
left out), and 2.7-5.3 % of the random labels would be called "real". The price is power: of studies with 50
configurations of which a third gains 0.2 deviations, 29 % are called "real" with 60 rows and 93 % with 400 (62 % and
100 % if narrower).

Source: Tsamardinos, Greasidou, Borboudakis (2018), "Bootstrapping the out-of-sample predictions for efficient and
accurate cross-validation", Machine Learning 107, 1895-1922, the algorithm BBC-CV and its percentile interval. The paper
scores the winner alone; the default and the paired gain are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tunewright.analysis.corrected import Corrected, Interval
from tunewright.analysis.resampling import MIN_UNITS, draws, percentile_interval, units_of

Scores: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Counts of rows (n_draws, n_rows) to scores (n_draws, n_configs), higher is better."""

METHOD = "BBC-CV"


@dataclass(frozen=True, slots=True)
class BootstrapBias:
    """Bootstrap bias-corrected cross-validation.

    Args:
        n_draws: number of bootstrap draws, 1 or more.
        confidence: of the intervals, between 0 and 1.

    Raises:
        ValueError: if an argument is out of range.
    """

    n_draws: int = 500
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.n_draws < 1:
            raise ValueError(f"n_draws must be 1 or more, got {self.n_draws}; 500 gives a steady 95 % interval")
        if not 0 < self.confidence < 1:
            raise ValueError(f"confidence must lie between 0 and 1, got {self.confidence}; use 0.95")

    def correct(
        self,
        scores: Scores,
        baselines: NDArray[np.bool_],
        rng: np.random.Generator,
        *,
        validated: NDArray[np.bool_],
        groups: ArrayLike | None = None,
    ) -> Corrected:
        """Correct the score of the best configuration, that of the best default, and the gain.

        Args:
            scores: scores all configurations on weighted rows: counts (n_draws, n_rows) to (n_draws, n_configs), higher
                is better; -inf for a configuration that was stopped (it is never chosen), NaN where undefined.
            baselines: which configurations are defaults, shape (n_configs,); without any the gain is NaN.
            rng: source of the draws.
            validated: which rows have out-of-fold predictions, shape (n_rows,).
            groups: group of each row, shape (n_rows,), where whole groups must be drawn; None draws rows.

        Returns:
            The corrected scores; all NaN with fewer than 6 independent rows or groups, for no interval is honest then.
        """
        baselines = np.asarray(baselines, np.bool_)
        units = units_of(len(validated), groups, validated)
        if units.n < MIN_UNITS or not len(baselines):
            return _nothing_known(len(baselines), self.confidence)
        batches = [_judge(scores, validated, counts, baselines) for counts in draws(units, self.n_draws, rng)]
        chosen, best, default = (np.concatenate(parts) for parts in zip(*batches, strict=True))
        return self._summed_up(chosen, best, default, len(baselines))

    def _summed_up(
        self, chosen: NDArray[np.int64], best: NDArray[np.float64], default: NDArray[np.float64], n_configs: int
    ) -> Corrected:
        with np.errstate(invalid="ignore"):
            gain = best - default
        counts = np.bincount(chosen[chosen >= 0], minlength=n_configs)
        parts = [self._mean_and_interval(values) for values in (best, default, gain)]
        return Corrected(
            *parts[0], *parts[1], *parts[2],
            method=METHOD,
            n_draws=int((~np.isnan(best)).sum()),
            selected=tuple((counts / max(1, counts.sum())).tolist()),
            confidence=self.confidence,
        )  # fmt: skip

    def _mean_and_interval(self, values: NDArray[np.float64]) -> tuple[float, Interval]:
        known = values[~np.isnan(values)]
        return float(known.mean()) if len(known) else nan, percentile_interval(known, self.confidence)


def _judge(
    scores: Scores, validated: NDArray[np.bool_], counts: NDArray[np.float64], baselines: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return per draw the configuration chosen on the drawn rows, and on the others its score and the default's."""
    left_out = ((counts == 0) & validated).astype(np.float64)
    drawable = left_out.any(axis=1)
    drawn_scores = np.where(drawable[:, None], _usable(scores(counts)), -np.inf)
    left_out[~drawable] = counts[~drawable]  # so that `scores` never sees an empty set; not used below
    unseen = scores(left_out)
    chosen, best = _winner(drawn_scores, unseen)
    _, default = _winner(np.where(baselines, drawn_scores, -np.inf), unseen)
    return chosen, best, np.where(np.isfinite(default), default, np.nan)


def _winner(drawn: NDArray[np.float64], unseen: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the first best on the drawn rows (-1 if none has a score) and its score on the unseen ones (NaN)."""
    first = drawn.argmax(axis=1)
    rows = np.arange(len(drawn))
    has_score = np.isfinite(drawn[rows, first])
    return np.where(has_score, first, -1), np.where(has_score, unseen[rows, first], np.nan)


def _usable(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(scores), scores, -np.inf)


def _nothing_known(n_configs: int, confidence: float) -> Corrected:
    unknown = (nan, (nan, nan))
    return Corrected(*unknown, *unknown, *unknown, method=METHOD, selected=(0.0,) * n_configs, confidence=confidence)
