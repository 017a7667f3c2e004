"""What is wrong with a file is said in a sentence that names it and what to do."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tunewright.errors import StorageError
from tunewright.storage import sqlite_file
from tunewright.storage.by_url import storage_from
from tunewright.storage.sqlite_file import back_up, explained, unchecked


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=rf"there is no folder {re.escape(str(tmp_path / 'no'))}; make it first"):
        storage_from(tmp_path / "no" / "a.db")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.db").mkdir()
    with pytest.raises(StorageError, match=r"a\.db is a folder; name a file in it"):
        storage_from(tmp_path / "a.db")


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("C,gamma\n1,2\n" * 100)
    with pytest.raises(StorageError, match=r"a\.db: file is not a database; .*choose another name"):
        storage_from(path)
    assert path.read_text() == "C,gamma\n1,2\n" * 100


def test_a_damaged_file_is_told_from_a_good_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    storage = storage_from(path)
    storage.create_study("svm", {})
    storage.close_connections()
    content = bytearray(path.read_bytes())
    content[1024:] = b"\xff" * (len(content) - 1024)
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"a\.db: .*(malformed|corrupt).*restore a copy"):
        storage_from(path).studies()


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    storage = storage_from(tmp_path / "a.db")
    assert storage.studies() == []
    storage.close_connections()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as pytest's own may not be."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)
        os.chmod(name, 0o755)


WRITER = """
import os, sys
from tunewright.errors import StorageError
from tunewright.storage.by_url import storage_from
import tunewright.storage.sqlite_database, tunewright.storage.sql_storage, sqlalchemy.dialects.sqlite
if os.getuid() == 0:
    os.setuid(65534)  # permissions mean nothing to root
try:
    storage_from(sys.argv[1]).create_study("svm", {})
except StorageError as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize(
    ("exists", "mode"),
    [
        pytest.param(True, 0o555, id="a file that can only be read"),
        pytest.param(False, 0o555, id="a folder that can only be read"),
        pytest.param(False, 0o444, id="a folder that cannot be entered"),
    ],
)
def test_what_cannot_be_written_is_said_with_the_remedy(open_folder: Path, exists: bool, mode: int) -> None:
    path = open_folder / "a.db"
    if exists:
        storage_from(path).close_connections()
        path.chmod(0o444)
    open_folder.chmod(mode)
    source = str(Path(sqlite_file.__file__).parents[2])
    command = [sys.executable, "-c", WRITER, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONPATH": source}).stdout
    assert said.startswith(f"{path}: ")
    assert "change the permissions" in said


def test_a_lock_that_stays_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "LOCK_SECONDS", 0.05)
    storage = storage_from(tmp_path / "a.db")
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match=r"a\.db: database is locked; another process"):
        storage.create_study("svm", {})
    other.execute("ROLLBACK")
    other.close()
    assert storage.create_study("svm", {}).name == "svm"
    storage.close_connections()


def test_a_python_with_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StorageError, match=r"SQLite 3\.35 or newer is needed"):
        storage_from(tmp_path / "a.db")


def test_any_other_error_is_explained_too() -> None:
    with pytest.raises(StorageError, match=r"a\.db: disk I/O error; check the disk"), explained(Path("a.db")):
        raise sqlite3.OperationalError("disk I/O error")


def test_a_copy_holds_what_is_committed_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    storage = storage_from(path)
    storage.create_study("svm", {})
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM studies")
    copy = back_up(path, "0001")
    writer.close()
    storage.close_connections()
    assert re.fullmatch(r"a\.db\.backup-0001-\d{8}T\d{6}", copy.name)
    restored = storage_from(copy.rename(tmp_path / "b.db"))
    assert [study.name for study in restored.studies()] == ["svm"]
    restored.close_connections()


def test_foreign_keys_are_off_only_meanwhile() -> None:
    driver = sqlite3.connect(":memory:", isolation_level=None)
    with unchecked(driver):
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (0,)
    assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)
    driver.close()
