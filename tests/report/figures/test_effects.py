"""Each hyperparameter's effect."""

from collections.abc import Callable

import numpy as np
import pytest

from tunewright.report.contents import Contents
from tunewright.report.figures.effects import effect_figures, effects
from tunewright.report.scene import Scene, scene_of
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Make, Simple = Callable[..., Contents], Callable[..., Scene]


def test_the_strongest_comes_first(make: Make) -> None:
    shares = [effect.share for effect in effects(scene_of(make(300)))]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.5


def test_a_log_parameter_is_drawn_by_its_logarithm(make: Make) -> None:
    effect = next(effect for effect in effects(scene_of(make(100))) if effect.name == "svm.C")
    assert -3 <= effect.x.min() < effect.x.max() <= 3


def test_where_scores_are_best_is_said_with_the_value(simple: Simple) -> None:
    hill = [1 - ((n - 20) / 20) ** 2 for n in range(41)]
    figure = effect_figures(simple(hill))[0]
    assert figure.title == "x"
    assert figure.sentence.startswith((
        "Scores are best near 2;",
        "Scores are best near 2.1;",
        "Scores are best near 1.9;",
    ))


@pytest.mark.parametrize(("direction", "end"), [("maximize", "upper"), ("minimize", "lower")])
def test_a_best_value_at_the_end_is_said(simple: Simple, direction: str, end: str) -> None:
    rising = effect_figures(simple([n / 40 for n in range(41)], direction))[0]
    assert rising.sentence.startswith(f"Scores are best at the {end} end of what was tried")


def test_noise_is_no_effect(simple: Simple) -> None:
    noise = np.random.default_rng(0).normal(size=200).tolist()
    assert effect_figures(simple(noise))[0].sentence.startswith("No clear trend")


def test_a_conditional_parameter_says_how_often_it_was_active(make: Make) -> None:
    figure = next(figure for figure in effect_figures(scene_of(make(60))) if figure.title == "svm.C")
    assert figure.sentence.endswith("of 60 trials.")
    assert "It was active in " in figure.sentence


def test_special_values_are_drawn_beside_the_numbers(make: Make) -> None:
    figure = next(figure for figure in effect_figures(scene_of(make(100))) if figure.title == "svm.gamma")
    assert figure.layout["xaxis"]["ticktext"][-1] == "scale"


def test_the_train_trend_is_drawn_where_train_scores_are_known(make: Make, simple: Simple) -> None:
    names = {trace["name"] for figure in effect_figures(scene_of(make(100))) for trace in figure.traces}
    assert {"trend", "train trend", "complete", "stopped early", "best", "default"} <= names
    alone = {trace["name"] for trace in effect_figures(simple([n / 9 for n in range(20)]))[0].traces}
    assert "train trend" not in alone


def test_a_study_that_was_defined_by_running_has_effects_too(make: Make) -> None:
    trials = [Trial(n, State.COMPLETE, {"a<b>": n}, (float(n),)) for n in range(12)]
    figure = effect_figures(scene_of(make(trials=trials, space=Space({}))))[0]
    assert figure.layout["xaxis"]["title"]["text"] == "a&lt;b&gt;"


def test_what_never_varied_and_what_has_no_score_is_not_drawn(make: Make, simple: Simple) -> None:
    same = [Trial(n, State.COMPLETE, {"x": 1.0}, (0.5,)) for n in range(5)]
    assert effect_figures(scene_of(make(trials=same, space=Space({"x": Float(0, 2)})))) == []
    assert effect_figures(simple([None] * 9)) == []
