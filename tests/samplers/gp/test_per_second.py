"""Promise per second: dear configurations must promise more, the less so the less time is left."""

from math import nan

import numpy as np
import pytest

from tunewright.samplers.gp.per_second import exponent, per_second
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

LINE = Space({"x": Float(0, 1)})
PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})
FLAT = Encoding.of(axes_of(LINE))


def history_of(seconds: list[float]) -> History:
    history = History(LINE)
    for number, each in enumerate(seconds):
        place = number / max(len(seconds) - 1, 1)
        history.put(Trial(number, State.COMPLETE, {"x": place}, usage=Usage(seconds=each)), [float(number % 3)])
    return history


@pytest.mark.parametrize(
    ("seconds", "n_workers", "spent", "expected"),
    [
        pytest.param(None, 1, [9.0], 0.0, id="no limit"),
        pytest.param(100.0, 1, [], 1.0, id="nothing spent"),
        pytest.param(100.0, 1, [10.0, nan, 15.0], 0.75, id="a quarter spent"),
        pytest.param(100.0, 2, [60.0, 40.0], 0.5, id="two at a time"),
        pytest.param(100.0, 1, [70.0, 70.0], 0.0, id="overdrawn"),
        pytest.param(0.0, 1, [1.0], 0.0, id="no time at all"),
    ],
)
def test_seconds_count_less_as_time_runs_out(
    seconds: float | None, n_workers: int, spent: list[float], expected: float
) -> None:
    problem = Problem(LINE, n_workers=n_workers, seconds=seconds)
    assert exponent(problem, history_of(spent)) == pytest.approx(expected)


def test_of_two_that_promise_the_same_the_cheaper_one_wins_by_its_share() -> None:
    history = history_of([float(np.exp(3 * x)) for x in np.linspace(0, 1, 30)])
    weighed = per_second(lambda units: np.zeros(len(units)), FLAT, history, np.arange(30), 0.5)
    cheap, dear = weighed(np.array([[0.0], [1.0]]))
    assert cheap - dear == pytest.approx(0.5 * 3, rel=0.1)


@pytest.mark.parametrize("seconds", [[nan, nan], []], ids=["not measured", "nothing ran"])
def test_without_durations_the_promise_is_left_as_it_is(seconds: list[float]) -> None:
    promised = per_second(lambda units: units[:, 0], FLAT, history_of(seconds), np.arange(len(seconds)), 1.0)
    assert promised(np.array([[0.25]]))[0] == 0.25


@pytest.mark.slow
def test_with_a_time_limit_what_only_costs_is_kept_lower() -> None:
    """The loss depends on x alone, the seconds on y alone: y is lower in three studies with a limit than without."""

    def dearness(limit: float | None, seed: int) -> float:
        problem, history = Problem(PLANE, seconds=limit), History(PLANE)
        for number in range(24):
            found = GpSampler().suggest(problem, history, [], np.random.default_rng([seed, number]))[0]
            usage = Usage(seconds=float(np.exp(3 * found.params["y"])))
            trial = Trial(number, State.COMPLETE, found.params, usage=usage, tags=found.tags)
            history.put(trial, [abs(found.params["x"] - 0.3)])
        return float(history.units[4:, 1].mean())

    assert max(dearness(1000.0, seed) for seed in range(3)) < min(dearness(None, seed) for seed in range(3))
