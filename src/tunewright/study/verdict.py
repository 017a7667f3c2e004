"""The verdict of a study from what it has stored: the scores that trials reported fold by fold.

Without predictions the choice among many configurations is corrected for by Tibshirani's rule. Scores are
higher-is-better here: those of a study that minimizes are the values with their sign turned.
"""

import numpy as np

from tunewright.analysis.assessment import Assessment, assess
from tunewright.analysis.tibshirani import correct_folds
from tunewright.errors import TunewrightError
from tunewright.study.best import feasible_losses
from tunewright.study.ledger import Ledger
from tunewright.study.objectives import Objectives

NEEDED = (
    "verdict() needs the score of every fold of at least one default configuration and of the best: "
    "call trial.report(score, fold=k) for each of 2 folds or more in the objective, with baseline=True"
)


def verdict_from_folds(ledger: Ledger, objectives: Objectives) -> Assessment:
    """Return whether the best configuration is really better than the default.

    Raises:
        TunewrightError: if there are several objectives, or fold scores are missing; the message says what is needed.
    """
    if len(objectives.names) > 1:
        raise TunewrightError("verdict() answers for one objective; this study has several: see study.pareto_front")
    history, curves = ledger.history, ledger.folds
    ended = history.numbers[~np.isnan(feasible_losses(ledger)[:, 0])]
    chosen = np.isin(curves.numbers, ended)
    scores = -curves.losses[chosen]
    baselines = np.isin(np.array(curves.numbers)[chosen], list(ledger.baselines))
    complete = np.isfinite(scores).all(axis=1)
    if scores.shape[1] < 2 or not (complete & baselines).any():
        raise TunewrightError(NEEDED)
    means = np.where(complete, scores.mean(axis=1), -np.inf)
    name = objectives.names[0] or "score"
    return assess(
        correct_folds(scores, baselines),
        best_score=float(means.max()),
        default_score=float(means[baselines].max()),
        n_configs=len(history),
        chosen_is_default=bool(baselines[means.argmax()]),
        metric=name if objectives.directions[0] == "maximize" else f"negative {name}",
    )
