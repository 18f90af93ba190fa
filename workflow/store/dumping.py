"""PostgreSQL's own tools for backups, where they are present and know the server's version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.store.backup import BackupFaulty, reserve, settle
from workflow.store.postgres import Postgres

_MARK = b"PGDMP"


class ToolFailed(Refusal):
    code = "tool_failed"
    exit_status = Exit.STORAGE
    message = N_("{tool} failed: {detail}")
    way_out = N_("Without that tool: laufzettel db backup FILE.db makes a copy in a file of SQLite.")


class ToolMissing(Refusal):
    code = "tool_missing"
    exit_status = Exit.INPUT
    message = N_("{tool} is needed for this and is not there in the version of the server ({needed}).")
    way_out = N_("Install PostgreSQL’s client programs, or use a copy in a file of SQLite.")


def is_dump(path: Path) -> bool:
    """True for what pg_dump wrote."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def tool(database: Postgres, name: str) -> str | None:
    """The path of pg_dump or pg_restore, where it is not older than the server."""
    path = shutil.which(name)
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return path if found and int(found[1]) >= server_version(database) else None


def server_version(database: Postgres) -> int:
    """The major version of the server."""
    return int(database.raw.info.server_version) // 10_000


def schema_of(database: Postgres) -> str:
    """The schema in which the tables are."""
    return str(database.rows("SELECT current_schema()")[0][0])


def owns(database: Postgres) -> bool:
    """Whether the tables belong to this role: whoever only works with them cannot dump all of them."""
    sql = (
        "SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables"
        " WHERE schemaname = current_schema() AND tablename = 'event'"
    )
    return database.rows(sql) == [(True,)]


def dump(database: Postgres, target: Path) -> None:
    """Write a dump that was read back before it took its name.

    Raises ToolMissing, ToolFailed, BackupFaulty.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        reserve(partial)
        schema = schema_of(database)  # alone: beside it lie tables that a restore has moved aside
        options = ("--format=custom", "--no-owner", "--no-privileges", f'--schema="{schema}"')
        _run(database, "pg_dump", *options, f"--file={partial}")
        listed = _run(database, "pg_restore", "--list", str(partial), connect=False)
        for table in ("event", "motion", "leaf"):
            if not re.search(rf"TABLE DATA \S+ {table} ", listed):
                raise BackupFaulty(path=target, fault=f"no table {table}")
        settle(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def undump(database: Postgres, source: Path) -> None:
    """Bring the tables of a dump into an empty schema. Who may do what is set afterwards: `db grant`."""
    listed = _run(database, "pg_restore", "--list", str(source), connect=False)
    wanted = [line for line in listed.splitlines() if not re.search(r" (POLICY|ROW SECURITY|SCHEMA) ", line)]
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as file:
        file.write("\n".join(wanted) + "\n")
        file.flush()
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(database, "pg_restore", *options, f"--use-list={file.name}", str(source))


def _run(database: Postgres, name: str, *options: str, connect: bool = True) -> str:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    path = tool(database, name)
    if path is None:
        raise ToolMissing(tool=name, needed=server_version(database))
    environment: dict[str, str] = dict(os.environ)
    address: dict[str, Any] = conninfo_to_dict(database.address)
    password = address.pop("password", None)
    if password:  # in the environment, since everybody on the machine sees a command line
        environment["PGPASSWORD"] = str(password)
    given = [path, *options, *([f"--dbname={make_conninfo(**address)}"] if connect else [])]
    ran = subprocess.run(given, capture_output=True, text=True, env=environment, check=False)
    if ran.returncode != 0:
        lines = ran.stderr.strip().splitlines() or [""]
        raise ToolFailed(tool=name, detail=lines[0])
    return ran.stdout


def move_aside(database: Postgres, moment: str) -> str | None:
    """Put the tables that are there into a schema of their own, and leave an empty one in their place.

    Returns its name; None where there was nothing. Raises MayNot.
    """
    schema = schema_of(database)
    if not database.rows("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"):
        return None
    aside = f"{schema}_before_{moment}"
    database.run("BEGIN")
    try:
        database.run(f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"')
        database.run(f'CREATE SCHEMA "{schema}"')
        database.commit()
    except BaseException:
        database.rollback()
        raise
    return aside


def move_back(database: Postgres, aside: str) -> None:
    """Undo `move_aside`; what was begun in the empty schema is given up."""
    schema = aside.partition("_before_")[0]
    database.run("BEGIN")
    try:
        database.run(f'DROP SCHEMA "{schema}" CASCADE')
        database.run(f'ALTER SCHEMA "{aside}" RENAME TO "{schema}"')
        database.commit()
    except BaseException:
        database.rollback()
        raise
