"""Ends of ranges: what is found, and how seldom chance is."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from analysis.planted import ids, trial
from tunewright.analysis.effects import LEVEL, edge_findings
from tunewright.analysis.findings import Finding
from tunewright.analysis.observations import Observations, observed
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int, Ordinal, Special
from tunewright.space.space import Space
from tunewright.space.values import Params

ONE_IN_A_MILLION = 1e-6
WIDE = Space({"C": Float(1e-3, 1e3, log=True), "x": Float(0.0, 1.0)})


def seen(space: Space, params: Sequence[Params], scores: Sequence[float] | NDArray[np.float64]) -> Observations:
    trials = [trial(i, float(score), own) for i, (own, score) in enumerate(zip(params, scores, strict=True))]
    return observed(space, trials, "maximize")


def drawn(space: Space, seed: int, n: int) -> list[Params]:
    return [space.decode(unit) for unit in space.sample(np.random.default_rng(seed), n)]


def rising(space: Space, name: str, n: int = 60) -> list[Finding]:
    """What is found where the score rises with one hyperparameter, with some noise."""
    params = drawn(space, 0, n)
    noise = np.random.default_rng(1).normal(0, 0.02, n)
    return edge_findings(seen(space, params, observed_places(space, params, name) + noise))


def observed_places(space: Space, params: Sequence[Params], name: str) -> NDArray[np.float64]:
    return np.array([space.encode(own)[space.dims.index(name)] for own in params])


@pytest.mark.parametrize(
    ("parameter", "edge"),
    [
        pytest.param(Float(1e-3, 1e3, log=True), "1e+03", id="log"),
        pytest.param(Float(3.0, 9.0), "9", id="linear"),
        pytest.param(Int(3, 90), "90", id="whole numbers"),
        pytest.param(Int(1, 1024, log=True), "1024", id="whole, log"),
    ],
)
def test_the_best_at_the_upper_end_are_seen(parameter: Float | Int, edge: str) -> None:
    (finding,) = rising(Space({"p": parameter, "other": Float(0.0, 1.0)}), "p")
    assert finding.severity == "warning"
    assert f"The best p lies at the upper end of its range, {edge}: " in finding.sentence
    assert f"Let p go above {edge}" in finding.fix


def test_the_lower_end_is_an_end_too() -> None:
    params = drawn(WIDE, 0, 60)
    (finding,) = edge_findings(seen(WIDE, params, -observed_places(WIDE, params, "C")))
    assert finding.evidence["end"] == "low"
    assert "Let C go below 0.001" in finding.fix


def test_the_figures_of_the_sentence_are_true() -> None:
    space = Space({"C": Float(10.0, 100.0)})
    params = [{"C": float(c)} for c in range(10, 101, 2)]
    (finding,) = edge_findings(seen(space, params, [own["C"] for own in params]))  # 46: the best 5 are 92 to 100
    assert "5 of the 5 best have 92 or more, the very best 100." in finding.sentence


def test_beyond_a_natural_end_there_may_be_nothing_so_it_is_no_warning() -> None:
    assert [finding.severity for finding in rising(WIDE, "x")] == ["info"]


def test_the_best_inside_the_range_are_no_finding() -> None:
    params = drawn(WIDE, 0, 60)
    assert not edge_findings(seen(WIDE, params, -np.abs(observed_places(WIDE, params, "C") - 0.6)))


def test_the_single_best_at_an_end_is_no_finding() -> None:
    params = drawn(WIDE, 0, 60)
    scores = -np.abs(observed_places(WIDE, params, "C") - 0.5)
    assert not edge_findings(seen(WIDE, [*params, {"C": 1e3, "x": 0.5}], [*scores, 1.0]))


@pytest.mark.parametrize(
    "best_first",
    [
        pytest.param([0.5, 1.0, 0.99, 0.98, 0.97], id="the very best is elsewhere"),
        pytest.param([0.8, 0.81, 0.82, 0.83, 0.84], id="near, but not near enough"),
    ],
)
def test_the_best_must_crowd_at_the_end(best_first: list[float]) -> None:
    places = [*best_first, *np.linspace(0.75, 0.0, 45)]
    space = Space({"x": Float(10.0, 20.0)})
    assert not edge_findings(seen(space, [{"x": 10.0 + 10.0 * place} for place in places], -np.arange(50.0)))


def test_most_of_the_best_must_be_there() -> None:
    """Six of the best ten are no chance, but where four of them are elsewhere the range is wide enough."""
    places = [1.0, 0.5, 0.99, 0.51, 0.98, 0.52, 0.97, 0.53, 0.96, 0.95, *np.linspace(0.75, 0.0, 90)]
    space = Space({"x": Float(10.0, 20.0)})
    assert not edge_findings(seen(space, [{"x": 10.0 + 10.0 * place} for place in places], -np.arange(100.0)))


def test_among_few_values_the_best_are_often_at_an_end() -> None:
    """With two values the best three of thirty are all at one end in every fourth study."""
    space = Space({"n": Int(3, 4), "y": Float(0.0, 1.0)})
    params = [{"n": 4 if i < 12 else 3, "y": (i * 7 % 30) / 30} for i in range(30)]
    assert not edge_findings(seen(space, params, -np.arange(30.0)))


def test_what_is_not_active_in_the_best_is_not_judged() -> None:
    models = {"C": Float(10.0, 99.0, when=param("model") == "svm"), "d": Float(0.0, 1.0, when=param("model") == "tree")}
    space = Space({"model": Categorical(["svm", "tree"]), **models})
    svms: list[Params] = [{"model": "svm", "C": 10.0 + i} for i in range(90)]
    assert ids(edge_findings(seen(space, svms, np.arange(90.0)))) == ["edge-of-range"]
    trees: list[Params] = [{"model": "tree", "d": (i * 7 % 30) / 30} for i in range(30)]
    assert not edge_findings(seen(space, [*svms, *trees], [*range(90), *range(100, 130)]))


def test_one_configuration_run_many_times_counts_once() -> None:
    params = drawn(WIDE, 0, 60)
    scores = -np.abs(observed_places(WIDE, params, "C") - 0.5)
    assert not edge_findings(seen(WIDE, [*params, *[{"C": 1e3, "x": 0.5}] * 10], [*scores, *[1.0] * 10]))


def test_only_numbers_have_ends() -> None:
    space = Space({"o": Ordinal([1, 2, 4, 8, 16, 32, 64, 128]), "c": Categorical(list(range(20)))})
    assert not rising(space, "o")
    assert not rising(space, "c")


def test_a_special_value_is_at_no_end() -> None:
    space = Space({"depth": Int(5, 40, default=Special(None, near=40)), "y": Float(0.0, 1.0)})
    params = [{"depth": None if own["depth"] > 33 else own["depth"], "y": own["y"]} for own in drawn(space, 0, 60)]
    scores = [50.0 + own["y"] if own["depth"] is None else own["depth"] for own in params]
    assert "depth" not in [finding.evidence["name"] for finding in edge_findings(seen(space, params, scores))]


def test_a_sampler_that_never_went_elsewhere_shows_nothing() -> None:
    params = [{"C": 1e3 - i, "x": own["x"]} for i, own in enumerate(drawn(WIDE, 0, 40))]
    assert not edge_findings(seen(WIDE, params, -np.arange(40.0)))


@pytest.mark.parametrize("n", [0, 1, 2, 9])
def test_a_handful_of_trials_shows_no_end(n: int) -> None:
    params = drawn(WIDE, 0, n)
    assert not edge_findings(seen(WIDE, params, observed_places(WIDE, params, "C")))


@pytest.mark.slow
def test_even_draws_without_effect_are_seldom_called_an_end() -> None:
    """The level of a study is at most 1 %; the bound on alarms in 400 studies is then broken with probability 1e-6."""
    space = Space({f"p{i}": Float(10.0, 20.0) for i in range(4)})
    rng = np.random.default_rng(5)
    alarms = [bool(edge_findings(seen(space, drawn(space, seed, 40), rng.random(40)))) for seed in range(400)]
    assert sum(alarms) <= stats.binom.isf(ONE_IN_A_MILLION, 400, LEVEL)


def test_what_drifts_while_another_hyperparameter_makes_the_score_better_is_not_accused() -> None:
    """Trials wander to the upper end of `idle` while `busy` rises; a model of both tells whose work the gain is."""
    space = Space({"busy": Float(10.0, 20.0), "idle": Float(10.0, 20.0)})
    rng = np.random.default_rng(7)
    places = np.clip(np.linspace(0, 1, 80)[:, None] ** 0.5 + rng.normal(0, 0.12, (80, 2)), 0, 1)
    places[:, 0] = np.clip(places[:, 0], 0, 0.88)
    params = [{"busy": 10 + 10 * busy, "idle": 10 + 10 * idle} for busy, idle in places.tolist()]
    assert not edge_findings(seen(space, params, places[:, 0] + rng.normal(0, 0.02, 80)))


@pytest.mark.slow
def test_a_crowd_without_effect_is_seldom_called_an_end() -> None:
    """Eight of ten trials crowd at an end, but the score is noise: comparing with elsewhere lets about 5 % pass."""
    space = Space({"p": Float(10.0, 20.0)})
    rng = np.random.default_rng(6)

    def alarm() -> bool:
        values = np.where(rng.random(50) < 0.8, rng.uniform(19.0, 20.0, 50), rng.uniform(10.0, 20.0, 50))
        return bool(ids(edge_findings(seen(space, [{"p": float(v)} for v in values], rng.random(50)))))

    assert sum(alarm() for _ in range(400)) <= stats.binom.isf(ONE_IN_A_MILLION, 400, 0.055)
