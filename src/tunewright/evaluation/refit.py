"""The model that is saved: preprocessing and estimator as one pipeline, fitted on all rows, with the table's labels.

It is fitted with one thread, as in the search: on small matrices more threads wait for each other more than they work.
"""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from tunewright.evaluation.cross_validation import Build
from tunewright.evaluation.predicting import weights_parameter
from tunewright.space.values import Params


def refit(
    build: Build,
    params: Params,
    preprocess: Any,
    X: pd.DataFrame,
    y: NDArray[Any],
    weights: NDArray[np.float64] | None = None,
    *,
    seed: int = 0,
) -> Pipeline:
    """Return a fitted pipeline that predicts what stands in `y` from raw rows.

    Args:
        build: (params, seed) to an estimator, not fitted.
        params: the chosen configuration.
        preprocess: a transformer, not fitted.
        X: raw rows.
        y: labels as the user knows them (`Task.decode`), or numbers; shape (n_rows,).
        weights: of the rows; None counts each once.
        seed: of the estimator.
    """
    pipeline = Pipeline([("preprocess", clone(preprocess)), ("model", build(params, seed))])
    name = weights_parameter(pipeline) if weights is not None else None
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the search has counted them for this configuration
        return pipeline.fit(X, y, **({} if name is None else {name: weights}))
