"""A configuration that names some parameters is completed by defaults."""

import pytest

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Special
from tunewright.space.space import Space
from tunewright.study.partial import completed

space = Space({
    "model": Categorical(["tree", "svm"]),
    "depth": Int(1, 9, default=Special(None, 9), when=param("model") == "tree"),
    "C": Float(0.1, 10, log=True, default=2.0, when=param("model") == "svm"),
})


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        pytest.param({}, {"model": "tree", "depth": None}, id="nothing"),
        pytest.param({"depth": 3}, {"model": "tree", "depth": 3}, id="a child"),
        pytest.param({"model": "svm"}, {"model": "svm", "C": 2.0}, id="a parent that is no default"),
        pytest.param({"model": "svm", "C": 1}, {"model": "svm", "C": 1.0}, id="everything"),
    ],
)
def test_what_is_missing_takes_its_default(given: dict[str, object], whole: dict[str, object]) -> None:
    assert completed(space, given) == pytest.approx(whole) if "C" in whole else completed(space, given) == whole


@pytest.mark.parametrize("wrong", [{"model": "svm", "depth": 3}, {"gamma": 1}, {"model": "forest"}, {"depth": 10}])
def test_what_is_not_possible_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(reversed(wrong))):
        completed(space, wrong)
