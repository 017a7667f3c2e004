"""An older database is copied and migrated, a newer one is refused, and one of another program is left alone."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tunewright.errors import StorageError
from tunewright.storage import upgrade
from tunewright.storage.by_url import storage_from
from tunewright.storage.records import Closing, Draft
from tunewright.storage.schema import REVISION, metadata, revisions
from tunewright.storage.upgrade import SCRIPTS
from tunewright.trials.state import State
from tunewright.trials.trial import Report

NEXT = '''
"""A revision of tomorrow, which makes a table anew."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{before}"
def upgrade() -> None:
    with op.batch_alter_table("trials", recreate="always") as trials:
        trials.add_column(sa.Column("mood", sa.Text(), server_default="good"))
    {more}
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of today, with a trial that has children."""
    path = tmp_path / "tuning.db"
    storage = storage_from(path)
    study_id = storage.create_study("svm", {}).id
    claim = storage.start(study_id, Draft({"C": 1.0}), "w", 60)
    assert claim is not None
    storage.report(claim, [Report("", 0, -1, 0.5)])
    storage.close(claim, Closing(State.COMPLETE, values=(0.5,)))
    storage.close_connections()
    return path


def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> None:
    """Make this program the next version, which has one more revision."""
    scripts = tmp_path / "100% migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "rev_9999_tomorrow.py").write_text(NEXT.format(before=REVISION, more=more))
    monkeypatch.setattr(upgrade, "SCRIPTS", scripts)
    monkeypatch.setattr(upgrade, "REVISION", "9999")


def tables_of(path: Path) -> dict[str, str]:
    reader = sqlite3.connect(path)
    found = dict(reader.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    reader.close()
    return found


def test_an_older_database_is_copied_and_migrated_with_its_trials(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow(tmp_path, monkeypatch)
    storage = storage_from(path)
    changes = storage.changes(1)
    assert [trial.value for trial in changes.trials] == [0.5]
    assert len(changes.reports) == 1  # making `trials` anew did not delete its children
    storage.close_connections()
    assert "mood" in tables_of(path)["trials"]
    (copy,) = tmp_path.glob(f"tuning.db.backup-{REVISION}-*")
    assert "mood" not in tables_of(copy)["trials"]
    storage_from(path).close_connections()
    assert len([*tmp_path.glob("tuning.db.backup-*")]) == 1


def test_a_migration_that_fails_changes_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow(tmp_path, monkeypatch, more='op.execute("SELECT * FROM nowhere")')
    before = tables_of(path)
    with pytest.raises(StorageError, match=rf"from schema {REVISION} to 9999: .*nothing was changed, and a copy is in"):
        storage_from(path)
    assert tables_of(path) == before


def test_a_newer_database_is_refused_with_both_revisions_and_the_command(path: Path) -> None:
    writer = sqlite3.connect(path)
    writer.execute("UPDATE tunewright_schema SET version_num = '0042'")
    writer.commit()
    writer.close()
    with pytest.raises(StorageError, match=rf"schema 0042, .* up to {REVISION}; run: pip install -U tunewright"):
        storage_from(path)
    assert not [*path.parent.glob("*.backup-*")]


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE alembic_version (version_num TEXT)")
    other.commit()
    with pytest.raises(StorageError, match=r"holds the tables of another program \(alembic_version\); choose another"):
        storage_from(path)
    assert [*tables_of(path)] == ["alembic_version"]
    other.close()


def test_the_migrations_lead_to_the_tables_that_a_new_database_gets(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = sa.create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        revisions.create(connection)
        upgrade.migrate(connection)
        context = MigrationContext.configure(connection, opts={"version_table": revisions.name, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.scalar(sa.select(revisions.c.version_num)) == REVISION
    engine.dispose()


def test_each_name_and_key_is_the_same_by_both_roads(path: Path, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'b.db'}")
    with engine.begin() as connection:
        revisions.create(connection)
        upgrade.migrate(connection)
    engine.dispose()

    def lines(database: Path) -> dict[str, list[str]]:
        return {
            name: sorted(line.strip(" \t,") for line in sql.split("\n")) for name, sql in tables_of(database).items()
        }

    assert lines(tmp_path / "b.db") == lines(path)
