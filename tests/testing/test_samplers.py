"""The suite for samplers finds what is wrong: each of its tests is seen to fail for a sampler with some fault."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tunewright.errors import TunewrightError
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.random import RandomSampler
from tunewright.space.values import Params
from tunewright.testing.from_history import HistorySuite
from tunewright.testing.in_studies import StudySuite
from tunewright.testing.proposals import ProposalSuite
from tunewright.testing.samplers import SamplerConformance
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion

SEEN = (AssertionError, ArithmeticError, LookupError, ValueError, TunewrightError)


@dataclass
class Asked:
    """What a sampler was asked, and what it has kept in itself, which a sampler must not."""

    problem: Problem
    history: History
    pending: Sequence[Params]
    rng: np.random.Generator
    n: int
    calls: int
    kept: dict[int, float]

    def random(self, seed: int | None = None) -> list[Suggestion]:
        rng = self.rng if seed is None else np.random.default_rng(seed)
        return RandomSampler().suggest(self.problem, self.history, self.pending, rng, self.n)


Fault = Callable[[Asked], list[Suggestion]]


@dataclass
class Wrong:
    """A sampler with a fault."""

    fault: Fault
    calls: int = 0
    kept: dict[int, float] = field(default_factory=dict)

    def suggest(
        self, problem: Problem, history: History, pending: Sequence[Params], rng: np.random.Generator, n: int = 1
    ) -> list[Suggestion]:
        self.calls += 1
        return self.fault(Asked(problem, history, pending, rng, n, self.calls, self.kept))


def out_of_range(asked: Asked) -> list[Suggestion]:
    return [Suggestion(dict.fromkeys(each.params, 10**6)) for each in asked.random()]


def no_json(asked: Asked) -> list[Suggestion]:
    return [replace(each, tags={"pair": (1, 2)}) for each in asked.random()]


def spends_all(asked: Asked) -> list[Suggestion]:
    return asked.random(1000 // (asked.problem.budget - len(asked.history)) if asked.problem.budget else 0)


def by_calls(asked: Asked) -> list[Suggestion]:
    return asked.random(asked.calls)


def blind(asked: Asked) -> list[Suggestion]:
    space = asked.problem.space
    return [Suggestion(space.decode(unit)) for unit in space.sample(asked.rng, asked.n)]


def tired(asked: Asked) -> list[Suggestion]:
    return [] if len(asked.history) >= 9 else asked.random()


def stubborn(asked: Asked) -> list[Suggestion]:
    return asked.random() or blind(asked)


def plain_losses_only(asked: Asked) -> list[Suggestion]:
    if not (np.abs(asked.history.losses[:, 0]) < 1e300).all():
        raise FloatingPointError("a loss that is missing, infinite or huge")
    return asked.random()


def one_objective_only(asked: Asked) -> list[Suggestion]:
    if asked.history.n_objectives > 1:
        raise ValueError("one objective only")
    return asked.random()


def no_constraints(asked: Asked) -> list[Suggestion]:
    if asked.history.violations.any():
        raise ValueError("no constraints")
    return asked.random()


def no_copies(asked: Asked) -> list[Suggestion]:
    if len(np.unique(np.nan_to_num(asked.history.units), axis=0)) < len(asked.history):
        raise ZeroDivisionError("a distance of 0")
    return asked.random()


def numbers_only(asked: Asked) -> list[Suggestion]:
    total = sum(float(params.get("gamma", 1.0)) for params in asked.history.params)
    return asked.random(int(total))


def by_number(asked: Asked) -> list[Suggestion]:
    return asked.random(int(asked.history.numbers[:1].sum()))


def keeps(asked: Asked) -> list[Suggestion]:
    """Keep what a trial's loss was when it was first seen."""
    for number, loss in zip(asked.history.numbers.tolist(), asked.history.losses[:, 0].tolist(), strict=True):
        asked.kept.setdefault(number, loss)
    return asked.random(len(asked.kept) + 1000 * sum(np.isnan(loss) for loss in asked.kept.values()))


def trusting(asked: Asked) -> list[Suggestion]:
    place = sum(tags["mine"]["place"] for tags in asked.history.tags)
    return [replace(each, tags={"mine": {"place": place % 9}}) for each in asked.random()]


def trusting_itself(asked: Asked) -> list[Suggestion]:
    own = [tags["mine"] for tags in asked.history.tags if "mine" in tags]
    if not all(isinstance(tag, dict) for tag in own):
        raise LookupError("a tag that is no dict")
    seeds = [tag["seed"] for tag in own]
    return [replace(each, tags={"mine": {"seed": 1}}) for each in asked.random(seeds[-1] if seeds else 0)]


def known_names_only(asked: Asked) -> list[Suggestion]:
    if any(set(params) != set(asked.problem.space.names) for params in asked.history.params):
        raise LookupError("other names than those of the space")
    return asked.random()


def spiteful(asked: Asked) -> list[Suggestion]:
    asked.history.losses[:] = 9.0
    return asked.random()


FAULTS: dict[str, tuple[Fault, tuple[Any, ...]]] = {
    "test_proposals_are_valid_configurations": (out_of_range, ("one float",)),
    "test_tags_are_json": (no_json, ()),
    "test_any_budget_and_any_number_of_workers_are_borne": (spends_all, (11, 11)),
    "test_the_same_generator_gives_the_same_proposals": (by_calls, (0,)),
    "test_a_batch_has_no_configuration_twice": (blind, (11,)),
    "test_pending_trials_are_not_proposed_again": (blind, (0,)),
    "test_27_trials_on_a_cube_of_27_points_are_all_different": (blind, ("none",)),
    "test_a_deterministic_objective_is_never_asked_twice": (stubborn, ()),
    "test_a_noisy_objective_is_asked_again_when_nothing_new_is_left": (tired, ()),
    "test_a_space_of_one_point_is_proposed_once_if_there_is_no_noise": (blind, ()),
    "test_every_way_to_end_is_borne": (plain_losses_only, ("as far apart as can be", 12)),
    "test_endings_of_all_kinds_are_borne_together": (plain_losses_only, (1,)),
    "test_several_objectives_that_all_end_in_the_same_way_are_borne": (one_objective_only, ("tiny",)),
    "test_constraints_of_any_size_are_borne": (no_constraints, (0.0,)),
    "test_one_configuration_that_was_run_again_and_again_is_borne": (no_copies, ()),
    "test_special_defaults_that_were_run_are_understood": (numbers_only, ()),
    "test_trials_may_be_told_in_any_order": (blind, ()),
    "test_numbers_of_trials_do_not_matter_only_the_order_of_their_ends": (by_number, ()),
    "test_trials_that_were_taken_out_play_no_part": (keeps, (13,)),
    "test_a_trial_whose_end_was_changed_counts_as_it_is_now": (keeps, ()),
    "test_a_resumed_study_proposes_what_an_uninterrupted_one_does": (by_calls, ("mixed",)),
    "test_trials_that_others_have_proposed_are_borne": (trusting, ()),
    "test_tags_that_are_damaged_are_borne": (trusting_itself, ()),
    "test_a_space_that_has_changed_is_borne": (known_names_only, ("grown",)),
    "test_the_history_is_left_as_it_was": (spiteful, ()),
    "test_a_declared_space_is_searched": (tired, ()),
    "test_a_space_that_is_found_by_running_is_searched": (tired, ()),
    "test_objectives_that_end_in_many_ways_are_searched_on": (tired, ()),
    "test_an_objective_that_always_fails_is_searched_on": (plain_losses_only, ()),
    "test_several_objectives_are_searched": (one_objective_only, ()),
    "test_what_is_put_up_or_added_is_not_proposed_again": (blind, ()),
    "test_results_from_elsewhere_are_searched_on": (known_names_only, ()),
    "test_trials_may_be_asked_for_and_told_in_any_order": (blind, ()),
    "test_a_found_space_may_be_asked_for_by_hand": (tired, ()),
    "test_a_stored_study_goes_on_as_an_uninterrupted_one": (by_calls, ("declared",)),
}
"""For every test of the suite a fault that it must see, and the arguments with which it is called."""


def suite(sampler: Any, **claims: object) -> SamplerConformance:
    return type("Tried", (SamplerConformance,), {"sampler": sampler, **claims})()


def test_every_test_of_the_suite_has_its_fault() -> None:
    names = {name for part in (ProposalSuite, HistorySuite, StudySuite) for name in vars(part)}
    assert {name for name in names if name.startswith("test_")} == FAULTS.keys()


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if "stored" in n else ()) for n in FAULTS])
def test_it_is_seen_to_fail(name: str, tmp_path: Path) -> None:
    fault, arguments = FAULTS[name]
    where = (tmp_path,) if "stored" in name else ()
    with pytest.raises(SEEN):
        getattr(suite(Wrong(fault)), name)(*arguments, *where)


@pytest.mark.parametrize(
    ("claims", "name", "arguments"),
    [
        ({"is_finite": True}, "test_a_noisy_objective_is_asked_again_when_nothing_new_is_left", ()),
        ({"is_resumed": False}, "test_a_resumed_study_proposes_what_an_uninterrupted_one_does", ("mixed",)),
        ({"most_objectives": 2}, "test_endings_of_all_kinds_are_borne_together", (3,)),
        ({"most_objectives": 1}, "test_several_objectives_are_searched", ()),
        ({"refused_spaces": ("mixed",)}, "test_proposals_are_valid_configurations", ("mixed",)),
    ],
)
def test_what_a_sampler_does_not_claim_is_skipped(claims: dict[str, object], name: str, arguments: Any) -> None:
    with pytest.raises(pytest.skip.Exception):
        getattr(suite(GridSampler(3), **claims), name)(*arguments)


def test_without_pytest_an_error_says_what_to_install() -> None:
    code = "import sys; sys.modules['pytest'] = None; import tunewright.testing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "tunewright.testing needs pytest; run: pip install 'tunewright[testing]'" in done.stderr


@pytest.mark.slow
def test_nothing_else_needs_it() -> None:
    code = "import sys, tunewright.cli.app, tunewright.study.create, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pytest", "tunewright.testing"} & set(json.loads(done.stdout))
