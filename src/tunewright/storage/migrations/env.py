"""Run by Alembic when `upgrade` migrates: on the connection, and in the transaction, that it was given."""

from alembic import context

from tunewright.storage.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
