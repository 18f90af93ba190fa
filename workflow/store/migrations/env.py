"""Alembic runs this for every migration; the connection comes from workflow.store.schema, which also holds
the transaction and the lock."""

from __future__ import annotations

from alembic import context

from workflow.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
