"""The trial as an objective sees it."""

import numpy as np
import pytest

from tunewright.errors import TrialPruned
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.study.create import create_study
from tunewright.study.live import LiveTrial, Message, Runner, Task

task = Task(7, {"x": 0.5}, {"baseline": True})


class Parent:
    """The other side of the road: notes what is asked and gives `answer`."""

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
        self.heard: list[Message] = []

    def __call__(self, message: Message) -> object:
        self.heard.append(message)
        return self.answer


def test_it_knows_its_number_params_and_tags() -> None:
    trial = LiveTrial(task, Parent())
    assert (trial.number, trial.params, trial.tags) == (7, {"x": 0.5}, {"baseline": True})
    assert repr(trial) == "<trial 7: {'x': 0.5}>"


def test_a_report_is_one_message_of_plain_numbers() -> None:
    parent = Parent()
    LiveTrial(task, parent).report(np.float32(0.5), np.int64(3), fold=np.int64(1), metric="auc")  # type: ignore[arg-type]
    assert parent.heard == [("report", ("auc", 3, 1, 0.5))]
    assert [type(each) for each in parent.heard[0][1]] == [str, int, int, float]


def test_a_negative_step_is_refused() -> None:
    with pytest.raises(ValueError, match="step must be 0 or more, got -1"):
        LiveTrial(task, Parent()).report(0.5, -1)


@pytest.mark.parametrize("answer", [True, False])
def test_whether_to_prune_is_asked(answer: bool) -> None:
    assert LiveTrial(task, Parent(answer)).should_prune() is answer


def test_each_suggestion_is_asked_once() -> None:
    parent = Parent(3)
    trial = LiveTrial(task, parent)
    assert [trial.suggest_int("n", 1, 9, step=2) for _ in range(3)] == [3, 3, 3]
    assert parent.heard == [("suggest", ("n", Int(1, 9, step=2)))]
    assert trial.params["n"] == 3


def test_suggestions_are_asked_as_parameters_and_have_their_types() -> None:
    parent = Parent(1)
    trial = LiveTrial(task, parent)
    assert isinstance(trial.suggest_float("f", 1, 2, log=True), float)
    assert trial.suggest_categorical("c", [1, None]) == 1
    assert [message[1][1] for message in parent.heard] == [Float(1, 2, log=True), Categorical([1, None])]


def test_what_is_known_already_is_not_asked() -> None:
    parent = Parent()
    assert LiveTrial(task, parent).suggest_float("x", 0, 1) == 0.5
    assert parent.heard == []


def test_arrays_are_kept_as_copies_of_float32() -> None:
    trial, array = LiveTrial(task, Parent()), np.arange(3)
    trial.keep("oof", array)
    assert trial.arrays["oof"].dtype == np.float32


def test_a_runner_gives_the_result_and_the_arrays() -> None:
    def objective(trial: LiveTrial) -> float:
        trial.keep("oof", np.ones(2))
        return 1.5

    returned = Runner(objective)(task, Parent())  # type: ignore[arg-type]
    assert (returned.result, returned.pruned, list(returned.arrays)) == (1.5, False, ["oof"])


def test_a_runner_tells_pruning_from_failing() -> None:
    def objective(trial: LiveTrial) -> float:
        raise TrialPruned

    assert Runner(objective)(task, Parent()).pruned  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="task must be a Task"):
        Runner(objective)("no task", Parent())  # type: ignore[arg-type]


def test_a_declared_space_serves_suggestions_of_its_own_names(line: Space) -> None:
    study = create_study(line, sampler="random", seed=0)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    assert [trial.value for trial in study.trials] == [trial.params["x"] for trial in study.trials]


def test_a_declared_space_names_what_it_has_when_asked_for_something_else(line: Space) -> None:
    study = create_study(line, seed=0)
    study.optimize(lambda trial: trial.suggest_float("y", 0, 1), n_trials=1)
    assert "got 'y'; it has x" in study.trials[0].error
