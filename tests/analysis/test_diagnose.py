"""All findings together: their order, and the studies that must be survived."""

import json
from collections.abc import Sequence
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.planted import ids, trial
from tests.work import n_calls
from tunewright.analysis.diagnose import diagnose
from tunewright.analysis.effects import edge_findings
from tunewright.analysis.findings import ORDER
from tunewright.analysis.observations import observed
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Special
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.problem import Direction
from tunewright.trials.state import State
from tunewright.trials.trial import Report, Trial, Usage

SPACE = Space({
    "model": Categorical(["svm", "tree"]),
    "svm.C": Float(1e-3, 1e3, log=True, when=param("model") == "svm"),
    "svm.gamma": Float(1e-4, 10.0, log=True, default=Special("scale", near=0.05), when=param("model") == "svm"),
    "tree.depth": Int(1, 20, default=Special(None, near=20), when=param("model") == "tree"),
})
SCORES = st.floats(-1e3, 1e3) | st.sampled_from([nan, inf, -inf, 0.0])


def study(n: int, seed: int = 0) -> list[Trial]:
    """Trials of which those with a large gamma fail, and that get better with C up to its end."""
    rng = np.random.default_rng(seed)
    return [_ran(i, dict(SPACE.decode(unit)), rng) for i, unit in enumerate(SPACE.sample(rng, n))]


def _ran(number: int, params: dict[str, object], rng: np.random.Generator) -> Trial:
    gamma, c = params.get("svm.gamma", 0.0), params.get("svm.C", 1.0)
    assert isinstance(gamma, float)
    assert isinstance(c, float)
    usage = Usage(float(rng.exponential(2)), 1.0, 1e8)
    if gamma > 0.1:
        return Trial(number, State.FAILED, params, usage=usage, error="ValueError: it diverged")
    folds = 0.7 + 0.03 * np.log10(c) + rng.normal(0, 0.005, 5)
    reports = [Report("", 0, fold, float(score)) for fold, score in enumerate(folds)]
    reports += [Report("train_score", 0, fold, float(score) + 0.1) for fold, score in enumerate(folds)]
    tags = {"baseline": True} if number == 0 else {}
    return Trial(number, State.COMPLETE, params, (float(folds.mean()),), {}, tuple(reports), tags=tags, usage=usage)


def test_the_gravest_comes_first_and_everything_is_json() -> None:
    found = diagnose(SPACE, study(120), direction="maximize")
    severities = [ORDER.index(finding.severity) for finding in found]
    assert severities == sorted(severities)
    assert {"failures", "time", "memory"} <= set(ids(found))
    json.dumps([finding.to_json() for finding in found], allow_nan=False)


def test_a_range_that_is_too_narrow_is_told_once() -> None:
    """Both the fit and the ends of ranges see it; a reader needs it once."""
    space = Space({"C": Float(1e-3, 1e3, log=True)})
    places = np.linspace(0.01, 0.99, 60)
    trials = [_fitted(i, space.decode(np.array([place])), float(place)) for i, place in enumerate(places)]
    assert ids(edge_findings(observed(space, trials, "maximize"))) == ["edge-of-range"]
    about_c = [finding for finding in diagnose(space, trials, direction="maximize") if "name" in finding.evidence]
    assert ids(about_c) == ["underfitting"]


def _fitted(number: int, params: Params, score: float) -> Trial:
    folds = [(fold, score + 0.01 * ((number * 7 + fold * 3) % 5)) for fold in range(5)]
    reports = [Report(metric, 0, fold, own) for fold, own in folds for metric in ("", "train_score")]
    return Trial(number, State.COMPLETE, params, (score,), {}, tuple(reports))


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_trials_are_survived(n: int, direction: Direction) -> None:
    found = diagnose(SPACE, study(n), direction=direction)
    assert set(ids(found)) <= {"time", "memory", "all-failed"}
    assert bool(found) == bool(n)


def test_when_all_failed_the_first_thing_said_is_that() -> None:
    found = diagnose(SPACE, [trial(i, error="boom") for i in range(30)], direction="minimize")
    assert found[0].id == "all-failed"


def test_constant_scores_show_nothing_about_hyperparameters() -> None:
    params = [SPACE.decode(unit) for unit in SPACE.sample(np.random.default_rng(0), 60)]
    trials = [trial(i, 1.0, own, folds=[1.0] * 5) for i, own in enumerate(params)]
    assert not {"edge-of-range", "overfitting", "underfitting"} & set(
        ids(diagnose(SPACE, trials, direction="minimize"))
    )


def test_special_values_are_survived() -> None:
    defaults = [{"model": "svm", "svm.C": 1.0, "svm.gamma": "scale"}, {"model": "tree", "tree.depth": None}]
    trials = [*study(40), *(trial(40 + i, 0.7, defaults[i % 2], folds=[0.7] * 5) for i in range(10))]
    diagnose(SPACE, trials, direction="maximize")


def test_params_that_the_space_does_not_know_still_speak_about_failures() -> None:
    trials = [trial(i, None if i >= 25 else 1.0, {"found": float(i)}, error="E") for i in range(40)]
    (failures, *_) = diagnose(Space({}), trials, direction="minimize")
    assert "where found is 25 or more" in failures.sentence


def test_params_that_the_space_cannot_read_still_speak_about_costs() -> None:
    trials = [*study(20), trial(20, 1.0, {"model": "forest"}), trial(21, 1.0, {"model": "svm", "svm.C": "large"})]
    (time_spent,) = [finding for finding in diagnose(SPACE, trials, direction="maximize") if finding.id == "time"]
    assert time_spent.sentence.startswith("22 trials took")


def test_what_is_still_open_says_nothing() -> None:
    trials = [trial(i, state=state) for i, state in enumerate(State) if not state.is_counted]
    assert diagnose(SPACE, trials, direction="minimize") == []


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="direction must be"):
        diagnose(SPACE, [], direction="up")  # type: ignore[arg-type]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(State), SCORES, SCORES), max_size=40), st.integers(0, 99))
def test_any_scores_in_any_state_are_survived(ran: Sequence[tuple[State, float, float]], seed: int) -> None:
    params = [SPACE.decode(unit) for unit in SPACE.sample(np.random.default_rng(seed), max(1, len(ran)))]
    trials = [
        trial(i, score, own, state=state, seconds=abs(fold), folds=[fold, score])
        for i, ((state, score, fold), own) in enumerate(zip(ran, params, strict=False))
    ]
    json.dumps([finding.to_json() for finding in diagnose(SPACE, trials, direction="maximize")], allow_nan=False)


def test_twice_the_trials_are_about_twice_the_work() -> None:
    trials = study(1000)
    diagnose(SPACE, trials[:10], direction="maximize")  # loads what is loaded on first use
    half, all_of_it = (n_calls(lambda n=n: diagnose(SPACE, trials[:n], direction="maximize")) for n in (500, 1000))
    assert all_of_it < 2.2 * half
