"""Any change to any stored field of a history is found; without a change there is never an alarm."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.outcome import Outcome
from states.refusal import Refusal
from states.text import Point
from states.vote import Votes
from tests.workflow.audit.town import BERLIN, TRIGGERS, Town
from workflow.decide.entered import ResultFacts
from workflow.office import keys, results
from workflow.office.auditing import Findings, Wanted, verify
from workflow.office.filing import Draft, submit
from workflow.store.book import open_book

#: All that the check vouches for, with the columns that it need not.
TABLES = (
    *("event", "leaf", "node", "bucket", "checkpoint", "personal"),
    *("motion", "consultation", "motion_applicant", "meeting", "person"),
    *("council", "rules", "organization", "organization_alias"),
)
#: wake_at is the scheduler's: it is set anew by every tick and says only when to look again.
FREE = {("motion", "wake_at"), ("rules", "id"), ("person", "id")}


class Built(NamedTuple):
    path: Path
    keys: Path
    council: int


def build(folder: Path, seed: int, steps: int) -> Built:
    """A random history by way of the office itself."""
    chance = random.Random(seed)
    town = Town(folder)
    now = datetime(2026, 1, 6, 9, tzinfo=BERLIN)
    keys.init_key(town.office(now), town.folder)
    for step in range(steps):
        now += timedelta(hours=chance.choice((1, 5, 30, 200)))
        act = chance.choice(("file", "file", "vote", "vote", "vote", "correct", "seal", "person"))
        try:
            _act(town, act, now, chance, step)
        except Refusal:
            continue
    town.seals(now + timedelta(hours=1))
    _act(town, "file", now + timedelta(hours=2), chance, 999)
    town.close()
    return Built(Path(town.path), town.folder, town.council)


def _act(town: Town, act: str, now: datetime, chance: random.Random, step: int) -> None:
    office = town.office(now, chance.choice(("anna", "berta", "jörg")))
    if act == "file":
        points = tuple(Point(str(n + 1), f"Punkt „{n}“ – ja") for n in range(chance.randint(1, 3)))
        submit(office, Draft(f"Antrag {step}", reference=f"{step}/2026", points=points))
    elif act == "seal":
        town.seals(now)
    elif act == "person":
        town.adds_person(f"Person {step}", now)
    else:
        number = chance.choice(town.book.open_motions(town.council) or [1])
        outcome = chance.choice(
            (Outcome.ADOPTED, Outcome.REJECTED, Outcome.DEFERRED, Outcome.ADOPTED_AMENDED)
        )
        text = (Point("1", "Neu."),) if outcome is Outcome.ADOPTED_AMENDED else None
        facts = ResultFacts(outcome, votes=Votes(chance.randint(5, 9), chance.randint(0, 4)), text=text)
        results.advance(office, f"#{number}", facts)


def audited(built: Built, path: Path) -> Findings:
    with open_book(str(path)) as book:
        return verify(book, built.council, Wanted(built.keys), lambda *_: None)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    return [build(tmp_path_factory.mktemp(f"h{seed}"), seed, 30) for seed in range(3)]


@pytest.mark.parametrize("seed", range(10, 16))
def test_without_a_change_there_is_never_an_alarm(tmp_path: Path, seed: int) -> None:
    built = build(tmp_path, seed, 25)
    found = audited(built, built.path)
    assert found.faults == ()
    assert found.waiting > 0


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tampered")


_values = st.one_of(
    st.text(max_size=20), st.binary(max_size=40), st.integers(-(2**40), 2**40), st.none(), st.floats(0, 1)
)


@settings(max_examples=200)
@given(data=st.data())
def test_any_change_of_any_field_is_found(histories: list[Built], scratch: Path, data: st.DataObject) -> None:
    """A byte of a field flipped, or the whole field replaced by anything the column takes."""
    built = data.draw(st.sampled_from(histories))
    path = scratch / "t.db"
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(built.path, path)
    table = data.draw(st.sampled_from(TABLES))
    with sqlite3.connect(path) as raw:
        raw.text_factory = bytes
        for trigger in TRIGGERS:
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute("PRAGMA foreign_keys = OFF")
        changed = _tamper(raw, table, data)
    raw.close()
    if not changed:
        return
    found = audited(built, path)
    assert found.faults, (table, changed)


def _tamper(raw: sqlite3.Connection, table: str, data: st.DataObject) -> str:
    """Change one field of one row; says which, or nothing where the database would not take it."""
    columns = [(name.decode(), key) for _, name, _, _, _, key in raw.execute(f"PRAGMA table_info({table})")]
    names = [name for name, _ in columns if (table, name) not in FREE]
    column = data.draw(st.sampled_from(names))
    identity = [name for name, key in columns if key]
    rows = raw.execute(f"SELECT {', '.join(identity)}, {column} FROM {table}").fetchall()
    if not rows:
        return ""
    *key, old = data.draw(st.sampled_from(rows))
    new = data.draw(_flipped(old) | _values) if isinstance(old, bytes) and old else data.draw(_values)
    where = " AND ".join(f"{name} = ?" for name in identity)
    kinds = raw.execute(f"SELECT {', '.join(f'typeof({n})' for n in identity)} FROM {table}").fetchone()
    key = [k.decode("utf-8", "surrogateescape") if isinstance(k, bytes) and t == b"text" else k
           for k, t in zip(key, kinds, strict=True)]  # fmt: skip
    before = _state(raw, table, column, where, key)
    text = raw.execute(f"SELECT typeof({column}) FROM {table} WHERE {where}", key).fetchone()[0] == b"text"
    value = "CAST(? AS TEXT)" if isinstance(new, bytes) and text else "?"
    try:
        raw.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}", (new, *key))
    except sqlite3.IntegrityError:
        return ""
    if column in identity:
        return f"{column}: {old!r} -> {new!r}" if raw.total_changes and new != old else ""
    after = _state(raw, table, column, where, key)
    return f"{column}: {before!r} -> {after!r}" if before != after else ""


def _state(raw: sqlite3.Connection, table: str, column: str, where: str, key: list[Any]) -> Any:
    sql = f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE {where}"
    return raw.execute(sql, key).fetchone()


@st.composite
def _flipped(draw: st.DrawFn, old: bytes) -> bytes:
    """The same bytes with one bit of one of them turned."""
    at = draw(st.integers(0, len(old) - 1))
    return old[:at] + bytes([old[at] ^ (1 << draw(st.integers(0, 7)))]) + old[at + 1 :]


def test_any_entry_taken_out_or_doubled_is_found(histories: list[Built], scratch: Path) -> None:
    built = histories[0]
    raw = sqlite3.connect(built.path)
    numbers = [row[0] for row in raw.execute("SELECT event FROM leaf ORDER BY idx")]
    raw.close()
    for number in numbers:
        path = scratch / f"d{number}.db"
        shutil.copyfile(built.path, path)
        with sqlite3.connect(path) as raw:
            for trigger in TRIGGERS:
                raw.execute(f"DROP TRIGGER {trigger}")
            raw.execute("DELETE FROM event WHERE id = ?", (number,))
        raw.close()
        assert audited(built, path).faults, number
        path.unlink()


@pytest.fixture(autouse=True)
def _no_leftovers(scratch: Path) -> Iterator[None]:
    yield
    for file in scratch.glob("*"):
        file.unlink(missing_ok=True)
