"""Bringing the tables of a database to the shape this program works with, by Alembic's migrations.

A migration is one transaction under a lock: whoever comes second waits and then finds nothing to do,
and one that is interrupted has not happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow import __version__
from workflow.store import SCHEMA
from workflow.store.database import Database
from workflow.store.opening import is_empty, version_of
from workflow.store.refusals import DatabaseExists

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

LOCATION = "workflow:store/migrations"


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's configuration; nothing is read from a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", LOCATION)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, *, rehearsal: bool | None = None, to: str = "head") -> None:
    """Run what is missing, which may be nothing.

    Raises DatabaseLocked, DiskFull, MayNot and what else the database may say.
    """
    from alembic import command

    with database.migrating() as connection:
        if rehearsal is not None and not is_empty(database):  # somebody else was making it just now
            raise DatabaseExists(path=database.path)
        if rehearsal is None and version_of(database) == SCHEMA:
            return  # also for a role that may not change tables
        command.upgrade(config_for(connection), to)
        _note(database, rehearsal)


def _note(database: Database, rehearsal: bool | None) -> None:
    database.run(database.sql.META_PUT, ("schema", str(SCHEMA)))
    database.run(database.sql.META_PUT, ("program", __version__))
    if rehearsal is not None:
        database.run(database.sql.META_PUT, ("rehearsal", str(int(rehearsal))))
