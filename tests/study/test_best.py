"""Which trials are best."""

import pytest

from tunewright.errors import TunewrightError
from tunewright.space.space import Space
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Closing, Draft
from tunewright.study.best import best_and_baseline, best_trial, pareto_front
from tunewright.study.ledger import Ledger
from tunewright.study.objectives import Objectives
from tunewright.trials.state import State

higher = Objectives(("",), ("maximize",))
both = Objectives(("a", "b"), ("minimize", "minimize"))


def ledger_of(
    line: Space, objectives: Objectives, *ends: tuple[tuple[float, ...], float, bool], places: int = 10
) -> Ledger:
    """Return a ledger of trials that ended with (values, violation, is a default), at different places or so many."""
    storage = MemoryStorage()
    storage.create_study("s", {})
    for number, (values, violation, is_default) in enumerate(ends):
        state = State.COMPLETE if values else State.FAILED
        draft = Draft({"x": number % places / 10}, {"baseline": True} if is_default else {})
        storage.add(1, draft, Closing(state, values=values, constraints={"c": violation}))
    ledger = Ledger(storage, 1, line, objectives)
    ledger.sync()
    return ledger


def test_the_best_is_feasible_and_the_earliest_of_equals(line: Space) -> None:
    ledger = ledger_of(
        line, higher, ((), 0, False), ((1.0,), 0, True), ((2.0,), 0, False), ((2.0,), 0, False), ((9.0,), 1, False)
    )
    assert best_trial(ledger, higher).number == 2
    assert best_and_baseline(ledger, higher) == (2.0, 1.0)


def test_a_configuration_that_ran_several_times_counts_with_its_mean(line: Space) -> None:
    """Place 0 gave 9 and 1, place 1 gave 6."""
    ledger = ledger_of(line, higher, ((9.0,), 0, False), ((6.0,), 0, False), ((1.0,), 0, False), places=2)
    assert best_trial(ledger, higher).number == 1
    assert best_and_baseline(ledger, higher)[0] == 6.0


def test_runs_that_violate_a_constraint_are_left_out_of_the_mean(line: Space) -> None:
    ledger = ledger_of(line, higher, ((9.0,), 0, False), ((1.0,), 1, False), ((5.0,), 2, False), places=1)
    assert best_and_baseline(ledger, higher)[0] == 9.0


def test_without_a_feasible_trial_there_is_no_best(line: Space) -> None:
    ledger = ledger_of(line, higher, ((9.0,), 1, False))
    assert best_and_baseline(ledger, higher) == (None, None)
    with pytest.raises(TunewrightError, match="complete and feasible"):
        best_trial(ledger, higher)


def test_the_front_leaves_out_what_is_dominated_or_infeasible(line: Space) -> None:
    ledger = ledger_of(line, both, ((1, 3), 0, False), ((2, 2), 0, True), ((3, 3), 0, False), ((0, 0), 1, False))
    assert [trial.number for trial in pareto_front(ledger)] == [0, 1]
    assert best_and_baseline(ledger, both) == (None, None)


def test_nothing_has_an_empty_front(line: Space) -> None:
    assert pareto_front(ledger_of(line, both)) == []
