"""What the model is shown: never too much, always the best and the latest."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.samplers.gp.known import Known, known
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.surrogates.fold_noise import deviations_of_means
from tunewright.surrogates.gp.outcomes import normalised, normalised_with_slopes
from tunewright.trials.history import History
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

LINE = Space({"x": Float(0, 1)})
MOST = 16
ENDED = [State.COMPLETE, State.PRUNED, State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY]
endings = st.lists(st.tuples(st.sampled_from(ENDED), st.floats(), st.sampled_from([-1.0, 0.0, 2.0])), max_size=90)


def history_of(rows: list[tuple[State, float, float]]) -> History:
    history = History(LINE)
    for number, (state, loss, violation) in enumerate(rows):
        history.put(Trial(number, state, {"x": number / 1000}, constraints={"c": violation}), [loss])
    return history


def completed(losses: list[float]) -> History:
    return history_of([(State.COMPLETE, loss, 0.0) for loss in losses])


def shown(history: History, most: int = MOST) -> Known:
    return known(history, most, np.random.default_rng(0))


def random_losses(n: int) -> list[float]:
    return list(np.random.default_rng(4).normal(size=n))


@given(endings)
def test_rows_are_what_they_are_called_and_never_too_many(rows: list[tuple[State, float, float]]) -> None:
    found = shown(history_of(rows))
    assert len(found.complete) == len(found.losses) == len(found.feasible) <= MOST
    assert all(rows[row][0] is State.COMPLETE for row in found.complete)
    assert all((rows[row][2] <= 0) == met for row, met in zip(found.complete, found.feasible, strict=True))
    assert all(rows[row][0] is State.PRUNED for row in found.pruned)
    assert len(found.pruned) <= MOST // 4
    assert all(rows[row][0] not in {State.COMPLETE, State.PRUNED} for row in found.failed)
    assert len(found.failed) <= MOST // 4
    assert np.isfinite(found.losses).all()


@given(endings)
def test_up_to_the_limit_all_that_is_complete_is_shown(rows: list[tuple[State, float, float]]) -> None:
    complete = [row for row, (state, *_) in enumerate(rows) if state is State.COMPLETE]
    found = shown(history_of(rows), 128)
    assert found.complete.tolist() == complete
    losses = np.array([rows[row][1] for row in complete], np.float64)
    np.testing.assert_array_equal(found.losses, normalised(losses))


@pytest.mark.parametrize("n", [17, 40, 200])
def test_beyond_it_half_are_the_best_and_a_quarter_the_latest(n: int) -> None:
    losses = random_losses(n)
    found = shown(completed(losses))
    assert len(found.complete) == MOST
    assert {*np.argsort(losses)[: MOST // 2].tolist()} <= {*found.complete.tolist()}
    assert {*range(n - MOST // 4, n)} <= {*found.complete.tolist()}
    np.testing.assert_array_equal(found.losses, normalised(np.array(losses)[found.complete]))


def test_the_rest_are_the_same_for_eight_trials() -> None:
    """Of 48 other rows, a trial more moves one out of the latest: all but two stay, and after eight most change."""
    losses = [float(number) for number in range(800)]
    rests = [
        {row for row in shown(completed(losses[:n]), 192).complete.tolist() if 96 <= row < n - 48}
        for n in range(400, 409)
    ]
    assert all(len(rests[0] - rest) <= 2 for rest in rests[1:8])
    assert len(rests[0] - rests[8]) > 24


@pytest.mark.parametrize("worst", [nan, inf])
def test_losses_that_are_no_numbers_are_never_the_best(worst: float) -> None:
    losses = random_losses(40)
    losses[:20] = [worst] * 20
    found = shown(completed(losses))
    assert {*(20 + np.argsort(losses[20:])[: MOST // 2]).tolist()} <= {*found.complete.tolist()}


def test_of_failed_and_pruned_trials_the_latest_are_shown() -> None:
    rows = [(state, nan, 0.0) for state in (State.FAILED, State.PRUNED, State.OUT_OF_MEMORY) for _ in range(10)]
    found = shown(history_of(rows))
    assert found.failed.tolist() == [26, 27, 28, 29]
    assert found.pruned.tolist() == [16, 17, 18, 19]


def test_the_best_come_first_and_those_that_meet_all_constraints_before_the_rest() -> None:
    rows = [(State.COMPLETE, loss, broken) for loss, broken in [(3.0, 0.0), (1.0, 5.0), (2.0, -1.0), (0.0, nan)]]
    assert shown(history_of(rows)).best.tolist() == [2, 0, 3, 1]


def test_a_violation_is_a_failure_only_if_no_value_says_how_large_it_is() -> None:
    found = shown(history_of([(State.COMPLETE, 1.0, broken) for broken in (0.0, 2.0, nan, inf)]))
    assert found.feasible.tolist() == [True, False, False, False]
    assert found.failed.tolist() == [2]
    np.testing.assert_array_equal(found.constraints[:, 0], [0.0, 2.0, nan, inf])


def test_nothing_known_is_nothing_shown() -> None:
    found = shown(History(LINE))
    assert [len(rows) for rows in (found.complete, found.losses, found.pruned, found.failed, found.best)] == [0] * 5


@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_a_trial_that_dominates_another_comes_before_it(seed: int, n_objectives: int) -> None:
    rng = np.random.default_rng(seed)
    losses = rng.normal(size=(12, n_objectives))
    losses[1] = losses[0] + rng.uniform(0.1, 1, n_objectives)
    history = History(LINE, n_objectives)
    for number, row in enumerate(losses):
        history.put(Trial(number, State.COMPLETE, {"x": number / 12}), row.tolist())
    found = known(history, MOST, rng)
    assert found.losses[0] < found.losses[1]


def test_weights_differ_from_draw_to_draw_so_that_every_end_of_a_front_is_sought() -> None:
    history = History(LINE, 2)
    for number in range(12):
        history.put(Trial(number, State.COMPLETE, {"x": number / 12}), [number, -number])
    best = {int(known(history, MOST, np.random.default_rng(seed)).best[0]) for seed in range(60)}
    assert min(best) < 4
    assert max(best) > 7
    assert len(best) > 4


def test_scales_of_objectives_do_not_matter() -> None:
    histories = [History(LINE, 2) for _ in range(2)]
    for number, row in enumerate(np.random.default_rng(1).normal(size=(12, 2))):
        for history, scale in zip(histories, (1.0, 1e6), strict=True):
            history.put(Trial(number, State.COMPLETE, {"x": number / 12}), [row[0], row[1] * scale])
    one, other = (known(history, MOST, np.random.default_rng(2)).losses for history in histories)
    np.testing.assert_allclose(one, other, atol=1e-6)


def test_folds_say_how_noisy_a_loss_is_on_the_scale_of_the_model() -> None:
    losses = random_losses(40)
    history, folds = completed(losses), np.random.default_rng(1).normal(size=(40, 5))
    assert not shown(history, 64).noise.any()
    for number, scores in enumerate(folds):
        for fold, score in enumerate(scores):
            history.folds.put(number, fold, float(score))
    slopes = normalised_with_slopes(np.array(losses))[1]
    np.testing.assert_allclose(shown(history, 64).noise, (deviations_of_means(folds) * slopes) ** 2)


def test_folds_say_nothing_of_several_objectives() -> None:
    history = History(LINE, 2)
    for number in range(3):
        history.put(Trial(number, State.COMPLETE, {"x": number / 3}), [float(number), 1.0])
        for fold in range(5):
            history.folds.put(number, fold, float(fold * number))
    assert not shown(history).noise.any()
