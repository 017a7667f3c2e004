"""Time and memory."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.report.contents import Contents
from tunewright.report.figures.cost import memory_by_trial, score_against_seconds, seconds_by_trial
from tunewright.report.figures.spending import where_time_went
from tunewright.report.figures.workers import lanes_of, workers_over_time
from tunewright.report.scene import Scene, scene_of
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

Make, Simple = Callable[..., Contents], Callable[..., Scene]


def costing(*rows: tuple[float, float, str]) -> list[Trial]:
    return [
        Trial(n, State.COMPLETE, {"model": model}, (score,), usage=Usage(seconds, seconds, seconds * 1e8))
        for n, (score, seconds, model) in enumerate(rows)
    ]


def test_a_bargain_is_named(make: Make) -> None:
    trials = costing((0.5, 1, "a"), (0.9, 20, "a"), (0.899, 2, "a"))
    sentence = score_against_seconds(scene_of(make(trials=trials))).sentence
    assert sentence == "The best trial took 20 s for 0.9; trial 2 reached 0.899 in 2 s."


def test_without_a_bargain_that_is_said(make: Make) -> None:
    sentence = score_against_seconds(scene_of(make(trials=costing((0.5, 1, "a"), (0.9, 20, "a"))))).sentence
    assert "none that was clearly faster" in sentence


@pytest.mark.parametrize(("slowest", "kind"), [(3.0, None), (300.0, "log")])
def test_the_seconds_are_logarithmic_where_they_differ_much(make: Make, slowest: float, kind: str | None) -> None:
    figure = score_against_seconds(scene_of(make(trials=costing((0.5, 1, "a"), (0.9, slowest, "a")))))
    assert figure.layout["xaxis"].get("type") == kind


def test_the_most_expensive_trial_is_named(make: Make) -> None:
    scene = scene_of(make(trials=costing((0.9, 1, "a"), (0.5, 4, "a"), (0.5, 1, "a"))))
    assert seconds_by_trial(scene).sentence == (
        "A typical trial needed 1 s, the best one 1 s; the most was 4 s (trial 1, complete)."
    )
    assert "the most was 400 MB (trial 1, complete)" in memory_by_trial(scene).sentence


def test_the_time_is_shared_out_among_models(make: Make) -> None:
    sentence = where_time_went(scene_of(make(trials=costing((0.9, 1, "svm"), (0.5, 3, "tree"))))).sentence
    assert sentence == (
        "75 % of the 4 s of trial time went into tree; every trial ran to its end or was stopped early on purpose."
    )


def test_time_without_a_result_is_counted(make: Make) -> None:
    lost = Trial(1, State.TIMED_OUT, {"model": "svm"}, usage=Usage(3.0))
    sentence = where_time_went(scene_of(make(trials=[*costing((0.9, 1, "svm")), lost]))).sentence
    assert sentence == "2 trials took 4 s of trial time; 75 % went into 1 trial that gave no result."


def test_what_was_not_measured_is_said(simple: Simple) -> None:
    scene = simple([0.5, 0.6])
    assert memory_by_trial(scene).sentence == "It was not measured."
    for make_figure in (score_against_seconds, seconds_by_trial, where_time_went, workers_over_time):
        assert not make_figure(simple([])).traces


def test_busy_workers_are_counted(simple: Simple) -> None:
    assert workers_over_time(simple([0.5, 0.6])).sentence == "1 worker was running trials for 100 % of the time."


spans = st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 50)), max_size=30)


@given(spans, st.integers(1, 3))
def test_no_two_trials_overlap_in_one_place(pairs: list[tuple[float, float]], n_machines: int) -> None:
    ran = {row: (start, start + length) for row, (start, length) in enumerate(pairs)}
    lanes = lanes_of(ran, {row: f"m{row % n_machines}" for row in ran})
    for row, (start, end) in ran.items():
        for other, (begun, ended) in ran.items():
            if row < other and lanes[row] == lanes[other]:
                assert min(end, ended) - max(start, begun) <= 1e-3 + 1e-9
