"""Nothing is lost between a record and its row."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from tunewright.storage import rows
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

floats = st.floats()
finite_names = st.dictionaries(st.text(max_size=3), floats, max_size=2)
usages = st.builds(Usage, floats, floats, floats)
records = st.builds(
    Trial,
    number=st.integers(0, 9),
    state=st.sampled_from(State),
    params=finite_names,
    values=st.lists(floats, max_size=2).map(tuple),
    metrics=finite_names,
    constraints=finite_names,
    usage=usages,
    created=floats,
    started=floats,
    ended=floats,
    attempts=st.integers(0, 3),
    reports=st.just(()),
    attrs=finite_names,
    tags=finite_names,
    worker=st.just("w"),
    error=st.just("e"),
    traceback=st.just("t"),
    output=st.just("o"),
)


@given(records)
def test_a_trial_comes_back_from_its_row(trial: Trial) -> None:
    row = {"number": trial.number, **rows.values_of(trial, version=1)}
    assert not [value for value in row.values() if value != value]  # NaN is NULL
    assert repr(rows.trial_of(row)) == repr(trial)


@given(st.floats())
def test_a_report_comes_back_from_its_row(value: float) -> None:
    reports = [Report("m", 3, -1, value), Report("", 0, 2, 1.0)]
    stored = rows.report_values(1, 7, 5, reports)
    assert [row["position"] for row in stored] == [0, 1]
    assert repr([rows.report_of(row) for row in stored]) == repr([(7, report) for report in reports])


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_an_array_comes_back_from_its_row_to_the_last_bit(array: NDArray[np.float32]) -> None:
    (row,) = rows.array_values(1, 0, {"a": array})
    back = rows.array_of(row)
    assert (back.shape, back.dtype) == (array.shape, array.dtype)
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable


@pytest.mark.parametrize(("repeats", "coding"), [(1, "raw"), (1000, "zlib")])
def test_an_array_is_compressed_where_that_helps(repeats: int, coding: str) -> None:
    (row,) = rows.array_values(1, 0, {"a": np.full(repeats, 0.1, np.float32)})
    assert row["coding"] == coding
    data = row["data"]
    assert isinstance(data, bytes)
    assert len(zlib.decompress(data) if coding == "zlib" else data) == 4 * repeats


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_one_that_a_database_takes(text: str) -> None:
    stored = rows.storable(text)
    assert "\0" not in stored
    stored.encode()
    assert len(stored) == len(text)
