"""The locked hold-out, opened once: the chosen and the default configuration on rows that the search never saw.

Both are fitted anew on all rows of the search. Besides the two scores, the predictions are handed on, so that the
interval of their difference comes from draws of the same rows for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tunewright.evaluation.cross_validation import Build
from tunewright.evaluation.metric import Metric
from tunewright.evaluation.predicting import predicted
from tunewright.evaluation.refit import refit
from tunewright.evaluation.resampling import Scores, resampled_scores
from tunewright.space.values import Params


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows with their target (codes or numbers) and weights (None counts each once)."""

    X: pd.DataFrame
    y: NDArray[np.int64] | NDArray[np.float64]
    weights: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HoldoutResult:
    """What the hold-out said.

    Attributes:
        scores: one per configuration, in the order given; higher is better.
        predictions: one array per configuration, as `Metric.needs` describes it.
        rows: the hold-out.
        metric: how it was scored.
    """

    scores: tuple[float, ...]
    predictions: tuple[NDArray[np.float64], ...]
    rows: Rows
    metric: Metric

    def resampled(self) -> Scores:
        """Return the function from row counts (n_draws, n_rows) to scores (n_draws, n_configurations)."""
        return resampled_scores(self.metric, self.rows.y, self.predictions, self.rows.weights)


def score_holdout(
    build: Build,
    configurations: Sequence[Params],
    preprocess: Any,
    search: Rows,
    holdout: Rows,
    metric: Metric,
    seed: int = 0,
) -> HoldoutResult:
    """Fit each configuration on `search` and score it on `holdout`.

    Args:
        build: (params, seed) to an estimator, not fitted.
        configurations: usually the chosen one and the default.
        preprocess: a transformer, not fitted.
        search: the rows that the search used.
        holdout: the rows that it never saw.
        metric: how predictions are scored.
        seed: of the estimators.
    """
    models = [refit(build, each, preprocess, search.X, search.y, search.weights, seed=seed) for each in configurations]
    predictions = tuple(predicted(model, holdout.X, metric) for model in models)
    scores = tuple(metric.score(holdout.y, each, holdout.weights) for each in predictions)
    return HoldoutResult(scores, predictions, holdout, metric)
