"""The median rule: what it must never do, and how often it stops a trial that is like the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import stats

from tunewright.pruners.median import MedianPruner
from tunewright.trials.decision import Decision

eager, choosy = MedianPruner(min_trials=1), MedianPruner(min_trials=2)
shapes = st.tuples(st.integers(2, 12), st.integers(1, 8))
curves = hnp.arrays(np.float64, shapes, elements=st.floats(-1e9, 1e9) | st.just(np.inf))


@given(curves)
def test_the_leader_is_never_stopped(losses: NDArray[np.float64]) -> None:
    leader = int(losses.min(axis=1).argmin())
    assert eager.judge(losses, leader, losses.shape[1] - 1) is Decision.GO_ON


@given(curves)
def test_ranks_alone_decide(losses: NDArray[np.float64]) -> None:
    ranks = stats.rankdata(losses, method="dense", axis=None).reshape(losses.shape).astype(float)
    assert eager.judge(losses, 0, losses.shape[1] - 1) is eager.judge(ranks, 0, losses.shape[1] - 1)


@given(curves)
def test_later_steps_of_others_do_not_leak_in(losses: NDArray[np.float64]) -> None:
    assert eager.judge(losses, 0, 0) is eager.judge(losses[:, :1], 0, 0)


@pytest.mark.parametrize(
    ("pruner", "losses", "decision"),
    [
        pytest.param(eager, [[2.0], [1.0], [3.0]], Decision.GO_ON, id="half better"),
        pytest.param(eager, [[2.0], [1.0], [1.5], [3.0]], Decision.STOP, id="more than half better"),
        pytest.param(choosy, [[9.0, 9.0], [1.0, 1.0], [2.0, 2.0]], Decision.STOP, id="enough others"),
        pytest.param(choosy, [[9.0, 9.0], [1.0, np.nan], [2.0, 2.0]], Decision.GO_ON, id="one short"),
        pytest.param(eager, [[9.0, 8.0], [1.0, np.nan], [9.0, 9.0]], Decision.GO_ON, id="better, but not as far"),
        pytest.param(MedianPruner(1, 1), [[9.0, 9.0], [1.0, 1.0]], Decision.STOP, id="warm"),
        pytest.param(MedianPruner(2, 1), [[9.0, 9.0], [1.0, 1.0]], Decision.GO_ON, id="warming up"),
    ],
)
def test_the_edges(pruner: MedianPruner, losses: list[list[float]], decision: Decision) -> None:
    assert pruner.judge(np.array(losses), 0, len(losses[0]) - 1) is decision


def test_half_of_the_trials_that_are_like_the_rest_are_stopped() -> None:
    """Of 20 like trials the ten worst have 10 or more of 19 others before them: the chance is exactly 1/2.

    Binomial test on 4000 studies; false alarm 1e-6 for a fresh seed; sees 0.45 or 0.55 in 9 runs of 10.
    """
    studies = np.random.default_rng(7).normal(size=(4000, 20, 8))
    stopped = sum(eager.judge(study, 0, 7) is Decision.STOP for study in studies)
    assert stats.binomtest(stopped, 4000, 0.5).pvalue > 1e-6


@pytest.mark.parametrize(("name", "value"), [("warmup", -1), ("min_trials", 0)])
def test_a_wrong_setting_is_named_with_its_value(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{name} must be .* got {value}"):
        MedianPruner(**{name: value})
