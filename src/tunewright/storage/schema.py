"""The tables: one row a trial, child rows for reports and arrays, and a version that orders all changes of a study.

Anything nested is JSON text as `json_text` writes it; NaN in a number column is NULL. Only types and statements that
SQLite and PostgreSQL share are used. A change here needs a migration in `migrations/versions` and a new `REVISION`.
"""

import sqlalchemy as sa

REVISION = "0001"
VERSION_TABLE = "tunewright_schema"

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_1_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)

studies = sa.Table(
    "studies",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("config", sa.Text, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False, comment="of the latest change"),
    sa.Column("next_number", sa.Integer, nullable=False, comment="of the next trial"),
    sqlite_autoincrement=True,  # an id is never used again: an old claim must not fit a new study
)


def _in_study() -> sa.Column[int]:
    return sa.Column("study_id", sa.ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)


def _of_trial() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["study_id", "number"], ["trials.study_id", "trials.number"], ondelete="CASCADE")


trials = sa.Table(
    "trials",
    metadata,
    _in_study(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("params", sa.Text, nullable=False),
    sa.Column("values", sa.Text, nullable=False),
    sa.Column("metrics", sa.Text, nullable=False),
    sa.Column("constraints", sa.Text, nullable=False),
    sa.Column("attrs", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("seconds", sa.Double),
    sa.Column("cpu_seconds", sa.Double),
    sa.Column("memory", sa.Double),
    sa.Column("created", sa.Double),
    sa.Column("started", sa.Double),
    sa.Column("ended", sa.Double),
    sa.Column("worker", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, comment="how often it was claimed: the fencing token"),
    sa.Column("lease_until", sa.Double, comment="NULL unless running"),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("traceback", sa.Text, nullable=False),
    sa.Column("output", sa.Text, nullable=False),
    sa.Index(None, "study_id", "version"),
    sa.Index(None, "study_id", "state"),
)

reports = sa.Table(
    "reports",
    metadata,
    _in_study(),
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="within one call"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("step", sa.BigInteger, nullable=False),
    sa.Column("fold", sa.Integer, nullable=False),
    sa.Column("value", sa.Double),
    _of_trial(),
    sa.Index(None, "study_id", "number"),
)

arrays = sa.Table(
    "arrays",
    metadata,
    _in_study(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("shape", sa.Text, nullable=False),
    sa.Column("coding", sa.Text, nullable=False, comment="raw or zlib"),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="float32, little-endian, C order"),
    _of_trial(),
)

facts = sa.Table(
    "facts",
    metadata,
    _in_study(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

revisions = sa.Table(  # Alembic's own table, apart from the metadata that it compares
    VERSION_TABLE,
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)
