"""Categories side by side."""

from collections.abc import Callable

import numpy as np
import pytest

from tunewright.report.figures.boxes import boxes, category_sentence, explained_by_slots, spread_out
from tunewright.report.figures.frame import Frame
from tunewright.report.figures.placement import scale_of_categories
from tunewright.report.scene import Scene

X, Y = np.repeat([0.0, 1.0], 10), np.r_[np.linspace(0.6, 0.62, 10), np.linspace(0.8, 0.82, 10)]


def test_a_box_holds_the_middle_half() -> None:
    trace = boxes(X, Y, Frame(0.0, 1.0))
    assert trace["x"] == [0.0, 1.0]
    assert trace["median"] == pytest.approx([0.61, 0.81])
    assert all(
        low <= middle <= high for low, middle, high in zip(trace["q1"], trace["median"], trace["q3"], strict=True)
    )


def test_dots_stay_in_their_category_and_in_their_place() -> None:
    rows = np.arange(100)
    first, second = spread_out(np.ones(100), rows), spread_out(np.ones(100), rows)
    assert np.array_equal(first, second)
    assert np.all(np.abs(first - 1) <= 0.25)


def test_the_share_between_categories_is_corrected_for_chance() -> None:
    assert explained_by_slots(X, Y) > 0.95
    assert explained_by_slots(np.arange(5.0), np.arange(5.0)) == 0
    assert explained_by_slots(X, np.ones(20)) == 0


@pytest.mark.parametrize(("direction", "first"), [("maximize", "new"), ("minimize", "old")])
def test_the_winner_depends_on_the_direction(simple: Callable[..., Scene], direction: str, first: str) -> None:
    sentence = category_sentence(simple([], direction), scale_of_categories(["old", "new"]), X, Y)
    assert sentence.startswith(f"{first} (median ")
    assert sentence.endswith("of the spread in scores.")


def test_categories_that_hardly_differ_have_no_winner(simple: Callable[..., Scene]) -> None:
    sentence = category_sentence(simple([]), scale_of_categories(["old", "new"]), X, np.tile(Y[:10], 2))
    assert sentence.startswith("No clear difference")
    assert "came with old" in sentence


def test_one_category_alone_is_not_judged(simple: Callable[..., Scene]) -> None:
    sentence = category_sentence(simple([]), scale_of_categories(["old", "new"]), X[:10], Y[:10])
    assert sentence == "Only one of its values has a score."
