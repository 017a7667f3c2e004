"""Leases are renewed while objectives run, and no longer."""

import time

import pytest

from tests.study.scripts import wait_until
from tunewright.errors import StorageError
from tunewright.storage.memory import MemoryStorage
from tunewright.storage.records import Claim, Draft
from tunewright.study.heartbeat import heartbeat


class Unreachable(MemoryStorage):
    """A storage that is not there when a lease is to be renewed: the world outside fails, not our code."""

    def renew(self, claims: object, lease: float) -> list[Claim]:
        raise StorageError("the disk is gone")


def running(storage: MemoryStorage, lease: float) -> Claim:
    storage.create_study("s", {})
    claim = storage.start(1, Draft({}), "w", lease)
    assert claim is not None
    return claim


def test_a_claim_outlives_its_lease_while_the_heart_beats() -> None:
    now, beats = [1e9], list[float]()
    storage = MemoryStorage(clock=lambda: now[0])
    claim = running(storage, 0.2)

    def claims() -> list[Claim]:
        beats.append(now[0])
        return [claim]

    with heartbeat(storage, claims, 0.2):
        for _ in range(3):
            now[0] += 0.15
            n_beats = len(beats)
            wait_until(lambda n=n_beats: len(beats) >= n + 2)  # type: ignore[misc]  # the first of them has renewed
            assert storage.expire(1) == []
    now[0] += 0.25
    assert storage.expire(1) == [0]


def test_a_claim_that_is_not_named_is_not_renewed() -> None:
    storage = MemoryStorage()
    running(storage, 0.05)
    with heartbeat(storage, list, 0.2):
        time.sleep(0.1)
        assert storage.expire(1) == [0]


def test_a_storage_that_fails_is_told_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    storage = Unreachable()
    claim = running(storage, 60.0)
    with heartbeat(storage, lambda: [claim], 0.04):
        wait_until(lambda: len(caplog.records) >= 2)
    assert "the leases could not be renewed: the disk is gone" in caplog.text
