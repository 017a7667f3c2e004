"""A standardised target: predictions in the original unit, and the gain that made it a hyperparameter."""

from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest

from tunewright.catalogue.by_name import entry


def predictions(family: str, table: Any, scale: bool) -> Any:
    model = entry(family).build({"scale_target": scale}, "regression", 0)
    with catch_warnings():
        simplefilter("ignore")  # 200 epochs are not enough without scaling: that is the point
        return model.fit(table.columns[:300], table.target[:300]).predict(table.columns[300:])


@pytest.mark.slow
@pytest.mark.parametrize("family", ["svm", "neural-network"])
def test_a_target_in_the_hundreds_is_learned_better_when_standardised(family: str, patients: Any) -> None:
    errors = {
        scale: np.abs(predictions(family, patients, scale) - patients.target[300:]).mean() for scale in (True, False)
    }
    assert errors[True] < 0.95 * errors[False]


@pytest.mark.parametrize("family", ["svm", "neural-network"])
def test_predictions_come_in_the_unit_of_the_target(family: str, patients: Any) -> None:
    predicted = predictions(family, patients, scale=True)
    assert predicted.shape == (142,)
    assert abs(predicted.mean() - patients.target.mean()) < patients.target.std() / 2


def test_the_bare_estimator_is_what_comes_without_scaling() -> None:
    assert type(entry("svm").build({"scale_target": False}, "regression", 0)).__name__ == "SVR"


def test_row_weights_reach_the_estimator_through_the_scaling(patients: Any) -> None:
    model = entry("svm").build({"scale_target": True}, "regression", 0)
    weights = np.where(patients.target > np.median(patients.target), 10.0, 0.1)
    weighted = model.fit(patients.columns, patients.target, sample_weight=weights).predict(patients.columns)  # type: ignore[call-arg]
    plain = model.fit(patients.columns, patients.target).predict(patients.columns)
    assert weighted.mean() > plain.mean() + 10
