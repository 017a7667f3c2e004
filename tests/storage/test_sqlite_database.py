"""SQLite's own ways: what reaches the disk, when; and connections that cross neither fork nor pickle."""

import multiprocessing
import os
import pickle
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tunewright.storage.by_url import storage_from
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Closing, Draft
from tunewright.storage.sqlite_database import SqliteDatabase
from tunewright.trials.state import State

COMPLETE = Closing(State.COMPLETE, values=(float("nan"),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tuning.db"


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(path)
    yield database
    database.close()


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    storage = storage_from(path)
    yield storage
    storage.close_connections()


@pytest.mark.parametrize(
    ("flush", "durable", "level"),
    [
        pytest.param(True, True, 2, id="a result is flushed"),
        pytest.param(True, False, 1, id="a claim is not"),
        pytest.param(False, True, 1, id="nothing is flushed with durability=process"),
    ],
)
def test_only_durable_transactions_wait_for_the_disk(path: Path, flush: bool, durable: bool, level: int) -> None:
    database = SqliteDatabase(path, flush)
    for before in (True, False):  # whatever the last transaction was
        with database.writing(durable=before):
            pass
        with database.writing(durable=durable) as session:
            assert session.scalar(sa.text("PRAGMA synchronous")) == level
    database.close()


def test_closing_a_trial_is_durable_and_claiming_is_not(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    writing = SqliteDatabase.writing

    def noted(self: SqliteDatabase, *, durable: bool = False) -> object:
        asked.append(durable)
        return writing(self, durable=durable)

    study_id = storage.create_study("svm", {}).id
    monkeypatch.setattr(SqliteDatabase, "writing", noted)
    claim = storage.start(study_id, Draft({}), "w", 60)
    assert claim is not None
    storage.report(claim, [])
    storage.renew([claim], 60)
    storage.close(claim, COMPLETE)
    storage.add(study_id, Draft({}), COMPLETE)
    assert asked == [False, False, False, True, True]


def test_the_settings_hold_on_every_connection(database: SqliteDatabase) -> None:
    expected = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}
    for _ in range(2):
        with database.reading() as session:
            found = {name: session.scalar(sa.text(f"PRAGMA {name}")) for name in expected}
        assert found == expected
        database.close()


def test_the_clock_is_that_of_the_system(database: SqliteDatabase) -> None:
    with database.reading() as session:
        before = time.time()
        assert before - 0.01 <= database.now(session) <= time.time() + 0.01  # it counts in milliseconds


def test_a_transaction_that_fails_leaves_nothing(database: SqliteDatabase) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.change(sa.text("DELETE FROM tunewright_schema"), {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM tunewright_schema")) == 1


def test_json_columns_are_json_for_sqlite_too(storage: Storage, path: Path) -> None:
    study_id = storage.create_study("svm", {"a": float("inf")}).id
    storage.add(study_id, Draft({"$float": 1}), COMPLETE)
    columns = ("params", '"values"', "metrics", "constraints", "attrs", "tags")
    checks = ", ".join(f"json_valid({column})" for column in columns)
    reader = sqlite3.connect(path)
    assert reader.execute(f"SELECT {checks} FROM trials").fetchone() == (1,) * len(columns)
    assert reader.execute("SELECT json_valid(config) FROM studies").fetchone() == (1,)
    reader.close()


def test_an_unpickled_storage_opens_the_same_file(storage: Storage) -> None:
    storage.create_study("svm", {})
    copy = pickle.loads(pickle.dumps(storage))
    assert copy.studies() == storage.studies()
    copy.close_connections()


def test_the_log_is_gone_once_all_connections_are_closed(storage: Storage, path: Path) -> None:
    storage.create_study("svm", {})
    storage.close_connections()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_reader_does_not_wait_for_a_writer(storage: Storage, path: Path) -> None:
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert storage.studies() == []  # a second writer would wait, and in the end be refused
    writer.close()


def open_files() -> list[str]:
    links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    return [os.readlink(link) for link in links if os.path.exists(link)]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs Linux")
def test_no_file_is_open_across_a_fork_and_both_sides_go_on(storage: Storage, path: Path) -> None:
    study_id = storage.create_study("svm", {}).id

    def work() -> None:
        assert not [name for name in open_files() if name.startswith(str(path))]
        for _ in range(20):
            storage.add(study_id, Draft({}), COMPLETE)

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    for _ in range(20):
        storage.add(study_id, Draft({}), COMPLETE)
    child.join()
    assert child.exitcode == 0
    assert len(storage.changes(study_id).trials) == 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")
def test_a_fork_waits_for_the_transaction_of_another_thread(database: SqliteDatabase) -> None:
    inside, order = threading.Event(), []

    def write() -> None:
        with database.writing():
            inside.set()
            time.sleep(0.1)
            order.append("written")

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait()
    database.before_fork()
    order.append("forked")
    database.after_fork()
    thread.join()
    assert order == ["written", "forked"]
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT 1")) == 1
