"""TPE: it learns from every ending, honours conditions, costs little, and beats chance."""

import numpy as np
import pytest
from scipy import stats

from tests.work import n_calls
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import MOST_BAD, MOST_GOOD, TpeSampler, _by_rank, _split
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.surrogates.parzen import fit_parzen
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

LINE = Space({"x": Float(0, 1)})
CUBE = Space({f"x{index}": Float(-1, 1) for index in range(5)})


def history_of(space: Space, units: np.ndarray, states: list[State], losses: list[float]) -> History:
    history = History(space, 1)
    for number, (unit, state, loss) in enumerate(zip(units, states, losses, strict=True)):
        history.put(Trial(number, state, space.decode(unit)), [loss])
    return history


def spread(n: int) -> np.ndarray:
    return ((np.arange(n) + 0.5) / n)[:, None]


def sphere(params: Params) -> float:
    return float(sum((value - 0.3) ** 2 for value in params.values()))


def best_of(sampler: Sampler, seed: int, n_trials: int = 50) -> float:
    rng, history = np.random.default_rng(seed), History(CUBE)
    for number in range(n_trials):
        suggestion = sampler.suggest(Problem(CUBE), history, [], rng)[0]
        trial = Trial(number, State.COMPLETE, suggestion.params, tags=suggestion.tags)
        history.put(trial, [sphere(suggestion.params)])
    return float(history.losses.min())


def mean_proposal(history: History, pending: list[Params] | None = None) -> float:
    found = [
        TpeSampler().suggest(Problem(LINE), history, pending or [], np.random.default_rng(seed))[0].params["x"]
        for seed in range(40)
    ]
    return float(np.mean(found))


@pytest.mark.slow
def test_it_beats_random_search_on_a_sphere() -> None:
    """Sign test over 20 seeds: were it no better, 18 or more wins would have a chance of 2.0e-4.

    At a true rate of 0.99 of wins the test passes in 999 runs of 1000.
    """
    wins = sum(best_of(TpeSampler(), seed) < best_of(RandomSampler(), seed) for seed in range(20))
    assert stats.binomtest(wins, 20, 0.5, "greater").pvalue < 2.1e-4


@pytest.mark.parametrize("n_ended", [0, 4, 9])
def test_the_first_points_are_quasi_random(n_ended: int) -> None:
    history = history_of(LINE, spread(n_ended), [State.COMPLETE] * n_ended, [0.0] * n_ended)
    arguments = (Problem(LINE), history, [])
    expected = SobolSampler().suggest(*arguments, np.random.default_rng(3))
    assert TpeSampler().suggest(*arguments, np.random.default_rng(3)) == expected


def test_a_batch_goes_over_from_quasi_random_to_modelled() -> None:
    history = history_of(LINE, spread(8), [State.COMPLETE] * 8, [0.0] * 8)
    found = TpeSampler().suggest(Problem(LINE), history, [], np.random.default_rng(3), 5)
    assert ["sobol" in suggestion.tags for suggestion in found] == [True, True, False, False, False]


def test_it_goes_where_losses_are_low() -> None:
    units = spread(20)
    history = history_of(LINE, units, [State.COMPLETE] * 20, list(np.abs(units[:, 0] - 0.8)))
    assert mean_proposal(history) == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("state", [State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY, State.PRUNED])
def test_what_failed_or_was_pruned_is_avoided(state: State) -> None:
    units = spread(20)
    states = [state if unit > 0.5 else State.COMPLETE for unit in units[:, 0]]
    assert mean_proposal(history_of(LINE, units, states, [0.5] * 20)) < 0.5


def test_if_everything_failed_it_goes_elsewhere() -> None:
    units = 0.3 * spread(20)
    assert mean_proposal(history_of(LINE, units, [State.FAILED] * 20, [0.0] * 20)) > 0.5


def test_pending_trials_push_proposals_away() -> None:
    units = spread(20)
    history = history_of(LINE, units, [State.COMPLETE] * 20, list(np.abs(units[:, 0] - 0.8)))
    pending = [{"x": 0.8 + offset} for offset in np.linspace(-0.02, 0.02, 9)]
    alone, beside = abs(mean_proposal(history) - 0.8), abs(mean_proposal(history, pending) - 0.8)
    assert beside > alone


def test_a_batch_is_what_asking_one_by_one_gives() -> None:
    units = spread(20)
    history = history_of(LINE, units, [State.COMPLETE] * 20, list(np.abs(units[:, 0] - 0.8)))
    batch = TpeSampler().suggest(Problem(LINE), history, [], np.random.default_rng(3), 8)
    rng, pending = np.random.default_rng(3), list[Params]()
    for _ in range(8):
        pending.append(TpeSampler().suggest(Problem(LINE), history, pending, rng)[0].params)
    assert [suggestion.params for suggestion in batch] == pending


def test_candidates_are_ranked_by_the_ratio_of_the_densities_of_what_is_active() -> None:
    space = Space({
        "kind": Categorical(["a", "b"]),
        "x": Float(0, 1, when=param("kind") == "a"),
        "y": Float(0, 1, when=param("kind") == "b"),
    })
    units = space.sample(np.random.default_rng(0), 30)
    axes = axes_of(space)
    likely, unlikely = (fit_parzen(axes, rows, np.ones(len(rows))) for rows in (units[:5], units[5:]))
    ranked = TpeSampler()._ranked(space, likely, unlikely, np.random.default_rng(1))
    points = np.stack([space.encode(params) for params in ranked])
    scores = likely.log_density(points) - unlikely.log_density(points)
    assert len(scores) == 24
    assert (np.diff(scores) <= 1e-9).all()


def test_the_better_branch_of_a_condition_is_preferred() -> None:
    space = Space({
        "kind": Categorical(["good", "bad"]),
        "x": Float(0, 1, when=param("kind") == "good"),
        "y": Float(0, 1, when=param("kind") == "bad"),
    })
    units = space.sample(np.random.default_rng(0), 30)
    losses = [abs(unit[1] - 0.2) if unit[0] < 0.5 else 2.0 for unit in units]
    history = history_of(space, units, [State.COMPLETE] * 30, losses)
    found = [TpeSampler().suggest(Problem(space), history, [], np.random.default_rng(s))[0].params for s in range(20)]
    good = [params["x"] for params in found if params["kind"] == "good"]
    assert len(good) >= 18
    assert np.median(good) == pytest.approx(0.2, abs=0.1)


def test_the_kernels_are_capped_and_the_best_are_always_among_them() -> None:
    n = 2000
    history = history_of(LINE, spread(n), [State.COMPLETE] * n, list(map(float, range(n))))
    good, bad = _split(history, np.random.default_rng(0))
    assert (len(good), len(bad)) == (MOST_GOOD, MOST_BAD)
    np.testing.assert_array_equal(good, history.units[:MOST_GOOD])
    np.testing.assert_array_equal(bad[[0, -1]], history.units[[MOST_GOOD, n - 1]])
    assert len(np.unique(bad)) == MOST_BAD


def test_good_trials_are_never_ones_that_did_not_complete() -> None:
    states = [State.COMPLETE, *[State.FAILED] * 99]
    good, bad = _split(history_of(LINE, spread(100), states, [0.0] * 100), np.random.default_rng(0))
    assert (len(good), len(bad)) == (1, 99)


def test_weights_fall_with_the_rank_and_have_a_mean_of_one() -> None:
    weights = _by_rank(7)
    assert (np.diff(weights) < 0).all()
    assert weights.mean() == pytest.approx(1)
    assert _by_rank(0).shape == (0,)


@pytest.mark.parametrize(("few", "many"), [(300, 2000), pytest.param(2200, 4400, marks=pytest.mark.slow)])
def test_a_suggestion_is_as_few_operations_after_many_trials_as_after_few(few: int, many: int) -> None:
    """So many that both fill the caps above, or that of what is sorted: no trial is looked at by itself."""

    def n_calls_after(n: int) -> int:
        history = history_of(LINE, spread(n), [State.COMPLETE] * n, list(map(float, range(n))))
        return n_calls(lambda: TpeSampler().suggest(Problem(LINE), history, [], np.random.default_rng(0)))

    n_calls_after(300)  # loads what is loaded on first use
    assert n_calls_after(many) == n_calls_after(few)


@pytest.mark.parametrize("name", ["n_startup", "n_candidates"])
def test_a_wrong_setting_is_named_with_its_value(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be 1 or more, got 0"):
        TpeSampler(**{name: 0})
