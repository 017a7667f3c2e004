"""The table of trials."""

from collections.abc import Callable

from tunewright.report.contents import Contents
from tunewright.report.listing import MOST_BEST, MOST_OTHERS, listing_of
from tunewright.report.scene import Scene, scene_of
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Make = Callable[..., Contents]


def test_a_study_of_usual_size_is_listed_whole_the_best_first(make: Make) -> None:
    listing = listing_of(scene_of(make(60)))
    assert sorted(line.number for line in listing.lines) == list(range(60))
    scores = [float(line.score.key) for line in listing.lines if line.score.key]
    assert scores == sorted(scores, reverse=True)
    assert listing.sentence.startswith("60 trials: ")


def test_where_lower_is_better_the_lowest_comes_first(simple: Callable[..., Scene]) -> None:
    assert [line.number for line in listing_of(simple([0.5, 0.9, 0.1], "minimize")).lines] == [2, 0, 1]


def test_a_huge_study_shows_the_best_and_the_failures_and_says_so(make: Make) -> None:
    scene = scene_of(make(400))
    listing = listing_of(scene)
    assert MOST_BEST < len(listing.lines) <= MOST_BEST + MOST_OTHERS + 2
    assert listing.sentence.endswith("Listed are the best 200 and all those that went wrong.")
    assert {"best", "default"} <= {mark for line in listing.lines for mark in line.marks}


def test_a_failure_has_its_state_in_words_and_its_error(make: Make) -> None:
    trial = Trial(0, State.OUT_OF_MEMORY, {}, error="needed 3 GB", traceback="x" * 9000, output="bye")
    line = listing_of(scene_of(make(trials=[trial]))).lines[0]
    assert (line.words, line.error) == ("out of memory", "needed 3 GB")
    assert line.story.endswith("Printed:\nbye")
    assert len(line.story) < 4100


def test_infinite_and_missing_scores_are_words_and_sort_last(simple: Callable[..., Scene]) -> None:
    cells = [line.score for line in listing_of(simple([float("inf"), float("nan"), None])).lines]
    assert {cell.text for cell in cells} == {"∞", "–"}
    assert {cell.key for cell in cells} == {""}
