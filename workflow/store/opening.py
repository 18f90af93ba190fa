"""Opening a database: which kind the address means, whether it is ours, and whether it is of our version."""

from __future__ import annotations

from pathlib import Path

from states.refusal import Refusal
from workflow.store import PATIENCE, SCHEMA
from workflow.store.address import is_postgres
from workflow.store.database import Database
from workflow.store.refusals import DatabaseExists, NewerDatabase, NotADatabase, OlderDatabase
from workflow.store.sqlite import APPLICATION_ID, SQLite


def connect(address: str, *, create: bool = False, patience: float = PATIENCE) -> Database:
    """A connection to a database of exactly this version; see `workflow.store.book.open_book`."""
    if create and not is_postgres(address) and not Path(address).exists():
        return make(address, rehearsal=False, patience=patience)
    database = reach(address, patience=patience)
    try:
        check_version(database)
    except BaseException:
        database.close()
        raise
    return database


def reach(address: str, *, create: bool = False, patience: float = PATIENCE) -> Database:
    """A connection to whatever is there. Raises NoDatabase, NotADatabase and what the system says."""
    if is_postgres(address):
        from workflow.store.postgres import Postgres

        return Postgres(address, patience=patience)
    database = SQLite(address, create=create, patience=patience)
    try:
        _check_file(database, create=create)
    except BaseException:
        database.close()
        raise
    return database


def _check_file(database: SQLite, *, create: bool) -> None:
    mark = database.rows("PRAGMA application_id")[0][0]
    if mark == APPLICATION_ID:
        return
    tables = database.rows("SELECT count(*) FROM sqlite_master")[0][0]
    if not (create and mark == 0 and tables == 0):
        raise NotADatabase(path=database.path)


def is_empty(database: Database) -> bool:
    """True where nothing is there yet, not even of an attempt to make a database that was interrupted."""
    if isinstance(database, SQLite):
        return int(database.rows("SELECT count(*) FROM sqlite_master")[0][0]) == 0
    return not database.rows(
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'"
    )


def version_of(database: Database) -> int:
    """The shape of its tables. Raises NotADatabase where it has none of ours."""
    try:
        meta = {str(key): str(value) for key, value in database.rows(database.sql.META)}
        return int(meta["schema"])
    except (KeyError, ValueError):
        raise NotADatabase(path=database.path) from None
    except Refusal:
        raise
    except Exception as error:  # each database has its own word for a table that is not there
        raise NotADatabase(path=database.path) from error


def check_version(database: Database) -> None:
    """Raise OlderDatabase or NewerDatabase unless this program knows the shape of its tables."""
    found = version_of(database)
    if found < SCHEMA:
        raise OlderDatabase(path=database.path, found=found, needed=SCHEMA)
    if found > SCHEMA:
        raise NewerDatabase(path=database.path, found=found, needed=SCHEMA)


def make(address: str, *, rehearsal: bool, patience: float = PATIENCE) -> Database:
    """A new database with empty tables. Raises DatabaseExists."""
    from workflow.store.schema import upgrade

    database = reach(address, create=True, patience=patience)
    try:
        if not is_empty(database):
            raise DatabaseExists(path=database.path)
        upgrade(database, rehearsal=rehearsal)
    except BaseException:
        database.close()
        raise
    return database
