"""Racing over folds: what must never be stopped, and how seldom the best one is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import stats

from tunewright.evaluation.racing import FoldRace
from tunewright.trials.decision import Decision

Losses = NDArray[np.float64]
N_FOLDS = 5
race = FoldRace(N_FOLDS)
tables = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(N_FOLDS)), elements=st.floats(-1e6, 1e6))
ROWS = np.array([
    [1.2, 1.0, 0.9, 1.1, 1.0],
    [1.3, 1.1, 1.0, 1.2, 1.2],
    [2.1, 2.0, 2.0, 2.2, 1.9],
    [1.6, 1.5, 1.3, 1.6, 1.4],
])


def with_challenger(*losses: float) -> Losses:
    return np.vstack([ROWS, [*losses, *[np.nan] * (N_FOLDS - len(losses))]])


def run(losses: Losses, race: FoldRace = race) -> tuple[set[int], int]:
    """Run trials one after the other; return those that were stopped, and the number of folds run."""
    curves, stopped, n_run = np.full(losses.shape, np.nan), set(), 0
    for row, folds in enumerate(losses):
        for step, loss in enumerate(folds):
            curves[row, step] = loss
            n_run += 1
            if race.judge(curves[: row + 1], row, step) is Decision.STOP:
                stopped.add(row)
                break
    return stopped, n_run


@given(tables, st.integers(1, N_FOLDS), st.data())
def test_who_leads_on_the_folds_seen_is_never_stopped(losses: Losses, n_seen: int, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(losses) - 1))
    losses[row, n_seen:] = np.nan
    losses[row, :n_seen] = losses[:, :n_seen].min(axis=0)
    assert race.judge(losses, row, n_seen - 1) is Decision.GO_ON


@given(tables, st.data())
def test_a_trial_that_has_seen_all_folds_is_never_stopped(losses: Losses, data: st.DataObject) -> None:
    assert race.judge(losses, data.draw(st.integers(0, len(losses) - 1)), N_FOLDS - 1) is Decision.GO_ON


@given(tables, st.integers(1, N_FOLDS - 1), st.integers(0, N_FOLDS - 1), st.floats(1, 100))
def test_what_stops_a_trial_stops_a_worse_one(losses: Losses, n_seen: int, fold: int, extra: float) -> None:
    """Worse by the same amount on every fold seen: the noise of the pair is the same."""
    losses = np.vstack([losses, losses[0] + 1])
    row = len(losses) - 1
    losses[row, n_seen:] = np.nan
    if race.judge(losses, row, n_seen - 1) is Decision.STOP:
        losses[row] += extra
        assert race.judge(losses, row, n_seen - 1) is Decision.STOP


@given(tables, st.integers(1, N_FOLDS - 1), st.sampled_from([2.0, 0.5, 1024.0]))
def test_the_unit_of_the_loss_does_not_matter(losses: Losses, n_seen: int, unit: float) -> None:
    losses[-1, n_seen:] = np.nan
    assert race.judge(losses, len(losses) - 1, n_seen - 1) is race.judge(losses * unit, len(losses) - 1, n_seen - 1)


@given(tables, st.integers(1, N_FOLDS - 1), st.randoms(use_true_random=False))
def test_the_order_of_trials_does_not_matter(losses: Losses, n_seen: int, random: np.random.Generator) -> None:
    losses = losses[np.unique(losses.mean(axis=1), return_index=True)[1]]  # of two equal leaders the first one leads
    losses[-1, n_seen:] = np.nan
    order = list(range(len(losses) - 1))
    random.shuffle(order)
    shuffled = losses[[*order, len(losses) - 1]]
    assert race.judge(losses, len(losses) - 1, n_seen - 1) is race.judge(shuffled, len(losses) - 1, n_seen - 1)


@pytest.mark.parametrize(
    ("curves", "decision"),
    [
        pytest.param(with_challenger(9.0), Decision.STOP, id="hopeless after one fold"),
        pytest.param(with_challenger(1.15), Decision.GO_ON, id="better than the leader's worst fold"),
        pytest.param(with_challenger(1.25), Decision.GO_ON, id="a little worse than the leader's worst fold"),
        pytest.param(with_challenger(2.0, 2.1), Decision.STOP, id="far behind on two folds"),
        pytest.param(with_challenger(1.1, 1.25), Decision.GO_ON, id="a little behind on two folds"),
        pytest.param(with_challenger(9.0, 0.5), Decision.GO_ON, id="one fold lost, one won: who knows"),
        pytest.param(with_challenger(1.23, 1.03, 0.93, 1.13), Decision.GO_ON, id="behind by less than the noise"),
        pytest.param(with_challenger(1.6, 1.8, 1.5, 1.7), Decision.STOP, id="clearly behind on four folds"),
        pytest.param(with_challenger(np.inf), Decision.STOP, id="diverged"),
        pytest.param(with_challenger(), Decision.GO_ON, id="nothing seen"),
        pytest.param(with_challenger(9.0)[1:], Decision.GO_ON, id="one complete trial short"),
        pytest.param(with_challenger(9.0)[:, :2], Decision.GO_ON, id="nobody is complete yet"),
        pytest.param(
            np.vstack([np.ones((4, N_FOLDS)), [2.0, *[np.nan] * 4]]), Decision.STOP, id="all equal, this one worse"
        ),
    ],
)
def test_the_edges(curves: Losses, decision: Decision) -> None:
    row = len(curves) - 1
    assert race.judge(curves, row, max(0, np.count_nonzero(~np.isnan(curves[row])) - 1)) is decision


def test_a_diverged_trial_is_no_measure_of_noise() -> None:
    curves = with_challenger(9.0)
    curves[2, 3] = np.inf
    assert race.judge(curves, 4, 0) is Decision.GO_ON  # three complete trials are left
    assert race.judge(np.vstack([ROWS[3] + 0.1, curves]), 5, 0) is Decision.STOP


def test_a_twin_of_the_leader_is_stopped_as_seldom_as_the_normal_law_says() -> None:
    """With s known, a twin after m of n folds has d ~ N(0, s² / m), and is stopped when d > q s sqrt((n - m) / (n m)).

    With q = 3, n = 5, m = 2 that is P(N(0, 1) > 3 sqrt(3 / 5)) = 0.0101. Estimating s, and taking the largest of three
    figures, makes it rarer. One-sided binomial test on 2000 races; false alarm 1e-6; sees 0.028 in 9 runs of 10.
    """
    rng = np.random.default_rng(5)
    n_stopped = 0
    for _ in range(2000):
        curves = rng.normal(size=(7, 1)) + rng.normal(size=(7, N_FOLDS))
        curves[-1] = curves[curves[:-1].mean(axis=1).argmin()].mean() + rng.normal(size=N_FOLDS)
        curves[-1, 2:] = np.nan
        n_stopped += race.judge(curves, 6, 1) is Decision.STOP
    assert stats.binomtest(n_stopped, 2000, stats.norm.sf(3 * np.sqrt(3 / 5)), alternative="greater").pvalue > 1e-6


def studies(rng: np.random.Generator, n_folds: int, spread: float, shared: float, uneven: float) -> Losses:
    """Return 60 trials' losses: a gamma-distributed level, fold noise that all share, and their own."""
    level = rng.gamma(1.0, spread, size=(60, 1))
    own = rng.normal(size=(60, n_folds)) * np.exp(uneven * rng.normal(size=(60, 1)))
    return np.asarray(level + 0.3 * (np.sqrt(shared) * rng.normal(size=n_folds) + np.sqrt(1 - shared) * own))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n_folds", "spread", "shared", "uneven", "at_most"),
    [
        pytest.param(5, 1.0, 0.5, 0.0, 0.02, id="half of the fold noise is shared"),
        pytest.param(5, 1.0, 0.9, 0.0, 0.02, id="nearly all is shared"),
        pytest.param(5, 0.3, 0.5, 0.0, 0.02, id="trials are alike"),
        pytest.param(5, 0.05, 0.7, 0.0, 0.02, id="trials differ by less than the noise"),
        pytest.param(10, 0.5, 0.7, 0.3, 0.02, id="ten folds, noise of different size"),
        pytest.param(5, 0.5, 0.7, 0.7, 0.05, id="noise that differs fourfold between trials"),
    ],
)
def test_the_best_trial_is_seldom_stopped(
    n_folds: int, spread: float, shared: float, uneven: float, at_most: float
) -> None:
    """Binomial test on 150 races: false alarm 1e-6 for a fresh seed; sees 0.15 (0.2 for 0.05) in 9 runs of 10."""
    rng = np.random.default_rng(17)
    made = [studies(rng, n_folds, spread, shared, uneven) for _ in range(150)]
    lost = sum(int(losses.mean(axis=1).argmin()) in run(losses, FoldRace(n_folds))[0] for losses in made)
    assert stats.binomtest(lost, 150, at_most, alternative="greater").pvalue > 1e-6


@pytest.mark.slow
def test_racing_saves_a_third_of_the_folds_where_trials_differ() -> None:
    """The share run is 0.51 on average with a deviation of 0.08 a race; 50 races make it certain to 0.01."""
    rng = np.random.default_rng(23)
    shares = [run(studies(rng, N_FOLDS, 1.0, 0.5, 0.0))[1] / (60 * N_FOLDS) for _ in range(50)]
    assert np.mean(shares) < 2 / 3


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"n_folds": 1}, "n_folds must be 2 or more, got 1"),
        ({"n_folds": 5, "quantile": 0.0}, "quantile must be above 0, got 0.0"),
        ({"n_folds": 5, "quantile": np.nan}, "quantile must be above 0, got nan"),
        ({"n_folds": 5, "min_complete": 1}, "min_complete must be 2 or more, got 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(settings: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        FoldRace(**settings)  # type: ignore[arg-type]
