"""Checkpoints made and kept: every batch of notices, every export and every `audit checkpoint` makes one.

The signing keys lie in a folder outside the database. Beside them lies the newest checkpoint each council
signed: whoever brings back an old database, or rewrites it, is told from it by this machine alone, without
any mail. Nothing is signed that contradicts what was signed before.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from states.refusal import N_, Exit, Refusal
from workflow.audit.checkpoint import (
    CheckpointMalformed,
    SignedCheckpoint,
    is_signed_by,
    make_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from workflow.audit.handover import HandOver, HandOverMalformed, read_hand_over
from workflow.audit.keys import list_keys, load_key
from workflow.audit.note import PublicKey, PublicKeyMalformed, public_key, read_public_key
from workflow.store import log
from workflow.store.database import asked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workflow.store.book import Book

KEY_MADE = "key_made"
KEY_HANDED_OVER = "key_handed_over"

_NEWEST = "SELECT note FROM checkpoint WHERE council = ? ORDER BY size DESC, recorded DESC LIMIT 1"
_NOTES = (
    "SELECT text FROM event WHERE council = ? AND stream = 'council'"
    " AND kind IN ('key_made', 'key_handed_over') ORDER BY n"
)


class LogContradicts(Refusal):
    """The log is not a continuation of what was signed before."""

    code = "log_contradicts"
    exit_status = Exit.FAULTS
    message = N_(
        "The log does not continue what was signed on {time} over {size} entries; nothing is signed."
    )
    way_out = N_(
        "What is wrong: laufzettel audit verify. After a backup was restored on purpose: "
        "laufzettel audit checkpoint --accept REASON"
    )


class LogDamaged(Refusal):
    """What is kept of the log's hashes is not whole."""

    code = "log_damaged"
    exit_status = Exit.FAULTS
    message = N_("The hashes kept of the log are damaged; nothing is signed.")
    way_out = N_("What is wrong: laufzettel audit verify")


def checkpoint_now(book: Book, council: int, folder: Path, now: datetime) -> SignedCheckpoint | None:
    """A checkpoint over all that is recorded (on PostgreSQL: settled); the newest where nothing is new.

    None where there is no key, or none may be made: a notice has to go out all the same, and `audit verify`
    names what is wrong. Not inside `writing()`.
    """
    try:
        return sign_now(book, council, folder, now)
    except Refusal:
        return None


def sign_now(
    book: Book, council: int, folder: Path, now: datetime, *, accept: bool = False
) -> SignedCheckpoint:
    """As `checkpoint_now`, saying why not. `accept` lets the one beside the keys be contradicted.

    Raises KeyMissing, KeyAmbiguous, KeyExposed, KeyUnreadable, LogContradicts, LogDamaged.
    """
    name = book.council_key(council)
    private = signing_key(book, council, folder)
    if not accept:
        _check_continues(book, council, kept_beside(folder, name))
    more = True
    while more:
        with book.writing():
            signed, more = _signed(book, council, name, private, now)
    keep_beside(folder, signed)
    return signed


def _signed(
    book: Book, council: int, name: str, private: Ed25519PrivateKey, now: datetime
) -> tuple[SignedCheckpoint, bool]:
    """A checkpoint over a batch of new entries, and whether there may be more of them."""
    newest = newest_checkpoint(book, council)
    _check_continues(book, council, newest)
    try:
        edge, crown, taken = log.take(book, council)
    except (LookupError, ValueError):
        raise LogDamaged from None
    plain = make_checkpoint(name, edge.size, edge.root(), crown.root, now)
    unchanged = newest is not None and newest.checkpoint[:4] == plain[:4]
    if newest is not None and unchanged and is_signed_by(newest, public_key(name, private)):
        return newest, False
    signed = sign_checkpoint(plain, private)
    log.keep_checkpoint(book, council, log.Checkpoint(plain.size, plain.root, str(signed), plain.time))
    return signed, taken >= log.BATCH


def _check_continues(book: Book, council: int, before: SignedCheckpoint | None) -> None:
    """Raise LogContradicts unless the log holds what this checkpoint covers."""
    if before is None:
        return
    checkpoint = before.checkpoint
    try:
        same = log.frontier(book, council, checkpoint.size).root() == checkpoint.root
    except LookupError:
        same = False
    if not same or checkpoint.size > log.size(book, council):
        raise LogContradicts(time=datetime.fromisoformat(checkpoint.time), size=checkpoint.size)


def newest_checkpoint(book: Book, council: int) -> SignedCheckpoint | None:
    """The stored checkpoint that covers most; nothing is verified."""
    row = book.database.row(asked(book.database, _NEWEST), (council,))
    try:
        return None if row is None else read_checkpoint(row[0])
    except CheckpointMalformed:
        raise LogDamaged from None


# Keys


def signing_key(book: Book, council: int, folder: Path) -> Ed25519PrivateKey:
    """The key that signs now: the one last handed over to, else the only one in the folder."""
    name = book.council_key(council)
    handed = hand_overs(book, council, name, folder)
    here = {key.id for key in list_keys(folder, name)}
    current = next((each.new.id for each in reversed(handed) if each.new.id in here), None)
    return load_key(folder, name, current)


def hand_overs(book: Book, council: int, name: str, folder: Path | None = None) -> list[HandOver]:
    """The hand-overs that the log names and, where a folder is given, those beside the keys; oldest first."""
    texts = [data.get("note") for data in _key_entries(book, council)]
    if folder is not None:
        texts += [file.read_text("utf-8") for file in sorted(folder.glob(f"{name}-*.handover"))]
    found = {str(each): each for text in texts if text and (each := _read_hand_over(text))}
    return sorted(found.values(), key=lambda each: (each.size, each.time))


def _read_hand_over(text: object) -> HandOver | None:
    try:
        return read_hand_over(text) if isinstance(text, str) else None
    except HandOverMalformed:
        return None


def announced_key(book: Book, council: int) -> PublicKey | None:
    """The key that the log itself names, the newest one made: no proof against whoever rewrote the log."""
    for data in reversed(_key_entries(book, council)):
        try:
            return read_public_key(str(data.get("key", "")))
        except PublicKeyMalformed:
            continue
    return None


def lost_before(book: Book, council: int, trusted: PublicKey) -> tuple[PublicKey, int] | None:
    """The first key of those that were lost before the trusted one was made, and the log's size then.

    The trusted key vouches for this: it signs a log in which that stands.
    """
    for data in _key_entries(book, council):
        lost, size = data.get("lost"), data.get("size")
        if data.get("key") == str(trusted) and isinstance(lost, str) and type(size) is int:
            try:
                return read_public_key(lost), size
            except PublicKeyMalformed:
                return None
    return None


def _key_entries(book: Book, council: int) -> list[dict[str, object]]:
    found = []
    for (text,) in book.database.rows(asked(book.database, _NOTES), (council,)):
        try:
            fields = json.loads(text)
        except ValueError:
            continue
        if isinstance(fields, dict) and isinstance(fields.get("data"), dict):
            found.append(fields["data"])
    return found


def first_keys(folder: Path, name: str) -> list[PublicKey]:
    """The keys of a council in the folder that none there was handed over to: the one to trust."""
    notes = [_read_hand_over(file.read_text("utf-8")) for file in folder.glob(f"{name}-*.handover")]
    later = {each.new for each in notes if each is not None}
    return [key for key in list_keys(folder, name) if key not in later]


# What lies beside the keys


def keep_hand_over(folder: Path, each: HandOver) -> None:
    """Keep a hand-over beside the keys it is about."""
    _replace(folder / f"{each.new.name}-{each.new.id.hex()}.handover", str(each))


def keep_beside(folder: Path, signed: SignedCheckpoint, kind: str = "checkpoint") -> None:
    """Keep the newest checkpoint beside the keys; a folder that cannot be written keeps none."""
    try:
        _replace(folder / f"{signed.checkpoint.council}.{kind}", str(signed))
    except OSError:
        return


def kept_beside(folder: Path, name: str, kind: str = "checkpoint") -> SignedCheckpoint | None:
    """The checkpoint kept beside the keys; `kind` "verified" is the newest that a check found right."""
    try:
        return read_checkpoint((folder / f"{name}.{kind}").read_text("utf-8"))
    except (OSError, CheckpointMalformed, UnicodeDecodeError):
        return None


def keep_stamp(folder: Path, signed: SignedCheckpoint, answer: bytes) -> Path:
    """Keep an authority's answer, and beside it the note it is over, as other programs read them."""
    place = _stamp_place(folder, signed)
    _replace(place.with_suffix(".note"), str(signed))
    _replace(place.with_suffix(".tsr"), answer)
    return place.with_suffix(".tsr")


def stamp_of(folder: Path, signed: SignedCheckpoint) -> bytes | None:
    """The answer kept for this very checkpoint, unverified."""
    return next(
        (answer for note, answer in stamps(folder, signed.checkpoint.council) if note == signed), None
    )


def stamps(folder: Path, name: str) -> list[tuple[SignedCheckpoint, bytes]]:
    """The stamped checkpoints of a council with the authorities' answers, the oldest first."""
    found = []
    for file in sorted(folder.glob(f"{name}-*.tsr")):
        try:
            note = read_checkpoint(file.with_suffix(".note").read_text("utf-8"))
            found.append((note, file.read_bytes()))
        except (OSError, CheckpointMalformed, UnicodeDecodeError):
            continue
    return sorted(found, key=lambda each: (each[0].checkpoint.size, each[0].checkpoint.time))


def _stamp_place(folder: Path, signed: SignedCheckpoint) -> Path:
    council, size, _root, _heads, time = signed.checkpoint
    moment = "".join(each for each in time[:19] if each.isdigit())
    return folder / f"{council}-{size}-{moment}.tsr"


def _replace(file: Path, content: str | bytes) -> None:
    draft = file.with_name(file.name + ".new")
    with draft.open("wb") as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
