"""The JSON form: what it looks like, and what is said about one that is wrong."""

import json

import pytest

from tunewright.space import json_form
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space
from tunewright.space.values import Json

SPACE = Space(
    {
        "kernel": Categorical(["linear", "poly"], simpler=["linear"]),
        "gamma": Float(0.001, 10, log=True, default=Special("scale", near=0.05), prior=0.1),
        "degree": Int(2, 5, default=3, simpler="low", when=param("kernel") == "poly"),
        "size": Ordinal([None, [1]], default=None),
        "p": Float(0, 1, step=0.1),
        "n": Int(0, 8, step=2),
        "seed": Constant({"a": None}),
    },
    require=[param("degree") <= 2 * param("gamma")],
)
FORM: dict[str, Json] = {
    "params": [
        {"name": "kernel", "type": "categorical", "choices": ["linear", "poly"], "simpler": ["linear"]},
        {
            "name": "gamma",
            "type": "float",
            "low": 0.001,
            "high": 10.0,
            "log": True,
            "default": {"special": "scale", "near": 0.05},
            "prior": 0.1,
        },
        {
            "name": "degree",
            "type": "int",
            "low": 2,
            "high": 5,
            "default": 3,
            "simpler": "low",
            "when": 'kernel == "poly"',
        },
        {"name": "size", "type": "ordinal", "choices": [None, [1]], "default": None},
        {"name": "p", "type": "float", "low": 0.0, "high": 1.0, "step": 0.1},
        {"name": "n", "type": "int", "low": 0, "high": 8, "step": 2},
        {"name": "seed", "type": "constant", "value": {"a": None}},
    ],
    "require": ["degree <= 2 * gamma"],
}


def test_the_form_is_the_documented_one() -> None:
    assert SPACE.to_json() == FORM


def test_the_form_makes_the_space_again() -> None:
    assert Space.from_json(json.loads(json.dumps(FORM))) == SPACE


def test_a_database_may_put_the_keys_in_another_order() -> None:
    assert Space.from_json(json.loads(json.dumps(FORM, sort_keys=True))) == SPACE


def test_parents_in_another_space_are_kept() -> None:
    space = Space({"C": Float(0, 1)}).prefixed("svm.", param("model") == "svm")
    assert space.to_json()["outside"] == ["model"]
    assert Space.from_json(space.to_json()) == space


@pytest.mark.parametrize(
    ("item", "message"),
    [
        pytest.param({"type": "int"}, "a parameter needs a name, got {'type': 'int'}", id="no name"),
        pytest.param([1], r"a parameter needs a name, got \[1\]", id="no object"),
        pytest.param({"name": "a"}, "parameter 'a': type must be one of .* write dotted names in quotes", id="no type"),
        pytest.param({"name": "a", "type": "real"}, r"parameter 'a': type must be one of \['float'", id="wrong type"),
        pytest.param(
            {"name": "a", "type": "int", "lo": 1}, "parameter 'a': 'lo' is no field of int; it has", id="field"
        ),
        pytest.param({"name": "a", "type": "int", "low": 1}, "parameter 'a': high is missing; add it", id="missing"),
        pytest.param({"name": "a", "type": "constant"}, "parameter 'a': value is missing", id="no value"),
        pytest.param(
            {"name": "a", "type": "int", "low": 1, "high": 2, "when": "b = 3"},
            "parameter 'a': 'b = 3' is no condition",
            id="wrong condition",
        ),
        pytest.param(
            {"name": "a", "type": "int", "low": 1, "high": 2, "when": 3},
            "parameter 'a': a condition is written as a text",
            id="condition that is no text",
        ),
        pytest.param(
            {"name": "a", "type": "float", "low": 1, "high": 2, "default": {"special": 1}},
            "parameter 'a': default must be a number or hold special and near",
            id="half a special",
        ),
        pytest.param({"name": "a", "type": "int", "low": 3, "high": 2}, "parameter 'a': low must not be", id="range"),
    ],
)
def test_a_wrong_form_is_named(item: dict[str, Json], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        Space.from_json({"params": [item]})


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="parameter 'a' is there twice; rename one"):
        json_form.read({"params": [{"name": "a", "type": "constant", "value": 1}] * 2})


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"parameters": []}, "a space has params, require and outside, got 'parameters'"),
        ([], "must be an object with params and require"),
    ],
)
def test_what_is_no_form_is_refused(form: dict[str, Json], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        json_form.read(form)


def test_a_dict_is_a_default_like_any_other_among_choices() -> None:
    space = Space({"a": Categorical([{"special": 1, "near": 2}, 3], default={"special": 1, "near": 2})})
    assert Space.from_json(space.to_json()) == space
