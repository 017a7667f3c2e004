"""The forest plot's places are percentages of one axis."""

from math import nan

from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.forest import Row, forest_of

numbers = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(numbers, numbers, numbers).map(sorted), min_size=1), st.booleans())
def test_everything_lies_on_the_axis(triples: list[list[float]], zero: bool) -> None:
    forest = forest_of("t", [Row("r", middle, low, high) for low, middle, high in triples], zero=zero)
    assert forest is not None
    for row in forest.rows:
        assert 0 <= row.at <= 100
        assert row.bar is not None
        assert row.bar[0] >= 0
        assert sum(row.bar) <= 100.02
    assert (forest.zero is not None) == zero
    assert forest.zero is None or 0 <= forest.zero <= 100


def test_rows_without_a_value_are_left_out() -> None:
    forest = forest_of("t", [Row("a", nan), Row("b", 0.5)])
    assert forest is not None
    assert [(row.name, row.text, row.bar) for row in forest.rows] == [("b", "0.5", None)]
    assert forest_of("t", [Row("a", nan)]) is None


def test_a_better_score_lies_further_right() -> None:
    forest = forest_of("t", [Row("a", 0.1), Row("b", 0.2), Row("c", 0.3)])
    assert forest is not None
    places = [row.at for row in forest.rows]
    assert places == sorted(places)
    assert len(set(places)) == 3
