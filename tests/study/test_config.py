"""What a study is survives being stored."""

import json
from dataclasses import replace

import pytest

from tunewright.errors import StudyMismatch
from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.study.config import Config

config = Config(
    space=Space({"x": Float(0, 1)}).to_json(),
    names=("a", "b"),
    directions=("minimize", "maximize"),
    sampler="tpe",
    pruner="",
    noise="none",
    seed=3,
)


def test_it_comes_back_from_json_as_it_was() -> None:
    assert Config.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_it_gives_objectives_space_and_noise() -> None:
    assert config.objectives.signs == (1.0, -1.0)
    assert config.declared == Space({"x": Float(0, 1)})
    assert config.noise_kind == "none"
    assert replace(config, space=None, noise="auto").declared is None


def test_sampler_pruner_and_seed_may_change() -> None:
    config.require_same(replace(config, sampler="random", pruner="median", seed=4), "s")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"space": None}, "another space;"),
        ({"names": ("a", "c")}, "another objectives;"),
        ({"directions": ("minimize", "minimize"), "space": None}, "another space and another directions;"),
    ],
)
def test_what_differs_is_said(changed: dict[str, object], message: str) -> None:
    with pytest.raises(StudyMismatch, match=message):
        config.require_same(replace(config, **changed), "s")  # type: ignore[arg-type]
