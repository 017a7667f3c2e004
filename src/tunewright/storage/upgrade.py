"""The schema of a database: made when it is new, migrated when it is old, refused when it is newer than this program.

A new database gets its tables at once; Alembic is loaded only where an older one has to be migrated. Its table of
revisions has a name of our own, so that a database of another program is never mistaken for one of ours.
"""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from tunewright.errors import StorageError
from tunewright.storage.schema import REVISION, VERSION_TABLE, metadata, revisions

SCRIPTS = Path(__file__).parent / "migrations"


def is_current(connection: sa.Connection, where: str) -> bool:
    """Return whether the tables are there and of this version's revision.

    Raises:
        StorageError: if `where` holds the tables of something else.
    """
    return _revision(connection, where) == REVISION


def bring_up_to_date(connection: sa.Connection, where: str, back_up: Callable[[str], str]) -> None:
    """Make the tables, or migrate them, within a transaction that keeps all others from doing so.

    Args:
        connection: in that transaction.
        where: the database, for messages.
        back_up: copies it before it is migrated; gets the revision, returns the name of the copy.

    Raises:
        StorageError: if the database is newer than this program, or the migration fails; nothing is changed then.
    """
    found = _revision(connection, where)
    if found is None:
        metadata.create_all(connection)
        revisions.create(connection)
        connection.execute(sa.insert(revisions), {"version_num": REVISION})
    elif found != REVISION:  # else another process was faster
        _migrate_older(connection, where, found, back_up)


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that are missing, in the transaction of `connection`."""
    from alembic import command  # 0.2 s, seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    command.upgrade(config, REVISION)


def _revision(connection: sa.Connection, where: str) -> str | None:
    tables = sa.inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        return str(connection.execute(sa.select(revisions.c.version_num)).scalar_one())
    if tables:
        raise StorageError(f"{where} holds the tables of another program ({', '.join(tables[:3])}); choose another")
    return None


def _migrate_older(connection: sa.Connection, where: str, found: str, back_up: Callable[[str], str]) -> None:
    from alembic.util import CommandError

    if found not in _known_revisions():
        raise StorageError(
            f"{where} has schema {found}, made by a newer tunewright; this one knows schemas up to {REVISION}; "
            "run: pip install -U tunewright"
        )
    copy = back_up(found)
    try:
        migrate(connection)
    except (CommandError, sa.exc.SQLAlchemyError) as cause:
        raise StorageError(
            f"{where} could not be brought from schema {found} to {REVISION}: {str(cause).splitlines()[0]}; nothing "
            f"was changed, and a copy is in {copy}"
        ) from cause


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
