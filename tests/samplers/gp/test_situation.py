"""Where to look next: how it is measured changes with what is known and what is short."""

import numpy as np
import pytest

from tunewright.samplers.gp import situation as module
from tunewright.samplers.gp.known import known
from tunewright.samplers.gp.model import Model
from tunewright.samplers.gp.remembered import Remembered
from tunewright.samplers.gp.situation import PORTFOLIO_FROM, Situation
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial, Usage

PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})
AXES = axes_of(PLANE)
FLAT = Encoding.of(AXES)


def history_of(n: int) -> History:
    history = History(PLANE)
    for number, unit in enumerate(PLANE.sample(np.random.default_rng(2), n)):
        trial = Trial(number, State.COMPLETE, PLANE.decode(unit), usage=Usage(seconds=1.0))
        history.put(trial, [float(((unit - 0.3) ** 2).sum())])
    return history


def kinds_asked(n: int, seconds: float | None, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return by which measures 20 looks were decided."""
    history = history_of(n)
    shown = known(history, 192, np.random.default_rng(0))
    model, _ = Model.of(FLAT, history.units, shown, Remembered({}))
    situation = Situation(Problem(PLANE, seconds=seconds), history, shown, FLAT, AXES)
    asked: set[str] = set()
    promise = Model.promise

    def noted(self: Model, kind: module.Kind, branch: object = None) -> object:
        asked.add(kind)
        return promise(self, kind)

    monkeypatch.setattr(Model, "promise", noted)
    for seed in range(20):
        situation.ranked(model, [], np.random.default_rng(seed))
    return asked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "seconds", "kinds"),
    [
        pytest.param(PORTFOLIO_FROM - 1, None, {"log-ei"}, id="few results"),
        pytest.param(PORTFOLIO_FROM, None, {"log-ei", "lcb", "pi"}, id="many"),
        pytest.param(PORTFOLIO_FROM, 1000.0, {"log-ei"}, id="many, against the clock"),
        pytest.param(PORTFOLIO_FROM, float(PORTFOLIO_FROM), {"log-ei", "lcb", "pi"}, id="when all time is spent"),
    ],
)
def test_the_measure(n: int, seconds: float | None, kinds: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of three is missed by 20 draws with a chance of 0.75^20, 0.3 %, or less; the seeds are fixed."""
    assert kinds_asked(n, seconds, monkeypatch) == kinds


def test_only_what_has_a_result_and_meets_all_constraints_may_run_again() -> None:
    history = history_of(3)
    history.put(Trial(3, State.COMPLETE, {"x": 0.5, "y": 0.5}, constraints={"c": 1.0}), [0.0])
    history.put(Trial(4, State.FAILED, {"x": 0.6, "y": 0.5}), [])
    situation = Situation(Problem(PLANE), history, known(history, 192, np.random.default_rng(0)), FLAT, AXES)
    np.testing.assert_array_equal(np.sort(situation._done(), axis=0), np.sort(history.units[:3], axis=0))
