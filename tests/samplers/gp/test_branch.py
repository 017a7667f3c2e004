"""Branches: each gets its turn, what enters one is a configuration of it, and the best branch is found in the end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surrogates.gp.mixed import AXES, LINE, MIXED, drawn
from tunewright.samplers.gp.branch import LATEST, STALLED, Branch, has_stalled, neglected
from tunewright.samplers.gp.candidates import Candidates
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.surrogates.axes import axes_of
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

branches = st.sampled_from([Branch(0, (choice + 0.5) / 3) for choice in range(3)])
STILL = np.zeros(2 * LATEST)
seeds = st.integers(0, 2**32 - 1)


@given(branches, seeds)
def test_what_is_made_for_a_branch_are_configurations_of_it(branch: Branch, seed: int) -> None:
    candidates, rng = Candidates(MIXED, AXES, branch), np.random.default_rng(seed)
    parents = drawn(seed, 6)
    for units in (candidates.uniform(rng, 12), candidates.near_the_best(rng, parents, 12)):
        assert branch.among(units).all()
        for unit in units:
            np.testing.assert_allclose(AXES.snapped(MIXED.encode(MIXED.decode(unit))[None])[0], unit, atol=1e-9)


@given(seeds, st.integers(2, 30))
def test_every_second_trial_of_a_stalled_search_goes_to_the_branch_with_the_fewest(seed: int, n: int) -> None:
    units = drawn(seed, n)
    found = neglected(MIXED, AXES, units, [], units, STILL)
    if n % 2 == 0:
        assert found is None
        return
    assert found is not None
    assert MIXED.dims[found.axis] == "kind"
    counts = np.bincount(np.floor(units[:, 0] * 3).astype(int), minlength=3)
    assert counts[int(found.unit * 3)] == counts.min()


def test_a_branch_that_only_fails_has_no_turn() -> None:
    """Two trials of "a" and one of "b" brought nothing: "b" may have one more, "a" none."""
    kinds = np.array([0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    units = drawn(1, 19)
    units[:, 0] = (kinds + 0.5) / 3
    assert neglected(MIXED, AXES, units, [], units[3:], STILL) == Branch(0, 0.5)
    assert neglected(MIXED, AXES, np.vstack([units, units[2:3], units[:1]]), [], units[3:], STILL) == Branch(0, 2.5 / 3)


def test_what_runs_counts_but_has_not_failed() -> None:
    units = drawn(1, 17)
    units[:, 0] = 0.5
    running = [np.concatenate([[(kind + 0.5) / 3], units[0, 1:]]) for kind in (0, 0, 0, 2, 2, 2)]
    assert neglected(MIXED, AXES, units, running[:2], units, STILL) == Branch(0, 2.5 / 3)
    assert neglected(MIXED, AXES, units, [*running, running[0], running[0]], units, STILL) == Branch(0, 2.5 / 3)


def test_while_the_search_gets_on_it_is_nobodys_turn() -> None:
    assert neglected(MIXED, AXES, drawn(1, 17), [], drawn(1, 17), np.linspace(1, 0, 17)) is None


@pytest.mark.parametrize("space", [LINE, Space({"kind": Categorical(["a", "b"]), "x": Float(0, 1)})])
def test_a_space_without_conditions_has_no_branches(space: Space) -> None:
    assert neglected(space, axes_of(space), drawn(1, 17, space), [], drawn(1, 17, space), STILL) is None


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        pytest.param([], False, id="nothing yet"),
        pytest.param([0.0] * (2 * LATEST - 1), False, id="too few to tell"),
        pytest.param([0.0] * 2 * LATEST, True, id="nothing new"),
        pytest.param([0.0] * LATEST + [1.0] * LATEST, True, id="worse"),
        pytest.param([0.0] * LATEST + [1.0] * (LATEST - 1) + [-STALLED / 2], True, id="hardly better"),
        pytest.param([0.0] * LATEST + [1.0] * (LATEST - 1) + [-STALLED], False, id="better at last"),
        pytest.param([0.0] * LATEST + [-1.0] + [0.0] * LATEST, True, id="better, but long ago"),
    ],
)
def test_when_a_search_has_stalled(losses: list[float], expected: bool) -> None:
    assert has_stalled(np.array(losses)) is expected


TRAP = Space({
    "kind": Categorical(["trap", "deep"]),
    "x": Float(0, 1),
    "y": Float(0, 1, when=param("kind") == "deep"),
})


def trap(params: Params) -> float:
    """A wide bowl that is soon at its bottom of 0.1, and a narrow one in two dimensions that goes down to 0."""
    if params["kind"] == "trap":
        return float(0.1 + (params["x"] - 0.5) ** 2)
    return float(1 - np.exp(-20 * ((params["x"] - 0.8) ** 2 + (params["y"] - 0.2) ** 2)))


@pytest.mark.slow
def test_a_branch_that_looked_bad_at_first_is_found_out() -> None:
    history = History(TRAP)
    for number in range(80):
        found = GpSampler().suggest(Problem(TRAP), history, [], np.random.default_rng([4, number]))[0]
        history.put(Trial(number, State.COMPLETE, found.params, tags=found.tags), [trap(found.params)])
    assert np.nanmin(history.losses) < 0.01


@pytest.mark.slow
def test_of_a_batch_every_second_is_for_the_neglected() -> None:
    history = History(TRAP)
    for number, x in enumerate(np.linspace(0.5, 1, 23)):
        params = {"kind": "trap", "x": float(x)}
        history.put(Trial(number, State.COMPLETE, params), [trap(params)])
    batch = GpSampler().suggest(Problem(TRAP, noise="none"), history, [], np.random.default_rng(0), 4)
    assert [each.params["kind"] for each in batch[::2]] == ["deep", "deep"]
