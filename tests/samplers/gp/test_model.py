"""What is expected of configurations: of trials that run, were stopped or failed as well as of complete ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from surrogates.gp.mixed import AXES, ENCODING, LINE, MIXED, drawn
from tunewright.samplers.gp.known import Known, known
from tunewright.samplers.gp.model import MOST_RUNNING, Fits, Model, _above
from tunewright.samplers.gp.remembered import Remembered
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.gp.encoding import Encoding
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

Array = NDArray[np.float64]
FLAT_LINE = Encoding.of(axes_of(LINE))
GRID = np.linspace(0, 1, 101)[:, None]
C, P, F = State.COMPLETE, State.PRUNED, State.FAILED
numbers = st.floats(-20, 20)


def line(rows: list[tuple[float, State, float, float]]) -> tuple[Model, Known, Fits]:
    """Return the model of trials on a line: place, state, loss and violation."""
    history = History(LINE)
    for number, (x, state, loss, violation) in enumerate(rows):
        history.put(Trial(number, state, {"x": x}, constraints={"c": violation}), [loss])
    shown = known(history, 64, np.random.default_rng(0))
    return (model := Model.of(FLAT_LINE, history.units, shown, Remembered({})))[0], shown, model[1]


def curve(n: int, state: State = C, low: float = 0.0, high: float = 1.0) -> list[tuple[float, State, float, float]]:
    return [(float(x), state, float((x - 0.47) ** 2), 0.0) for x in np.linspace(low, high, n)]


def mixed(seed: int, n: int) -> Model:
    history, rng = History(MIXED), np.random.default_rng(seed)
    for number, unit in enumerate(drawn(seed, n)):
        history.put(Trial(number, C, MIXED.decode(unit)), [rng.normal()])
    return Model.of(ENCODING, history.units, known(history, 64, rng), Remembered({}))[0]


def at(model: Model, places: Array) -> tuple[Array, Array]:
    assert model.process is not None
    return model.process.at(FLAT_LINE.encoded(places))


def test_a_trial_that_runs_lowers_the_deviation_at_its_place_and_keeps_the_mean() -> None:
    model = line(curve(6))[0]
    place = np.array([0.55])
    (mean, sd), (mean_then, sd_then) = at(model, place[None]), at(model.with_running([place]), place[None])
    assert sd_then[0] < 0.5 * sd[0]
    assert mean_then[0] == pytest.approx(mean[0], abs=sd[0] / 10)


def test_of_many_trials_that_run_the_latest_count() -> None:
    model = line(curve(6))[0]
    many = [np.array([x]) for x in [0.1, *np.linspace(0.5, 0.55, MOST_RUNNING - 1), 0.85]]
    before, after = at(model, np.array([[0.1], [0.85]]))[1], at(model.with_running(many), np.array([[0.1], [0.85]]))[1]
    assert after[1] < 0.5 * before[1]
    assert after[0] > 0.5 * before[0]


def test_a_trial_that_runs_promises_little() -> None:
    model, place = line(curve(6))[0], np.array([[0.55]])
    before, after = (m.promise("log-ei")[0](place)[0] for m in (model, model.with_running([place[0]])))
    assert after < before - 1


def test_what_is_expected_of_a_trial_that_runs_is_what_others_must_improve_on() -> None:
    model = line(curve(6))[0]
    lowest = GRID[at(model, GRID)[0].argmin()]
    busy = model.with_running([lowest])
    assert model.process is not None
    assert busy.process is not None
    assert busy._best(busy.process) == pytest.approx(at(model, lowest[None])[0][0], abs=1e-3)
    assert busy._best(busy.process) < model._best(model.process) - 0.01


def test_without_trials_that_run_the_model_is_the_same() -> None:
    model = line(curve(6))[0]
    assert model.with_running([]) is model


@given(numbers, numbers, st.floats(0.01, 10))
def test_what_is_above_a_bound_has_the_mean_of_a_truncated_gaussian(bound: float, mean: float, sd: float) -> None:
    b = (bound - mean) / sd
    found = _above(bound, np.array([mean]), np.array([sd]))[0]
    assert found >= max(bound, mean) - 1e-9 * (1 + abs(b)) * sd
    if b < 6:
        assert found == pytest.approx(stats.truncnorm.mean(b, np.inf, mean, sd), rel=1e-6, abs=1e-6)


def test_the_loss_of_a_stopped_trial_is_never_below_the_median() -> None:
    model, shown, _ = line([*curve(8), *curve(12, P, 0.05, 0.95)])
    assert len(model.losses) == 20
    assert (model.losses[8:] >= np.median(shown.losses)).all()
    assert not model.feasible[8:].any()
    np.testing.assert_array_equal(model.losses[:8], shown.losses)


def test_where_trials_were_stopped_less_is_promised() -> None:
    free, stopped = (line(rows)[0] for rows in (curve(8), [*curve(8), *curve(3, P, 0.45, 0.49)]))
    best = np.array([[0.47]])
    assert stopped.promise("log-ei")[0](best)[0] < free.promise("log-ei")[0](best)[0]


def test_what_violates_a_constraint_is_never_the_incumbent() -> None:
    rows = [(x, state, loss, 1.0 if x > 0.3 else 0.0) for x, state, loss, _ in curve(9)]
    model, shown, fits = line(rows)
    assert model.process is not None
    mean = at(model, model.units)[0]
    assert model._best(model.process) == mean[shown.feasible].min() > mean.min()
    assert set(fits) == {"loss", "constraint 0"}


def test_a_border_is_known_where_every_trial_so_far_has_broken_it() -> None:
    rows = [(x, state, loss, 0.2 + x) for x, state, loss, _ in curve(6, low=0.4)]
    promise = line(rows)[0].promise("log-ei")[0](GRID)
    assert GRID[promise.argmax(), 0] < 0.2


def test_a_failure_and_a_broken_constraint_both_take_from_the_promise() -> None:
    rows = [*((x, C, loss, x - 0.555) for x, _, loss, _ in curve(9, low=0.2)), *curve(5, F, 0.0, 0.1)]
    model, _, fits = line(rows)
    assert set(fits) == {"loss", "failure", "constraint 0"}
    assert model.success is not None
    assert model.met is not None
    points, half = FLAT_LINE.encoded(GRID), np.log(0.5)
    np.testing.assert_array_equal(model.met.log_probability(points) > half, GRID[:, 0] < 0.555)
    assert model.success.log_probability(points)[20:].min() > half > model.success.log_probability(points)[:10].max()
    free, promised = (m.promise("log-ei")[0](GRID) for m in (replace(model, met=None), model))
    np.testing.assert_allclose(promised - free, model.met.log_probability(points), rtol=1e-9, atol=1e-9)


def test_if_nothing_meets_the_constraints_anything_is_an_improvement() -> None:
    model = line([(x, state, loss, 1.0) for x, state, loss, _ in curve(9)])[0]
    assert model.process is not None
    assert model._best(model.process) == at(model, model.units)[0].max()
    assert model.success is None


def test_what_is_expected_to_fail_promises_less_than_what_is_expected_to_work() -> None:
    rows = [*curve(7, C, 0.0, 0.3), *curve(7, F, 0.36, 1.0)]
    model, _, fits = line(rows)
    assert fits["failure"][0] == 14
    for kind in ("log-ei", "lcb", "pi"):
        promises = model.promise(kind)[0](GRID)  # type: ignore[arg-type]
        assert promises[GRID[:, 0] < 0.3].min() > promises[GRID[:, 0] > 0.4].max()


def test_without_failures_nothing_is_expected_to_fail() -> None:
    model, _, fits = line([*curve(6), *curve(3, P)])
    assert model.success is None
    assert set(fits) == {"loss"}


def test_if_everything_failed_all_is_alike() -> None:
    model, _, fits = line(curve(6, F))
    promise, climb = model.promise("log-ei")
    assert promise(GRID).tolist() == [0.0] * 101
    assert climb is None
    assert fits == {}
    assert model.with_running([np.array([0.55])]) is model


def test_with_stopped_and_failed_trials_alone_the_chance_of_a_result_decides() -> None:
    model = line([*curve(7, P, 0.0, 0.5), *curve(7, F, 0.55, 1.0)])[0]
    promise, climb = model.promise("log-ei")
    assert climb is None
    assert promise(GRID[:40]).min() > promise(GRID[70:]).max()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_the_climb_is_along_the_promise(seed: int) -> None:
    model = mixed(seed, 8)
    promise, climb = model.promise("log-ei")
    assert climb is not None
    unit, step = drawn(seed + 1, 1)[0], 1e-5
    free = AXES.continuous[~np.isnan(unit[AXES.continuous])]
    unit[free] = np.clip(unit[free], 0.05, 0.95)
    value, slope = climb(unit, free)
    assert value == pytest.approx(promise(unit[None])[0], abs=1e-6)
    for axis, found in zip(free, slope, strict=True):
        nudge = step * (np.arange(len(unit)) == axis)
        expected = (promise((unit + nudge)[None]) - promise((unit - nudge)[None]))[0] / (2 * step)
        assert found == pytest.approx(expected, rel=1e-2, abs=1e-2 * max(1.0, np.abs(slope).max()))


@pytest.mark.parametrize("kind", ["lcb", "pi"])
def test_the_companions_have_no_slope(kind: str) -> None:
    assert line(curve(5))[0].promise(kind)[1] is None  # type: ignore[arg-type]
