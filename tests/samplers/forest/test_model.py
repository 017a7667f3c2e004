"""What the forests make of trials that run, were stopped, failed or broke a constraint, and what they then promise."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tunewright.samplers.forest.model import MOST_RUNNING, Grower, Model
from tunewright.samplers.gp.acquisition import UNLIKELY
from tunewright.samplers.gp.known import known
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.forest import Growth
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Array = NDArray[np.float64]
Row = tuple[float, State, float, float]
LINE = Space({"x": Float(0, 1)})
GRID = np.linspace(0, 1, 101)[:, None]
C, P, F = State.COMPLETE, State.PRUNED, State.FAILED
losses = st.floats(-1e300, 1e300) | st.sampled_from([np.inf, -np.inf, np.nan])


def grower(rows: list[Row], n_trees: int = 64) -> Grower:
    """Return what grows the model of trials on a line: place, state, loss and violation."""
    history = History(LINE)
    for number, (x, state, loss, violation) in enumerate(rows):
        history.put(Trial(number, state, {"x": x}, constraints={"c": violation}), [loss])
    return Grower(axes_of(LINE), Growth(n_trees), history.units, known(history, 64, np.random.default_rng(0)))


def model(rows: list[Row], running: list[float] | None = None) -> Model:
    made, rng = grower(rows), np.random.default_rng(1)
    return made.model([np.array([x]) for x in running or []], made.success(rng), rng)


def curve(n: int, state: State = C, low: float = 0.0, high: float = 1.0) -> list[Row]:
    return [(float(x), state, float((x - 0.47) ** 2), 0.0) for x in np.linspace(low, high, n)]


def expected(of: Model, x: float) -> tuple[float, float]:
    assert of.losses is not None
    mean, variance = of.losses.at(np.array([[x]]))
    return float(mean[0]), float(variance[0])


def test_a_trial_that_runs_counts_with_what_is_expected_of_it() -> None:
    mean, variance = expected(model(curve(6)), 0.9)
    mean_then, variance_then = expected(model(curve(6), [0.9]), 0.9)
    assert variance > 0.01
    assert variance_then == pytest.approx(0, abs=1e-9)
    assert mean_then == pytest.approx(mean, abs=0.3 * np.sqrt(variance))


def test_a_trial_that_runs_promises_less_than_before() -> None:
    place = np.array([[0.9]])
    assert model(curve(6), [0.9]).promise(place)[0] < model(curve(6)).promise(place)[0] - 1


def test_of_many_trials_that_run_the_latest_count() -> None:
    many = [0.1, *np.linspace(0.5, 0.55, MOST_RUNNING - 1), 0.85]
    assert expected(model(curve(6), many), 0.85)[1] == pytest.approx(0, abs=1e-9)
    assert expected(model(curve(6), many), 0.1)[1] > 0.01


@pytest.mark.slow
@given(st.dictionaries(st.integers(0, 50), st.tuples(st.sampled_from([C, P]), losses), min_size=1, max_size=12))
@settings(deadline=None, max_examples=10)
def test_a_stopped_trial_is_never_taken_for_one_of_the_better_half(ended: dict[int, tuple[State, float]]) -> None:
    made = grower([(place / 50, state, loss, 0.0) for place, (state, loss) in ended.items()], n_trees=4)
    assume(len(made.shown.complete))
    forest = made.model([], None, np.random.default_rng(0)).losses
    assert forest is not None
    assert (forest.at(made.units[made.shown.pruned])[0] >= np.median(made.shown.losses) - 1e-6).all()


def test_a_stopped_trial_leaves_the_others_as_they_were() -> None:
    rows = curve(6)
    stopped = model([*rows, (0.45, P, 0.0, 0.0)])
    assert expected(stopped, 0.4)[0] == pytest.approx(expected(model(rows), 0.4)[0], abs=1e-6)
    assert expected(stopped, 0.45)[0] > expected(model(rows), 0.45)[0]


def test_what_is_likely_to_fail_comes_after_everything_else() -> None:
    promised = model([*curve(6, high=0.4), *curve(6, state=F, low=0.6)]).promise(GRID)
    works, fails = promised[GRID[:, 0] <= 0.4], promised[GRID[:, 0] >= 0.6]
    assert fails.max() < UNLIKELY < works.min()


def test_a_promise_is_finite_where_everything_failed_nearby() -> None:
    assert np.isfinite(model([*curve(6, high=0.4), *curve(6, state=F, low=0.6)]).promise(GRID)).all()


def test_without_a_loss_the_chance_of_a_result_decides() -> None:
    promised = model([*curve(4, state=P, high=0.4), *curve(4, state=F, low=0.6)]).promise(GRID)
    assert promised[0] > promised[-1]


@pytest.mark.parametrize("state", [C, P, F])
def test_where_all_trials_end_alike_nothing_is_said_of_failures(state: State) -> None:
    assert model(curve(4, state=state)).success is None


def test_where_nothing_but_failures_is_known_all_places_are_alike() -> None:
    assert not model(curve(4, state=F)).promise(GRID).any()


def test_what_breaks_a_constraint_is_not_what_others_must_improve_on() -> None:
    rows = [(0.2, C, 0.0, 1.0), (0.4, C, 1.0, 0.0), (0.6, C, 2.0, 0.0), (0.8, C, 3.0, 0.0)]
    assert model(rows).best == pytest.approx(expected(model(rows), 0.4)[0], abs=1e-6)


def test_where_everything_breaks_a_constraint_the_worst_is_what_others_must_improve_on() -> None:
    rows = [(0.2, C, 0.0, 1.0), (0.4, C, 1.0, 1.0), (0.6, C, 2.0, 1.0)]
    assert model(rows).best == pytest.approx(expected(model(rows), 0.6)[0], abs=1e-6)


@pytest.mark.parametrize("loss", [0.5, 1e308, -np.inf, np.inf, np.nan])
def test_a_constant_loss_promises_a_finite_amount_everywhere(loss: float) -> None:
    assert np.isfinite(model([(x, C, loss, 0.0) for x in (0.2, 0.5, 0.9)]).promise(GRID)).all()
