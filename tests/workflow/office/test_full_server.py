"""A server without room, and one that is stricter than needed: told in a sentence, and nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from states.event import Event, Fact
from states.refusal import Exit, Refusal
from tests import databases
from tests.own_server import OwnServer, own_server
from tests.workflow.office.bureau import BERLIN, Bureau
from workflow.decide.scene import Decision
from workflow.office.office import Office
from workflow.store.book import Book, create_book, open_book
from workflow.store.verifying import differences

pytestmark = pytest.mark.slow

EVENING = datetime(2026, 2, 10, 21, 0, tzinfo=BERLIN)
SMALL = 24  #: MB for the tables


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of its own for tables, with little room."""
    folder = Path(tempfile.mkdtemp(prefix="lz-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}m", "tmpfs", str(folder)]
    try:
        if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("a small disk can only be mounted by root on Linux")
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("this machine lets nobody mount a small disk")
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=True)
    finally:
        folder.rmdir()


@pytest.fixture
def server() -> Iterator[OwnServer]:
    """A server that nobody else uses."""
    with own_server(fsync="off") as made:
        yield made


def files(book: Book, number: int) -> str:
    """A motion with a long text; the code of what was said."""
    office = Office(book, EVENING, "anna")

    def work() -> Decision:
        facts = {"title": f"Radweg {number}", "reasoning": os.urandom(150_000).hex()}
        return Decision((Fact("motion:1", Event("edited", facts)),))

    try:
        office.carry_out(work)
    except Refusal as refusal:
        return refusal.code
    return "saved"


def entries(book: Book) -> int:
    """How many texts were recorded."""
    return int(book.database.rows("SELECT count(*) FROM event WHERE kind = 'edited'")[0][0])


def test_a_server_whose_disk_is_full_undoes_the_command_and_says_so(server: OwnServer, small: Path) -> None:
    """Every command before that is kept; with room again, work goes on on the same connection."""
    shutil.chown(small, "pgserver")
    small.chmod(0o700)
    server.does(f"CREATE TABLESPACE small LOCATION '{small}'", "CREATE DATABASE office TABLESPACE small")
    balloon = small / "balloon"
    create_book(server.address("office"), rehearsal=True).close()
    with open_book(server.address("office")) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        bureau.files("1/2026")
        free = shutil.disk_usage(small).free
        balloon.write_bytes(b"\0" * max(0, free - 6_000_000))
        told = [files(book, n) for n in range(20)]
        saved = told.count("saved")
        assert set(told) == {"saved", "disk_full"}, told
        assert told[saved:] == ["disk_full"] * (20 - saved)
        assert entries(book) == saved
        assert not list(differences(book, bureau.council))
        balloon.unlink()
        assert files(book, 20) == "saved"
        assert entries(book) == saved + 1
        assert not list(differences(book, bureau.council))
    sys.stdout.write(f"full after {saved} commands\n")


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_serialization_failures_are_decided_anew(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six clients change the same motion in transactions of a stricter level than the program asks for."""
    monkeypatch.setattr("workflow.store.postgres.BEGIN", "BEGIN")
    address, clients, rounds = databases.postgres_address(), 6, 5
    with open_book(address) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        number = bureau.files("1/2026").id
    name = address.rpartition("/lz_")[2].partition("?")[0]
    databases.run_on_server(f"ALTER DATABASE lz_{name} SET default_transaction_isolation = '{level}'")
    told: list[str] = []
    runs: list[int] = []

    def works(mark: str) -> None:
        with open_book(address, patience=60) as book:
            assert book.database.rows("SHOW transaction_isolation") == [(level,)]
            told.extend(adds(book, mark, runs) for _ in range(rounds))

    threads = [threading.Thread(target=works, args=(chr(97 + n),)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(told) == clients * rounds
    assert set(told) <= {"saved", "conflict"}, set(told)
    with open_book(address) as book:
        assert len(book.motion(number).reasoning) == told.count("saved")
        assert not list(differences(book, book.council().id))
    sys.stdout.write(f"{level}: {told.count('saved')} of {len(told)} saved in {len(runs)} attempts\n")


def adds(book: Book, mark: str, runs: list[int]) -> str:
    """A mark behind those that are there; what the command says became of it."""
    office = Office(book, EVENING, "anna")

    def work() -> Decision:
        runs.append(1)
        motion = office.find("1/2026")
        return Decision(
            (Fact(f"motion:{motion.id}", Event("edited", {"reasoning": motion.reasoning + mark})),)
        )

    try:
        office.carry_out(work)
    except Refusal as refusal:
        return refusal.code if refusal.exit_status is Exit.CONFLICT else f"unexpected: {refusal.code}"
    return "saved"


def test_a_stricter_default_of_the_server_changes_nothing() -> None:
    """What is locked is read as it is then."""
    address = databases.postgres_address()
    with open_book(address) as book:
        Bureau(book)
    name = address.rpartition("/lz_")[2].partition("?")[0]
    databases.run_on_server(f"ALTER DATABASE lz_{name} SET default_transaction_isolation = 'serializable'")
    with open_book(address) as book, book.writing():
        assert book.database.rows("SHOW transaction_isolation") == [("read committed",)]
