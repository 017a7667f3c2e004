"""The locked hold-out: both configurations on the same unseen rows, and what an interval is made of."""

from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from tests.tables import table_path
from tunewright.evaluation.holdout import Rows, score_holdout
from tunewright.evaluation.metric import metric_by_name
from tunewright.evaluation.preprocess import preprocessing
from tunewright.evaluation.splits import Splitter
from tunewright.evaluation.table import read_table
from tunewright.evaluation.task import read_target


def tree(params: Any, seed: int) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(random_state=seed, **params)


def scored(name: str, *configurations: dict[str, Any], weighted: bool = False) -> Any:
    frame = read_table(table_path("penguins.csv"))
    target = read_target(frame["species"])
    X = frame.drop(columns="species")
    search, out = Splitter(target.y, True).holdout(0.2)
    weights = np.where(target.y == 1, 3.0, 1.0) if weighted else None
    parts = [Rows(X.iloc[rows], target.y[rows], None if weights is None else weights[rows]) for rows in (search, out)]
    metric = metric_by_name(name, target.task, True)
    return score_holdout(tree, configurations, preprocessing(parts[0].X).transformer, parts[0], parts[1], metric)


@pytest.mark.parametrize("name", ["accuracy", "neg_log_loss", "f1_macro"])
@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_one_of_each_row_gives_the_scores_back(name: str, weighted: bool) -> None:
    result = scored(name, {"max_depth": 4}, {"max_depth": 1}, weighted=weighted)
    once = result.resampled()(np.ones((1, len(result.rows.y)), np.int64))
    np.testing.assert_allclose(once[0], result.scores, atol=1e-9)


def test_the_better_configuration_scores_higher_and_its_lead_varies_over_draws() -> None:
    result = scored("accuracy", {"max_depth": 4}, {"max_depth": 1})
    assert result.scores[0] > result.scores[1] + 0.05
    n_rows = len(result.rows.y)
    draws = result.resampled()(np.random.default_rng(0).multinomial(n_rows, np.full(n_rows, 1 / n_rows), 200))
    lead = draws[:, 0] - draws[:, 1]
    assert draws.shape == (200, 2)
    assert lead.std() > 0
    assert lead.mean() == pytest.approx(result.scores[0] - result.scores[1], abs=4 * lead.std() / np.sqrt(200) + 0.01)


def test_equal_configurations_have_no_lead_on_any_draw() -> None:
    result = scored("neg_log_loss", {"max_depth": 2}, {"max_depth": 2})
    draws = result.resampled()(np.random.default_rng(0).integers(0, 3, (20, len(result.rows.y))))
    np.testing.assert_array_equal(draws[:, 0], draws[:, 1])


def test_a_single_configuration_can_be_scored() -> None:
    assert len(scored("accuracy", {}).scores) == 1
