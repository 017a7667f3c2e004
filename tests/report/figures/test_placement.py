"""Where values stand on an axis."""

from math import isnan

from hypothesis import assume, given
from hypothesis import strategies as st

from tunewright.report.figures.placement import scale_of_categories, scale_of_numbers


def test_special_values_stand_to_the_right_of_the_numbers() -> None:
    scale = scale_of_numbers([0.01, 10.0, "scale", None], log=True, bounds=(0.001, 100.0))
    assert (scale.place(0.01), scale.place(10.0)) == (-2.0, 1.0)
    assert 1.0 < scale.place("scale") < scale.place(None) < scale.shown()[1]
    assert scale.ticks()[1][-2:] == ["scale", "None"]


def test_a_number_out_of_the_range_is_a_special_value() -> None:
    scale = scale_of_numbers([-1, 1, 5], log=False, bounds=(1, 10))
    assert scale.place(-1) > scale.place(5)
    assert scale.names == ("−1",) or scale.names == ("-1",)


def test_zero_has_a_slot_on_a_log_axis() -> None:
    assert scale_of_numbers([0.0, 1.0, 10.0], log=True).place(0.0) > 1.0


def test_categories_keep_their_order_and_their_types() -> None:
    scale = scale_of_categories(["b", "a", None, True, 1, "1"])
    assert [scale.place(value) for value in ("b", "a", None, True, 1, "1")] == [0, 1, 2, 3, 4, 5]
    assert isnan(scale.place("unknown"))
    assert not scale.is_numeric


@given(st.lists(st.floats(1e-9, 1e9), min_size=2, max_size=10), st.booleans())
def test_ticks_are_few_and_lie_in_the_range(values: list[float], log: bool) -> None:
    scale = scale_of_numbers(values, log=log)
    assume(scale.high - scale.low > 1e-6 * scale.high)
    places, names = scale.ticks()
    low, high = scale.shown()
    assert 1 <= len(places) == len(names) <= 12
    assert all(low <= place <= high for place in places)


def test_one_value_alone_has_a_range() -> None:
    low, high = scale_of_numbers([3.0], log=False).shown()
    assert low < 3 < high
