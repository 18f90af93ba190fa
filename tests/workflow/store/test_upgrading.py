"""A next version of the tables: the way there, what breaks it off, what the older program does afterwards.

The migration is the test's own, run by the program's own means on a copy of its migrations.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from states.refusal import Exit
from tests import databases
from tests.conftest import Ran
from tests.workflow.store.crash import in_child
from tests.workflow.store.shelf import a_council, append, edited, file_motion
from workflow import store
from workflow.store import SCHEMA
from workflow.store.book import create_book, open_book
from workflow.store.opening import reach, version_of
from workflow.store.refusals import NewerDatabase, OlderDatabase
from workflow.store.schema import upgrade
from workflow.store.verifying import differences
from workflow.store.views import open_reader

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

NEXT = SCHEMA + 1
MIGRATION = f'''
"""A column that every motion gets a value in, and a table."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{NEXT:04}", "{SCHEMA:04}"


def upgrade() -> None:
    op.add_column("motion", sa.Column("color", sa.Text(), nullable=True))
    for number in range(20):
        op.execute(f"UPDATE motion SET color = 'c{{number}}' WHERE id % 20 = {{number}}")
    op.create_table("palette", sa.Column("color", sa.Text(), primary_key=True))
    op.execute("INSERT INTO palette SELECT DISTINCT color FROM motion")
'''


@pytest.fixture
def newer(tmp_path: Path) -> Callable[[], Any]:
    """The program of the next version, while a `with` lasts."""
    folder = tmp_path / "migrations"
    shutil.copytree(
        Path(store.__file__).parent / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "versions" / f"{NEXT:04}_color.py").write_text(MIGRATION, encoding="utf-8")

    @contextmanager
    def program() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("workflow.store.schema.LOCATION", str(folder))
            for module in (
                "workflow.store",
                "workflow.store.schema",
                "workflow.store.opening",
                "workflow.store.views",
            ):
                patch.setattr(f"{module}.SCHEMA", NEXT)
            yield

    return program


OFTEN = [
    ("list",),
    ("next",),
    ("advance", "1/2026", "adopted"),
    ("db", "upgrade"),
    ("db", "check"),
    ("db", "backup"),
    ("remind", "tick"),
    ("remind", "run", "--once"),
    ("audit", "verify"),
]


def brings_up_to_date(address: str) -> None:
    """What `db upgrade` does."""
    with closing(reach(address, patience=30)) as database:
        upgrade(database)


def colors(address: str) -> int:
    """How many motions have what the migration gave them; −1 where there is no such column."""
    with closing(reach(address)) as database:
        try:
            return int(
                database.rows("SELECT count(*) FROM motion WHERE color = 'c' || (id - id / 20 * 20)")[0][0]
            )
        except Exception:
            return -1


@pytest.fixture
def office(address: str) -> str:
    """Forty motions of today's version."""
    with open_book(address) as book:
        town = a_council(book)
        for n in range(40):
            file_motion(book, town, reference=f"{n}/2026")
    return address


def test_an_upgrade_keeps_everything_and_the_older_program_refuses_politely(
    office: str, newer: Any, run: Callable[..., Ran]
) -> None:
    """Whatever it is asked: it says that it is too old, changes nothing, and does not fall over."""
    with newer():
        for opening in (open_book, open_reader):
            with pytest.raises(OlderDatabase):
                opening(office)
        brings_up_to_date(office)
        assert colors(office) == 40
        with open_book(office) as book:
            assert not list(differences(book, book.council().id))
            append(book, book.council().id, "motion:1", edited(title="Neu"))
    for command in OFTEN:
        ran = run(*command, "--format", "json", env={"LAUFZETTEL_DB": office})
        error = json.loads(ran.err.strip().splitlines()[-1])["error"]
        assert (error["code"], ran.status) == ("newer_database", Exit.DATABASE), command
        assert "Traceback" not in ran.err


def test_a_program_that_was_running_all_along_notices_before_it_writes(office: str, newer: Any) -> None:
    """Between two transactions somebody brought the tables up to date: nothing is written any more."""
    with open_book(office) as running:
        town = running.council().id
        append(running, town, "motion:1", edited(title="Davor"))
        with newer():
            brings_up_to_date(office)
        for _ in range(2):
            with pytest.raises(NewerDatabase):
                append(running, town, "motion:1", edited(title="Danach"))
    with newer(), open_book(office) as book:
        assert book.motion(1).title == "Davor"


@posix
@pytest.mark.slow
def test_an_upgrade_that_is_killed_at_any_statement_has_not_happened(office: str, newer: Any) -> None:
    """The older program goes on; the next attempt does all of it."""
    step, killed = 0, 0
    while True:

        def dies(step: int = step) -> None:
            with newer():
                dying(step)
                brings_up_to_date(office)

        status = in_child(dies)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        killed += 1
        if colors(office) != -1:  # killed when all was done: it has happened, and as a whole
            break
        with open_book(office, patience=30) as book:  # still of today's version
            append(book, book.council().id, f"motion:{step % 40 + 1}", edited(title=f"Nach {step}"))
            assert not list(differences(book, book.council().id))
        step += 3
    assert killed >= 8
    assert colors(office) == 40
    with newer(), open_book(office) as book:
        assert version_of(book.database) == NEXT
        assert not list(differences(book, book.council().id))


def dying(step: int) -> None:
    """In this process only: no statement after so many."""
    left, connect = step, sqlite3.connect

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*values: Any, **named: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = connect(*values, **named)
        raw.set_trace_callback(count)
        return raw

    patch = pytest.MonkeyPatch()
    patch.setattr(sqlite3, "connect", traced)
    try:
        import psycopg
    except ImportError:
        return
    execute = psycopg.Cursor.execute

    def counted(cursor: Any, *values: Any, **named: Any) -> Any:
        count()
        return execute(cursor, *values, **named)

    patch.setattr(psycopg.Cursor, "execute", counted)


@posix
@pytest.mark.slow
def test_a_database_on_a_server_whose_making_is_killed_is_made_again() -> None:
    """At any of its statements; the next attempt makes all of it."""
    step = 0
    while True:
        address = databases.empty_postgres_address()

        def dies(address: str = address, step: int = step) -> None:
            dying(step)
            create_book(address, rehearsal=True)

        status = in_child(dies)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        with create_book(address, rehearsal=True, patience=30) as book:
            town = a_council(book)
            file_motion(book, town)
            assert not list(differences(book, town))
        databases.drop(address)
        step += 17
    assert step >= 5 * 17


@posix
@pytest.mark.slow
def test_of_several_upgrades_at_once_one_does_it_and_all_are_content(office: str, newer: Any) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                with newer():
                    brings_up_to_date(office)
            except BaseException:
                os._exit(70)
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    with newer(), open_book(office) as book:
        assert not list(differences(book, book.council().id))
        assert version_of(book.database) == NEXT
    assert colors(office) == 40
