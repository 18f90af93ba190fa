"""Each role of a server may do what it is for, and the server itself refuses everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import databases
from tests.workflow.office.bureau import START, Bureau
from workflow.office import upkeep
from workflow.office.reminding import tick
from workflow.store import SCHEMA
from workflow.store.book import Book, open_book
from workflow.store.copying import copy
from workflow.store.granting import APPENDED, CHANGED, REPLACED, OwnRole, Wanted, grant, granted
from workflow.store.log import sequence
from workflow.store.opening import reach
from workflow.store.refusals import MayNot, UnknownCouncil, UnknownReference
from workflow.store.schema import upgrade
from workflow.store.tables import metadata
from workflow.store.views import open_reader

pytestmark = pytest.mark.slow


class Server(NamedTuple):
    """A database with two councils and a role for each way to use it."""

    address: str
    north: int
    south: int
    program: str
    office: str  #: north only
    reader: str

    def opened(self, role: str) -> Book:
        """The book as a role sees it."""
        return open_book(databases.as_role(self.address, role))


@pytest.fixture
def server() -> Iterator[Server]:
    """Two councils with a motion each."""
    address = databases.postgres_address()
    with open_book(address) as book:
        north, south = Bureau(book, key="north"), Bureau(book, key="south")
        file(book, "north", "1/2026")
        file(book, "south", "2/2026")
        for council in (north.council, south.council):
            sequence(book, council)
        names = [databases.role_name() for _ in range(3)]
        grant(book, Wanted(names[0]))
        grant(book, Wanted(names[1], (north.council,)))
        grant(book, Wanted(names[2], writes=False))
        yield Server(address, north.council, south.council, *names)
        for name in names:
            book.database.run(f"REASSIGN OWNED BY {name} TO CURRENT_USER")
            book.database.run(f"DROP OWNED BY {name}")
            book.database.run(f"DROP ROLE {name}")


def file(book: Book, key: str, reference: str) -> int:
    """A motion of a council."""
    bureau = Bureau.__new__(Bureau)
    bureau.book, bureau.council = book, book.council(key).id
    bureau.now = START
    bureau.office = lambda **more: Bureau.office(bureau, council_key=key, **more)  # type: ignore[method-assign]
    return bureau.files(reference).id


def refuses(book: Book, statement: str) -> None:
    """The server says no, and that it is the role that may not."""
    with pytest.raises(MayNot):
        book.database.run(statement)


FORGERIES = [
    "UPDATE event SET text = 'x'",
    "UPDATE event SET hash = hash WHERE false",
    "DELETE FROM event",
    "TRUNCATE event CASCADE",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "DROP TRIGGER event_no_change ON event",
    "DROP TABLE event CASCADE",
    "ALTER TABLE event DISABLE ROW LEVEL SECURITY",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "UPDATE leaf SET idx = idx + 1",
    "DELETE FROM leaf",
    "UPDATE node SET hash = 'x'",
    "DELETE FROM node",
    "UPDATE checkpoint SET note = ''",
    "DELETE FROM checkpoint",
    "UPDATE rules SET text = ''",
    "DELETE FROM rules",
    "UPDATE command SET answer = ''",
    "DELETE FROM council",
    "DELETE FROM motion",
    "DELETE FROM person",
    "DELETE FROM bucket",
    "DELETE FROM meta",
    "CREATE TABLE mine (a int)",
    "ALTER TABLE motion ADD COLUMN mine int",
    "SET SESSION AUTHORIZATION DEFAULT; SET ROLE pg_write_all_data",
    "SET session_replication_role = replica",
    "CREATE ROLE other",
]


@pytest.mark.parametrize("statement", FORGERIES)
def test_the_program_cannot_forge_what_was_recorded(server: Server, statement: str) -> None:
    for role in (server.program, server.office, server.reader):
        with server.opened(role) as book:
            refuses(book, statement)


def test_the_program_cannot_turn_a_real_database_into_a_rehearsal(server: Server) -> None:
    """Nor say that its tables are of another version."""
    with server.opened(server.program) as book:
        before = book.database.rows("SELECT key, value FROM meta ORDER BY key")
        assert book.database.run("UPDATE meta SET value = '9' WHERE key IN ('schema', 'rehearsal')") == 0
        refuses(book, "UPDATE meta SET key = 'schema' WHERE key = 'program'")
        assert book.database.rows("SELECT key, value FROM meta ORDER BY key") == before


def test_the_program_does_all_of_its_work(server: Server) -> None:
    """Filing, sending, the log's order, checks: nothing that a worker or an office needs is missing."""
    with server.opened(server.program) as book:
        number = file(book, "south", "3/2026")
        tick(book, book.clock() or (_ for _ in ()).throw(AssertionError))
        assert sequence(book, server.south) > 0
        assert list(upkeep.faults(book, lambda *_: None)) == []
        with book.writing():
            book.blot(book.personal(server.south, "somebody"))
        assert book.motion(number).reference == "3/2026"


def test_an_office_sees_and_writes_its_own_council_only(server: Server) -> None:
    with server.opened(server.office) as book:
        assert [row.key for row in book.councils()] == ["north"]
        assert file(book, "north", "4/2026")
        assert list(upkeep.faults(book, lambda *_: None)) == []
        with pytest.raises(UnknownCouncil):
            book.council("south")
        with pytest.raises(UnknownReference):
            book.motion(2)
        for table in (*APPENDED, *CHANGED, *REPLACED):
            if table in ("meta", "counter"):
                continue
            column = "id" if table == "council" else "council"
            of = f"SELECT count(*) FROM {table} WHERE {column} = {server.south}"
            assert book.database.rows(of) == [(0,)], table
        with pytest.raises(MayNot):
            Bureau(book, key="third")
        refuses(book, f"UPDATE motion SET council = {server.south}")
        refuses(book, _entry_for(server.south))


def _entry_for(council: int) -> str:
    columns = "council, stream, n, kind, effective, recorded, text, hash"
    return f"INSERT INTO event ({columns}) VALUES ({council}, 'motion:2', 9, 'x', '', '', '', 'x')"


def test_a_copy_made_by_an_office_holds_its_own_council_and_is_whole(server: Server, tmp_path: Path) -> None:
    with server.opened(server.office) as book:
        copy(book, str(tmp_path / "north.db"))
    with open_book(str(tmp_path / "north.db")) as other:
        assert [row.key for row in other.councils()] == ["north"]
        assert list(upkeep.faults(other, lambda *_: None)) == []


def test_no_setting_of_a_session_opens_another_council(server: Server) -> None:
    answered = 0
    with server.opened(server.office) as book:
        for setting in ("SET row_security = off", "RESET ALL", "SET search_path = public"):
            book.database.run(setting)
            try:
                found = book.database.rows("SELECT DISTINCT council FROM event")
            except MayNot:
                continue
            assert found == [(server.north,)]
            answered += 1
    assert answered, "not one setting let anything be asked"


def test_a_reader_reads_and_changes_nothing(server: Server) -> None:
    with open_reader(databases.as_role(server.address, server.reader)) as reader:
        assert reader.find(server.south, "2/2026") == 2
    with server.opened(server.reader) as book:
        for deed in ("INSERT INTO ledger SELECT * FROM ledger", "UPDATE motion SET title = ''",
                     "DELETE FROM notice", "SELECT nextval('motion_number')"):  # fmt: skip
            refuses(book, deed)


def test_rights_given_anew_replace_those_before(server: Server) -> None:
    with open_book(server.address) as book:
        shown = {one.role: one for one in granted(book)}
        assert shown[server.office].councils == ("north",)
        assert not shown[server.reader].writes
        assert grant(book, Wanted(server.office, (server.south,))) is False
        assert {one.role: one.councils for one in granted(book)}[server.office] == ("south",)
    with server.opened(server.office) as book:
        assert [row.key for row in book.councils()] == ["south"]


def test_the_program_gives_no_rights_and_the_owner_is_no_role_for_it(server: Server) -> None:
    with server.opened(server.program) as book, pytest.raises(MayNot):
        grant(book, Wanted(server.office))
    with open_book(server.address) as book:
        owner = book.database.rows("SELECT current_user::text")[0][0]
        with pytest.raises(OwnRole):
            grant(book, Wanted(owner))


def test_the_program_may_ask_whether_its_tables_are_up_to_date(server: Server) -> None:
    """There is nothing to do then, and nothing it would need more rights for."""
    for role in (server.program, server.office, server.reader):
        with server.opened(role) as book:
            upgrade(book.database)
    with open_book(server.address) as book:
        book.database.run(book.database.sql.META_PUT, ("schema", str(SCHEMA - 1)))
        book.database.run("DELETE FROM alembic_version")
    with closing(reach(databases.as_role(server.address, server.program))) as database, pytest.raises(MayNot):
        upgrade(database)


def test_every_table_is_kept_apart_by_council() -> None:
    """A table that is added later has to be put into one of the lists."""
    assert {*APPENDED, *CHANGED, *REPLACED} == {*metadata.tables, "search"}
