"""What goes wrong with files and machines: one sentence, its own exit code, nothing half written."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from states.event import Event, Fact
from states.refusal import Exit, Refusal
from tests import databases
from tests.workflow.store.crash import in_child, killed_at
from tests.workflow.store.shelf import a_council, append, edited, file_motion, filed, opened, stamp
from workflow.store import SCHEMA
from workflow.store.book import Book, create_book, open_book
from workflow.store.opening import reach
from workflow.store.refusals import (
    DamagedDatabase,
    DatabaseExists,
    DatabaseLocked,
    DiskFull,
    NewerDatabase,
    NoDatabase,
    NotADatabase,
    NotWritable,
    OlderDatabase,
    ServerUnreachable,
)
from workflow.store.schema import upgrade
from workflow.store.verifying import differences
from workflow.store.views import open_reader

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")


def refused(kind: type[Refusal], address: str) -> None:
    """Book and reader say the same no."""
    for opening in (open_book, open_reader):
        with pytest.raises(kind):
            opening(address)


def test_there_is_no_database(tmp_path: Path) -> None:
    refused(NoDatabase, str(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []
    assert NoDatabase.exit_status is Exit.DATABASE


def test_any_name_of_a_file_will_do(tmp_path: Path) -> None:
    """Signs that mean something in an address are only signs here."""
    path = str(tmp_path / "Anträge 50%25 #1 ?mode=memory.db")
    with create_book(path, rehearsal=True) as book:
        a_council(book)
    assert Path(path).is_file()
    with open_reader(path) as reader:
        assert reader.council()["key"] == "town"


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    refused(NotADatabase, str(tmp_path))


def test_a_text_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Sehr geehrte Frau Bürgermeisterin,\n" * 100, "utf-8")
    refused(NotADatabase, str(path))
    with pytest.raises(NotADatabase):
        create_book(str(path), rehearsal=True)
    assert path.read_text("utf-8").startswith("Sehr geehrte")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "others.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE meta (key, value)")
    raw.close()
    before = path.read_bytes()
    refused(NotADatabase, str(path))
    with pytest.raises(NotADatabase):
        create_book(str(path), rehearsal=True)
    assert path.read_bytes() == before


def test_a_database_is_never_made_over_another(file: str) -> None:
    with open_book(file) as book:
        a_council(book)
    with pytest.raises(DatabaseExists):
        create_book(file, rehearsal=False)
    with open_book(file) as book:
        assert book.council().key == "town"
        assert book.rehearsal


@pytest.mark.parametrize(("shift", "kind"), [(-1, OlderDatabase), (1, NewerDatabase)])
def test_a_database_of_another_version_is_refused(address: str, shift: int, kind: type[Refusal]) -> None:
    database = reach(address)
    database.run(database.sql.META_PUT, ("schema", str(SCHEMA + shift)))
    database.close()
    refused(kind, address)


def test_a_damaged_file_is_called_so(file: str) -> None:
    """Wherever the damage is met: it is a refusal, never a traceback."""
    with open_book(file) as book:
        town = a_council(book)
        for n in range(60):
            file_motion(book, town, reference=f"{n}/2026", reasoning="Grund " * 500)
        book.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(Path(file).read_bytes())
    damaged[4096 * 3 :] = b"\xa5" * (len(damaged) - 4096 * 3)
    Path(file).write_bytes(damaged)

    def look() -> None:
        with open_book(file) as book:
            for row in book.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
                book.database.rows(f"SELECT * FROM {row[0]}")

    with pytest.raises(DamagedDatabase):
        look()


def test_a_database_that_somebody_else_holds_is_refused_in_time(file: str) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_book(file, patience=0.1) as book, pytest.raises(DatabaseLocked), book.writing():
        pass
    with open_reader(file) as reader:  # readers are not kept waiting
        assert reader.councils() == []
    other.execute("ROLLBACK")
    with open_book(file, patience=0.1) as book, book.writing():
        pass
    other.close()


def test_a_writer_waits_no_longer_than_its_patience_for_the_queue(file: str) -> None:
    with open_book(file) as slow, open_book(file, patience=0.1) as quick, slow.writing():
        with pytest.raises(DatabaseLocked), quick.writing():
            pass
        assert slow.database.rows("SELECT 1") == [(1,)]


@pytest.fixture
def full(file: str) -> Iterator[tuple[Book, int]]:
    """A book with a council, on a disk that has no page left."""
    with open_book(file) as book:
        town = a_council(book)
        pages = book.database.rows("PRAGMA page_count")[0][0]
        book.database.rows(f"PRAGMA max_page_count = {pages}")
        yield book, town


def test_a_full_disk_undoes_the_command_and_says_so(full: tuple[Book, int]) -> None:
    book, town = full

    def too_much() -> None:
        for n in range(50):
            file_motion(book, town, reference=f"{n}/2026", reasoning="Grund " * 5000)

    with pytest.raises(DiskFull):
        too_much()
    assert not list(differences(book, town))
    book.database.rows("PRAGMA max_page_count = 100000")
    assert file_motion(book, town) > 0
    assert not list(differences(book, town))


def test_a_file_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritable):
        create_book(str(tmp_path / "file" / "deep" / "a.db"), rehearsal=True)
    assert NotWritable.exit_status is Exit.STORAGE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(NotWritable):
        create_book(str(folder / "a.db"), rehearsal=True)


def test_a_file_on_a_medium_for_reading_is_refused_for_writing(file: str) -> None:
    with open_book(file) as book:
        book.database.rows("PRAGMA query_only = ON")
        with pytest.raises(NotWritable), book.writing():
            book.next_motion_id()


@pytest.mark.slow
def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(ServerUnreachable) as caught:
        open_book("postgresql://anna:geheim@127.0.0.1:1/nothing", patience=1)
    assert "geheim" not in str(caught.value.facts)
    assert caught.value.exit_status is Exit.NETWORK


@pytest.mark.slow
def test_a_database_on_a_server_that_is_not_ours_is_refused() -> None:
    address = databases.empty_postgres_address()
    refused(NotADatabase, address)
    create_book(address, rehearsal=False).close()
    with pytest.raises(DatabaseExists):
        create_book(address, rehearsal=False)
    with open_book(address) as book:
        assert not book.rehearsal


@posix
def test_a_command_killed_at_any_statement_leaves_nothing_half_written(address: str) -> None:
    """For every statement in turn: rows and entries agree, and the command is all there or not at all."""
    with open_book(address) as book:
        town = a_council(book)
        number = file_motion(book, town, opened())

    def work(book: Book) -> None:
        with book.writing():
            motion = book.find_motion(town, f"#{number}")
            new = book.next_motion_id()
            facts = [Fact(f"motion:{motion.id}", edited(title="Neu")), Fact(f"motion:{new}", filed())]
            book.append(town, facts, stamp(book, town))
            book.answer("c-7", town, {"done": True}, stamp(book, town).recorded)

    step = 0
    while killed_at(address, step, work):
        with open_book(address) as book:
            assert not list(differences(book, town))
            assert book.answered("c-7") is None
            assert book.motion(number).title == "Sichere Radwege"
        step += 1
    assert step > 8
    with open_book(address) as book:
        assert book.answered("c-7") == {"done": True}
        assert book.motion(number).title == "Neu"
        assert not list(differences(book, town))


@posix
@pytest.mark.slow
def test_a_migration_that_was_interrupted_is_run_again(tmp_path: Path) -> None:
    """Killed at any of its statements, the next attempt makes the whole database."""
    for step in range(0, 60, 7):
        path = tmp_path / f"{step}.db"
        status = in_child(lambda path=path, step=step: _make_and_die(str(path), step))  # type: ignore[misc]
        assert status == -signal.SIGKILL
        with create_book(str(path), rehearsal=True) as book:
            town = a_council(book)
            file_motion(book, town)
            assert not list(differences(book, town))


def _make_and_die(path: str, step: int) -> None:
    count, connect = step, sqlite3.connect

    def traced(*values: Any, **named: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = connect(*values, **named)
        raw.set_trace_callback(lambda _sql: die())
        return raw

    def die() -> None:
        nonlocal count
        count -= 1
        if count < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(sqlite3, "connect", traced)  # in this child only
    create_book(path, rehearsal=True)


@pytest.mark.slow
def test_an_upgrade_that_is_not_needed_changes_nothing(address: str) -> None:
    with open_book(address) as book:
        town = a_council(book)
    database = reach(address)
    upgrade(database)
    upgrade(database)
    database.close()
    with open_book(address) as book:
        assert book.council().id == town
        assert book.rehearsal


def test_a_copy_of_the_file_is_a_whole_database(file: str, tmp_path: Path) -> None:
    """What was committed is in the file and its log, and nowhere else."""
    with open_book(file) as book:
        town = a_council(book)
        number = file_motion(book, town)
        copy = str(tmp_path / "copy.db")
        for end in ("", "-wal"):
            shutil.copyfile(file + end, copy + end)
    with open_book(copy) as again:
        assert again.motion(number).title == "Sichere Radwege"
        append(again, town, f"motion:{number}", Event("edited", {"title": "Kopie"}))
