"""How results are read: numbers, tuples and dicts, and what is said when they are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.study.objectives import Objectives, Unreadable, objectives_from
from tunewright.trials.trial import Usage

lower = Objectives(("",), ("minimize",))
higher = Objectives(("",), ("maximize",))
two = Objectives(("accuracy", "seconds"), ("maximize", "minimize"))
finite = st.floats(allow_nan=False)


@given(finite)
def test_a_number_is_the_only_value(number: float) -> None:
    assert lower.read(number, Usage()) == ((number,), {})


@given(finite, finite)
def test_turning_values_into_losses_twice_gives_them_back(first: float, second: float) -> None:
    assert two.losses(two.losses((first, second))) == (first, second)


@given(finite, finite)
def test_the_better_value_has_the_lower_loss(first: float, second: float) -> None:
    assert (first > second) == (higher.losses((first,)) < higher.losses((second,)))
    assert (first < second) == (lower.losses((first,)) < lower.losses((second,)))


@pytest.mark.parametrize(
    ("returned", "values"),
    [
        pytest.param(np.float32(0.5), (0.5,), id="numpy scalar"),
        pytest.param(np.array([0.5]), (0.5,), id="array of one"),
        pytest.param(3, (3.0,), id="whole number"),
        pytest.param(float("inf"), (float("inf"),), id="infinite"),
        pytest.param([1.5], (1.5,), id="list of one"),
        pytest.param({"valid_score": 0.5, "train_score": 0.9, "seconds": 3.0}, (0.5,), id="one key is left"),
    ],
)
def test_what_counts_as_a_single_value(returned: object, values: tuple[float, ...]) -> None:
    assert lower.read(returned, Usage())[0] == values


def test_every_named_number_is_kept() -> None:
    metrics = {"valid_score": 0.5, "train_score": 0.9, "seconds": 3.0}
    assert lower.read(metrics, Usage())[1] == metrics


def test_a_measured_cost_may_be_an_objective() -> None:
    assert two.read({"accuracy": 0.9}, Usage(seconds=2.5))[0] == (0.9, 2.5)


def test_a_returned_cost_is_preferred_to_the_measured_one() -> None:
    assert two.read({"accuracy": 0.9, "seconds": 1.0}, Usage(seconds=2.5))[0] == (0.9, 1.0)


@pytest.mark.parametrize(
    ("objectives", "returned", "says"),
    [
        pytest.param(lower, None, "must be a number, got None", id="nothing"),
        pytest.param(lower, "0.5", "must be a number, got '0.5'", id="text"),
        pytest.param(lower, float("nan"), "returned NaN", id="nan"),
        pytest.param(lower, {"a": 1.0, "b": 2.0}, "metric='a'", id="several keys"),
        pytest.param(lower, {"train_a": 1.0}, "train_a", id="only a training score"),
        pytest.param(lower, {}, "name the one to optimise", id="empty dict"),
        pytest.param(lower, (1.0, 2.0), "2 values for 1 objectives", id="too many"),
        pytest.param(two, {"loss": 1.0}, "metric is 'accuracy'", id="missing key"),
        pytest.param(two, (1.0,), "1 values for 2 objectives", id="too few"),
        pytest.param(lower, {"a": "x"}, "the value of 'a' must be a number", id="text in a dict"),
    ],
)
def test_what_is_no_result_is_said(objectives: Objectives, returned: object, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        objectives.read(returned, Usage())


def test_a_metric_names_the_single_objective() -> None:
    assert objectives_from("maximize", "auc", None) == Objectives(("auc",), ("maximize",))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("up", None, None), "direction must be one of .* got 'up'"),
        (("minimize", None, {"a": "up"}), "the direction of 'a' must be .* got 'up'"),
        (("minimize", "a", {"a": "minimize"}), "metric= or objectives="),
        (("minimize", None, {}), "objectives must name one"),
    ],
)
def test_a_wrong_direction_is_named(arguments: tuple[str, str | None, dict[str, str] | None], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        objectives_from(*arguments)
