"""On PostgreSQL a sleeping worker is woken at once, and goes on by itself where nobody can wake it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import databases
from tests.workflow.office.bureau import Bureau
from workflow.commands import remind_bell
from workflow.commands.desk import Desk
from workflow.commands.remind_bell import listening
from workflow.commands.remind_rounds import Rounds
from workflow.store.book import open_book

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)  #: between two ticks: nothing that is seen here was one of the usual ones
_SLEEPERS = (
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Worker:
    """Counts the ticks it is woken for; one that is `idle` leaves everything undone."""

    def __init__(self, address: str, folder: Path) -> None:
        desk = Desk({"HOME": str(folder), "LAUFZETTEL_DB": address, "LAUFZETTEL_NOW": "2026-01-05T10:00"})
        self.rounds = Rounds(desk, HOUR)
        self.ticks = 0
        self.idle = False

    def tick(self) -> threading.Event:
        """A tick, over at once."""
        over = threading.Event()
        if not self.idle:
            with open_book(self.rounds.desk.db) as book:
                self.rounds.tick(book)
        self.ticks += 1
        over.set()
        return over


def until(holds: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def sleepers(bureau: Bureau) -> list[int]:
    """The connections of workers that sleep."""
    return [row[0] for row in bureau.book.database.rows(_SLEEPERS)]


@pytest.fixture
def address() -> str:
    return databases.postgres_address()


@pytest.fixture
def bureau(address: str) -> Iterator[Bureau]:
    with open_book(address) as book:
        made = Bureau(book)
        made.person("Ada", "office", mail="ada@example.org")
        made.ticks()
        yield made


@pytest.fixture
def worker(address: str, bureau: Bureau, tmp_path: Path) -> Iterator[Worker]:
    """Asleep, with nothing to do."""
    made = Worker(address, tmp_path)
    with listening(made.rounds, made.tick):
        until(lambda: len(sleepers(bureau)) == 1)
        assert made.ticks == 0
        yield made
        made.rounds.stopping.set()
    until(lambda: not sleepers(bureau))


def test_it_ticks_as_soon_as_something_is_recorded_and_sleeps_again(bureau: Bureau, worker: Worker) -> None:
    began = time.monotonic()
    bureau.files("1/26")
    until(lambda: worker.ticks == 1)
    assert time.monotonic() - began < 10
    until(lambda: len(sleepers(bureau)) == 1)
    bureau.files("2/26")
    until(lambda: worker.ticks == 2)
    assert worker.rounds.woken == 2
    assert worker.rounds.listening is True


def test_many_commands_at_once_wake_it_few_times(bureau: Bureau, worker: Worker) -> None:
    """While it is up nobody needs to ring; what came meanwhile it finds as it lies down."""
    began = time.monotonic()
    for n in range(40):
        bureau.files(f"{n}/26")
    took = time.monotonic() - began
    until(lambda: len(sleepers(bureau)) == 1 and not bureau.book.anything(bureau.now).due)
    assert 1 <= worker.ticks <= took / remind_bell.UP + 3


def test_what_was_recorded_while_nobody_listened_is_found_on_lying_down(
    address: str, bureau: Bureau, tmp_path: Path
) -> None:
    bureau.files("1/26")
    late = Worker(address, tmp_path)
    with listening(late.rounds, late.tick):
        until(lambda: late.ticks == 1)
        late.rounds.stopping.set()


def test_what_stays_undone_does_not_keep_it_busy(
    bureau: Bureau, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker holds the motion: it stays up for twice as long each time."""
    monkeypatch.setattr(remind_bell, "UP", 0.05)
    worker.idle = True
    began = time.monotonic()
    bureau.files("1/26")
    until(lambda: worker.ticks >= 5)
    assert time.monotonic() - began >= 0.05 * (1 + 2 + 4 + 8)


def test_a_connection_that_was_cut_is_made_again(bureau: Bureau, worker: Worker) -> None:
    (pid,) = sleepers(bureau)
    databases.run_on_server(f"SELECT pg_terminate_backend({pid}, 5000)")
    until(lambda: len(sleepers(bureau)) == 1)
    assert sleepers(bureau) != [pid]
    bureau.files("1/26")
    until(lambda: worker.ticks >= 1)


def test_while_the_server_is_away_it_says_that_nobody_wakes_it(
    bureau: Bureau, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pid,) = sleepers(bureau)
    there, away = worker.rounds.desk.db, "postgresql://127.0.0.1:1/x"
    monkeypatch.setattr(type(worker.rounds.desk), "db", property(lambda _desk: away))
    databases.run_on_server(f"SELECT pg_terminate_backend({pid}, 5000)")
    until(lambda: worker.rounds.listening is False)
    monkeypatch.setattr(type(worker.rounds.desk), "db", property(lambda _desk: there))
    until(lambda: worker.rounds.listening is True)


def test_several_workers_sleep_beside_each_other(
    address: str, bureau: Bureau, worker: Worker, tmp_path: Path
) -> None:
    other = Worker(address, tmp_path)
    with listening(other.rounds, other.tick):
        until(lambda: len(sleepers(bureau)) == 2)
        bureau.files("1/26")
        until(lambda: worker.ticks >= 1 and other.ticks >= 1)
        other.rounds.stopping.set()


def test_on_sqlite_nobody_listens(tmp_path: Path) -> None:
    alone = Worker(databases.sqlite_address(tmp_path), tmp_path)
    with listening(alone.rounds, alone.tick):
        assert alone.rounds.listening is None
        assert not [thread for thread in threading.enumerate() if thread.name == "bell"]
