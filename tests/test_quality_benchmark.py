"""The benchmark of quality: nobody gets a gift, nothing reserved is used, and the numbers are what they are called."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.quality import ablation
from benchmarks.quality.__main__ import EVERYTHING, parsed
from benchmarks.quality.ablation import ABLATION, Switch, Without
from benchmarks.quality.asker import Plan, Seen
from benchmarks.quality.case import Case
from benchmarks.quality.chosen import Wanted, chosen, longer
from benchmarks.quality.dims import active, dims_of
from benchmarks.quality.mixed import NET
from benchmarks.quality.noise import N_FOLDS, REALISTIC, fold_noise
from benchmarks.quality.ours import Ours
from benchmarks.quality.peers.answering import answers
from benchmarks.quality.references import known
from benchmarks.quality.regret import duel, holm, ranks, ratio
from benchmarks.quality.report import best_peer, slowed
from benchmarks.quality.runs import Ended, Job, Run, append, curve_of, driven, mend, read
from benchmarks.quality.samplers import PEERS, asker, named
from benchmarks.quality.smooth import off_centre
from benchmarks.quality.splits import INSTANCES, SPLITS, functions
from benchmarks.quality.workers import durations, events
from benchmarks.quality.yahpo import RESERVED
from scipy import stats

from tunewright.samplers.random import RandomSampler
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

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


def test_what_is_taken_home_has_the_lowest_mean_of_what_was_observed_of_it() -> None:
    seen = [("a", 3.0, 3.0), ("b", 1.0, 2.0), ("c", 1.5, 1.0), ("b", 3.0, 2.0), ("d", 1.5, 9.0)]
    assert curve_of([Ended(*trial) for trial in seen]) == (3.0, 2.0, 2.0, 1.0, 1.0)


def test_our_samplers_start_from_the_defaults_and_repeat_with_the_same_seed() -> None:
    first, second = (Ours(RandomSampler(), Plan(NET, 3, 5, is_noisy=False)) for _ in range(2))
    for number in range(5):
        params = first.ask(number)
        assert params == second.ask(number)
        assert number or params == NET.defaults()
        first.tell(number, Seen(1.0))
        second.tell(number, Seen(1.0))


class Watched:
    """A sampler that proposes nothing new and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, int]] = []

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        self.asked.append((len(history), len(pending), problem.n_workers))
        return [Suggestion(params) for params in [problem.space.defaults()] * n]


def test_trials_that_run_are_told_to_our_samplers_as_pending() -> None:
    watched, case = Watched(), functions("choosing")[0]
    run = driven(Ours(watched, Plan(case.space, 0, 7, False, n_running=3)), case, Job("", case.name, 0, 7, 0.0, 3))
    assert watched.asked == [(0, 1, 3), (0, 2, 3), (1, 2, 3), (2, 2, 3), (3, 2, 3), (4, 2, 3)]
    assert len(run.curve) == len(run.seconds) == 7


def test_with_one_worker_each_trial_ends_before_the_next_begins() -> None:
    assert list(events([3.0, 1.0], 1)) == [("begins", 0), ("ends", 0), ("begins", 1), ("ends", 1)]


def test_the_trial_that_takes_least_ends_first_and_makes_room() -> None:
    happened = [("begins", 0), ("begins", 1), ("ends", 1), ("begins", 2), ("ends", 0), ("ends", 2)]
    assert list(events([3.0, 1.0, 2.5], 2)) == happened


@pytest.mark.parametrize("n_workers", [1, 4, 16])
def test_every_trial_begins_and_ends_once_and_no_more_run_than_there_are_workers(n_workers: int) -> None:
    running: set[int] = set()
    most, ended = 0, []
    for event, number in events(durations("net 11", 0, 50), n_workers):
        running ^= {number}
        assert (number in running) == (event == "begins")
        most = max(most, len(running))
        ended += [number] * (event == "ends")
    assert most == n_workers
    assert sorted(ended) == list(range(50))
    assert (ended == list(range(50))) == (n_workers == 1)


def test_luck_depends_on_problem_seed_and_number_alone() -> None:
    assert durations("net 11", 1, 9)[:5] == durations("net 11", 1, 5) != durations("net 11", 2, 5)
    long, short = fold_noise("net 11", 1, 0.1, 9), fold_noise("net 11", 1, 0.1, 5)
    assert np.array_equal(long[:5], short)
    assert not np.allclose(short, fold_noise("net 11", 2, 0.1, 5))


def test_the_mean_of_the_folds_has_the_noise_that_was_asked_and_the_folds_differ_in_the_same_way() -> None:
    """Chi-squared and Student tests, each with a false alarm of 1e-6 for a fresh seed."""
    row, n = known()["net 11"], 4000
    sd = REALISTIC * (row["median"] - row["best"])
    added = fold_noise("net 11", 0, REALISTIC, n)
    mean = added.mean(axis=1)
    chance = stats.chi2(n).cdf((mean**2).sum() / sd**2)
    assert 5e-7 < chance < 1 - 5e-7
    assert stats.ttest_1samp(mean, 0.0).pvalue > 1e-6
    own = added - mean[:, None] - (added - mean[:, None]).mean(axis=0)
    chance = stats.chi2((n - 1) * (N_FOLDS - 1)).cdf((own**2).sum() / (N_FOLDS * sd**2))
    assert 5e-7 < chance < 1 - 5e-7
    harder = added.mean(axis=0) - added.mean()
    assert np.abs(harder).max() > 10 * sd / np.sqrt(n / N_FOLDS)


def test_a_noisy_trial_of_ours_has_its_folds_as_reports_and_their_mean_as_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put: list[Trial] = []
    monkeypatch.setattr(History, "put", lambda self, trial, losses: put.append(trial))
    case = functions("choosing")[0]
    driven(Ours(Watched(), Plan(case.space, 0, 3, True)), case, Job("", case.name, 0, 3, 0.1))
    for trial, added in zip(put, fold_noise(case.name, 0, 0.1, 3), strict=True):
        assert [(each.metric, each.step, each.fold) for each in trial.reports] == [("", 0, fold) for fold in range(5)]
        assert [each.value for each in trial.reports] == list(case.loss(trial.params) + added)
        assert trial.value == pytest.approx(np.mean([each.value for each in trial.reports]))


def test_a_file_of_before_is_read_as_one_trial_after_the_other(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    job = '"sampler": "gp", "case": "net 11", "seed": 0, "n_trials": 1, "noise": 0.0'
    file.write_text(f'{{{job}, "curve": [1.0], "seconds": [0.1]}}\n', encoding="utf-8")
    assert read(file)[0].job.pending == 1


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


def run_of(sampler: str, seed: int, *losses: float, pending: int = 1) -> Run:
    curve = tuple(losses) * 25
    return Run(Job(sampler, "net 11", seed, len(curve), 0.0, pending), curve, (0.0,) * len(curve))


def test_a_table_has_the_seeds_that_all_have_and_with_all_seeds_those_of_each() -> None:
    runs = [run_of("a", 0, 1.0), run_of("a", 1, 2.0), run_of("b", 1, 3.0), run_of("c", 5, 0.0)]
    wanted = Wanted(["a", "b"], ["net 11", "levy 6"], 25)
    assert {sampler: list(each) for sampler, each in chosen(runs, wanted)["net 11"].items()} == {"a": [1], "b": [1]}
    everything = chosen(runs, replace(wanted, all_seeds=True))
    assert {sampler: sorted(each) for sampler, each in everything["net 11"].items()} == {"a": [0, 1], "b": [1]}
    assert not chosen(runs, replace(wanted, samplers=["a", "c"]))
    assert not chosen(runs, replace(wanted, pending=4))


def test_a_longer_run_serves_where_there_is_none_of_just_so_many_trials_and_that_is_said() -> None:
    runs = [run_of("a", 0, 1.0), run_of("a", 0, 1.0, 1.0), run_of("b", 0, 2.0, 2.0), run_of("a", 1, 1.0)]
    curves = chosen(runs, Wanted(["a", "b"], ["net 11"], 25))
    assert [len(curves["net 11"][sampler][0].curve) for sampler in ("a", "b")] == [25, 25]
    assert [curves["net 11"][sampler][0].job.n_trials for sampler in ("a", "b")] == [25, 50]
    assert longer(curves, 25) == ["runs of 50 trials, of which the first 25 count: b 1 of 1"]


def test_a_rank_is_what_is_to_be_expected_of_any_seeds() -> None:
    runs = [run_of("a", 0, 1.0), run_of("a", 1, 3.0), run_of("b", 0, 2.0), run_of("c", 0, 3.0)]
    curves = chosen(runs, Wanted(["a", "b", "c"], ["net 11"], 25, all_seeds=True))
    assert ranks(curves, ["a", "b", "c"], 25) == pytest.approx([1.75, 1.5, 2.75])


def test_the_best_of_others_is_chosen_anew_in_each_draw_of_problems() -> None:
    others = np.array([[1.0, 3.0], [3.0, 1.0]])
    found = ratio(np.array([1.0, 1.0]), others)
    assert (found.value, found.low, found.high) == (0.5, 0.5, 1.0)


def test_the_best_peer_is_named_and_ours_are_none() -> None:
    best, median = (known()["net 11"][key] for key in ("best", "median"))
    half = (best + median) / 2
    runs = [run_of("gp", 0, best), run_of("tpe", 0, best), run_of("smac", 0, half), run_of("hebo", 0, median)]
    names = ["gp", "tpe", "smac", "hebo"]
    shown = "\n".join(best_peer(chosen(runs, Wanted(names, ["net 11"], 25)), names, "gp", True))
    assert "0.00 [0.00, 0.00] of smac; rank 1.50, the best peer's 3.00 (smac)" in shown


def test_the_ratio_to_one_after_the_other_is_of_seeds_that_both_have() -> None:
    best, median = (known()["net 11"][key] for key in ("best", "median"))
    wanted = Wanted(["gp"], ["net 11"], 25, pending=4)
    beside = [run_of("gp", seed, median, pending=4) for seed in (0, 1)]
    alone = [run_of("gp", 0, (best + median) / 2), run_of("gp", 2, best)]
    tables = [chosen([*beside, *alone], replace(wanted, pending=pending)) for pending in (4, 1)]
    assert "2.00 [2.00, 2.00]" in "\n".join(slowed(tables[0], {"gp": tables[1]}, True))


def test_names_that_stand_for_several_are_told_apart_and_each_comes_once() -> None:
    assert named("gp,ablation") == ["gp", *ABLATION]
    assert set(named("fast-peers,slow-peers")) == set(PEERS)
    assert set(named("everybody")) == set(named("ours,fast-peers,slow-peers"))


def test_the_one_command_runs_what_its_tables_show() -> None:
    run = set()
    for step in map(parsed, map(str.split, EVERYTHING)):
        setting = (step.split, step.noise, step.pending)
        if step.what == "run":
            run |= {(sampler, *setting) for sampler in step.samplers}
        else:
            assert {(sampler, *setting) for sampler in step.samplers} <= run
            assert step.against in step.samplers


def test_who_cannot_be_told_what_is_running_takes_no_part_there() -> None:
    with pytest.raises(ValueError, match="hebo is not told what is running, got 4"):
        asker("hebo", Plan(NET, 0, 5, False, n_running=4))


class Counting:
    """A peer that proposes the number it is asked for."""

    def __init__(self, start: dict[str, Any]) -> None:
        self.told = [start["seed"]]

    def ask(self, number: int) -> dict[str, Any]:
        return {"x": number, "told": self.told.copy()}

    def tell(self, number: int, loss: float) -> None:
        self.told.append((number, loss))


def test_a_child_answers_each_line_with_what_it_was_asked_and_its_processor_time() -> None:
    lines = ['{"start": {"seed": 3}}', '{"ask": 0}', '{"ask": 1}', '{"tell": 1, "loss": 0.5}', '{"ask": 2}']
    answered = list(answers(Counting, lines))
    seconds = [answer.pop("seconds") for answer in answered]
    assert seconds == sorted(seconds)
    first, second = ({"params": {"x": number, "told": [3]}} for number in (0, 1))
    assert answered == [{}, first, second, {}, {"params": {"x": 2, "told": [3, (1, 0.5)]}}]


def proposed(sampler: Without, n_trials: int) -> list[Params]:
    """Return what a sampler proposes after so many random trials of a mixed problem."""
    case = next(case for case in FUNCTIONS if case.space is NET)
    history, rng = History(NET), np.random.default_rng(3)
    for number, unit in enumerate(NET.sample(rng, n_trials)):
        params = NET.decode(unit)
        history.put(Trial(number, State.COMPLETE, params), [case.loss(params)])
    return [each.params for each in sampler.suggest(Problem(NET), history, [], rng, 4)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ABLATION)
def test_every_switch_of_the_ablation_changes_what_is_proposed_and_is_thrown_back(name: str) -> None:
    n_trials = {"gp-no-sobol": 1, "gp-no-subset": 200}.get(name, 70)
    usual = proposed(Without(), n_trials)
    assert proposed(ABLATION[name], n_trials) != usual
    assert proposed(Without(), n_trials) == usual


def test_a_constant_that_is_no_longer_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="NO_SUCH"), Switch(ablation, "NO_SUCH", 0).thrown():
        pass
