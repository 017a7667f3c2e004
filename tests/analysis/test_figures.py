from math import inf, nan

import pytest

from tunewright.analysis.figures import shown, shown_bytes, shown_difference, shown_seconds, shown_value


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        (0.7554, 0.013, "0.755"),
        (0.7554, 0.0013, "0.7554"),
        (-0.48, nan, "−0.480"),
        (304.52, 12.0, "305"),
        (304.52, 1.2, "304.5"),
        (0.0, nan, "0.000"),
        (1.5e9, nan, "1.5e+09"),
        (1e-12, nan, "1e-12".replace("-", "−")),
        (nan, nan, "unknown"),
        (-inf, nan, "unknown"),
    ],
)
def test_a_score_has_the_decimals_that_its_difference_needs(value: float, like: float, text: str) -> None:
    assert shown(value, like) == text


@pytest.mark.parametrize(
    ("value", "metric", "text"),
    [
        (0.0131, "balanced_accuracy", "1.3"),
        (-0.006, "roc_auc", "−0.6"),
        (0.00021, "accuracy", "0.021"),
        (0.0, "f1_macro", "0.0"),
        (0.0131, "r2", "0.013"),
        (0.0131, "neg_log_loss", "0.013"),
        (nan, "accuracy", "unknown"),
    ],
)
def test_differences_between_0_and_1_are_told_in_points(value: float, metric: str, text: str) -> None:
    assert shown_difference(value, metric) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0123, "12.3 ms"), (5.0, "5 s"), (600.0, "10 min"), (9000.0, "2.5 h"), (nan, "an unknown time")],
)
def test_time_is_told_in_the_unit_that_fits(seconds: float, text: str) -> None:
    assert shown_seconds(seconds) == text


@pytest.mark.parametrize(("size", "text"), [(5e6, "5 MB"), (2.5e9, "2.5 GB"), (nan, "unknown memory")])
def test_memory_is_told_in_the_unit_that_fits(size: float, text: str) -> None:
    assert shown_bytes(size) == text


@pytest.mark.parametrize(("value", "text"), [(0.123456, "0.123"), (3, "3"), (None, "None"), ("rbf", "rbf")])
def test_a_hyperparameter_is_told_shortly(value: object, text: str) -> None:
    assert shown_value(value) == text
