"""Attacks on the history by somebody who can write the whole database file, and what tells them.

Each attacker has dropped the triggers first. Where nothing in the database tells, one mail in a mailbox does.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.workflow.audit.town import Town, a_town, at, codes, entries, rechain, refold, where, write
from workflow.audit.canonical import encode
from workflow.audit.chain import entry_hash
from workflow.audit.checkpoint import make_checkpoint, sign_checkpoint
from workflow.audit.heads import StreamHead, heads_root
from workflow.audit.keys import make_key
from workflow.audit.merkle import Frontier, root
from workflow.audit.note import public_key
from workflow.office import upkeep
from workflow.store import signing
from workflow.store.address import is_postgres

VOTED = ("motion:1", 3)  #: the first result of the first motion


@pytest.fixture(scope="module", params=databases.DATABASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Built once on each database; each test attacks a copy."""
    address = databases.fresh(request.param)
    town = a_town(tmp_path_factory.mktemp("town"), address=address)
    town.close()
    yield town
    if address:
        databases.drop(address)


@pytest.fixture
def town(made: Town, tmp_path: Path) -> Iterator[Town]:
    copy = object.__new__(Town)
    shutil.copytree(made.folder, tmp_path / "keys")
    server = is_postgres(made.path)
    path = databases.copied(made.path) if server else shutil.copyfile(made.path, tmp_path / "town.db")
    copy.folder, copy.path = tmp_path / "keys", str(path)
    copy.mails, copy.council = list(made.mails), made.council
    from workflow.store.book import open_book

    copy.book = open_book(copy.path)
    yield copy
    copy.close()
    if server:
        databases.drop(copy.path)


def test_an_untouched_history_raises_no_alarm(town: Town) -> None:
    found = town.audit(*town.mails)
    assert found.faults == ()
    assert (found.entries, found.checkpoints, found.witnesses) == (17, 4, 3)
    assert town.audit(*town.mails, since_last=True).faults == ()


def test_what_was_found_right_is_remembered_and_what_was_not_is_not(town: Town) -> None:
    """The next incremental check goes on from the newest checkpoint that a check found right."""
    assert town.audit(since_last=True).since == ""
    newest = signing.newest_checkpoint(town.book, town.council)
    assert newest is not None
    assert town.audit(since_last=True).since == newest.checkpoint.time
    town.votes("1/2026", at(2, 17, 20))
    later = town.seals(at(2, 18, 8)).checkpoint.time
    town.with_database(lambda raw: raw.execute("UPDATE motion SET title = 'Anders' WHERE id = 1"))
    assert codes(town.audit()) == {"row-differs"}
    found = town.audit(since_last=True)
    assert found.since == newest.checkpoint.time
    assert found.newest == later


def test_a_value_that_no_entry_mentions_may_not_lie_about_its_commitment(town: Town) -> None:
    sql = "INSERT INTO personal VALUES (1, ?, ?, 'Niemand')"
    town.with_database(lambda raw: raw.execute(sql, ("ab" * 32, bytes(32))))
    assert codes(town.audit()) == {"personal-forged"}


def test_checkpoints_that_no_known_key_can_be_held_against_are_told(town: Town) -> None:
    first = next(n for n in range(1, 9) if _kind(town, n) == "key_made")
    change(town, "council", first, careless=True, data={"key": ""})
    assert "key-unknown" in codes(town.audit(alone=True))
    assert "key-unknown" not in codes(town.audit())  # the folder of the keys knows it


def _kind(town: Town, n: int) -> str:
    sql = f"SELECT kind FROM event WHERE stream = 'council' AND n = {n:d}"
    return str(town.book.database.rows(sql)[0][0])


def test_the_triggers_refuse_changes_to_the_log(town: Town) -> None:
    for sql in ("UPDATE event SET kind = 'x'", "DELETE FROM event"):
        with pytest.raises(Exception, match="never changed"):
            town.book.database.run(sql)


# One entry changed


def change(town: Town, stream: str, n: int, careless: bool = False, **fields: Any) -> None:
    def forge(raw: sqlite3.Connection) -> None:
        number, _n, old, _digest = entries(raw, stream)[n - 1]
        data = {**old["data"], **fields.pop("data", {})}
        write(raw, number, {**old, **fields, "data": data}, honest_hash=not careless)

    town.with_database(forge)


CHANGES: dict[str, dict[str, Any]] = {
    "a vote": {"data": {"votes": [4, 9, 1]}},
    "a date": {"effective": "2026-02-04"},
    "a text": {"data": {"phrase": "einstimmig abgelehnt"}},
    "an actor": {"actor": {"~": "ab" * 32}},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_careless_change_is_told_by_the_hash(town: Town, what: str) -> None:
    change(town, *VOTED, careless=True, **CHANGES[what])
    found = town.audit()
    assert where(found, "entry-changed") == [VOTED]
    assert "log-differs" in codes(found)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_with_its_hash_is_told_by_the_next_entry_and_the_log(town: Town, what: str) -> None:
    change(town, *VOTED, **CHANGES[what])
    found = town.audit()
    assert where(found, "chain-broken") == [("motion:1", VOTED[1] + 1)]
    assert "log-differs" in codes(found)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_with_its_whole_chain_and_rows_is_told_by_the_log(town: Town, what: str) -> None:
    change(town, *VOTED, **CHANGES[what])
    town.with_database(lambda raw: rechain(raw, "motion:1"))
    refold(town)
    found = town.audit()
    assert codes(found) >= {"log-differs"}
    assert "entry-changed" not in codes(found)
    times = {dict(each.facts)["time"] for each in found.faults if each.code == "log-differs"}
    assert "2026-01-13T07:00:00.000000Z" not in times  # what was signed before it is still right


def test_a_changed_last_entry_is_told_by_the_log(town: Town) -> None:
    """No entry follows it, so only its place in the signed log tells."""
    change(town, "motion:2", 4, data={"votes": [0, 14, 0]})
    assert "log-differs" in codes(town.audit())


# Entries taken away


def drop(raw: sqlite3.Connection, number: int) -> None:
    raw.execute("DELETE FROM leaf WHERE event = ?", (number,))
    raw.execute("DELETE FROM event WHERE id = ?", (number,))


def number_leaves_again(raw: sqlite3.Connection) -> None:
    """Close the gaps in the log."""
    events = [row[0] for row in raw.execute("SELECT event FROM leaf ORDER BY idx")]
    raw.execute("DELETE FROM leaf")
    raw.executemany("INSERT INTO leaf VALUES (1, ?, ?)", list(enumerate(events)))


def test_the_last_entry_cannot_go(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        number, _n, _fields, _digest = entries(raw, "motion:2")[-1]
        drop(raw, number)
        rechain(raw, "motion:2")

    town.with_database(attack)
    refold(town)
    assert codes(town.audit()) >= {"log-shorter"}


def test_an_entry_in_the_middle_cannot_go(town: Town) -> None:
    town.with_database(lambda raw: drop(raw, entries(raw, "motion:1")[2][0]))
    found = town.audit()
    assert where(found, "entry-missing") == [("motion:1", 4)]
    assert {"log-gap", "log-shorter"} & codes(found)


def test_an_entry_in_the_middle_cannot_go_with_all_numbers_made_right(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        drop(raw, entries(raw, "motion:1")[2][0])
        number_leaves_again(raw)
        rechain(raw, "motion:1")

    town.with_database(attack)
    found = town.audit()
    assert {"log-differs", "log-shorter"} <= codes(found)


def test_a_whole_motion_cannot_go(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        for number, *_ in entries(raw, "motion:3"):
            drop(raw, number)
        number_leaves_again(raw)
        for table, key in (("consultation", "motion"), ("motion_applicant", "motion"), ("motion", "id"),
                           ("search", "rowid"), ("search_parts", "rowid")):  # fmt: skip
            raw.execute(f"DELETE FROM {table} WHERE {key} = 3")

    town.with_database(attack)
    assert {"log-differs", "log-shorter"} <= codes(town.audit())


# Checkpoints taken away


def test_the_newest_checkpoint_cannot_go(town: Town) -> None:
    """Entries get their places together with a checkpoint, so one over them must be there."""
    town.with_database(
        lambda raw: raw.execute("DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)")
    )
    found = town.audit(alone=True)
    assert codes(found) == {"checkpoint-missing"}
    facts = dict(found.faults[0].facts)
    assert (facts["size"], facts["covered"]) == (17, 14)


def forget_after(raw: sqlite3.Connection, size: int) -> None:
    """Everything back to how it was at a checkpoint: entries, places, hashes, heads, rows."""
    gone = [row[0] for row in raw.execute("SELECT event FROM leaf WHERE idx >= ?", (size,))]
    raw.execute("DELETE FROM checkpoint WHERE size > ?", (size,))
    streams = set()
    for number in gone:
        streams.add(raw.execute("SELECT stream FROM event WHERE id = ?", (number,)).fetchone()[0])
        drop(raw, number)
    rebuild_hashes(raw)
    for stream in streams:
        if raw.execute("SELECT count(*) FROM event WHERE stream = ?", (stream,)).fetchone()[0]:
            rechain(raw, stream)
        else:
            table, _, number = stream.partition(":")
            raw.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
    council = raw.execute("SELECT count(*) FROM event WHERE stream = 'council'").fetchone()[0]
    raw.execute("UPDATE council SET version = ?", (council,))


def rebuild_hashes(raw: sqlite3.Connection) -> None:
    """Nodes and buckets as the entries make them now."""
    from workflow.audit.crown import LivingHeads

    raw.execute("DELETE FROM node")
    raw.execute("DELETE FROM bucket")
    edge, living = Frontier(), LivingHeads()
    sql = "SELECT e.stream, e.n, e.hash FROM leaf l JOIN event e ON e.id = l.event ORDER BY l.idx"
    for index, (stream, n, digest) in enumerate(raw.execute(sql).fetchall()):
        nodes = [(0, index, digest), *edge.append(digest)]
        raw.executemany("INSERT INTO node VALUES (1, ?, ?, ?)", nodes)
        living.move([StreamHead(stream, n, digest)])
    raw.executemany("INSERT INTO bucket VALUES (1, ?, ?, ?)", list(living.buckets()))


def test_the_newest_checkpoint_and_all_after_the_one_before_are_missed_by_one_mail(town: Town) -> None:
    """Nothing in the database tells: it is as it was a week ago. The folder of the keys does, or a mail."""
    town.with_database(lambda raw: forget_after(raw, 14))
    refold(town)
    alone = town.audit(alone=True)
    assert alone.faults == ()
    assert alone.entries == 14
    one_mail = town.audit(town.mails[-1], alone=True)
    assert codes(one_mail) == {"log-shorter"}
    assert dict(one_mail.faults[0].facts) == {
        "time": "2026-02-12T07:00:00.000000Z", "size": 17, "have": 14,
    }  # fmt: skip
    assert codes(town.audit()) == {"log-shorter"}
    assert town.audit(town.mails[0], town.mails[1], alone=True).faults == ()  # older mails cannot know


def test_last_weeks_backup_is_told_by_one_mail(town: Town, made: Town, tmp_path: Path) -> None:
    """A backup is sound in itself. The office's own folder tells, or any mail sent since."""
    backup = tmp_path / "backup.db"
    upkeep.save(town.book, backup, lambda *_: None)
    town.votes("1/2026", at(2, 17, 20))
    town.seals(at(2, 18, 8))
    town.book.close()
    upkeep.restore(backup, town.path, at(2, 18, 9), lambda *_: None, replace=True)
    assert town.audit(alone=True).faults == ()
    assert codes(town.audit(town.mails[-1], alone=True)) == {"log-shorter"}
    assert codes(town.audit()) == {"log-shorter"}
    from workflow.store.book import open_book

    town.book = open_book(town.path)
    assert signing.checkpoint_now(town.book, town.council, town.folder, at(2, 19, 8)) is None
    with pytest.raises(signing.LogContradicts):
        signing.sign_now(town.book, town.council, town.folder, at(2, 19, 8))


# Entries put in, moved, exchanged


def test_an_entry_cannot_be_put_in(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        chain = entries(raw, "motion:3")
        _number, n, fields, _digest = chain[-1]
        forged = {**fields, "kind": "edited", "data": {"title": "Anders"}, "n": n, "command": "f" * 32}
        raw.execute("UPDATE event SET n = n + 1 WHERE stream = 'motion:3' AND n = ?", (n,))
        text = encode(forged)
        raw.execute(
            "INSERT INTO event (council, stream, n, kind, effective, recorded, text, hash)"
            " VALUES (1, 'motion:3', ?, 'edited', '', ?, ?, ?)",
            (n, fields["recorded"], text, entry_hash(text)),
        )
        rechain(raw, "motion:3")

    town.with_database(attack)
    refold(town)
    found = town.audit()
    assert "log-differs" in codes(found)
    assert where(found, "entry-missing") or where(found, "entry-repeated")


def test_two_entries_cannot_change_places(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        (one, a, *_), (two, b, *_) = entries(raw, "motion:1")[1:3]
        raw.execute("UPDATE event SET n = -1 WHERE id = ?", (one,))
        raw.execute("UPDATE event SET n = ? WHERE id = ?", (a, two))
        raw.execute("UPDATE event SET n = ? WHERE id = ?", (b, one))

    town.with_database(attack)
    found = town.audit()
    assert set(where(found, "entry-misplaced")) <= {("motion:1", 2), ("motion:1", 3)}
    assert where(found, "entry-misplaced")


def test_two_entries_cannot_change_places_in_the_log(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE leaf SET idx = -1 WHERE idx = 5")
        raw.execute("UPDATE leaf SET idx = 5 WHERE idx = 6")
        raw.execute("UPDATE leaf SET idx = 6 WHERE idx = -1")
        rebuild_hashes(raw)

    town.with_database(attack)
    assert "log-differs" in codes(town.audit())


def test_two_motions_cannot_exchange_their_histories(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE event SET stream = 'motion:9' WHERE stream = 'motion:1'")
        raw.execute("UPDATE event SET stream = 'motion:1' WHERE stream = 'motion:3'")
        raw.execute("UPDATE event SET stream = 'motion:3' WHERE stream = 'motion:9'")

    town.with_database(attack)
    found = town.audit()
    assert {stream for stream, _ in where(found, "entry-misplaced")} == {"motion:1", "motion:3"}


def test_two_motions_cannot_exchange_their_histories_with_all_texts_made_right(town: Town) -> None:
    def attack(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE event SET stream = 'motion:9' WHERE stream = 'motion:1'")
        raw.execute("UPDATE event SET stream = 'motion:1' WHERE stream = 'motion:3'")
        raw.execute("UPDATE event SET stream = 'motion:3' WHERE stream = 'motion:9'")
        rechain(raw, "motion:1")
        rechain(raw, "motion:3")

    town.with_database(attack)
    refold(town)
    assert "log-differs" in codes(town.audit())


# Everything signed again


def sign_all_again(town: Town) -> None:
    """Change a vote, then chain, fold and sign everything anew, with a key of the attacker's own."""
    own = make_key()
    name = town.book.council_key(town.council)

    def attack(raw: sqlite3.Connection) -> None:
        first = next(e for e in entries(raw, "council") if e[2]["kind"] == "key_made")
        data = {"key": str(public_key(name, own))}
        write(raw, first[0], {**first[2], "data": data})
        rechain(raw, "council")
        rebuild_hashes(raw)
        for size, recorded in raw.execute("SELECT size, recorded FROM checkpoint").fetchall():
            sql = (
                "SELECT e.stream, e.n, e.hash FROM leaf l JOIN event e ON e.id = l.event WHERE l.idx < ?"
                " ORDER BY l.idx"
            )
            rows = raw.execute(sql, (size,)).fetchall()
            heads = heads_root({row[0]: StreamHead(*row) for row in rows}.values())
            from datetime import datetime

            top = root(row[2] for row in rows)
            plain = make_checkpoint(name, size, top, heads, datetime.fromisoformat(recorded))
            raw.execute("UPDATE checkpoint SET root = ?, note = ? WHERE size = ?",
                        (top, str(sign_checkpoint(plain, own)), size))  # fmt: skip

    change(town, *VOTED, data={"votes": [4, 9, 1]})
    town.with_database(lambda raw: rechain(raw, "motion:1"))
    refold(town)
    town.with_database(attack)


def test_signing_everything_again_is_told_by_whoever_has_the_old_key_or_a_mail(town: Town) -> None:
    old = signing.first_keys(town.folder, town.book.council_key(town.council))[0]
    sign_all_again(town)
    alone = town.audit(alone=True)
    assert alone.faults == ()
    assert alone.trust == "database"  # and says that this key vouches for itself
    assert codes(town.audit(alone=True, key=old)) == {"checkpoint-key-unknown"}
    one_mail = town.audit(town.mails[-1], alone=True)
    assert codes(one_mail) == {"checkpoint-key-unknown", "log-differs"}
    assert {"checkpoint-key-unknown", "log-differs"} <= codes(town.audit())


def test_a_lost_key_is_replaced_by_a_word_in_the_log_and_what_it_signed_still_counts(
    town: Town, tmp_path: Path
) -> None:
    """Without that word a folder that was merely mistaken would begin a second row of keys."""
    from workflow.office import keys

    old = signing.first_keys(town.folder, "stadt-nrw")[0]
    rotated = keys.rotate_key(town.office(at(2, 12, 9)), town.folder).key
    town.folder = tmp_path / "new folder"
    with pytest.raises(keys.KeyAnnounced) as refused:
        keys.init_key(town.office(at(2, 13, 9)), town.folder)
    assert refused.value.facts["key"] == old.id.hex()
    assert list(town.folder.glob("*")) == []
    made = keys.init_key(town.office(at(2, 13, 9)), town.folder, lost="Rechner gestohlen")
    assert town.audit(*town.mails).faults == ()
    assert town.audit(*town.mails, alone=True).faults == ()
    assert town.audit(alone=True).key == str(made.key)
    # who trusts the old one only cannot follow: nobody handed over
    assert codes(town.audit(alone=True, key=old)) == {"checkpoint-key-unknown"}
    again = keys.rotate_key(town.office(at(2, 14, 9)), town.folder)
    assert again.hand_over.old == made.key != rotated
    assert town.audit(*town.mails).faults == ()


def test_what_a_lost_key_signs_afterwards_does_not_count(town: Town, tmp_path: Path) -> None:
    from workflow.office import keys

    private = signing.signing_key(town.book, town.council, town.folder)
    town.folder = tmp_path / "new folder"
    keys.init_key(town.office(at(2, 13, 9)), town.folder, lost="Rechner gestohlen")
    newest = signing.newest_checkpoint(town.book, town.council)
    assert newest is not None
    stolen = sign_checkpoint(newest.checkpoint, private)
    sql = "UPDATE checkpoint SET note = ? WHERE size = ?"
    town.with_database(lambda raw: raw.execute(sql, (str(stolen), newest.checkpoint.size)))
    assert "checkpoint-key-outdated" in codes(town.audit())


def test_signing_again_with_the_true_key_is_told_by_one_mail(town: Town) -> None:
    """Whoever has the database and the key: nothing here tells, one mail does."""
    name = town.book.council_key(town.council)
    private = signing.signing_key(town.book, town.council, town.folder)

    def attack(raw: sqlite3.Connection) -> None:
        raw.execute("DELETE FROM checkpoint")
        rebuild_hashes(raw)
        rows = raw.execute(
            "SELECT e.stream, e.n, e.hash FROM leaf l JOIN event e ON e.id = l.event ORDER BY l.idx"
        ).fetchall()
        heads = heads_root({row[0]: StreamHead(*row) for row in rows}.values())
        plain = make_checkpoint(name, len(rows), root(row[2] for row in rows), heads, at(2, 12, 8))
        note = str(sign_checkpoint(plain, private))
        raw.execute(
            "INSERT INTO checkpoint VALUES (1, ?, ?, ?, ?)", (len(rows), plain.root, note, plain.time)
        )

    change(town, *VOTED, data={"votes": [4, 9, 1]})
    town.with_database(lambda raw: rechain(raw, "motion:1"))
    refold(town)
    town.with_database(attack)
    assert town.audit(alone=True).faults == ()
    assert codes(town.audit(town.mails[-1], alone=True)) == {"log-differs"}
    assert codes(town.audit(town.mails[0], alone=True)) == set()  # sent before what was changed


# Rows, clock, commands


ROWS = {
    "motion": "UPDATE motion SET state = 'rejected' WHERE id = 1",
    "consultation": "UPDATE consultation SET yes = 0 WHERE motion = 1 AND n = 1",
    "meeting": "UPDATE meeting SET on_date = '2026-02-04' WHERE id = 1",
    "person": "UPDATE person SET roles = '[\"manager\"]'",
    "organization": "UPDATE organization SET decides = 1 - decides WHERE key = 'rat'",
    "rules": "UPDATE rules SET in_force_from = '2021-01-01'",
    "council": "UPDATE council SET name = 'Nirgendwo'",
    "search": "UPDATE search_parts SET text = 'nichts' WHERE rowid = 1",
    "counter": "UPDATE counter SET value = 1 WHERE name = 'motion'",
}


@pytest.mark.parametrize("table", ROWS)
def test_a_row_that_is_not_what_the_log_says_is_named(town: Town, table: str) -> None:
    if table == "organization":
        key = town.book.database.rows("SELECT key FROM organization LIMIT 1")[0][0]
        town.with_database(lambda raw: raw.execute(ROWS[table].replace("'rat'", f"'{key}'")))
    else:
        town.with_database(lambda raw: raw.execute(ROWS[table]))
    found = town.audit()
    assert codes(found) == {"row-differs"}
    assert {dict(each.facts)["table"] for each in found.faults} == {table}


def test_the_clock_set_back_is_told_by_what_was_there_before(town: Town) -> None:
    """The program is made to record in March what it says it recorded in February."""
    town.votes("3/2026", at(2, 3, 20))
    town.seals(at(3, 2, 8))
    found = town.audit()
    assert codes(found) == {"clock-set-back"}
    assert where(found, "clock-set-back") == [("motion:3", 3)]


def test_the_clock_set_ahead_is_told_by_the_checkpoint_over_it(town: Town) -> None:
    town.votes("3/2026", at(6, 1, 20))
    town.seals(at(3, 2, 8))
    assert codes(town.audit()) == {"clock-ahead"}


def test_a_backdated_entry_is_told_even_if_all_else_is_right(town: Town) -> None:
    """Written past the program, with a sound chain, after the newest checkpoint."""

    def attack(raw: sqlite3.Connection) -> None:
        _number, n, fields, digest = entries(raw, "motion:3")[-1]
        data = {"title": "Anders"}
        forged = {**fields, "kind": "edited", "data": data, "n": n + 1, "prev": digest.hex()}
        forged |= {"effective": None, "command": "0" * 32, "recorded": "2026-01-13T09:00:00.000000Z"}
        text = encode(forged)
        raw.execute(
            "INSERT INTO event (council, stream, n, kind, effective, recorded, text, hash)"
            " VALUES (1, 'motion:3', ?, 'edited', '', ?, ?, ?)",
            (n + 1, forged["recorded"], text, entry_hash(text)),
        )
        rechain(raw, "motion:3")

    town.with_database(attack)
    refold(town)
    town.seals(at(2, 20, 8))
    assert ("motion:3", 3) in where(town.audit(), "clock-set-back")


def test_an_old_command_played_again_is_told(town: Town) -> None:
    """The entry of an old vote is written once more at the end: same command, another time."""

    def attack(raw: sqlite3.Connection) -> None:
        _number, _n, fields, _digest = entries(raw, "motion:1")[VOTED[1] - 1]
        _number, n, _fields, digest = entries(raw, "motion:1")[-1]
        again = {**fields, "n": n + 1, "prev": digest.hex(), "recorded": "2026-02-12T08:00:00.000000Z"}
        text = encode(again)
        raw.execute(
            "INSERT INTO event (council, stream, n, kind, effective, recorded, text, hash)"
            " VALUES (1, 'motion:1', ?, ?, ?, ?, ?, ?)",
            (n + 1, again["kind"], again["effective"], again["recorded"], text, entry_hash(text)),
        )

    town.with_database(attack)
    found = town.audit()
    assert where(found, "command-repeated") == [("motion:1", 5)]
    assert where(found, "entry-unfoldable")


def test_the_program_answers_a_repeated_command_and_records_nothing(town: Town) -> None:
    with town.book.writing():
        town.book.answer("c-7", town.council, {"done": 1}, at(2, 12, 9))
    assert town.book.answered("c-7") == {"done": 1}


def test_a_reminder_put_to_sleep_is_told(town: Town) -> None:
    """The moment at which something is next due is computed anew from rules, calendar and motion."""
    from workflow.office.reminding import tick

    now = at(2, 12, 9)
    tick(town.book, now)
    assert town.audit(now=now).faults == ()
    town.with_database(lambda raw: raw.execute("UPDATE motion SET wake_at = '2030-01-01T00:00:00.000000Z'"))
    found = town.audit(now=now)
    assert {dict(each.facts)["column"] for each in found.faults} == {"wake_at"}


# Personal values


def test_a_forged_a_lost_and_a_blotted_name_are_told_apart(town: Town) -> None:
    commitment = town.book.database.rows("SELECT commitment FROM personal WHERE value = 'Berta Beispiel'")[0][
        0
    ]

    def forge(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE personal SET value = 'Dora' WHERE commitment = ?", (commitment,))

    town.with_database(forge)
    assert codes(town.audit()) == {"personal-forged"}
    town.with_database(lambda raw: raw.execute("DELETE FROM personal WHERE commitment = ?", (commitment,)))
    assert codes(town.audit()) == {"personal-lost"}


def test_hashes_kept_for_proofs_are_looked_at(town: Town) -> None:
    town.with_database(
        lambda raw: raw.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 2")
    )
    assert codes(town.audit()) >= {"node-differs"}
    town.with_database(rebuild_hashes)
    town.with_database(lambda raw: raw.execute("UPDATE bucket SET heads = zeroblob(72)"))
    assert "bucket-differs" in codes(town.audit())
