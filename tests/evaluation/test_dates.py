"""Which texts are dates, and the numbers that a date becomes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.evaluation.dates import DATE_PARTS, date_format, date_numbers, to_dates


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        pytest.param(["2024-01-31", "2023-12-01"], "ISO8601", id="ISO"),
        pytest.param(["2024-01-31 12:30", "2023-12-01T01:02:03"], "ISO8601", id="ISO with time"),
        pytest.param(["2024-01-31T12:30:00+02:00"], "ISO8601", id="ISO with zone"),
        pytest.param(["31.1.2024", "01.12.2023"], "%d.%m.%Y", id="German"),
        pytest.param(["1/31/2024", "12/1/2023"], "%m/%d/%Y", id="American"),
        pytest.param(["31/1/2024", "1/12/2023"], "%d/%m/%Y", id="British"),
        pytest.param(["31.1.2024 12:30", "01.12.2023 00:00"], "%d.%m.%Y %H:%M", id="with time"),
        pytest.param(["2024-01-31"] * 30 + ["unknown"], "ISO8601", id="one stray of 31"),
        pytest.param(["2024-01-31", "unknown"], None, id="half strays"),
        pytest.param(["2024", "2023"], None, id="years"),
        pytest.param(["20240131", "20231201"], None, id="digits"),
        pytest.param(["10.0.0.1", "1.2.3"], None, id="versions"),
        pytest.param(["99.99.2024", "2.40.2024"], None, id="no such day"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_texts_are_dates_if_one_format_reads_nearly_all(texts: list[str], form: str | None) -> None:
    assert date_format(pd.Series(texts, dtype=object)) == form


def test_the_parts_of_a_date() -> None:
    parts = date_numbers(to_dates(pd.Series(["31.01.1970 06:00", None, "nonsense"]), "%d.%m.%Y %H:%M"))
    assert dict(zip(DATE_PARTS, parts[0], strict=True)) == {
        "year": 1970, "month": 1, "day": 31, "weekday": 5, "hour": 6, "days since 1970": 30.25,
    }  # fmt: skip
    assert np.isnan(parts[1:]).all()


@given(st.lists(st.datetimes(pd.Timestamp(1700, 1, 1), pd.Timestamp(2200, 1, 1)), min_size=1, max_size=5))
def test_the_days_since_1970_keep_the_order_of_dates(moments: list[pd.Timestamp]) -> None:
    since = date_numbers(pd.Series(pd.to_datetime(moments)))[:, -1]
    assert (np.sign(np.subtract.outer(since, since)) == [[(a > b) - (a < b) for b in moments] for a in moments]).all()


def test_zones_are_left_behind() -> None:
    zoned = pd.Series(pd.to_datetime(["2024-01-31 01:00"]).tz_localize("Europe/Berlin"))
    assert to_dates(zoned, "").tolist() == [pd.Timestamp("2024-01-31 00:00")]
