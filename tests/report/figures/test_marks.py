"""Every state has a look, and the best and the default stand out."""

from collections.abc import Callable

import numpy as np

from tunewright.report.figures.figure import plain
from tunewright.report.figures.marks import SIGNS, SYMBOLS, Points, by_state, colour, in_words, special
from tunewright.report.page import _own
from tunewright.report.scene import Scene
from tunewright.trials.state import State


def test_every_state_that_can_be_drawn_has_its_own_colour_shape_and_words() -> None:
    begun = set(State) - {State.WAITING}
    assert set(SYMBOLS) == set(SIGNS) == begun
    assert len(set(SYMBOLS.values())) == len({in_words(state) for state in begun}) == len(begun)
    css = _own("page.css")
    assert all(css.count(f"{colour(state)}:") == 2 for state in begun)


def test_trials_are_grouped_by_state_and_the_marked_ones_repeated(simple: Callable[..., Scene]) -> None:
    scene = simple([0.5, None, 0.9])
    points = Points(np.arange(3), np.arange(3.0), np.array([0.5, 0.1, 0.9]), "h")
    assert [(trace["name"], trace["customdata"]) for trace in by_state(scene, points)] == [
        ("complete", [0, 2]),
        ("failed", [1]),
    ]
    assert [(trace["name"], trace["customdata"]) for trace in special(scene, points)] == [
        ("default", [0]),
        ("best", [2]),
    ]


def test_numbers_for_json_are_short_and_finite() -> None:
    assert plain([1 / 3, float("nan"), float("inf"), 2]) == [0.333333, None, None, 2.0]
