"""The best score so far."""

from collections.abc import Callable

import pytest

from tunewright.report.figures.progress import best_against_time, best_against_trials
from tunewright.report.scene import Scene

Simple = Callable[..., Scene]


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([0.5, 0.7, 0.6, 0.6], "The best score was found after 2 of 4 trials; the last 2 brought nothing better."),
        ([0.5, 0.6, 0.7], "The best score was found after 3 of 3 trials; the search was still finding better ones."),
        ([0.9, 0.6, 0.7], "Nothing among 3 trials scored better than the default configuration."),
        ([0.5], "There is one trial, and nothing to compare it with."),
        ([None, None], "No trial has given a score yet."),
        ([], "No trial has given a score yet."),
    ],
    ids=["early", "still rising", "default", "one", "failures", "none"],
)
def test_the_sentence_says_when_the_gain_came(simple: Simple, scores: list[float | None], sentence: str) -> None:
    assert best_against_trials(simple(scores)).sentence == sentence


def test_lower_is_better_where_the_study_says_so(simple: Simple) -> None:
    assert best_against_trials(simple([0.5, 0.3, 0.4, 0.4], "minimize")).sentence.startswith(
        "The best score was found after 2 of 4"
    )


def test_the_line_only_ever_gets_better_and_reaches_to_the_end(simple: Simple) -> None:
    figure = best_against_trials(simple([0.5, 0.4, 0.7, 0.6]))
    line = next(trace for trace in figure.traces if trace["name"] == "best so far")
    assert (line["x"], line["y"]) == ([0, 2, 3], [0.5, 0.7, 0.7])


def test_time_counts_from_the_start_and_half_of_the_gain_is_named(simple: Simple) -> None:
    figure = best_against_time(simple([0.5, 0.65, 0.6, 0.7]))
    assert figure.sentence == (
        "The best score, 0.7, came 4 s into 4 s of searching; half of the gain over the default was there after 2 s."
    )
    assert figure.layout["xaxis"]["title"]["text"] == "seconds since the start"


def test_the_default_is_a_line_of_its_own(simple: Simple) -> None:
    assert best_against_trials(simple([0.5, 0.7])).layout["shapes"][0]["y0"] == 0.5
    assert best_against_trials(simple([0.5, 0.7], baseline_numbers=())).layout["shapes"] == []
