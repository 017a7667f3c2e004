"""A space for the eye: code that makes it again, and a table that no name can break."""

from xml.etree import ElementTree

from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space

SPACE = Space(
    {
        "kernel": Categorical(["linear", "rbf", None], default="rbf", simpler=["linear"]),
        "C": Float(1e-3, 1e3, log=True, default=1.0, simpler="low"),
        "depth": Int(2, 10, step=4, default=Special(None, near=10), when=param("kernel") == "rbf"),
        "<b>'x'": Ordinal(["<i>", "&"]),
        "seed": Constant(0),
    },
    require=[param("C") <= 2 * param("depth")],
)
SCOPE = {kind.__name__: kind for kind in (Space, Float, Int, Categorical, Ordinal, Constant, Special)} | {
    "param": param
}


def test_the_printed_space_is_code_with_a_line_for_each_parameter() -> None:
    assert repr(SPACE).splitlines() == [
        "Space({",
        '    "kernel": Categorical(["linear", "rbf", None], default="rbf", simpler=["linear"]),',
        '    "C":      Float(0.001, 1000.0, log=True, default=1.0, simpler="low"),',
        '    "depth":  Int(2, 10, step=4, default=Special(None, near=10), when=param("kernel") == "rbf"),',
        '    "<b>\'x\'": Ordinal(["<i>", "&"]),',
        '    "seed":   Constant(0),',
        '}, require=[param("C") <= 2 * param("depth")])',
    ]


def test_the_code_makes_the_space_again() -> None:
    assert eval(repr(SPACE), SCOPE) == SPACE
    assert eval(repr(Space({})), SCOPE) == Space({})


def test_the_table_has_a_row_for_each_parameter() -> None:
    page = ElementTree.fromstring(f"<div>{SPACE._repr_html_()}</div>")
    rows = [[cell.text or "" for cell in row] for row in page.iter("tr")]
    assert rows == [
        ["name", "type", "values", "default", "simpler", "when"],
        ["kernel", "Categorical", '"linear", "rbf", None', '"rbf"', '"linear"', ""],
        ["C", "Float", "0.001 … 1000.0, log", "1.0", "low", ""],
        ["depth", "Int", "2 … 10, step 4", "None (near 10)", "", 'kernel == "rbf"'],
        ["<b>'x'", "Ordinal", '"<i>", "&"', "", "", ""],
        ["seed", "Constant", "0", "", "", ""],
    ]
    assert [note.text for note in page.iter("code")] == ["C <= 2 * depth"]
