"""The written form of conditions: it reads back, it takes what people write, and it runs nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunewright.space.expressions import Expression, param
from tunewright.space.parsing import parse
from tunewright.space.values import Json

a, b, kernel = param("a"), param("b"), param("kernel")

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2))
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
names = st.text() | st.sampled_from(["svm.C", "a.b.c", "and", "true", "param", "None", "ﬁt", "λ", "x.if", "__debug__"])
sums = st.recursive(
    names.map(param),
    lambda inner: (
        st.builds(lambda x, y: x - y, inner, inner)
        | st.builds(lambda x, number: number * x, inner, numbers)
        | st.builds(lambda x, number: x + number, inner, numbers)
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.builds(lambda x, y: x <= y, sums, sums)
    | st.builds(lambda x, value: x == value, sums, values)
    | st.builds(lambda name, choices: param(name).isin(choices), names, st.lists(values, max_size=3))
    | names.map(param),
    lambda inner: (
        st.builds(lambda x, y: x & y, inner, inner)
        | st.builds(lambda x, y: x | y, inner, inner)
        | inner.map(lambda x: ~x)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(conditions)
def test_what_is_written_reads_back_as_the_same(condition: Expression) -> None:
    assert parse(str(condition)).same_as(condition)


@settings(deadline=None)
@given(conditions)
def test_python_code_reads_back_as_the_same(condition: Expression) -> None:
    assert parse(repr(condition)).same_as(condition)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kernel == 'poly'", kernel == "poly"),
        ('kernel in ("rbf", "poly")', kernel.isin(["rbf", "poly"])),
        ('kernel not in ["rbf"]', ~kernel.isin(["rbf"])),
        ("0 <= a <= b", parse("0 <= a and a <= b")),
        ("(a == 1) & ~(b == 2) | (a == 3)", ((a == 1) & ~(b == 2)) | (a == 3)),
        ("a == 1 and b == 2 and kernel", ((a == 1) & (b == 2)) & kernel),
        ("not a", ~a),
        ("kernel == null or kernel == true", (kernel == None) | (kernel == True)),  # noqa: E711, E712
        ("kernel in [null, false, -1]", kernel.isin([None, False, -1])),
        ("pipe.svm.C > 1", param("pipe.svm.C") > 1),
        ("-a < -3", (0 - a) < -3),
        ('param("my rate") > svm.C', param("my rate") > param("svm.C")),
        ("  a > 1\n", a > 1),
    ],
)
def test_people_may_write_as_they_like(text: str, expected: Expression) -> None:
    assert parse(text).same_as(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("kernel = 'poly'", "no condition", id="single ="),
        pytest.param("", "no condition", id="nothing"),
        pytest.param("a >", "no condition", id="half"),
        pytest.param("a / 2 > 1", "a / 2 is not part", id="division"),
        pytest.param("a ** 2 > 1", r"a \*\* 2 is not part", id="power"),
        pytest.param("f(a) > 1", "not part", id="call"),
        pytest.param("__import__('os').system('true')", "not part", id="import"),
        pytest.param("param('a', 'b') > 1", "not part", id="two names"),
        pytest.param("param(3) > 1", "name of a parameter", id="name that is no text"),
        pytest.param("a[0] > 1", "not part", id="index"),
        pytest.param("(lambda: 1)() == a", "not part", id="lambda"),
        pytest.param("[x for x in a] == 1", "not part", id="comprehension"),
        pytest.param("a == f'{b}'", "not part", id="f-string"),
        pytest.param("a == b'x'", "not part", id="bytes"),
        pytest.param("a == 1j", "not part", id="complex"),
        pytest.param("a == {1: 2}", "keys of a dict", id="key that is no text"),
        pytest.param("a == {**b}", "keys of a dict", id="unpacking"),
        pytest.param("a is None", "use == and !=", id="is"),
        pytest.param("kernel == 'rbf' & a > 1", "put each comparison", id="& without parentheses"),
        pytest.param("(a + 1) and b", "put each comparison", id="sum as a condition"),
        pytest.param("a in b", "not part", id="in a parameter"),
        pytest.param("+a > 1", "not part", id="plus sign"),
        pytest.param("(a > 1).b == 2", "not part", id="attribute"),
        pytest.param("(" * 500 + "a" + ")" * 500, "no condition", id="too deep"),
        pytest.param("a < 'x'", "use a number", id="order of a text"),
        pytest.param("'x' + a == 1", "use a number", id="sum with a text"),
        pytest.param("(a < b) < 2", "use a number", id="order of a condition"),
        pytest.param("a == 1e999", "no JSON value", id="infinity"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_the_text(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


@pytest.mark.parametrize("value", ["poly", "it's", 'say "x"', "\\", "\x00\x7f", "😀", 10**30, 5e-324])
def test_values_survive(value: Json) -> None:
    assert parse(str(kernel == value)).value({"kernel": value}) is True
