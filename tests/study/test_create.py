"""The two doors: a study is made, or found again."""

from collections.abc import Sequence

import pytest

from tunewright.errors import StudyExists, StudyMismatch, StudyNotFound
from tunewright.pruners.median import MedianPruner
from tunewright.samplers.random import RandomSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Draft
from tunewright.study.create import create_study, load_study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


class DiesAtTheSecondChange(MemoryStorage):
    """Its process is killed as soon as the study is there."""

    def enqueue(self, study_id: int, drafts: Sequence[Draft]) -> list[Trial]:
        raise SystemExit


def test_a_new_study_holds_its_default_configuration_waiting(mixed: Space) -> None:
    (trial,) = create_study(mixed).trials
    assert (trial.state, trial.params, trial.tags) == (State.WAITING, mixed.defaults(), {"baseline": True})


def test_there_is_no_moment_at_which_a_study_is_there_without_its_default(line: Space) -> None:
    (trial,) = create_study(line, storage=DiesAtTheSecondChange()).trials
    assert trial.tags == {"baseline": True}


def test_several_defaults_may_be_given(line: Space) -> None:
    study = create_study(line, baseline=[{"x": 0.25}, {"x": 0.75}])
    assert [trial.params for trial in study.trials] == [{"x": 0.25}, {"x": 0.75}]
    assert all(trial.tags == {"baseline": True} for trial in study.trials)


def test_a_default_out_of_range_is_refused(line: Space) -> None:
    with pytest.raises(ValueError, match="x"):
        create_study(line, baseline=[{"x": 2.0}])


def test_studies_without_a_name_get_one_each(line: Space) -> None:
    storage = MemoryStorage()
    assert [create_study(line, storage=storage).name for _ in range(3)] == ["study", "study-2", "study-3"]


def test_a_taken_name_is_refused_unless_one_goes_on_with_it(line: Space, url: str) -> None:
    create_study(line, storage=url, name="s", seed=1).optimize(lambda trial: 0.0, n_trials=2)
    with pytest.raises(StudyExists, match="'s'"):
        create_study(line, storage=url, name="s")
    again = create_study(line, storage=url, name="s", load_if_exists=True)
    assert len(again.trials) == 2


def test_going_on_with_something_else_is_refused(line: Space, url: str) -> None:
    create_study(line, storage=url, name="s")
    with pytest.raises(StudyMismatch, match="another space and another directions"):
        create_study(Space({"y": Float(0, 1)}), direction="maximize", storage=url, name="s", load_if_exists=True)


def test_a_study_is_loaded_with_its_settings(mixed: Space, url: str) -> None:
    create_study(mixed, direction="maximize", metric="r2", pruner="median", storage=url, name="s")
    study = load_study(url, "s")
    assert (study.space, study.objectives.names, study.objectives.directions) == (mixed, ("r2",), ("maximize",))
    assert isinstance(study.pruner, MedianPruner)


def test_objects_may_be_given_again_when_loading(line: Space, url: str) -> None:
    create_study(line, storage=url, name="s", sampler=RandomSampler(), pruner=MedianPruner())
    assert load_study(url, "s").pruner is None
    assert load_study(url, "s", sampler=RandomSampler(), pruner=MedianPruner()).pruner == MedianPruner()


def test_an_unknown_name_is_an_error_that_lists_those_there_are(line: Space, url: str) -> None:
    create_study(line, storage=url, name="mine")
    with pytest.raises(StudyNotFound, match=r"got 'yours'; there are: 'mine'"):
        load_study(url, "yours")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"space": {"x": Float(0, 1)}}, TypeError, "space must be a tunewright.Space"),
        ({"noise": "loud"}, ValueError, "noise must be one of"),
        ({"seed": -1}, ValueError, "seed must be 0 or more, got -1"),
        ({"direction": "up"}, ValueError, "direction must be one of"),
        ({"metric": "a", "objectives": {"a": "minimize"}}, ValueError, "not both"),
        ({"sampler": "tpee"}, ValueError, "did you mean 'tpe'"),
        ({"pruner": "medain"}, ValueError, "pruner must be"),
    ],
)
def test_a_wrong_argument_is_named(arguments: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        create_study(**arguments)


def test_a_refused_study_is_not_left_behind(line: Space) -> None:
    storage = MemoryStorage()
    for wrong in ({"sampler": "tpee"}, {"pruner": "medain"}, {"baseline": [{"x": 7.0}]}):
        with pytest.raises(ValueError, match="must"):
            create_study(line, storage=storage, name="s", **wrong)
    assert storage.studies() == []
