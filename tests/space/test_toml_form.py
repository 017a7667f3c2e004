"""The TOML form: people can write it, null has a spelling, and it reads back."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.space import toml_form
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space
from tunewright.space.values import Json, is_same

BY_HAND = """
require = ["degree <= 2 * svm.C"]

[params.kernel]
type = "categorical"
choices = ["linear", "poly", {json = "null"}]

[params."svm.C"]
type = "float"
low = 0.01
high = 10
log = true
default = {special = {json = "null"}, near = 1}

[params.degree]
type = "int"
low = 2
high = 5
when = 'kernel == "poly"'
"""

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    leaves | st.just({"json": "null"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def test_what_is_written_by_hand_is_read() -> None:
    assert Space.from_toml(BY_HAND) == Space(
        {
            "kernel": Categorical(["linear", "poly", None]),
            "svm.C": Float(0.01, 10, log=True, default=Special(None, near=1)),
            "degree": Int(2, 5, when=param("kernel") == "poly"),
        },
        require=[param("degree") <= 2 * param("svm.C")],
    )


def test_what_is_written_looks_as_if_by_hand() -> None:
    assert (
        Space.from_toml(BY_HAND).to_toml()
        == BY_HAND.strip().replace("= 10\n", "= 10.0\n").replace("near = 1}", "near = 1.0}") + "\n"
    )


@given(values, st.text())
def test_any_value_under_any_name_reads_back(value: Json, name: str) -> None:
    form = {"params": [{"name": name, "type": "constant", "value": value}]}
    read = toml_form.read(toml_form.written(form))
    assert is_same(read, form)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[params.a", "the space is no TOML", id="no TOML"),
        pytest.param("params = 3", r"params must be tables such as \[params.degree\], got 3", id="no tables"),
        pytest.param("[params]\na = 3", "params must be tables", id="no table"),
        pytest.param(
            '[params.svm.C]\ntype = "int"', "parameter 'svm': type must be .* dotted names in quotes", id="dots"
        ),
        pytest.param('[param.a]\ntype = "int"', "a space has params, require and outside, got 'param'", id="misspelt"),
        pytest.param(
            '[params.a]\ntype = "constant"\nvalue = {json = "nul"}',
            """'nul' is no JSON text; write {json = "null"}""",
            id="no JSON inside",
        ),
        pytest.param('[params.a]\ntype = "constant"\nvalue = 1979-05-27', "parameter 'a': .* no JSON value", id="date"),
        pytest.param('[params.a]\ntype = "float"\nlow = nan\nhigh = 1', "parameter 'a': low must be finite", id="nan"),
    ],
)
def test_a_wrong_text_is_explained(text: str, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        Space.from_toml(text)


def test_order_is_kept() -> None:
    space = Space({name: Ordinal([1, 2]) for name in "zyxabc"})
    assert list(tomllib.loads(space.to_toml())["params"]) == list("zyxabc")
    assert Space.from_toml(space.to_toml()).names == space.names


def test_an_empty_space_has_a_text() -> None:
    assert Space.from_toml(Space({}).to_toml()) == Space({})
    assert Space.from_toml(Space({"c": Constant('it\'s "x"\n')}).to_toml()).defaults() == {"c": 'it\'s "x"\n'}
