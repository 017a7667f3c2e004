"""The saved model: raw rows in, the table's own labels out, in any process."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.tables import table_path
from tunewright.evaluation.preprocess import preprocessing
from tunewright.evaluation.refit import refit
from tunewright.evaluation.table import read_table
from tunewright.evaluation.task import read_target


def tree(params: Any, seed: int) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(random_state=seed, **params)


def penguins() -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = read_table(table_path("penguins.csv"))
    return frame, frame.drop(columns="species")


def saved_model() -> Any:
    frame, X = penguins()
    target = read_target(frame["species"])
    return refit(tree, {"max_depth": 4}, preprocessing(X).transformer, X, target.task.decode(target.y))


def test_raw_rows_get_the_labels_of_the_table() -> None:
    frame, _ = penguins()
    answers = saved_model().predict(frame)  # the target may still be among the columns
    assert set(answers) == {"Adelie", "Chinstrap", "Gentoo"}
    assert (answers == frame["species"]).mean() > 0.95


def test_a_row_of_gaps_and_of_things_never_seen_gets_an_answer() -> None:
    _, X = penguins()
    strange = X.head(2).astype(object)
    strange.iloc[0] = None
    strange.iloc[1] = "never seen"
    assert set(saved_model().predict(strange)) <= {"Adelie", "Chinstrap", "Gentoo"}


def test_a_needed_column_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="has no column 'body_mass_g', which the model needs"):
        saved_model().predict(penguins()[1].drop(columns="body_mass_g"))


@pytest.mark.parametrize(
    "labels", [[True, False], [1, 2], [0.5, 1.5], ["no", "yes"]], ids=["booleans", "integers", "floats", "text"]
)
def test_labels_of_every_type_come_back(labels: list[Any]) -> None:
    column = pd.Series([labels[index] for index in np.arange(40) % 2], name="y")
    X = pd.DataFrame({"x": np.arange(40) % 2 + 0.25, "z": np.arange(40.0)})
    target = read_target(column)
    model = refit(tree, {}, preprocessing(X).transformer, X, target.task.decode(target.y))
    fractions = isinstance(labels[0], float)  # scikit-learn takes no fractions for classes: they become text
    assert model.predict(X).tolist() == [str(label) if fractions else label for label in column]


def test_numbers_are_predicted_as_numbers() -> None:
    frame = read_table(table_path("penguins.csv"))
    target = read_target(frame["body_mass_g"])
    X = frame.drop(columns="body_mass_g").iloc[target.rows]
    model = refit(lambda p, s: DecisionTreeRegressor(**p), {}, preprocessing(X).transformer, X, target.y)
    np.testing.assert_allclose(model.predict(X), target.y, atol=300)


def test_weights_reach_the_model_that_takes_them_and_no_other() -> None:
    X = pd.DataFrame({"x": [1.0, 1.0, 1.0, 2.0]})
    y, weights = np.array(["a", "a", "b", "b"]), np.array([1.0, 1.0, 9.0, 1.0])
    transformer = preprocessing(X).transformer
    assert refit(tree, {}, transformer, X, y, weights).predict(X.head(1)).tolist() == ["b"]
    neighbours = refit(lambda p, s: KNeighborsClassifier(3), {}, transformer, X, y, weights)
    assert neighbours.predict(X.head(1)).tolist() == ["a"]


@pytest.mark.slow
def test_the_saved_model_answers_in_another_process(tmp_path: Path) -> None:
    model = saved_model()
    joblib.dump(model, tmp_path / "model.joblib")
    script = (
        "import joblib, pandas, sys; model = joblib.load(sys.argv[1]);"
        "print('\\n'.join(model.predict(pandas.read_csv(sys.argv[2]))))"
    )
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        script,
        str(tmp_path / "model.joblib"),
        str(table_path("penguins.csv")),
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert said.stdout.split() == model.predict(penguins()[1]).tolist()
