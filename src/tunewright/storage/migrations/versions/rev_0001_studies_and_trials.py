"""The first tables: studies, trials, reports, arrays and facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_studies"),
        sa.UniqueConstraint("name", name="uq_studies_name"),
        sqlite_autoincrement=True,
    )
    _make_trials()
    _make_what_belongs_to_trials()
    op.create_table(
        "facts",
        *_in_study("facts"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "key", name="pk_facts"),
    )


def _make_trials() -> None:
    op.create_table(
        "trials",
        *_in_study("trials"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("state", "params", "values", "metrics")],
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("constraints", "attrs", "tags")],
        *[sa.Column(name, sa.Double()) for name in ("seconds", "cpu_seconds", "memory")],
        *[sa.Column(name, sa.Double()) for name in ("created", "started", "ended")],
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Double()),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("error", "traceback", "output")],
        sa.PrimaryKeyConstraint("study_id", "number", name="pk_trials"),
    )
    op.create_index("ix_trials_version", "trials", ["study_id", "version"])
    op.create_index("ix_trials_state", "trials", ["study_id", "state"])


def _make_what_belongs_to_trials() -> None:
    op.create_table(
        "reports",
        *_in_study("reports"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double()),
        _of_trial("reports"),
        sa.PrimaryKeyConstraint("study_id", "version", "position", name="pk_reports"),
    )
    op.create_index("ix_reports_number", "reports", ["study_id", "number"])
    op.create_table(
        "arrays",
        *_in_study("arrays"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("coding", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _of_trial("arrays"),
        sa.PrimaryKeyConstraint("study_id", "number", "name", name="pk_arrays"),
    )


def _in_study(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_studies"
    return (
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=name, ondelete="CASCADE"),
    )


def _of_trial(table: str) -> sa.ForeignKeyConstraint:
    columns, targets = ["study_id", "number"], ["trials.study_id", "trials.number"]
    return sa.ForeignKeyConstraint(columns, targets, name=f"fk_{table}_trials", ondelete="CASCADE")
