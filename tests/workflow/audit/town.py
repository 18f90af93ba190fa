"""A council with a short history, checkpoints over it, and somebody who can write its database."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from states.event import Event, Fact
from states.outcome import Outcome
from states.text import Point
from states.vote import Votes
from workflow import presets
from workflow.audit.canonical import encode
from workflow.audit.chain import entry_hash
from workflow.audit.checkpoint import SignedCheckpoint, compact_line
from workflow.audit.fault import Fault
from workflow.audit.witness import read_witness
from workflow.decide.entered import ResultFacts
from workflow.office import calendar, keys, results
from workflow.office.auditing import Findings, Wanted, verify
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.store import signing
from workflow.store.address import is_postgres
from workflow.store.book import Book, Stamp, create_book, open_book

BERLIN = ZoneInfo("Europe/Berlin")
ROUTE = (
    Wish("Sozialausschuss", date(2026, 2, 3)),
    Wish("Haupt- und Finanzausschuss", date(2026, 2, 10)),
    Wish("Rat", date(2026, 2, 17)),
)
TRIGGERS = ("event_no_update", "event_no_delete")


def at(*when: int) -> datetime:
    """A moment of 2026 in the council's zone: month, day, hour."""
    return datetime(2026, *when, tzinfo=BERLIN)  # type: ignore[misc, arg-type]


class Town:
    """The database in a file or on a server, the keys in a folder, and the mails that went out."""

    def __init__(self, folder: Path, address: str | None = None) -> None:
        self.folder = folder / "keys"
        self.path = address or str(folder / "town.db")
        self.mails: list[bytes] = []
        create_book(self.path, rehearsal=False).close()
        self.book: Book = open_book(self.path)
        rules = presets.read_builtin("stadt-nrw").data
        assert rules is not None
        self.book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", at(1, 5, 9)), actor="anna")
        self.council = self.book.council(None).id

    def office(self, now: datetime, actor: str = "anna") -> Office:
        return Office(self.book, now, actor)

    def close(self) -> None:
        self.book.close()

    def files(self, reference: str, now: datetime) -> None:
        text = (Point("1", "Der Radweg wird gebaut."), Point("2", "Die Verwaltung berichtet."))
        submit(self.office(now), Draft(f"Antrag {reference}", reference=reference, points=text, route=ROUTE))

    def votes(self, reference: str, now: datetime, yes: int = 9) -> None:
        facts = ResultFacts(Outcome.ADOPTED, votes=Votes(yes, 4, 1), phrase="mehrheitlich angenommen")
        results.advance(self.office(now), reference, facts)

    def adds_person(self, name: str, now: datetime) -> int:
        office = self.office(now)
        with self.book.writing():
            number = self.book.next_person_id()
            hidden = {key: {"~": self.book.personal(self.council, value)} for key, value in
                      {"name": name, "login": name.split(maxsplit=1)[0].casefold()}.items()}  # fmt: skip
            office.append([Fact(f"person:{number}", Event("person_added", {**hidden, "roles": ["staff"]}))])
        return number

    def seals(self, now: datetime) -> SignedCheckpoint:
        """A checkpoint, and a mail that carries it."""
        signed = signing.sign_now(self.book, self.council, self.folder, now)
        mail = EmailMessage()
        mail["Subject"], mail["To"] = "Erinnerung", "anna@example.org"
        mail.set_content(f"Die Antragsfrist läuft ab.\n\n-- \n{compact_line(signed)}\n")
        self.mails.append(bytes(mail))
        return signed

    def audit(self, *mails: bytes, alone: bool = False, **more: Any) -> Findings:
        """What an audit finds. `alone`: without what lies in the folder of the keys."""
        witnesses = tuple(signed for mail in mails for signed in read_witness(mail))
        wanted = Wanted(None if alone else self.folder, witnesses=witnesses, **more)
        with open_book(self.path) as book:
            return verify(book, self.council, wanted, lambda *_: None)

    def with_database(self, work: Callable[[Any], object]) -> None:
        """Let somebody write the database directly, past the program and its triggers."""
        self.book.close()
        if is_postgres(self.path):
            with Intruder(self.path) as intruder:
                work(intruder)
        else:
            raw = sqlite3.connect(self.path, isolation_level=None)
            for trigger in TRIGGERS:
                raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            work(raw)
            raw.close()
        self.book = open_book(self.path)


class Intruder:
    """Somebody who owns the server. What a test says in SQLite's words is said in the server's."""

    def __init__(self, address: str) -> None:
        import psycopg

        self.raw = psycopg.connect(address, autocommit=True)
        self.raw.execute("SET session_replication_role = replica")  # no triggers, no foreign keys

    def __enter__(self) -> Intruder:
        return self

    def __exit__(self, *_: object) -> None:
        self.raw.close()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """One statement; its rows can be walked through."""
        return self.raw.execute(_in_servers_words(sql), values or None)

    def executemany(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """The same statement for each."""
        for each in values:
            self.execute(sql, each)


_WORDS = (
    ("?", "%s"),
    (
        "UPDATE search_parts SET text = 'nichts' WHERE rowid",
        "UPDATE search SET plain = 'nichts' WHERE motion",
    ),
    ("DELETE FROM search_parts WHERE rowid", "DELETE FROM search WHERE motion"),
    ("DELETE FROM search WHERE rowid", "DELETE FROM search WHERE motion"),
    ("UPDATE counter SET value = 1 WHERE name = 'motion'", "SELECT setval('motion_number', 1)"),
)


def _in_servers_words(sql: str) -> str:
    for ours, theirs in _WORDS:
        sql = sql.replace(ours, theirs)
    return re.sub(r"zeroblob\((\d+)\)", r"decode(repeat('00', \1), 'hex')", sql)


def a_town(folder: Path, *, sealed: bool = True, address: str | None = None) -> Town:
    """Three motions: two on their way since January, one decided on; three checkpoints."""
    town = Town(folder, address)
    keys.init_key(town.office(at(1, 6, 9)), town.folder)
    town.adds_person("Berta Beispiel", at(1, 7, 9))
    for number in (1, 2, 3):
        town.files(f"{number}/2026", at(1, 12, 9 + number))
    town.seals(at(1, 13, 8))
    town.votes("1/2026", at(2, 3, 20))
    town.votes("2/2026", at(2, 3, 20))
    town.seals(at(2, 4, 8))
    town.votes("1/2026", at(2, 10, 20))
    calendar.add(town.office(at(2, 11, 9)), calendar.Entered("Sozialausschuss", date(2026, 5, 5)))
    town.votes("2/2026", at(2, 11, 20))
    if sealed:
        town.seals(at(2, 12, 8))
    return town


# What somebody with write access does


def entries(raw: sqlite3.Connection, stream: str) -> list[tuple[int, int, dict[str, Any], bytes]]:
    """Number, n, fields and hash of a stream's entries."""
    sql = "SELECT id, n, text, hash FROM event WHERE stream = ? ORDER BY n"
    return [(i, n, json.loads(text), digest) for i, n, text, digest in raw.execute(sql, (stream,))]


def write(raw: sqlite3.Connection, number: int, fields: dict[str, Any], *, honest_hash: bool = True) -> bytes:
    """Write an entry's text; with its right hash unless the forger is careless."""
    text = encode(fields)
    digest = entry_hash(text)
    raw.execute("UPDATE event SET text = ?, kind = ?, effective = ?, recorded = ? WHERE id = ?",
                (text, fields["kind"], fields["effective"] or "", fields["recorded"], number))  # fmt: skip
    if honest_hash:
        raw.execute("UPDATE event SET hash = ? WHERE id = ?", (digest, number))
    return digest


def rechain(raw: sqlite3.Connection, stream: str) -> None:
    """Make a stream's chain right again after a change: every prev, every hash, every number."""
    before = b""
    for n, (number, _n, fields, _digest) in enumerate(entries(raw, stream), 1):
        raw.execute("UPDATE event SET n = ? WHERE id = ?", (n, number))
        before = write(raw, number, {**fields, "n": n, "prev": before.hex(), "stream": stream})
    if stream.startswith("motion:"):
        version = raw.execute("SELECT max(n) FROM event WHERE stream = ?", (stream,)).fetchone()[0]
        raw.execute("UPDATE motion SET head = ?, version = ? WHERE id = ?",
                    (before, version, stream.partition(":")[2]))  # fmt: skip


def refold(town: Town) -> None:
    """Make all rows of motions what the forged entries say."""
    from workflow.store.verifying import differences

    def fix(raw: sqlite3.Connection) -> None:
        with open_book(town.path) as book:
            wrong = list(differences(book, town.council))
        for found in wrong:
            if found.table in ("motion", "meeting", "person") and found.column != "row":
                number = found.stream.partition(":")[2]
                raw.execute(
                    f"UPDATE {found.table} SET {found.column} = ? WHERE id = ?", (found.folded, number)
                )
            elif found.table == "consultation":
                from workflow.store.columns import CONSULTATION_COLUMNS

                number = found.stream.partition(":")[2]
                columns = ", ".join(("motion", "n", "council", *CONSULTATION_COLUMNS))
                values = (number, found.column, *found.folded)
                marks = ", ".join("?" * len(values))
                raw.execute("DELETE FROM consultation WHERE motion = ? AND n = ?", (number, found.column))
                raw.execute(f"INSERT INTO consultation ({columns}) VALUES ({marks})", values)

    town.with_database(fix)


def codes(found: Findings) -> set[str]:
    return {each.code for each in found.faults}


def where(found: Findings | Sequence[Fault], code: str) -> list[tuple[str, int]]:
    """Stream and entry of each fault of this code."""
    faults = found.faults if isinstance(found, Findings) else found
    return [(each.place.stream, each.place.n) for each in faults if each.code == code]
