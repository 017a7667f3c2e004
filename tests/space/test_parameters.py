"""Declarations: they are written down as given, compare by what they say, and print as code."""

import pickle

import pytest

from tunewright.space.expressions import param
from tunewright.space.parameters import MISSING, Categorical, Constant, Float, Int, Ordinal, Parameter, Special

poly = param("kernel") == "poly"

DECLARED = [
    (Float(0, 1), "Float(0, 1)"),
    (
        Float(1e-3, 1e3, log=True, default=1.0, simpler="low"),
        'Float(0.001, 1000.0, log=True, default=1.0, simpler="low")',
    ),
    (Float(0.0, 1.0, step=0.25, prior=0.5), "Float(0.0, 1.0, step=0.25, prior=0.5)"),
    (Float(0.1, 1.0, default=Special("scale", near=0.5)), 'Float(0.1, 1.0, default=Special("scale", near=0.5))'),
    (Int(2, 5, when=poly), 'Int(2, 5, when=param("kernel") == "poly")'),
    (Int(1, 9, step=2), "Int(1, 9, step=2)"),
    (Categorical([True, None, 1]), "Categorical([True, None, 1])"),
    (Categorical([None, 1], default=None), "Categorical([None, 1], default=None)"),
    (Categorical([[1], {"a": 2}], simpler=[[1]]), 'Categorical([[1], {"a": 2}], simpler=[[1]])'),
    (Ordinal(["s", "m"], default="m", simpler="low"), 'Ordinal(["s", "m"], default="m", simpler="low")'),
    (Constant({"a": [1]}, when=poly), 'Constant({"a": [1]}, when=param("kernel") == "poly")'),
]
SCOPE = {
    "Float": Float,
    "Int": Int,
    "Categorical": Categorical,
    "Ordinal": Ordinal,
    "Constant": Constant,
    "Special": Special,
    "param": param,
}


@pytest.mark.parametrize(("declared", "code"), DECLARED)
def test_a_declaration_prints_as_the_code_that_makes_it(declared: Parameter, code: str) -> None:
    assert repr(declared) == code
    assert eval(code, SCOPE) == declared


@pytest.mark.parametrize(("declared", "code"), DECLARED)
def test_a_declaration_survives_pickling(declared: Parameter, code: str) -> None:
    twin = pickle.loads(pickle.dumps(declared))
    assert twin == declared
    assert hash(twin) == hash(declared)


def test_declarations_that_say_different_things_differ() -> None:
    for index, (one, _) in enumerate(DECLARED):
        assert all(one != other for other, _ in DECLARED[:index])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Categorical([1]), Categorical([True]), id="1 and True"),
        pytest.param(Categorical([1, None]), Categorical([1, None], default=None), id="default None and none"),
        pytest.param(Int(1, 2), Float(1, 2), id="Int and Float"),
        pytest.param(Int(1, 2), Int(1, 2, when=poly), id="with a condition"),
        pytest.param(Int(1, 2, when=poly), Int(1, 2, when=~poly), id="under different conditions"),
        pytest.param(Int(1, 9, default=Special(None, 3)), Int(1, 9, default=Special(None, 4)), id="other near"),
        pytest.param(Categorical([1, 2]), Ordinal([1, 2]), id="with an order"),
    ],
)
def test_what_looks_alike_is_told_apart(one: Parameter, other: Parameter) -> None:
    assert one != other


def test_keys_of_a_choice_have_no_order() -> None:
    assert Categorical([{"a": 1, "b": 2}]) == Categorical([{"b": 2, "a": 1}])


def test_nothing_given_is_not_none() -> None:
    assert Categorical([None]).default is MISSING


def test_a_declaration_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Int(1, 2).low = 3  # type: ignore[misc]
