"""What is special about memory: a clock from outside, and pickles that are copies. The rest is conformance."""

import pickle

from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Draft


def test_its_times_are_those_of_the_clock_it_was_given() -> None:
    storage = MemoryStorage(clock=lambda: 5.0)
    study = storage.create_study("svm", {})
    (trial,) = storage.enqueue(study.id, [Draft({})])
    assert (study.created, trial.created) == (5.0, 5.0)


def test_a_pickle_is_a_copy_that_goes_its_own_way() -> None:
    storage = MemoryStorage()
    study_id = storage.create_study("svm", {}).id
    storage.enqueue(study_id, [Draft({"x": 1})])
    copy = pickle.loads(pickle.dumps(storage))
    assert copy.changes(study_id).trials == storage.changes(study_id).trials or len(copy.changes(study_id).trials) == 1
    copy.enqueue(study_id, [Draft({"x": 2})])
    assert (len(copy.changes(study_id).trials), len(storage.changes(study_id).trials)) == (2, 1)


def test_the_config_of_a_study_is_its_own() -> None:
    storage = MemoryStorage()
    config = {"seeds": [1]}
    found = storage.create_study("svm", config)
    config["seeds"].append(2)
    found.config["seeds"].append(3)
    assert storage.find_study("svm").config == {"seeds": [1]}  # type: ignore[union-attr]
