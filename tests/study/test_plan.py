"""A plan is checked before anything begins."""

import pytest

from tunewright.stoppers.target import TargetStopper
from tunewright.study.plan import Plan, raises_from, stoppers_from


def test_a_plan_without_limits_is_possible() -> None:
    assert Plan().n_trials is None


@pytest.mark.parametrize("wrong", [{"n_trials": 0}, {"total_trials": 0}, {"timeout": -0.5}, {"timeout": float("nan")}])
def test_a_budget_that_is_too_small_is_named(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        Plan(**wrong)  # type: ignore[arg-type]


def test_one_stopper_several_or_none_become_a_sequence() -> None:
    stopper = TargetStopper(1.0)
    assert list(stoppers_from(None)) == []
    assert list(stoppers_from(stopper)) == [stopper]
    assert list(stoppers_from([stopper, stopper])) == [stopper, stopper]


def test_an_error_is_recorded_or_raised() -> None:
    assert (raises_from("record"), raises_from("raise")) == (False, True)
    with pytest.raises(ValueError, match="got 'ignore'"):
        raises_from("ignore")
