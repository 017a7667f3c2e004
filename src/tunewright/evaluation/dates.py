"""Dates in tables: which strings are dates, and what a model can learn from one.

A column of text is dates if 95 % of its values look like one and can be read in one and the same format. A date becomes
numbers: year, month, day, weekday, hour, and days since 1970, so that both seasons and trends can be learned.
"""

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DATE_PARTS = ("year", "month", "day", "weekday", "hour", "days since 1970")
SHARE_OF_DATES = 0.95
LOOKS_LIKE_DATE = r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?\s*"
DAYS = ("%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y")
FORMATS = ("ISO8601", *(day + time for time in ("", " %H:%M", " %H:%M:%S") for day in DAYS))


def date_format(values: pd.Series) -> str | None:
    """Return the format in which nearly all of the texts in `values` (none missing) are dates, or None."""
    texts = values.astype(object).map(lambda value: value if isinstance(value, str) else "")
    looks = texts.str.fullmatch(LOOKS_LIKE_DATE)
    if not len(texts) or looks.mean() < SHARE_OF_DATES:
        return None
    shares = {form: float(_read(texts, form).notna().mean()) for form in FORMATS}
    best = max(shares, key=lambda form: shares[form])
    return best if shares[best] >= SHARE_OF_DATES else None


def to_dates(column: pd.Series, form: str) -> pd.Series:
    """Return `column` as dates without time zone, NaT where there is none.

    Args:
        column: dates, or text in the format `form`.
        form: as `date_format` found it.
    """
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = _read(column.astype(object), form)
    if getattr(column.dt, "tz", None) is not None:
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return column


def date_numbers(dates: pd.Series) -> NDArray[np.float64]:
    """Return the parts of each date as numbers, shape (n_rows, 6), in the order of `DATE_PARTS`; NaN where missing."""
    at = dates.dt
    since = (dates - pd.Timestamp(0)) / pd.Timedelta(days=1)
    parts = [at.year, at.month, at.day, at.day_of_week, at.hour, since]
    return np.column_stack([part.to_numpy(np.float64, na_value=np.nan) for part in parts])


def _read(texts: pd.Series, form: str) -> pd.Series:
    texts = texts.map(lambda value: value if isinstance(value, str | datetime) else None)
    return pd.to_datetime(texts, format=form, errors="coerce", utc=True).dt.tz_localize(None)
