"""The visible stretch of scores."""

from collections.abc import Callable

import numpy as np
import pytest

from tunewright.report.figures.frame import Frame, frame_of
from tunewright.report.scene import Scene

Simple = Callable[..., Scene]
GOOD = [0.7, 0.75, 0.8, 0.72, 0.78, 0.74, 0.76, 0.77]


@pytest.mark.parametrize("sign", [1, -1], ids=["maximize", "minimize"])
def test_a_terrible_trial_does_not_flatten_the_others(simple: Simple, sign: int) -> None:
    scores = [sign * score for score in [*GOOD, -1e9]]
    frame = frame_of(simple(scores, "maximize" if sign > 0 else "minimize"))
    assert frame.high - frame.low < 0.2
    assert frame.low <= sign * 0.8 <= frame.high
    edge = "lower" if sign > 0 else "upper"
    assert frame.note(np.array(scores)) == f"1 trial lies outside and stands at the {edge} edge."


def test_best_and_default_are_always_in_the_frame(simple: Simple) -> None:
    frame = frame_of(simple([0.1, *GOOD]))
    assert frame.low <= 0.1
    assert frame.high >= 0.8


@pytest.mark.parametrize("scores", [[], [None], [0.5], [0.0, 0.0]], ids=str)
def test_there_is_a_frame_even_without_a_spread(simple: Simple, scores: list[float | None]) -> None:
    low, high = frame_of(simple(scores)).shown
    assert low < high


def test_room_for_the_train_trend_is_limited() -> None:
    frame = Frame(0.0, 1.0)
    assert frame.with_room_for(np.array([0.5, 1.2])) == Frame(0.0, 1.2)
    assert frame.with_room_for(np.array([0.5, 99.0])) == Frame(0.0, 2.0)
