"""Reminders against their floors, in one run: an idle tick, the outbox, a meeting that moves.

Run: python -m benchmarks.reminders [--motions N] [--due N] [--pending N] [--rounds N] [--json FILE]

  idle tick       a tick with nothing due among N open motions, against an indexed read of one row
  sent            notices claimed, handed over and acknowledged, out of N that are pending and due, against
                  the same statements by hand
  into outbox     reminders found, kept and put into the outbox, against the same raw claim-and-acknowledge
  the same rows   the same against inserting the very rows by hand in batches, which finds nothing out
  meeting moved   a meeting with 400 motions moved in one transaction; and the tick that looks at them

Floors use sqlite3 alone on a copy of the same file with synchronous=FULL. Rounds are interleaved; the figures
are medians, the spread is the slowest round over the fastest.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.text import Point
from workflow import presets
from workflow.notify.letter import Delivered, Letter
from workflow.notify.notice import Notice
from workflow.notify.outbox import BATCH, LEASE, Sender, dispatch
from workflow.office import calendar, people
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.office.reminding import tick
from workflow.store.book import Book, Stamp, create_book, open_book
from workflow.store.outbox_sql import OutboxStatements

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 1, 5, 10, 0, tzinfo=BERLIN)
DUE = datetime(2026, 1, 6, 10, 0, tzinfo=BERLIN)  #: the acknowledgement is missing since 09:00
AT_MEETING = 400


class Figure(NamedTuple):
    """Medians in microseconds for each, and the spread of ours."""

    ours: float
    floor: float
    spread: float

    @property
    def ratio(self) -> float:
        """How much of the floor's speed is reached."""
        return self.floor / self.ours


def office(book: Book, now: datetime = NOW) -> Office:
    """The office at a moment."""
    return Office(book, now, "anna")


def filled(path: Path | str, motions: int) -> int:
    """A database with so many motions filed for one meeting, looked at once; the meeting's number."""
    with create_book(str(path), rehearsal=True) as book:
        rules = presets.read_builtin("kreis-nrw").data
        assert rules is not None
        book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", NOW), actor="anna")
        people.add(office(book), "Ada", {"parts": ["office", "chair"]})
        on = date(2026, 3, 10)
        meeting = calendar.add(office(book), calendar.Entered("Kreistag", on, NOW.time()))[0].id
        with book.writing():
            for n in range(motions):
                draft = Draft(
                    f"Antrag {n}",
                    reference=f"{n}/2026",
                    points=(Point("1", "Die Verwaltung berichtet."),),
                    route=(Wish("Kreistag", on),),
                )
                submit(office(book), draft)
        tick(book, NOW)
    return meeting


def multiplied(path: Path, motions: int) -> None:
    """The same motion many times over, as rows: an idle tick reads nothing else."""
    with sqlite3.connect(path) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(motion)")]
        own = {
            "id": "1000000 + n",
            "reference": "'x' || n",
            "reference_folded": "'x' || n",
            "wake_at": "'2026-01-06T' || printf('%02d', 8 + n % 12) || ':00:00.000000Z'",
        }
        chosen = ", ".join(own.get(c, c) for c in columns)
        raw.execute(
            f"WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {motions})"
            f" INSERT INTO motion ({', '.join(columns)}) SELECT {chosen} FROM many,"
            " (SELECT * FROM motion LIMIT 1)"
        )
    raw.close()


def timed(work: Callable[[], object], count: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Microseconds for each."""
    start = clock()
    work()
    return (clock() - start) / count * 1e6


def figure(ours: list[float], floor: list[float]) -> Figure:
    """Medians and spread."""
    return Figure(statistics.median(ours), statistics.median(floor), max(ours) / min(ours))


def raw_on(path: Path) -> sqlite3.Connection:
    """sqlite3 alone, as durable as the engine."""
    raw = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    raw.execute("PRAGMA synchronous = FULL")
    return raw


def idle(folder: Path, motions: int, rounds: int) -> Figure:
    """An idle tick; the processor's time of both, since neither waits for anything but the processor."""
    path = folder / "idle.db"
    filled(path, 1)
    multiplied(path, motions)
    raw = raw_on(path)
    ours, floor = [], []
    each = 500
    with open_book(str(path)) as book:

        def ticks() -> None:
            for _ in range(each):
                assert tick(book, NOW).looked == 0

        def reads() -> None:
            for n in range(each):
                raw.execute("SELECT wake_at FROM motion WHERE id = ?", (1_000_001 + n,)).fetchone()

        ticks()
        reads()
        for _ in range(rounds):
            ours.append(timed(ticks, each, time.thread_time))
            floor.append(timed(reads, each, time.thread_time))
    raw.close()
    return figure(ours, floor)


def into_outbox(folder: Path, source: Path, due: int, rounds: int) -> Figure:
    """Reminders from motions into the outbox."""
    ours, floor = [], []
    for n in range(rounds):
        path, hand = folder / f"out{n}.db", folder / f"hand{n}.db"
        shutil.copyfile(source, path)
        shutil.copyfile(source, hand)
        with open_book(str(path)) as book:
            ours.append(timed(lambda b=book: tick(b, DUE), due))  # type: ignore[misc]
            ledger = book.database.rows("SELECT * FROM ledger")
            notices = book.database.rows("SELECT * FROM notice")
            wakes = book.database.rows("SELECT wake_at, id FROM motion")
        assert len(notices) == due
        raw = raw_on(hand)
        floor.append(timed(lambda r=raw, rows=(ledger, notices, wakes): _by_hand(r, *rows), due))  # type: ignore[misc]
        raw.close()
    return figure(ours, floor)


def _by_hand(raw: sqlite3.Connection, ledger: list[Any], notices: list[Any], wakes: list[Any]) -> None:
    """The same rows in as many transactions, each motion's row and history read before."""
    for at in range(0, len(notices), 250):
        part = slice(at, at + 250)
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("SELECT id, snapshot FROM motion WHERE wake_at <= ? LIMIT 250", ("2027",)).fetchall()
        raw.executemany(f"INSERT INTO ledger VALUES ({', '.join('?' * 7)})", ledger[part])
        raw.executemany(f"INSERT INTO notice VALUES ({', '.join('?' * 18)})", notices[part])
        raw.executemany("UPDATE motion SET wake_at = ? WHERE id = ?", wakes[part])
        raw.execute("COMMIT")


def waiting(path: Path, pending: int) -> None:
    """So many notices in the outbox more, as rows, all of them due."""
    with sqlite3.connect(path) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(notice)")]
        own = {"id": "1000000 + n", "message_id": "'<x' || n || '>'"}
        chosen = ", ".join(own.get(c, c) for c in columns)
        raw.execute(
            f"WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {pending})"
            f" INSERT INTO notice ({', '.join(columns)}) SELECT {chosen} FROM many,"
            " (SELECT * FROM notice ORDER BY id DESC LIMIT 1)"
        )
    raw.close()


def sent(folder: Path, source: Path, rounds: int, each: int, pending: int) -> Figure:
    """Notices out of the outbox: claimed together, each acknowledged in a transaction of its own."""
    ours, floor = [], []
    path, hand = folder / "sent.db", folder / "senthand.db"
    shutil.copyfile(source, path)
    with open_book(str(path)) as book:
        tick(book, DUE)
        book.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    if pending:
        waiting(path, pending)
    shutil.copyfile(path, hand)
    with open_book(str(path)) as book:
        raw = raw_on(hand)
        for _ in range(rounds):
            ours.append(timed(lambda: sends(book, each), each))
            floor.append(timed(lambda: _hand_sends(raw, each), each))
        raw.close()
    return figure(ours, floor)


def sends(book: Book, count: int) -> None:
    """So many notices claimed, handed over, acknowledged."""
    handed = 0

    def deliver(_letter: Letter, _settings: Mapping[str, str]) -> Delivered:
        nonlocal handed
        handed += 1
        return Delivered("250 Ok")

    def write(_book: Book, notice: Notice, _now: datetime) -> Letter:
        return Letter(notice.message_id, "", "", "", "")

    sender = Sender(write, lambda _name: deliver, {}, lambda: DUE, "bench", lambda: handed >= count)
    dispatch(book, sender)
    assert handed == count


def _hand_sends(raw: sqlite3.Connection, count: int) -> None:
    now, until = _stamp(DUE), _stamp(DUE + LEASE)
    for _ in range(count // BATCH):
        raw.execute("BEGIN IMMEDIATE")
        rows = raw.execute(OutboxStatements.CLAIM, (until, "hand", until, now, BATCH)).fetchall()
        raw.execute("COMMIT")
        for row in rows:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(OutboxStatements.SENT, (now, "250 Ok", row[0]))
            raw.execute("COMMIT")


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moved(folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds: the meeting with all its motions, then the tick."""
    path = folder / "moved.db"
    meeting = filled(path, AT_MEETING)
    moves, looks = [], []
    with open_book(str(path)) as book:
        for _ in range(rounds):
            moves.append(timed(lambda: move(book, meeting), 1) / 1000)
            looks.append(timed(lambda: tick(book, NOW), 1) / 1000)
    return {"moved": statistics.median(moves), "looked at": statistics.median(looks)}


def move(book: Book, number: int) -> None:
    """A meeting to the next day, with all that hangs on it."""
    meeting = book.meeting(number)
    calendar.move(office(book), meeting, on=meeting.on + timedelta(days=1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--motions", type=int, default=100_000, help="open motions for the idle tick")
    parser.add_argument("--due", type=int, default=1000, help="reminders that are due")
    parser.add_argument("--pending", type=int, default=1_000_000, help="notices in the outbox besides")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.db"
        filled(source, given.due)
        acknowledged = sent(
            folder, source, given.rounds, given.due // given.rounds // BATCH * BATCH, given.pending
        )
        queued = into_outbox(folder, source, given.due, given.rounds)
        figures = {
            f"idle tick, {given.motions} open": idle(folder, given.motions, given.rounds),
            f"sent, {given.pending} pending": acknowledged,
            "into outbox": queued._replace(floor=acknowledged.floor),
            "the same rows": queued,
        }
        shifted = moved(folder, given.rounds)
    print(f"{'':28}{'ours µs':>10}{'floor µs':>10}{'ratio':>7}{'per s':>9}{'spread':>8}")
    for name, f in figures.items():
        print(f"{name:28}{f.ours:10.1f}{f.floor:10.1f}{f.ratio:7.2f}{1e6 / f.ours:9.0f}{f.spread:8.2f}")
    for name, ms in shifted.items():
        print(f"{AT_MEETING} motions {name:15} {ms:10.1f} ms")
    if given.json:
        kept = {name: {**f._asdict(), "ratio": f.ratio} for name, f in figures.items()}
        given.json.write_text(json.dumps({**kept, "meeting ms": shifted}, indent=2) + "\n")


if __name__ == "__main__":
    main()
