"""The trials as a table of pandas."""

import pytest

from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.study.live import LiveTrial


def objective(trial: LiveTrial) -> dict[str, float]:
    trial.set_user_attr("note", "n")
    if trial.number == 1:
        raise ValueError("bad")
    return {"valid_score": 0.5, "train_score": 0.75}


@pytest.mark.slow
def test_a_row_a_trial_and_a_column_for_everything_known(mixed: Space) -> None:
    study = create_study(mixed, seed=0)
    study.optimize(objective, n_trials=3)
    study.enqueue_trial({})
    frame = study.trials_dataframe()
    assert frame["number"].tolist() == [0, 1, 2, 3]
    assert frame["state"].tolist() == ["complete", "failed", "complete", "waiting"]
    assert frame["value"].isna().tolist() == [False, True, False, True]
    assert {"params_x", "params_n", "params_kind", "metrics_train_score", "attrs_note", "seconds"} <= set(frame)
    assert frame["error"].tolist() == ["", "ValueError: bad", "", ""]
    assert frame["started"].isna().tolist() == [False, False, False, True]


@pytest.mark.slow
def test_several_objectives_have_a_column_each(line: Space) -> None:
    study = create_study(line, objectives={"up": "maximize", "down": "minimize"}, seed=0)
    study.optimize(lambda trial: (1.0, 2.0), n_trials=1)
    assert study.trials_dataframe()[["up", "down"]].to_numpy().tolist() == [[1.0, 2.0]]


@pytest.mark.slow
def test_a_study_without_trials_is_an_empty_table(line: Space) -> None:
    assert create_study(line, baseline=False).trials_dataframe().empty
