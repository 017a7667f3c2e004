"""Who proposes, and from which seed."""

import numpy as np
import pytest

from tunewright.samplers.random import RandomSampler
from tunewright.space.space import Space
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Draft
from tunewright.study.ledger import Ledger
from tunewright.study.objectives import Objectives
from tunewright.study.proposer import Proposer
from tunewright.trials.problem import Problem


@pytest.fixture
def storage() -> MemoryStorage:
    storage = MemoryStorage()
    storage.create_study("s", {})
    return storage


@pytest.fixture
def ledger(storage: MemoryStorage, line: Space) -> Ledger:
    return Ledger(storage, 1, line, Objectives(("",), ("minimize",)))


def first_draw(proposer: Proposer, ledger: Ledger) -> float:
    return float(proposer.generator(ledger).random())


def test_the_generator_depends_on_the_seed_and_the_trials_alone(storage: MemoryStorage, ledger: Ledger) -> None:
    one, other = Proposer(RandomSampler(), 5, "a"), Proposer(RandomSampler(), 5, "b")
    assert first_draw(one, ledger) == first_draw(other, ledger) == np.random.default_rng([5, 0]).random()
    storage.enqueue(1, [Draft({"x": 0.5})])
    ledger.sync()
    assert first_draw(one, ledger) == np.random.default_rng([5, 1]).random()
    assert first_draw(Proposer(RandomSampler(), 6, "a"), ledger) != first_draw(one, ledger)


def test_workers_that_run_at_once_draw_differently(storage: MemoryStorage, ledger: Ledger) -> None:
    storage.start(1, Draft({"x": 0.5}), "a", 60.0)
    ledger.sync()
    assert first_draw(Proposer(RandomSampler(), 5, "a"), ledger) == np.random.default_rng([5, 1]).random()
    assert first_draw(Proposer(RandomSampler(), 5, "b"), ledger) != np.random.default_rng([5, 1]).random()


def test_an_empty_space_has_one_proposal(ledger: Ledger) -> None:
    suggestion = Proposer(RandomSampler(), 5, "a").propose(Problem(Space({})), ledger)
    assert suggestion is not None
    assert suggestion.params == {}


def test_a_used_up_sampler_proposes_nothing(storage: MemoryStorage, cube: Space) -> None:
    ledger = Ledger(storage, 1, cube, Objectives(("",), ("minimize",)))
    storage.enqueue(1, [Draft(params) for params in cube.configurations()])
    ledger.sync()
    assert Proposer(RandomSampler(), 5, "a").propose(Problem(cube, noise="none"), ledger) is None
