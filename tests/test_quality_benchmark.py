"""The benchmark of quality: nobody gets a gift, nothing reserved is used, and the numbers are what they are called."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from benchmarks.quality.asker import Plan
from benchmarks.quality.case import Case
from benchmarks.quality.dims import active, dims_of
from benchmarks.quality.mixed import NET
from benchmarks.quality.ours import Ours
from benchmarks.quality.references import known
from benchmarks.quality.regret import duel, holm
from benchmarks.quality.runs import Job, Run, append, curve_of, mend, read
from benchmarks.quality.smooth import off_centre
from benchmarks.quality.splits import INSTANCES, SPLITS, functions
from benchmarks.quality.yahpo import RESERVED

from tunewright.samplers.random import RandomSampler

FUNCTIONS = [case for split in SPLITS for case in functions(split)]


def test_the_splits_share_no_instance_and_use_none_that_is_reserved() -> None:
    choosing, reporting = (
        {(name, each) for name, instances in INSTANCES[split].items() for each in instances} for split in SPLITS
    )
    assert not choosing & reporting
    assert not (choosing | reporting) & RESERVED


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case.name)
def test_a_function_is_never_below_its_minimum_nor_best_at_its_default(case: Case) -> None:
    units = case.space.sample(np.random.default_rng(1), 200)
    losses = [case.loss(case.space.decode(unit)) for unit in units]
    best = known()[case.name]["best"]
    assert min(losses) >= (best if case.least is None else case.least)
    assert case.loss(case.space.defaults()) > best


@pytest.mark.parametrize("case", [case for case in FUNCTIONS if case.least == 0.0], ids=lambda case: case.name)
def test_a_moved_function_has_its_minimum_away_from_the_centre(case: Case) -> None:
    seeds = range(1, 20)
    places = [off_centre(case.space.n_dims, seed) for seed in seeds]
    assert min(case.loss({f"x{axis}": x for axis, x in enumerate(place)}) for place in places) == pytest.approx(0)
    assert min(np.abs(place - 0.5).min() for place in places) >= 0.1


def test_more_random_draws_reach_lower_and_none_beats_the_best_known() -> None:
    for row in known().values():
        levels = [row["best"], *[row["random"][n] for n in ("200", "100", "50", "25")], row["median"]]
        assert all(low < high for low, high in pairwise(levels))


def test_peers_are_told_which_values_of_the_parent_matter() -> None:
    dims = {dim.name: dim for dim in dims_of(NET)}
    assert (dims["units3"].parent, dims["units3"].values) == ("layers", [3, 4])
    everything = {dim.name: dim.default for dim in dims.values()}
    assert active(list(dims.values()), everything) == NET.defaults()


def test_the_curve_is_the_true_loss_of_what_looks_best() -> None:
    true, observed = np.array([3.0, 1.0, 2.0, 0.0]), np.array([3.0, 2.5, 1.5, 1.5])
    assert curve_of(true, observed) == (3.0, 1.0, 2.0, 2.0)


def test_our_samplers_start_from_the_defaults_and_repeat_with_the_same_seed() -> None:
    first, second = (Ours(RandomSampler(), Plan(NET, 3, 5, is_noisy=False)) for _ in range(2))
    for number in range(5):
        params = first.ask()
        assert params == second.ask()
        assert number or params == NET.defaults()
        first.tell(params, 1.0)
        second.tell(params, 1.0)


def test_a_run_is_read_as_it_was_written_and_a_line_cut_short_is_passed_over(tmp_path: Path) -> None:
    run, file = Run(Job("random", "net 11", 0, 2, 0.0), (1.0, 0.5), (0.0, 0.001)), tmp_path / "runs.jsonl"
    append(run, file)
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"sampler": "ran')
    assert read(file) == [run]
    mend(file)
    append(run, file)
    assert read(file) == [run, run]


def test_holm_multiplies_the_smallest_by_all_and_never_turns_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_a_duel_counts_problems_and_a_tie_as_half() -> None:
    fought = duel(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 2.0, 3.0, 1.0]))
    assert fought.wins == 0.625
    assert duel(np.ones(3), np.ones(3)).p == 1.0
