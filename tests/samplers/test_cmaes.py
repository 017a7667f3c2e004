"""CMA-ES: what it remembers, what teaches it, when it starts anew, and what it beats."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from math import inf, nan

import numpy as np
import pytest
from cmaes import CMA
from numpy.typing import NDArray
from scipy import stats

from tunewright.samplers.cma_distribution import Coordinates, Start
from tunewright.samplers.cmaes import MOST_POPULATION, PATIENCE, TAG, CmaesSampler, Replay, Run, _warm
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Json, Params
from tunewright.surrogates.axes import axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

CUBE = Space({f"x{index}": Float(-1, 1) for index in range(8)})
PLANE = Space({"x": Float(0, 1), "y": Float(0, 1)})
DIGITS = Space({"a": Int(0, 2), "b": Int(0, 2)})
FOUR = CmaesSampler(population=4)


def put(history: History, found: Suggestion, loss: float, state: State = State.COMPLETE) -> None:
    tags = json.loads(json.dumps(found.tags, allow_nan=False))
    history.put(Trial(len(history), state, found.params, tags=tags), [loss])


def bowl(params: Params) -> float:
    return sum((float(value) - 0.3) ** 2 for value in params.values())


def run(
    history: History, n: int, loss: Callable[[Params], float] = bowl, sampler: Sampler = FOUR, seed: int = 0
) -> list[Mapping[str, Json]]:
    """Run `n` trials one after another, and return their tags."""
    for number in range(len(history), len(history) + n):
        rng = np.random.default_rng([seed, number])
        found = sampler.suggest(Problem(history.space), history, [], rng)[0]
        put(history, found, loss(found.params))
    return [tags.get(TAG, {}) for tags in history.tags[len(history) - n :]]


def without_saved(history: History, *kept: int) -> History:
    """Return the history with what was learnt in the rows `kept` only."""
    copy = History(history.space)
    for row, (params, tags) in enumerate(zip(history.params, history.tags, strict=True)):
        tag = {name: value for name, value in tags[TAG].items() if name != "saved" or row in kept}
        copy.put(Trial(row, State.COMPLETE, params, tags={TAG: tag}), [history.losses[row, 0]])
    return copy


def next_of(history: History, n: int = 1, pending: list[Params] | None = None) -> list[Suggestion]:
    return FOUR.suggest(Problem(history.space), history, pending or [], np.random.default_rng(9), n)


def rotated(seed: int) -> Callable[[Params], float]:
    """Return an ellipsoid with axes from 1 to 100, turned by chance, its centre in the middle half."""
    rng = np.random.default_rng([seed, 1])
    turn = np.linalg.qr(rng.normal(size=(8, 8)))[0]
    centre, weights = rng.uniform(-0.5, 0.5, 8), 10 ** np.linspace(0, 4, 8)
    return lambda params: float(weights @ (turn @ (np.array([params[f"x{i}"] for i in range(8)]) - centre)) ** 2)


@pytest.mark.slow
@pytest.mark.parametrize("other", [RandomSampler(), TpeSampler()], ids=["random", "tpe"])
def test_it_beats_others_on_a_rotated_ellipsoid_in_300_trials(other: Sampler) -> None:
    """Wilcoxon's signed ranks of the logarithms of the best losses of 14 seeds.

    Were it no better, the chance to pass were 0.01. Measured on these seeds: medians of 3.0, 13 (TPE) and 129 (random),
    11 and 14 wins of 14, p-values of 0.004 and 6e-5.
    """
    best = np.empty((14, 2))
    for seed in range(14):
        for column, sampler in enumerate((CmaesSampler(), other)):
            history = History(CUBE)
            run(history, 300, rotated(seed), sampler, seed)
            best[seed, column] = history.losses.min()
    assert stats.wilcoxon(np.log(best[:, 0] / best[:, 1]), alternative="less").pvalue < 0.01


def test_it_proposes_what_the_library_used_directly_does() -> None:
    history, loss = History(CUBE), rotated(3)
    run(history, 40, loss, CmaesSampler(population=8, sigma=0.15))
    theirs = CMA(mean=np.full(8, 0.5), sigma=0.15, bounds=np.tile([0.0, 1.0], (8, 1)), population_size=8)
    units = []
    for generation in range(5):
        for index in range(8):
            rng = np.random.default_rng([0, 8 * generation + index])
            if not units:
                rng.integers(2**31)
            theirs.reseed_rng(int(rng.integers(2**31)))
            units.append(theirs.ask())
        theirs.tell([(unit, loss(CUBE.decode(unit))) for unit in units[-8:]])
    np.testing.assert_allclose(history.units, units, atol=1e-9)


def test_every_trial_has_its_generation_and_the_first_of_each_what_was_learnt() -> None:
    tags = run(History(PLANE), 12)
    assert [tag["generation"] for tag in tags] == [0] * 4 + [1] * 4 + [2] * 4
    assert [index for index, tag in enumerate(tags) if "saved" in tag] == [0, 4, 8]
    assert {tag["run"] for tag in tags} == {0}


def test_only_the_latest_of_what_was_learnt_is_needed() -> None:
    history = History(PLANE)
    run(history, 18)
    saved = Replay.of(history, Coordinates.of(axes_of(PLANE))).saved
    assert saved is not None
    assert saved.generation == 4
    assert next_of(without_saved(history, 16)) == next_of(history)


def test_what_was_learnt_and_is_missing_is_learnt_anew() -> None:
    history = History(PLANE)
    run(history, 18)
    (anew,), (known,) = next_of(without_saved(history, 0)), next_of(history)
    assert "saved" in anew.tags[TAG]
    np.testing.assert_allclose(anew.tags[TAG]["point"], known.tags[TAG]["point"], rtol=1e-9)


def test_a_batch_says_once_what_was_learnt() -> None:
    found = next_of(History(PLANE), 6)
    assert ["saved" in suggestion.tags[TAG] for suggestion in found] == [True, *[False] * 5]
    assert {suggestion.tags[TAG]["generation"] for suggestion in found} == {0}


def test_trials_come_from_a_generation_until_as_many_as_its_population_have_ended() -> None:
    history, batch = History(PLANE), next_of(History(PLANE), 9)
    for number, suggestion in enumerate(batch[:4]):
        assert next_of(history)[0].tags[TAG]["generation"] == 0
        put(history, suggestion, float(number))
    assert next_of(history, pending=[suggestion.params for suggestion in batch[4:]])[0].tags[TAG]["generation"] == 1


def test_late_trials_of_a_generation_teach_nothing() -> None:
    history, late = History(PLANE), History(PLANE)
    batch = next_of(history, 9)
    for known in (history, late):
        for number, suggestion in enumerate(batch[:4]):
            put(known, suggestion, float(number))
    for suggestion in batch[4:]:
        put(late, suggestion, -100.0)
    assert next_of(late) == next_of(history)


@pytest.mark.parametrize("state", [State.PRUNED, State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY])
def test_the_order_is_complete_then_pruned_then_failed_trials(state: State) -> None:
    history, batch = History(PLANE), next_of(History(PLANE), 4)
    endings = [(State.FAILED, nan), (State.COMPLETE, inf), (state, nan), (State.COMPLETE, -inf)]
    for suggestion, (ended, loss) in zip(batch, endings, strict=True):
        put(history, suggestion, loss, ended)
    at = Coordinates.of(axes_of(PLANE))
    replay = Replay.of(history, at)
    saved = replay.saved
    assert saved is not None
    points, n_missed = replay.generation(saved)
    expected = [3, 1, 2, 0] if state is State.PRUNED else [3, 1, 0, 2]
    assert points == [batch[row].tags[TAG]["point"] for row in expected]
    assert n_missed == 0
    assert next_of(history)[0].tags[TAG]["generation"] == 1
    put(history, next_of(history)[0], 0.0)  # the lowest loss so far is -inf, which JSON cannot hold


def test_several_objectives_are_put_in_order_by_fronts() -> None:
    history, batch = History(PLANE, 2), next_of(History(PLANE), 4)
    for number, (suggestion, losses) in enumerate(zip(batch, [(3, 3), (0, 9), (2, 2), (9, 0)], strict=True)):
        history.put(Trial(number, State.COMPLETE, suggestion.params, tags=suggestion.tags), losses)
    replay = Replay.of(history, Coordinates.of(axes_of(PLANE)))
    saved = replay.saved
    assert saved is not None
    points = replay.generation(saved)[0]
    assert points[-1] == batch[0].tags[TAG]["point"]


def test_a_run_that_does_not_improve_is_followed_by_one_of_twice_the_population_elsewhere() -> None:
    patience = PATIENCE[0] + PATIENCE[1] * 2 // 4
    history = History(PLANE)
    tags = run(history, 4 * (patience + 2) + 16, lambda params: 1.0)
    n_first = sum(tag["run"] == 0 for tag in tags)
    assert n_first == 4 * (patience + 2)  # the first generation improves on nothing known
    later = [tag for tag in tags if tag["run"] == 1]
    assert [tag["generation"] for tag in later] == [0] * 8 + [1] * 8
    assert later[0]["saved"]["population"] == 8
    assert later[0]["saved"]["state"]["_mean"] != tags[0]["saved"]["state"]["_mean"]


def test_a_run_that_has_arrived_is_followed_by_another() -> None:
    history = History(PLANE)
    run(history, 1)
    tags = {TAG: dict(history.tags[0][TAG])}
    tags[TAG]["saved"] = {**tags[TAG]["saved"], "state": {**tags[TAG]["saved"]["state"], "_sigma": 1e-11}}
    small = History(PLANE)
    small.put(Trial(0, State.COMPLETE, history.params[0], tags=tags), [0.0])
    found = FOUR.suggest(Problem(PLANE), small, [], np.random.default_rng(0), 3)
    for suggestion in found:
        put(small, suggestion, 1.0)
    assert next_of(small)[0].tags[TAG]["run"] == 1


def test_a_run_that_finds_nothing_new_is_followed_by_another() -> None:
    space = Space({"a": Int(0, 1), "b": Int(0, 1)})
    noise = count()
    tags = run(History(space), 30, lambda params: params["a"] + 1e-6 * next(noise))
    assert tags[-1]["run"] >= 1
    missed = [tag for tag in tags if "point" not in tag and tag["run"] == 0]
    assert len(missed) == 4


def test_the_population_has_a_limit() -> None:
    at = Coordinates.of(axes_of(PLANE))
    begun = Run.begun(at, 7, MOST_POPULATION, 3, Start.at(at, np.full(2, 0.5), 0.1))
    assert FOUR._restarted(begun, at).population == MOST_POPULATION


def test_the_coordinate_of_what_is_inactive_is_the_mean() -> None:
    space = Space({"n": Int(0, 9), "x": Float(0, 1, when=param("n") >= 5), "y": Float(0, 1)})
    tags, history = next_of(History(space), 30), History(space)
    assert {"x" in suggestion.params for suggestion in tags} == {True, False}
    for suggestion in tags:
        x = suggestion.tags[TAG]["point"][0]  # continuous ones come first
        assert (x == 0.5) == ("x" not in suggestion.params)
    run(history, 20, lambda params: float(params["y"]))
    assert len(history) == 20


def test_points_that_are_not_allowed_or_taken_are_drawn_anew() -> None:
    space = Space({"a": Int(1, 99), "b": Int(1, 99)}, require=[param("a") < param("b")])
    found = next_of(History(space), 12)
    assert all(suggestion.params["a"] < suggestion.params["b"] for suggestion in found)
    assert len({space.key(suggestion.params) for suggestion in found}) == 12
    assert sum("point" in suggestion.tags[TAG] for suggestion in found) == 12


def warm(space: Space, units: NDArray[np.float64], losses: list[float]) -> Start | None:
    history = History(space)
    for number, (unit, loss) in enumerate(zip(units, losses, strict=True)):
        history.put(Trial(number, State.COMPLETE, space.decode(unit)), [loss])
    return _warm(history, Coordinates.of(axes_of(space)))


def test_a_study_that_has_trials_starts_from_the_best_tenth() -> None:
    units = np.random.default_rng(0).random((60, 2))
    losses = np.sum((units - [0.8, 0.2]) ** 2, axis=1)
    start = warm(PLANE, units, losses.tolist())
    assert start is not None
    best = units[np.argsort(losses)[:6]]
    np.testing.assert_allclose(start.mean, best.mean(axis=0), atol=1e-9)
    expected = 0.1**2 * np.eye(2) + np.cov(best.T, bias=True)  # Nomura et al. (2021), with alpha = 0.1
    np.testing.assert_allclose(start.sigma**2 * start.cov, expected, atol=1e-9)


def test_what_is_inactive_among_the_best_tenth_counts_as_the_centre() -> None:
    space = Space({"n": Int(0, 1), "x": Float(0, 1, when=param("n") == 1)})
    units = np.array([[0.25, 0.9]] * 10 + [[0.75, 0.9]] * 10)
    start = warm(space, units, list(map(float, range(20))))
    assert start is not None
    np.testing.assert_allclose(start.mean, [0.5, 0.25])


def test_choices_of_the_best_tenth_are_more_likely_and_none_is_impossible() -> None:
    space = Space({"k": Categorical(["a", "b", "c"]), "l": Categorical(["a", "b"])})
    units = np.tile([[0.5, 0.25]], (40, 1))
    start = warm(space, units, list(map(float, range(40))))
    assert start is not None
    np.testing.assert_allclose(start.shares, [[1 / 7, 5 / 7, 1 / 7], [5 / 6, 1 / 6, 0]])


def test_a_study_with_few_trials_starts_in_the_centre() -> None:
    units = np.random.default_rng(0).random((19, 2))
    assert warm(PLANE, units, list(map(float, range(19)))) is None
    assert next_of(History(PLANE))[0].tags[TAG]["saved"]["state"]["_mean"] == [0.5, 0.5]


def test_so_many_numbers_that_the_determinant_vanishes_start_in_the_centre() -> None:
    space = Space({f"x{index}": Float(0, 1) for index in range(101)})
    assert warm(space, np.random.default_rng(0).random((30, 101)), list(map(float, range(30)))) is None


def test_points_of_another_space_are_not_told() -> None:
    history = History(PLANE)
    run(history, 6)
    other = History(CUBE)
    for number, tags in enumerate(history.tags):
        other.put(Trial(number, State.COMPLETE, CUBE.defaults(), tags=tags), [0.0])
    found = next_of(other)[0].tags[TAG]
    assert (found["run"], found["generation"], len(found["point"])) == (0, 0, 8)


@pytest.mark.parametrize(
    ("sampler", "message"),
    [
        (lambda: CmaesSampler(population=3), "population must be 4 or more, got 3"),
        (lambda: CmaesSampler(sigma=0.0), "sigma must be above 0, got 0.0"),
        (lambda: CmaesSampler(sigma=nan), "sigma must be above 0, got nan"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(sampler: Callable[[], CmaesSampler], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sampler()
