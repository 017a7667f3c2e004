"""The tables of what was found and what was searched."""

from collections.abc import Callable

from tunewright.report.configuration import searched_of, settings_of
from tunewright.report.contents import Contents
from tunewright.report.scene import scene_of
from tunewright.space.parameters import Categorical, Constant, Float, Ordinal, Special
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Make = Callable[..., Contents]
SPACE = Space({
    "a": Float(1e-3, 1e3, log=True, default=Special("scale", near=1.0)),
    "b": Categorical(["x", None, True], default=None),
    "c": Ordinal(["small", "large"]),
    "d": Constant(3),
})


def test_default_and_best_stand_side_by_side(make: Make) -> None:
    trials = [
        Trial(0, State.COMPLETE, {"model": "svm", "svm.C": 1.0}, (0.5,)),
        Trial(1, State.COMPLETE, {"model": "tree", "tree.max_depth": 3}, (0.6,)),
    ]
    found = {row.name: (row.default, row.best, row.is_changed) for row in settings_of(scene_of(make(trials=trials)))}
    assert found == {
        "model": ("svm", "tree", True),
        "svm.C": ("1", "not used", True),
        "tree.max_depth": ("not used", "3", True),
    }


def test_without_a_best_trial_there_is_no_configuration(make: Make) -> None:
    assert settings_of(scene_of(make(0))) == []


def test_every_kind_of_parameter_is_described(make: Make) -> None:
    found = {row.name: (row.tried, row.default) for row in searched_of(scene_of(make(0, space=SPACE)))}
    assert found["a"] == ("0.001 to 1,000, log scale", "scale")
    assert found["b"] == ("x, None, True", "None")
    assert found["c"][0] == "small < large"
    assert found["d"] == ("3 (fixed)", "")


def test_a_condition_and_an_explanation_are_shown(make: Make) -> None:
    row = next(row for row in searched_of(scene_of(make(0, explanations={"svm.C": "Cost."}))) if row.name == "svm.C")
    assert row.when == 'model == "svm"'
    assert row.explanation == "Cost."


def test_a_study_that_was_defined_by_running_shows_what_was_seen(make: Make) -> None:
    trials = [Trial(n, State.COMPLETE, {"x": n / 2, "k": "ab"[n]}, (0.5,)) for n in range(2)]
    found = {row.name: row.tried for row in searched_of(scene_of(make(trials=trials, space=Space({}))))}
    assert found == {"x": "0 to 0.5 were seen", "k": "a, b"}
