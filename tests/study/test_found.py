"""The space that objectives define by running."""

import numpy as np
import pytest

from tunewright.space.parameters import Categorical, Float, Int, Parameter
from tunewright.space.space import Space
from tunewright.study.create import create_study, load_study
from tunewright.study.ending import Ending
from tunewright.study.found import FoundSpace, hull
from tunewright.study.live import LiveTrial
from tunewright.trials.state import State
from tunewright.trials.trial import Usage

rng = np.random.default_rng(0)


def objective(trial: LiveTrial) -> float:
    x = trial.suggest_float("x", 0, 10)
    n = trial.suggest_int("n", 1, 100, log=True)
    kind = trial.suggest_categorical("kind", ("a", "b", None, True))
    return x * n + (kind == "a")


def test_a_name_that_is_asked_for_again_changes_nothing() -> None:
    found = FoundSpace({})
    assert found.note("x", Float(0, 1))
    assert not found.note("x", Float(0, 1))
    assert found.note("y", Int(1, 3))
    assert found.space == Space({"x": Float(0, 1), "y": Int(1, 3)})


def test_what_was_read_back_from_the_storage_is_the_same() -> None:
    found = FoundSpace({})
    for name, parameter in {"x": Float(0, 1), "n": Int(1, 8, log=True), "c": Categorical(("a", None))}.items():
        found.note(name, parameter)
    again = FoundSpace(Space.from_json(found.space.to_json()).parameters)
    assert not again.note("x", Float(0, 1))
    assert not again.note("n", Int(1, 8, log=True))
    assert not again.note("c", Categorical(("a", None)))


@pytest.mark.parametrize(
    ("known", "asked", "joined"),
    [
        pytest.param(Float(0, 2), Float(1, 3), Float(0, 3), id="floats"),
        pytest.param(Int(1, 4), Int(0, 2), Int(0, 4), id="ints"),
        pytest.param(Categorical(["a", 1]), Categorical(["a", True]), Categorical(["a", 1, True]), id="choices"),
        pytest.param(Categorical(["a", "b"]), Categorical(["b"]), Categorical(["a", "b"]), id="fewer choices"),
        pytest.param(Float(1, 2), Float(1, 2, log=True), Float(1, 2, log=True), id="another scale"),
        pytest.param(Float(1, 2), Int(1, 2), Int(1, 2), id="another kind"),
    ],
)
def test_the_hull_covers_both_ranges_of_one_kind(known: Parameter, asked: Parameter, joined: Parameter) -> None:
    assert hull(known, asked) == joined


def test_a_proposed_value_is_taken_where_it_lies_in_the_range_asked_for() -> None:
    found = FoundSpace({})
    found.note("n", Int(0, 100))
    assert found.value("n", Int(0, 100), {"n": 70}, default=False, rng=rng) == 70
    drawn = [found.value("n", Int(0, 5), {"n": 70}, default=False, rng=rng) for _ in range(20)]
    assert set(drawn) <= set(range(6))
    assert found.value("n", Int(0, 6), {"n": 70}, default=True, rng=rng) == 3


def test_what_the_space_cannot_read_is_left_out() -> None:
    found = FoundSpace({"x": Float(0, 1), "c": Categorical(["a"])})
    assert found.readable({"x": 0.5, "c": "z", "other": 1}) == {"x": 0.5}


def test_other_workers_names_are_learned() -> None:
    found = FoundSpace({"x": Float(0, 1)})
    found.learn({"x": Float(5, 6), "y": Int(0, 1)})
    assert found.space == Space({"x": Float(0, 1), "y": Int(0, 1)})


def test_the_first_trial_of_a_found_space_is_its_default(place: str | None) -> None:
    study = create_study(storage=place, seed=0)
    study.optimize(objective, n_trials=12)
    assert study.trials[0].params == {"x": 5.0, "n": 7, "kind": "a"}
    assert all(set(trial.params) == {"x", "n", "kind"} for trial in study.trials)
    assert study.space.names == ("x", "n", "kind")


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_a_resumed_study_keeps_what_it_found(url: str, sampler: str) -> None:
    whole = create_study(sampler=sampler, seed=5)
    whole.optimize(objective, n_trials=20)
    create_study(sampler=sampler, seed=5, storage=url, name="s").optimize(objective, n_trials=13)
    again = load_study(url, "s")
    assert again.space == whole.space
    again.optimize(objective, n_trials=7)
    assert [trial.params for trial in again.trials] == [trial.params for trial in whole.trials]


def test_ranges_and_choices_may_change_from_trial_to_trial(place: str | None) -> None:
    def changing(trial: LiveTrial) -> float:
        split = trial.suggest_int("split", 2, 20)
        leaf = trial.suggest_int("leaf", 1, split)
        kind = trial.suggest_categorical("kind", ["a", "b", "c"][: 1 + trial.number % 3])
        assert 1 <= leaf <= split
        assert kind in ["a", "b", "c"][: 1 + trial.number % 3]
        return float(leaf)

    study = create_study(storage=place, seed=0)
    study.optimize(changing, n_trials=25)
    assert {trial.state for trial in study.trials} == {State.COMPLETE}
    assert study.space.parameters["kind"] == Categorical(["a", "b", "c"])


def test_a_name_may_change_its_kind(place: str | None) -> None:
    study = create_study(storage=place, seed=0)
    study.optimize(lambda trial: trial.suggest_float("x", 0.5, 0.75), n_trials=5)
    study.optimize(lambda trial: float(trial.suggest_categorical("x", ["u", "v"]) == "u"), n_trials=15)
    assert {trial.state for trial in study.trials} == {State.COMPLETE}


def test_names_may_depend_on_values(place: str | None) -> None:
    def conditional(trial: LiveTrial) -> float:
        if trial.suggest_categorical("model", ["svm", "tree"]) == "svm":
            return trial.suggest_float("C", 0.1, 10, log=True)
        return trial.suggest_int("depth", 1, 5)

    study = create_study(storage=place, seed=0)
    study.optimize(conditional, n_trials=20)
    assert all(("C" in t.params) == (t.params["model"] == "svm") for t in study.trials)
    assert all(("depth" in t.params) == (t.params["model"] == "tree") for t in study.trials)


def test_two_workers_on_one_study_join_what_they_found(url: str) -> None:
    first = create_study(storage=url, name="s", seed=0, baseline=False)
    second = load_study(url, "s")
    first.optimize(lambda trial: trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1), n_trials=3)
    second.optimize(lambda trial: trial.suggest_float("x", 0, 1) + trial.suggest_float("z", 0, 1), n_trials=3)
    first.optimize(lambda trial: trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1), n_trials=3)
    assert set(load_study(url, "s").space.names) == {"x", "y", "z"}
    assert {trial.state for trial in first.trials} == {State.COMPLETE}


def test_what_is_put_up_may_name_some_of_the_parameters() -> None:
    study = create_study(seed=0)
    study.optimize(objective, n_trials=2)
    study.enqueue_trial({"n": 42})
    study.optimize(objective, n_trials=1)
    assert study.trials[2].params["n"] == 42
    assert set(study.trials[2].params) == {"x", "n", "kind"}


def test_a_found_space_can_be_asked_by_hand() -> None:
    study = create_study(seed=0)
    trial = study.ask()
    assert isinstance(trial, LiveTrial)
    study.tell(trial, objective(trial))
    assert study.best_params == {"x": 5.0, "n": 7, "kind": "a"}


def test_a_lost_trial_of_a_found_space_runs_again_with_what_it_had_and_was_to_have() -> None:
    study = create_study(seed=0)
    study.optimize(objective, n_trials=3)
    trial = study.ask()
    assert isinstance(trial, LiveTrial)
    x, extra = trial.suggest_float("x", 0, 10), trial.suggest_float("extra", 0, 1)
    study._office.desk.close(trial.number, Ending(State.LOST), Usage())
    again = study.ask()
    assert isinstance(again, LiveTrial)
    assert study.trials[-1].tags["retry_of"] == trial.number
    assert set(study.trials[-1].params) == {"x", "n", "kind", "extra"}
    assert (again.suggest_float("x", 0, 10), again.suggest_float("extra", 0, 1)) == (x, extra)
