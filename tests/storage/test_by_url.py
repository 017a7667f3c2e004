"""A URL names a storage, or is refused with what is accepted."""

import subprocess
import sys
from pathlib import Path

import pytest

from tunewright.storage.by_url import storage_from
from tunewright.storage.memory import MemoryStorage


def test_none_is_memory() -> None:
    assert isinstance(storage_from(None), MemoryStorage)


@pytest.mark.parametrize("suffix", [".db", ".sqlite", ".sqlite3"])
def test_a_bare_path_and_its_url_are_the_same_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"tuning{suffix}"
    first = storage_from(path)
    first.create_study("svm", {})
    for same in (str(path), f"sqlite:///{path}", f"sqlite:///{path}?durability=process"):
        second = storage_from(same)
        assert second.find_study("svm") is not None
        second.close_connections()
    first.close_connections()


def test_a_relative_path_stays_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    storage = storage_from("sqlite:///50%25 done.db")
    storage.close_connections()
    monkeypatch.chdir(tmp_path / "other")
    assert storage.studies() == []
    storage.close_connections()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["50%25 done.db"]


@pytest.mark.parametrize(
    "url",
    ["", "tuning", "mysql://host/db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "file.csv", "sqlite:/a.db"],
)
def test_anything_else_is_refused_with_what_is_accepted(url: str) -> None:
    with pytest.raises(ValueError, match=r"storage must be .* got .*None for memory, 'sqlite:///tuning.db'"):
        storage_from(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@host/db", "postgresql://me:***@host/db"),
        ("postgresql+psycopg://me:se:c/r@et@host:5432/db", "postgresql+psycopg://me:***@host:5432/db"),
        ("postgresql://host/db?user=me&password=secret&ssl=on", "postgresql://host/db?user=me&password=***&ssl=on"),
        ("postgresql://me@host:5432/db", "postgresql://me@host:5432/db"),
    ],
)
def test_a_password_is_not_repeated(url: str, shown: str) -> None:
    with pytest.raises(ValueError, match="storage must be") as caught:
        storage_from(url)
    assert repr(shown) in str(caught.value)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("durability=fast", "durability must be one of power, process, got 'fast'"),
        ("durability=", "durability must be one of power, process, got ''"),
        ("mode=ro&durability=process", "storage options must be durability, got mode"),
    ],
)
def test_an_unknown_option_is_named(tmp_path: Path, query: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        storage_from(f"sqlite:///{tmp_path}/a.db?{query}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_sqlalchemy_is_loaded_only_for_a_database_and_alembic_only_for_an_old_one(tmp_path: Path) -> None:
    script = (
        "import sys; from tunewright.storage.by_url import storage_from; storage_from(None)\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        f"storage_from({str(tmp_path / 'a.db')!r})\n"
        "assert 'sqlalchemy' in sys.modules and 'alembic' not in sys.modules"
    )
    source = str(Path(sys.modules["tunewright.storage.by_url"].__file__ or "").parents[2])
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": source})
