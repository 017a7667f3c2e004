"""What the tests of the study share: small spaces, and storages of both kinds."""

from pathlib import Path

import pytest

from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space


@pytest.fixture
def line() -> Space:
    return Space({"x": Float(0.0, 1.0)})


@pytest.fixture
def mixed() -> Space:
    return Space({"x": Float(1e-3, 1.0, log=True), "n": Int(1, 9), "kind": Categorical(["a", "b", None])})


@pytest.fixture
def cube() -> Space:
    return Space({"a": Int(0, 2), "b": Int(0, 2), "c": Int(0, 2)})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'study.db'}?durability=process"


@pytest.fixture(params=["memory", "sqlite"])
def place(request: pytest.FixtureRequest, url: str) -> str | None:
    """A storage URL of each kind."""
    return None if request.param == "memory" else url
