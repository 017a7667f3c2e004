"""How long a configuration takes: what multiplies is found, and odd durations do no harm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surrogates.gp.mixed import AXES, ENCODING, drawn
from tunewright.surrogates.seconds import seconds_of


def test_durations_that_multiply_are_found() -> None:
    units = drawn(1, 60)
    x, kind = units[:, 1], np.floor(units[:, 0] * 3)
    log_seconds = 2 + 3 * x + np.array([0.0, 1.0, -2.0])[kind.astype(int)]
    model = seconds_of(ENCODING.encoded(units), np.exp(log_seconds))
    there = drawn(2, 40)
    expected = 2 + 3 * there[:, 1] + np.array([0.0, 1.0, -2.0])[np.floor(there[:, 0] * 3).astype(int)]
    assert np.abs(model.log(ENCODING.encoded(there)) - expected).max() < 0.4
    assert np.corrcoef(model.log(ENCODING.encoded(there)), expected)[0, 1] > 0.99


def test_one_duration_is_expected_everywhere() -> None:
    model = seconds_of(ENCODING.encoded(drawn(1, 1)), np.array([4.0]))
    np.testing.assert_allclose(model.log(ENCODING.encoded(drawn(2, 9))), np.log(4.0))


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=20))
def test_whatever_was_measured_something_finite_is_expected(seconds: list[float]) -> None:
    units = AXES.snapped(drawn(3, len(seconds)))
    assert np.isfinite(seconds_of(ENCODING.encoded(units), np.array(seconds)).log(ENCODING.encoded(units))).all()


def test_on_average_what_was_measured_is_expected() -> None:
    units, seconds = drawn(4, 25), np.random.default_rng(4).gamma(2.0, size=25)
    model = seconds_of(ENCODING.encoded(units), seconds)
    assert model.log(ENCODING.encoded(units)).mean() == pytest.approx(np.log(seconds).mean())
