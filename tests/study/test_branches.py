"""Conditions that nobody declared: found where a value tells what was asked for, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.space.expressions import Expression, param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.study.branches import branches
from tunewright.study.create import create_study, load_study
from tunewright.study.live import LiveTrial

PARAMETERS = {
    "kind": Categorical(["tree", "svm", "net"]),
    "layers": Int(1, 4),
    "rate": Float(0, 1),
    "depth": Int(1, 9),
    "bonus": Float(0, 1),
}


@pytest.mark.parametrize(
    ("runs", "conditions"),
    [
        pytest.param([], {}, id="no run"),
        pytest.param([{"kind": "svm", "rate": 0.1}, {"kind": "net", "rate": 0.2}], {}, id="never asked for"),
        pytest.param(
            [{"kind": "tree", "depth": 3}, {"kind": "svm"}, {"kind": "tree", "depth": 4}],
            {"depth": param("kind").isin(["tree"])},
            id="a choice",
        ),
        pytest.param(
            [{"layers": 1}, {"layers": 4, "bonus": 0.3}, {"layers": 3, "bonus": 0.1}, {"layers": 2}],
            {"bonus": param("layers") > 2},
            id="from a number on",
        ),
        pytest.param([{"rate": 0.2, "bonus": 0.3}, {"rate": 0.9}], {"bonus": param("rate") < 0.9}, id="below a number"),
        pytest.param([{"kind": "tree", "bonus": 0.3}, {"kind": "tree"}, {"kind": "svm"}], {}, id="nothing tells"),
        pytest.param([{"bonus": 0.3}, {"kind": "svm"}], {}, id="asked for where the other was not"),
        pytest.param(
            [{"rate": 0.9, "kind": "tree", "depth": 1}, {"rate": 0.1, "kind": "svm"}],
            {"depth": param("kind").isin(["tree"])},
            id="a choice rather than a number",
        ),
    ],
)
def test_a_condition_is_what_all_runs_speak_for(runs: list[Params], conditions: dict[str, Expression]) -> None:
    assert {name: str(found) for name, found in branches(PARAMETERS, runs).items() if name in {"depth", "bonus"}} == {
        name: str(condition) for name, condition in conditions.items()
    }


TREE = Space({
    "kind": Categorical(["tree", "svm", "net"]),
    "depth": Int(1, 9, when=param("kind") == "tree"),
    "layers": Int(1, 4, when=param("kind") == "net"),
    "width": Int(1, 9, when=param("layers") > 2),
    "rate": Float(0, 1),
})


FLAT = {name: replace(parameter, when=None) for name, parameter in TREE.parameters.items()}


@given(st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_what_is_found_agrees_with_every_run(seed: int, n_runs: int) -> None:
    runs = [TREE.decode(unit) for unit in TREE.sample(np.random.default_rng(seed), n_runs)]
    for name, condition in branches(FLAT, runs).items():
        assert all((name in run) is (condition.names <= run.keys() and condition.holds(run)) for run in runs)


def objective(trial: LiveTrial) -> float:
    x = trial.suggest_float("x", 0, 1)
    if trial.suggest_categorical("kind", ["plain", "rich"]) == "plain":
        return x * x + 0.3
    return x * x + trial.suggest_float("y", 0, 1) ** 2


@pytest.mark.parametrize("sampler", ["tpe", "gp"])
@pytest.mark.slow
def test_a_study_finds_the_condition_and_goes_on_with_it(url: str, sampler: str) -> None:
    study = create_study(sampler=sampler, seed=1, storage=url, name="s")
    study.optimize(objective, n_trials=30)
    assert str(study.space.parameters["y"].when) == str(param("kind").isin(["rich"]))
    assert study.space == load_study(url, "s").space
    assert study.best_params["kind"] == "rich"
    runs = [study.space.key(trial.params) for trial in study.trials]
    assert len(set(runs)) == len(runs)


def test_a_surprise_makes_it_be_found_out_anew() -> None:
    study = create_study(sampler="random", seed=0)
    asks = ["plain", "rich"]

    def changing(trial: LiveTrial) -> float:
        kind, _ = trial.suggest_categorical("kind", asks), trial.suggest_float("x", 0, 1)
        asked = kind == "rich" or trial.number >= 10
        return trial.suggest_float("y", 0, 1) if asked else 0.5

    study.optimize(changing, n_trials=10)
    assert study.space.parameters["y"].when is not None
    study.optimize(changing, n_trials=10)
    assert study.space.parameters["y"].when is None
