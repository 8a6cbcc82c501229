"""Runs the revisions inside the transaction that `engine.storage.upgrading` has opened; Alembic executes this file."""

from alembic import context

from engine.storage.tables import metadata


def migrate() -> None:
    """Bring the schema to the revision asked for, on the connection that was handed over."""
    connection = context.config.attributes["connection"]
    # SQLite can change few things of a table in place: batches copy it.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


migrate()
