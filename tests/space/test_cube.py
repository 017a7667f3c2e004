"""One axis of the cube: there and back unchanged, within bounds whatever the coordinate, and no end left short."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from tunewright.space.checks import checked
from tunewright.space.cube import Axis, Continuous, Scale, axis_of, last_step, steps_between
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Parameter, Special
from tunewright.space.values import Json, is_same

units = st.floats(0, 1)
anything = st.floats(allow_nan=False)
finite = st.floats(-1e300, 1e300)
positive = st.floats(1e-300, 1e300)
decimals = st.integers(-1000, 1000).map(lambda number: number / 100)


def ends(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))


linear = ends(finite | decimals).map(lambda pair: Float(*pair))
logarithmic = ends(positive).map(lambda pair: Float(*pair, log=True))
stepped = st.builds(
    lambda low, step, count: Float(low, low + step * count, step=step),
    decimals,
    st.sampled_from([0.01, 0.1, 0.25, 0.3, 1.0]),
    st.integers(0, 500),
)
whole = st.builds(lambda pair, step: Int(*pair, step=step), ends(st.integers(-(2**48), 2**48)), st.integers(1, 9))
whole_log = st.builds(
    lambda pair, step: Int(*pair, step=step, log=True), ends(st.integers(1, 2**40)), st.integers(1, 9)
)
choices = st.lists(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()), min_size=1).map(
    lambda items: list({repr(item): item for item in items}.values())
)
listed = choices.map(Categorical) | choices.map(Ordinal)
numbers = linear | logarithmic | stepped | whole | whole_log


def axis(declared: Parameter) -> Axis:
    made = axis_of(checked("x", declared))
    assert made is not None
    return made


@given(numbers | listed, units)
@example(Float(1e15, 1e15 + 1), 0.3)
@example(Float(0.1, 0.1 + 1e-13), 0.7)
@example(Float(1e-300, 1e300, log=True), 0.9999)
@example(Int(1, 2, log=True), 1.0)
def test_what_came_from_a_coordinate_goes_there_and_back_unchanged(declared: Parameter, unit: float) -> None:
    way = axis(declared)
    value = way.from_unit(unit)
    assert is_same(way.from_unit(way.to_unit(value)), value)


@given(numbers, anything)
@example(Int(0, 9), math.inf)
@example(Float(0, 1, step=0.1), -math.inf)
@example(Int(1, 9, log=True), math.inf)
def test_a_number_is_within_its_bounds_whatever_the_coordinate(declared: Float | Int, unit: float) -> None:
    declared = checked("x", declared)  # type: ignore[assignment]
    assert declared.low <= axis(declared).from_unit(unit) <= declared.high


@given(numbers | listed, units)
def test_a_value_that_comes_out_is_accepted_as_it_is(declared: Parameter, unit: float) -> None:
    way = axis(declared)
    value = way.from_unit(unit)
    assert is_same(way.accept(value), value)


@given(numbers, finite)
def test_the_coordinate_of_any_number_is_in_the_unit_interval(declared: Float | Int, number: float) -> None:
    assert 0 <= axis(declared).to_unit(number) <= 1


@given(numbers, units, units)
def test_a_larger_coordinate_never_gives_a_smaller_number(declared: Float | Int, one: float, other: float) -> None:
    assume(one <= other)
    way = axis(declared)
    assert way.from_unit(one) <= way.from_unit(other)


@given(numbers | listed)
@example(Float(1.0, 1.0000000000000002, log=True))
@example(Float(-1.7e308, 1.7e308))
@example(Float(1.0, 6.782383795505e299, log=True))
@example(Float(5e-324, 1.7e308, log=True))
def test_both_ends_are_reached(declared: Parameter) -> None:
    way = axis(declared)
    plain = checked("x", declared)
    first, last = (plain.low, plain.high) if isinstance(plain, Float | Int) else (plain.choices[0], plain.choices[-1])
    assert is_same(way.from_unit(0.0), first)
    assert is_same(way.from_unit(1.0), last)


@given(numbers | listed, units, units)
def test_tokens_are_equal_for_the_same_value_only(declared: Parameter, one: float, other: float) -> None:
    way = axis(declared)
    values = way.from_unit(one), way.from_unit(other)
    assert (way.token(values[0]) == way.token(values[1])) is is_same(*values)


@pytest.mark.parametrize(
    ("declared", "chances"),
    [
        pytest.param(Int(2, 6), [1 / 5] * 5, id="whole"),
        pytest.param(Int(0, 9, step=3), [1 / 4] * 4, id="whole steps"),
        pytest.param(Float(0.1, 0.5, step=0.1), [1 / 5] * 5, id="decimal steps"),
        pytest.param(Categorical(["a", None, True]), [1 / 3] * 3, id="choices"),
        pytest.param(
            Int(1, 4, log=True),
            np.diff(np.log([0.5, 1.5, 2.5, 3.5, 4.5])) / math.log(9),
            id="log: a cell from half a step below to half a step above",
        ),
    ],
)
def test_the_ends_are_as_likely_as_they_should_be(declared: Parameter, chances: list[float]) -> None:
    """Chi-square on 40,000 draws; false alarm 1e-6 for a fresh seed; sees an end of half its chance for certain."""
    way = axis(declared)
    drawn = [way.from_unit(unit) for unit in np.random.default_rng(3).random(40_000)]
    counts = [drawn.count(value) for value in way.values(1)]
    assert sum(counts) == 40_000
    assert stats.chisquare(counts, 40_000 * np.asarray(chances)).pvalue > 1e-6


@pytest.mark.parametrize(
    ("declared", "unit", "value"),
    [
        pytest.param(Float(1e-3, 1e3, log=True), 0.5, 1.0, id="centre of a log scale"),
        pytest.param(Float(1e-4, 1e-2, log=True), 0.5, 0.001, id="centre of a log scale below one"),
        pytest.param(Float(-1, 3), 0.25, 0.0, id="quarter of a linear scale"),
        pytest.param(Float(0, 1, step=0.1), 0.3, 0.3, id="tenths have no dust"),
        pytest.param(Int(0, 3), 0.2499, 0, id="last of the first cell"),
        pytest.param(Int(0, 3), 0.25, 1, id="first of the second cell"),
        pytest.param(Float(-1.7e308, 1.7e308), 0.5, 0.0, id="all doubles"),
        pytest.param(Int(-(2**63), 2**63), 0.5, 0, id="all longs"),
        pytest.param(Float(7, 7, log=True), 0.1, 7.0, id="one point"),
        pytest.param(Int(3, 3), 0.9, 3, id="one whole number"),
        pytest.param(Ordinal(["s", "m", "l"]), 0.5, "m", id="middle of an order"),
        pytest.param(Categorical(["a", "b"]), 0.5, "b", id="second half"),
    ],
)
def test_a_coordinate_means_what_one_would_say(declared: Parameter, unit: float, value: Json) -> None:
    assert is_same(axis(declared).from_unit(unit), value)


@pytest.mark.parametrize(
    ("declared", "value", "unit"),
    [
        (Int(0, 3), 0, 0.125),
        (Int(0, 3), 3.0, 0.875),
        (Float(0, 10), 5, 0.5),
        (Float(0, 10), 11, 1.0),
        (Float(1, 10, log=True), -3, 0.0),
        (Float(0, 10), math.inf, 1.0),
        (Int(0, 3), -math.inf, 0.125),
        (Float(2, 2), 2, 0.5),
        (Categorical(["a", 1, True, 1.0]), True, 0.625),
        (Categorical([0.5, 1.0]), 1, 0.75),
        (Float(0, 10, default=Special("auto", near=2.5)), "auto", 0.25),
        (Float(0, 10, step=2.5, default=Special(None, near=5)), None, 0.5),
    ],
)
def test_a_value_stands_where_one_would_put_it(declared: Parameter, value: Json, unit: float) -> None:
    assert axis(declared).to_unit(value) == pytest.approx(unit)


@pytest.mark.parametrize(
    ("declared", "value", "message"),
    [
        (Float(0, 1), 2, "must lie between 0.0 and 1.0, got 2; clip it or widen the range"),
        (Float(0, 1), math.nan, "must lie between"),
        (Float(0, 1), True, "must be a number, got True"),
        (Float(0, 1), "x", "must be a number, got 'x'"),
        (Int(0, 4, step=2), 3, "must be 0 plus a multiple of 2, got 3; such as 4"),
        (Int(0, 4), math.inf, "must lie between 0 and 4, got inf"),
        (Int(0, 4), math.nan, "must lie between 0 and 4, got nan"),
        (Float(0, 1, step=0.25), 0.3, "must be 0.0 plus a multiple of 0.25, got 0.3; such as 0.25"),
        (Categorical([1, 2]), True, r"must be one of \[1, 2\], got True"),
        (Categorical(["a"]), "b", r"must be one of \['a'\], got 'b'"),
    ],
)
def test_what_is_no_value_is_refused(declared: Parameter, value: Json, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        axis(declared).accept(value)


def test_a_sum_of_tenths_is_taken_for_the_step_that_it_means() -> None:
    way = axis(Float(0, 1, step=0.1))
    assert way.accept(0.1 + 0.2) == 0.3
    assert way.token(0.1 + 0.2) == way.token(0.3)


def test_a_special_value_is_neither_its_near_one_nor_anything_else() -> None:
    way = axis(Int(1, 9, default=Special(1.0, near=3)))
    tokens = [way.token(value) for value in (1.0, 1, 3, "1.0", None)]
    assert len(set(tokens)) == 5
    assert is_same(way.accept(1.0), 1.0)


def test_zero_has_no_sign() -> None:
    assert axis(Float(-1, 1)).token(-0.0) == axis(Float(-1, 1)).token(0)
    assert math.copysign(1, axis(Float(-1, 0)).from_unit(1.0)) == 1


@pytest.mark.parametrize(
    ("declared", "size", "values"),
    [
        (Float(0, 1), math.inf, [0.0, 0.5, 1.0]),
        (Float(1, 100, log=True), math.inf, [1.0, 10.0, 100.0]),
        (Float(2, 2), 1, [2.0]),
        (Int(2, 5), 4, [2, 3, 4, 5]),
        (Float(0, 1, step=0.5), 3, [0.0, 0.5, 1.0]),
        (Categorical(["a", None]), 2, ["a", None]),
    ],
)
def test_a_list_of_values_runs_from_end_to_end(declared: Parameter, size: float, values: list[Json]) -> None:
    assert axis(declared).size == size
    assert list(axis(declared).values(3)) == values


def test_one_value_of_a_continuous_range_is_its_centre() -> None:
    assert list(axis(Float(1, 100, log=True)).values(1)) == [10.0]


def test_the_digits_kept_leave_the_neighbours_apart() -> None:
    way = axis(Float(1e-5, 1e-1, log=True))
    assert isinstance(way, Continuous)
    assert len({way.from_unit(0.5 + index * 1e-12) for index in range(100)}) == 100


def test_a_narrow_log_range_has_values_between_its_ends() -> None:
    way = axis(Float(1, 1 + 1e-13, log=True))
    assert 1 < way.from_unit(0.25) < way.from_unit(0.75) < 1 + 1e-13


def test_a_scale_without_width_has_one_place() -> None:
    assert Scale.between(3, 3, False).to_unit(99) == 0.5


@pytest.mark.parametrize(
    ("low", "high", "step", "n_steps", "last"),
    [(0, 10, 3, 3, 9), (0.0, 1.0, 0.1, 10, 1.0), (0.0, 0.3, 0.1, 3, 0.3), (-1.0, 1.0, 0.3, 6, 0.8), (5, 5, 1, 0, 5)],
)
def test_steps_are_counted_as_people_write_them(
    low: float, high: float, step: float, n_steps: int, last: float
) -> None:
    assert steps_between(low, high, step) == n_steps
    assert last_step(low, high, step) == last


def test_a_constant_takes_no_axis() -> None:
    assert axis_of(Constant(3)) is None
