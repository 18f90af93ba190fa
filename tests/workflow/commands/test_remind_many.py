"""Several workers on one server: its clock decides, a dead one is replaced, one told to stop ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import databases
from tests.workflow.notify.post_office import PostOffice, post_office
from tests.workflow.office.bureau import Bureau
from workflow.audit.chain import stamp
from workflow.notify.outbox import LEASE
from workflow.store.book import Book, open_book

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals")]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def address() -> str:
    return databases.postgres_address()


@pytest.fixture
def bureau(address: str) -> Iterator[Bureau]:
    """Twelve letters in the outbox that have no end, and no motion that is to be looked at."""
    with open_book(address) as book:
        made = Bureau(book)
        made.person("Ada", "office", mail="ada@example.org")
        for n in range(12):
            made.files(f"{n}/26")
        assert made.at("2026-01-06T10:00").ticks().queued == 12
        for row in book.database.rows("SELECT id, payload FROM notice"):
            kept = {key: value for key, value in json.loads(row[1]).items() if key != "until"}
            book.database.run("UPDATE notice SET payload = %s WHERE id = %s", (json.dumps(kept), row[0]))
        look_later(book, timedelta(days=1))
        yield made


def server_now(book: Book) -> datetime:
    """What time it is."""
    now = book.clock()
    assert now is not None
    return now


def look_later(book: Book, later: timedelta) -> str:
    """Nothing is due for a motion before then."""
    when = stamp(server_now(book) + later)
    book.database.run("UPDATE motion SET wake_at = %s", (when,))
    return when


def states(bureau: Bureau) -> dict[str, int]:
    """How many notices are how."""
    rows = bureau.book.database.rows("SELECT state, count(*) FROM notice GROUP BY state")
    return {str(state): int(n) for state, n in rows}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def start(address: str, office: PostOffice, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `remind run` on a machine whose clock is wrong by so many minutes; what still runs is ended."""
    environ = {
        **os.environ,
        "HOME": str(tmp_path),
        "LAUFZETTEL_DB": address,
        "LAUFZETTEL_LANG": "en",
        "LAUFZETTEL_MAIL_HOST": "127.0.0.1",
        "LAUFZETTEL_MAIL_PORT": str(office.port),
        "LAUFZETTEL_MAIL_SECURITY": "none",
        "LAUFZETTEL_MAIL_FROM": "buero@example.org",
    }
    started: list[subprocess.Popen[str]] = []

    def begin(*more: str, wrong: int = 0, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "tests.workflow.commands.skewed", str(wrong), "remind", "run", *more]
        started.append(
            subprocess.Popen(
                line, env={**environ, **(env or {})}, cwd=ROOT, stderr=subprocess.PIPE, text=True
            )
        )
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_the_clocks_of_machines_do_not_matter(
    bureau: Bureau, office: PostOffice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """One is ten minutes fast, one ten minutes slow: nothing goes out early, nothing late, nothing twice."""
    now = server_now(bureau.book)
    soon, just = stamp(now + timedelta(minutes=5)), stamp(now - timedelta(minutes=1))
    bureau.book.database.run("UPDATE notice SET next_try = %s WHERE id %% 2 = 0", (soon,))
    bureau.book.database.run("UPDATE notice SET next_try = %s WHERE id %% 2 = 1", (just,))
    wakes = look_later(bureau.book, timedelta(minutes=5))
    workers = [start("--once", wrong=10), start("--once", wrong=-10)]
    for worker in workers:
        assert worker.wait(60) == 0
    assert states(bureau) == {"sent": 6, "pending": 6}
    assert len({letter.id for letter in office.letters}) == len(office.letters) == 6
    assert {row[0] for row in bureau.book.database.rows("SELECT wake_at FROM motion")} == {wakes}
    sent = [row[0] for row in bureau.book.database.rows("SELECT sent FROM notice WHERE state = 'sent'")]
    assert all(stamp(now) <= when <= stamp(server_now(bureau.book)) for when in sent)


def test_leases_are_those_of_the_servers_clock(
    bureau: Bureau, office: PostOffice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """A fast worker does not take what a dead one holds for nine minutes more; it does when that is over."""
    now = server_now(bureau.book)
    with bureau.book.writing():
        bureau.book.claim("dead", now, now + timedelta(minutes=9), 12)
    assert start("--once", wrong=10).wait(60) == 0
    assert (states(bureau), office.letters) == ({"pending": 12}, [])
    over = stamp(now - timedelta(seconds=1))
    bureau.book.database.run("UPDATE notice SET lease_until = %s, next_try = %s", (over, over))
    assert start("--once", wrong=-10).wait(60) == 0
    assert (states(bureau), len(office.letters)) == ({"sent": 12}, 12)


def test_the_lease_of_a_killed_worker_lasts_so_long_and_no_longer(
    bureau: Bureau, office: PostOffice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """kill -9 in the middle of its letters: what it held is pending, and free within the lease."""
    office.delay = 0.2
    worker = start()
    until(lambda: len(office.letters) >= 3)
    worker.kill()
    worker.wait(60)
    held = bureau.book.database.rows("SELECT lease_until FROM notice WHERE state = 'pending'")
    assert held
    limit = stamp(server_now(bureau.book) + LEASE)
    assert all(row[0] is not None and row[0] <= limit for row in held)
    over = stamp(server_now(bureau.book))
    bureau.book.database.run(
        "UPDATE notice SET lease_until = %s, next_try = %s WHERE state = 'pending'", (over, over)
    )
    office.delay = 0.0
    assert start("--once").wait(60) == 0
    assert states(bureau) == {"sent": 12}
    assert len({letter.id for letter in office.letters}) == 12
    assert len(office.letters) <= 13  # only the letter it was at


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_the_letter_at_hand_and_gives_back_the_rest(
    bureau: Bureau, office: PostOffice, start: Callable[..., subprocess.Popen[str]], end: signal.Signals
) -> None:
    office.delay = 0.3
    worker = start()
    until(lambda: len(office.letters) >= 2)
    worker.send_signal(end)
    assert worker.wait(60) == 0
    handed = len(office.letters)
    assert states(bureau) == {"sent": handed, "pending": 12 - handed}
    assert handed < 12
    left = "SELECT count(*) FROM notice WHERE lease_until IS NOT NULL OR leased_by IS NOT NULL"
    assert bureau.book.database.rows(left) == [(0,)]
    assert worker.stderr is not None
    said = worker.stderr.read()
    assert said.rstrip().endswith("Ended.")
    assert "Traceback" not in said


def test_told_to_stop_it_begins_no_further_batch_of_motions(bureau: Bureau) -> None:
    """What it did not look at is looked at by the next tick."""
    from workflow.office.reminding import tick

    bureau.book.look_at_all(bureau.council)
    asked: list[None] = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > 2

    done = tick(bureau.book, server_now(bureau.book), batch=3, stop=stop)
    assert done.looked == 6
    assert tick(bureau.book, server_now(bureau.book), batch=3).looked == 6


def test_a_letter_goes_out_as_soon_as_its_reason_is_recorded(
    bureau: Bureau, office: PostOffice, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """Two workers that look once an hour: the server wakes them, and one of them sends."""
    workers = [start("--every", "3600") for _ in range(2)]
    until(lambda: len(office.letters) == 12)
    asleep = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    until(lambda: bureau.book.database.rows(asleep) == [(2,)])
    today = server_now(bureau.book)
    bureau.now = today.astimezone(bureau.now.tzinfo)
    day = (today + timedelta(days=2)).date().isoformat()
    bureau.meets("kreistag", day)
    bureau.files("99/26", on=day)
    until(lambda: len(office.letters) > 12, 30)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert len({letter.id for letter in office.letters}) == len(office.letters)


def test_workers_that_tick_at_once_share_the_motions(address: str, bureau: Bureau) -> None:
    """Four connections look at the same twelve motions: each is looked at once, each reminder queued once."""
    from workflow.office.reminding import tick

    bureau.book.look_at_all(bureau.council)
    looked: list[int] = []

    def work() -> None:
        with open_book(address) as book:
            looked.append(tick(book, datetime(2026, 1, 6, 10, 5, tzinfo=UTC), batch=2).looked)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(looked) == 12
    assert bureau.book.database.rows("SELECT count(*) FROM notice") == [(12,)]
