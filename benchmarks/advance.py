"""One durable `advance` through the whole engine, against a transaction written by hand.

Run: python benchmarks/advance.py [--motions N] [--json FILE]

Four figures in one run, interleaved in rounds, medians over rounds:
  engine   Office.advance on a database with synchronous=FULL
  grouped  the same commands, those that wait committed together
  by hand  the same rows (the very statements and values the engine wrote), through sqlite3 alone
  sync     fdatasync of a file after appending as many bytes as the rows hold
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from states.outcome import Outcome
from states.text import Point
from states.vote import Votes
from workflow import presets
from workflow.decide.entered import ResultFacts
from workflow.office import results
from workflow.office.filing import Draft, Wish, submit
from workflow.office.grouping import carry_out_each
from workflow.office.office import Office
from workflow.store.book import Book, Stamp, create_book, open_book

BERLIN = ZoneInfo("Europe/Berlin")
ROUTE = (
    Wish("Sozialausschuss", date(2026, 2, 3)),
    Wish("Kreisausschuss", date(2026, 2, 10)),
    Wish("Kreistag", date(2026, 2, 17)),
)
TEXT = "Die Verwaltung wird beauftragt, bis zur Sommerpause ein Konzept vorzulegen und zu berichten. "


def office(book: Book, day: int, month: int = 2) -> Office:
    """The office on a day of 2026, in the evening."""
    return Office(book, datetime(2026, month, day, 21, 0, tzinfo=BERLIN), "anna")


def filled(path: Path, motions: int) -> None:
    """A database with motions before their first station."""
    with create_book(str(path), rehearsal=True) as book:
        rules = presets.read_builtin("kreis-nrw").data
        assert rules is not None
        now = datetime(2026, 1, 5, 9, 0, tzinfo=BERLIN)
        book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", now), actor="anna")
        with book.writing():
            for n in range(motions):
                points = (Point("1", TEXT), Point("2", TEXT))
                draft = Draft(f"Antrag {n}", reference=f"{n}/2026", points=points, route=ROUTE)
                submit(office(book, 12, 1), draft)


class Recorder:
    """Notes what a database is given to write: for each transaction its statements."""

    def __init__(self, database: Any) -> None:
        self.transactions: list[list[tuple[str, Any]]] = []
        self._begin, self._run, self._many = database.begin, database.run, database.many
        database.begin, database.run, database.many = self.begin, self.run, self.many

    def begin(self) -> None:
        self.transactions.append([])
        self._begin()

    def run(self, sql: str, values: Any = ()) -> int:
        self.transactions[-1].append((sql, values))
        return int(self._run(sql, values))

    def many(self, sql: str, values: Any) -> int:
        self.transactions[-1] += [(sql, v) for v in values]
        return int(self._many(sql, values))


def advances(book: Book, numbers: range) -> None:
    """One durable advance for each motion."""
    for n in numbers:
        entered = ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1), phrase="mehrheitlich angenommen")
        results.advance(office(book, 3), f"{n}/2026", entered)


def grouped(book: Book, numbers: range) -> None:
    """The same, as a service does that has them all in its queue."""
    entered = ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1), phrase="mehrheitlich angenommen")
    one, council = office(book, 3), book.council().id
    names = [f"{n}/2026" for n in numbers]
    commands = [partial(results.advance, office(book, 3), name, entered) for name in names]
    carry_out_each(one, commands, ahead=lambda: book.fetch(council, names))


def by_hand(raw: sqlite3.Connection, transactions: list[list[tuple[str, Any]]], numbers: range) -> None:
    """The same rows in the same transactions, one read of the motion before."""
    for n, statements in zip(numbers, transactions, strict=True):
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("SELECT id, version, snapshot FROM motion WHERE reference = ?", (f"{n}/2026",)).fetchone()
        for sql, values in statements:
            raw.execute(sql, values)
        raw.execute("COMMIT")


def synced(path: Path, size: int, count: int) -> None:
    """Append and sync, as the journal of a database must."""
    with path.open("ab") as file:
        for _ in range(count):
            file.write(b"x" * size)
            file.flush()
            os.fdatasync(file.fileno())


def timed(work: Callable[[], None], count: int) -> float:
    """Microseconds for each."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / count * 1e6


def measure(folder: Path, motions: int, rounds: int) -> dict[str, float]:
    """Medians in microseconds, and the ratios."""
    source, engine, hand = folder / "source.db", folder / "engine.db", folder / "hand.db"
    filled(source, motions)
    for copy in (engine, hand, folder / "group.db", folder / "record.db"):
        with sqlite3.connect(source) as old, sqlite3.connect(copy) as new:
            old.backup(new)
        sqlite3.connect(copy).execute("PRAGMA journal_mode = WAL").close()
    transactions = recorded(folder / "record.db", motions)
    raw = sqlite3.connect(hand, isolation_level=None)
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    size = sum(len(str(v)) for _, v in transactions[0])
    found: dict[str, list[float]] = {"engine": [], "grouped": [], "by hand": [], "sync": []}
    each = motions // rounds
    with open_book(str(engine)) as book, open_book(str(folder / "group.db")) as group:
        for r in range(rounds):
            numbers = range(r * each, (r + 1) * each)
            part = transactions[r * each : (r + 1) * each]
            found["engine"].append(timed(lambda n=numbers: advances(book, n), each))  # type: ignore[misc]
            found["grouped"].append(timed(lambda n=numbers: grouped(group, n), each))  # type: ignore[misc]
            found["by hand"].append(timed(lambda n=numbers, p=part: by_hand(raw, p, n), each))  # type: ignore[misc]
            found["sync"].append(timed(lambda: synced(folder / "sync", size, each), each))
    raw.close()
    medians = {name: statistics.median(values) for name, values in found.items()}
    return medians | {
        "engine / by hand": medians["by hand"] / medians["engine"],
        "engine / sync": medians["sync"] / medians["engine"],
        "grouped / sync": medians["sync"] / medians["grouped"],
        "spread engine": max(found["engine"]) / min(found["engine"]),
    }


def recorded(path: Path, motions: int) -> list[list[tuple[str, Any]]]:
    """What the engine writes, transaction by transaction."""
    with open_book(str(path)) as book:
        recorder = Recorder(book.database)
        advances(book, range(motions))
        return recorder.transactions


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--motions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), given.motions, given.rounds)
    for name, value in found.items():
        print(f"{name:18} {value:10.2f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
