"""What may stand behind `--set NAME=`, and what is answered to the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.catalogue.set_syntax import parameter_from
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter, Special

C = Float(1e-2, 1e3, log=True, default=1.0, simpler="low")
GAMMA = Float(1e-3, 1e1, log=True, default=Special("scale", near=0.05))
COEF0 = Float(0.0, 2.0, default=0.0)
DEPTH = Int(1, 30, default=Special(None, near=30))
LEAF = Int(1, 50, log=True)
WEIGHT = Categorical([None, "balanced"])
SIZE = Ordinal(["small", "medium", "large"])


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        pytest.param(C, "0.1:10", Float(0.1, 10.0, log=True), id="a range keeps the scale"),
        pytest.param(C, " 0.1 : 10 : linear ", Float(0.1, 10.0), id="a linear range"),
        pytest.param(COEF0, "0.1:10:log", Float(0.1, 10.0, log=True), id="a range by factors"),
        pytest.param(C, "0:10", Float(0.0, 10.0), id="a range from 0 cannot go by factors"),
        pytest.param(LEAF, "2:1e2", Int(2, 100, log=True), id="whole numbers"),
        pytest.param(C, "3", Constant(3.0), id="a number"),
        pytest.param(LEAF, "3", Constant(3), id="a whole number"),
        pytest.param(GAMMA, "scale", Constant("scale"), id="a special word"),
        pytest.param(DEPTH, "None", Constant(None), id="a special none"),
        pytest.param(DEPTH, "8,2,4", Ordinal([2, 4, 8]), id="numbers are put in order"),
        pytest.param(DEPTH, "none,4", Categorical([None, 4]), id="numbers and a word have none"),
        pytest.param(WEIGHT, "balanced", Constant("balanced"), id="a choice"),
        pytest.param(WEIGHT, "null, balanced", Categorical([None, "balanced"]), id="choices"),
        pytest.param(SIZE, "small,large", Ordinal(["small", "large"]), id="choices in order"),
        pytest.param(Categorical([True, False]), "false", Constant(False), id="no"),
        pytest.param(Categorical([16, 32]), "32", Constant(32), id="a number among choices"),
        pytest.param(Constant("a"), "2.5", Constant(2.5), id="a constant takes anything"),
    ],
)
def test_a_text_becomes_a_parameter(old: Parameter, text: str, new: Parameter) -> None:
    assert parameter_from(text, old) == new


@given(low=st.floats(-1e300, 1e300), high=st.floats(-1e300, 1e300))
def test_every_range_of_numbers_can_be_said(low: float, high: float) -> None:
    assert parameter_from(f"{low!r}:{high!r}:linear", COEF0) == Float(low, high)


@pytest.mark.parametrize(
    ("old", "text", "message"),
    [
        pytest.param(C, "low:10", "'low' is no number; write one", id="no number"),
        pytest.param(C, "nan", "'nan' is no number", id="not a number"),
        pytest.param(C, "0.1:inf", "'inf' is no number", id="infinite"),
        pytest.param(C, "true", "'true' is no number", id="a truth value"),
        pytest.param(GAMMA, "auto", "'auto' is no number; write one or scale", id="another word"),
        pytest.param(DEPTH, "2.5", "'2.5' is no whole number; write one or none", id="a fraction"),
        pytest.param(C, "1:2:3", "a range is LOW:HIGH, LOW:HIGH:log or LOW:HIGH:linear, got 1:2:3", id="no scale"),
        pytest.param(C, "1:2:log:4", "a range is LOW:HIGH.* got 1:2:log:4", id="too long"),
        pytest.param(WEIGHT, "even", "'even' is no choice; there are none, balanced", id="no choice"),
        pytest.param(WEIGHT, "1:2", "'1:2' is no choice", id="a range of choices"),
    ],
)
def test_a_text_that_cannot_be_is_answered_with_what_can(old: Parameter, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parameter_from(text, old)
