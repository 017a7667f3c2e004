"""Checks of declarations: every message names the parameter, the field, the value and the remedy."""

import math
from typing import Any

import numpy as np
import pytest

from tunewright.space.checks import checked
from tunewright.space.expressions import param
from tunewright.space.parameters import MISSING, Categorical, Constant, Float, Int, Ordinal, Parameter, Special
from tunewright.space.values import is_same

VALUE_ERRORS = [
    pytest.param(Float(2, 1), "low must not be above high, got low=2.0 and high=1.0; swap", id="turned round"),
    pytest.param(Int(5, 2), "low must not be above high, got low=5 and high=2; swap", id="whole, turned round"),
    pytest.param(Float(0, 1, log=True), "low must be above 0 with log=True, got low=0.0; raise it", id="log from 0"),
    pytest.param(Int(-1, 1, log=True), "low must be above 0 with log=True, got low=-1", id="log from below 0"),
    pytest.param(Float(math.nan, 1), "low must be finite, got nan", id="nan"),
    pytest.param(Float(0, math.inf), "high must be finite, got inf", id="infinite"),
    pytest.param(Float(0, 10**400), "high must be finite, got 1000", id="no double"),
    pytest.param(Int(0, 2**64), "high must lie between .* got 18446744073709551616; use Float", id="too large"),
    pytest.param(Float(0, 1, step=0), "step must be above 0, got step=0.0; leave it out", id="no step"),
    pytest.param(Int(0, 9, step=-1), "step must be above 0, got step=-1", id="step back"),
    pytest.param(Float(0, 1e300, step=1e-9), "step must not be that small .* got step=1e-09", id="tiny step"),
    pytest.param(Float(0, 1, default=2), "default must lie between 0.0 and 1.0, got 2; clip", id="default outside"),
    pytest.param(Float(0, 1, prior=-1), "prior must lie between 0.0 and 1.0, got -1", id="prior outside"),
    pytest.param(Int(0, 9, default=1.5), "default must be 0 plus a multiple of 1, got 1.5", id="default no int"),
    pytest.param(Int(0, 9, step=2, default=3), "default must be 0 plus a multiple of 2, got 3", id="default off step"),
    pytest.param(Float(0, 1, step=0.25, default=0.3), "default must be 0.0 plus a multiple of 0.25", id="off step"),
    pytest.param(Float(0, 1, default="scale"), "default must be a number, got 'scale'", id="default a text"),
    pytest.param(Int(0, 9, default=True), "default must be a number, got True", id="default a bool"),
    pytest.param(
        Float(0, 1, default=Special(0.5, 0.5)), "a Special must lie outside .* write default=0.5", id="inside"
    ),
    pytest.param(Int(1, 9, default=Special(None, 10)), "near must lie between 1 and 9, got 10", id="near outside"),
    pytest.param(Int(1, 9, default=Special(None, None)), "a Special needs a near value", id="no near"),
    pytest.param(Float(0, 1, simpler="left"), "simpler must be 'low' or 'high', got 'left'; name the end", id="end"),
    pytest.param(Categorical([]), r"choices must hold one value or more, got \[\]", id="no choice"),
    pytest.param(Categorical(["a", "b", "a"]), "choices must differ, got 'a' more than once", id="twice"),
    pytest.param(Categorical([[1], (1,)]), r"choices must differ, got \[1\] more than once", id="list and tuple"),
    pytest.param(Ordinal([0.0, -0.0]), "choices must differ", id="two zeros"),
    pytest.param(Categorical([math.nan]), "nan is no JSON value", id="nan as a choice"),
    pytest.param(Categorical(["a"], default="b"), r"default must be one of \['a'\], got 'b'", id="default no choice"),
    pytest.param(Categorical(["a"], default=None), "default must be one of", id="None is no choice"),
    pytest.param(Categorical(["a"], simpler=["b"]), "simpler must be one of", id="simpler no choice"),
    pytest.param(Ordinal([1, 2], simpler="up"), "simpler must be 'low' or 'high', got 'up'", id="simpler order"),
    pytest.param(Constant(math.inf), "inf is no JSON value", id="infinite constant"),
]
TYPE_ERRORS = [
    pytest.param(Float(True, 2), "low must be a number, got True", id="bool"),
    pytest.param(Float("0", 1), "low must be a number, got '0'", id="text"),
    pytest.param(Int(0, 1.5), "high must be a whole number, got 1.5; use Float", id="fraction"),
    pytest.param(Int(False, 1), "low must be a whole number, got False", id="bool for a whole number"),
    pytest.param(Float(0, 1, log="yes"), "log must be True or False, got 'yes'", id="log"),
    pytest.param(Float(0, 1, when="kernel"), "when must be a condition such as .* got 'kernel'", id="when a text"),
    pytest.param(Float(0, 1, when=param("a") + 1), "when must be a condition", id="when a sum"),
    pytest.param(Float(0, 1, when=True), "when must be a condition", id="when a bool"),
    pytest.param(Categorical("abc"), "choices must be a list, got 'abc'", id="choices a text"),
    pytest.param(Categorical(3), "choices must be a list, got 3", id="choices a number"),
    pytest.param(Categorical(["a"], simpler="a"), "simpler must be a list of the simpler choices", id="simpler a text"),
    pytest.param(Categorical([object()]), "no JSON value", id="choice no JSON"),
    pytest.param([1, 2], "must be a Float, Int, Categorical, Ordinal or Constant, got", id="no declaration"),
]


@pytest.mark.parametrize(("declared", "message"), VALUE_ERRORS)
def test_a_wrong_value_is_named_with_its_parameter(declared: Parameter, message: str) -> None:
    with pytest.raises(ValueError, match=f"^parameter 'my.C': .*{message}"):
        checked("my.C", declared)


@pytest.mark.parametrize(("declared", "message"), TYPE_ERRORS)
def test_a_wrong_type_is_named_with_its_parameter(declared: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^parameter 'my.C': .*{message}"):
        checked("my.C", declared)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param(Float(0, 1), Float(0.0, 1.0), id="whole bounds"),
        pytest.param(Float(np.float32(0.5), np.int64(1)), Float(0.5, 1.0), id="numpy"),
        pytest.param(Int(np.int64(1), 9.0), Int(1, 9), id="whole floats"),
        pytest.param(Int(0, 10, step=3), Int(0, 9, step=3), id="high is lowered to the last step"),
        pytest.param(Float(0, 1, step=0.3), Float(0.0, 0.9, step=0.3), id="high is lowered in decimals"),
        pytest.param(Float(0, 1, step=0.1), Float(0.0, 1.0, step=0.1), id="ten tenths are one"),
        pytest.param(Float(0, 1, step=5), Float(0.0, 0.0, step=5.0), id="a step beyond the range leaves low"),
        pytest.param(Float(0, 1, default=1, prior=0), Float(0.0, 1.0, default=1.0, prior=0.0), id="default and prior"),
        pytest.param(Int(1, 9, default=3.0), Int(1, 9, default=3), id="whole default"),
        pytest.param(
            Int(1, 9, default=Special(1.0, near=2.0)), Int(1, 9, default=Special(1.0, near=2)), id="1.0 is no whole 1"
        ),
        pytest.param(Categorical(((1, 2), None)), Categorical([[1, 2], None]), id="tuples"),
        pytest.param(Categorical(range(3)), Categorical([0, 1, 2]), id="range"),
        pytest.param(Categorical(np.array([1.5, 2])), Categorical([1.5, 2.0]), id="array"),
        pytest.param(Categorical([0.5, 1.0], default=1), Categorical([0.5, 1.0], default=1.0), id="choice by number"),
        pytest.param(Categorical([1, True, 1.0]), Categorical([1, True, 1.0]), id="three ones"),
        pytest.param(Constant((1, np.True_)), Constant([1, True]), id="constant"),
        pytest.param(Float(3, 3, log=True), Float(3.0, 3.0, log=True), id="one point"),
        pytest.param(Float(1e-300, 1e300, log=True), Float(1e-300, 1e300, log=True), id="600 decades"),
        pytest.param(Float(-1.7e308, 1.7e308), Float(-1.7e308, 1.7e308), id="all doubles"),
        pytest.param(Int(-(2**63), 2**63), Int(-(2**63), 2**63), id="all longs"),
    ],
)
def test_what_is_right_becomes_plain(declared: Parameter, expected: Parameter) -> None:
    assert checked("C", declared) == expected


def test_the_types_of_choices_stay() -> None:
    declared = checked("flag", Categorical([np.bool_(True), 1, None]))
    assert isinstance(declared, Categorical)
    assert is_same(declared.choices, [True, 1, None])
    assert declared.default is MISSING
