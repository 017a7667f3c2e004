"""The shape of a table: what is refused, and with which words."""

import pytest

from tunewright.catalogue.entry import Shape


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param(("ranking", 10, 2), "task must be 'classification' or 'regression', got 'ranking'", id="task"),
        pytest.param(("regression", 1, 2), "n_rows must be 2 or more, got 1", id="one row"),
        pytest.param(("regression", 10, 0), "n_columns must be 1 or more, got 0", id="no column"),
        pytest.param(("classification", 10, 2, 1), "n_classes must be 2 or more, got 1; use task=", id="one class"),
        pytest.param(("regression", 10, 2, 3), "n_classes must be 0 in regression, got 3", id="classes of numbers"),
    ],
)
def test_a_shape_that_cannot_be_is_refused(values: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Shape(*values)  # type: ignore[arg-type]
