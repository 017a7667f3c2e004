"""The table of storages that every conformance test runs over: add a row, and the new storage has to pass them all."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tunewright.storage.by_url import storage_from
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.protocol import Storage


@dataclass
class Place:
    """Where studies are kept, however many storages are opened on it.

    Attributes:
        url: what another process may open, or None where none can.
        opener: opens another storage on the same studies.
        wait: lets the storage's own clock advance by some seconds.
    """

    url: str | None
    opener: Callable[[], Storage]
    wait: Callable[[float], None]
    opened: list[Storage] = field(default_factory=list)

    def open(self) -> Storage:
        self.opened.append(self.opener())
        return self.opened[-1]


def memory(folder: Path) -> Place:
    now = [1e9]
    storage = MemoryStorage(clock=lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return Place(None, lambda: storage, wait)


def sqlite(folder: Path) -> Place:
    url = f"sqlite:///{folder / 'tuning.db'}"
    return Place(url, lambda: storage_from(url), time.sleep)


PLACES = {"memory": memory, "sqlite": sqlite}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    place = PLACES[request.param](tmp_path)
    yield place
    for storage in place.opened:
        storage.close_connections()


@pytest.fixture
def storage(place: Place) -> Storage:
    return place.open()


@pytest.fixture
def another(place: Place) -> Callable[[], Storage]:
    """Opens one more storage on the same studies."""
    return place.open


@pytest.fixture
def wait(place: Place) -> Callable[[float], None]:
    """Lets the storage's own clock advance by some seconds."""
    return place.wait


@pytest.fixture
def url(place: Place) -> str:
    """What another process opens."""
    if place.url is None:
        pytest.skip("for one process only")
    return place.url


@pytest.fixture
def study_id(storage: Storage) -> int:
    return storage.create_study("svm", {"direction": "maximize"}).id
