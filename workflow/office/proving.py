"""Proof files made: entries of the log with all that an auditor needs to check them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.audit.canonical import parse
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.heads import head_path
from workflow.audit.nodes import inclusion_parts, needed
from workflow.audit.nodes import proof as path_of
from workflow.audit.personal import walk
from workflow.audit.proof import Included, Proof, Whole, write_proof
from workflow.office.office import Office
from workflow.store import log, signing
from workflow.store.database import asked
from workflow.store.names import number_of

_STREAM = re.compile(r"council|(?:motion|meeting|person):[0-9]+")
_ENTRIES = (
    "SELECT l.idx, e.n, e.text FROM event e LEFT JOIN leaf l ON l.event = e.id WHERE e.council = ?"
    " AND e.stream = ? ORDER BY e.n"
)
_PERSONAL = "SELECT salt, value FROM personal WHERE council = ? AND commitment = ?"


class NothingSigned(Refusal):
    """There is no checkpoint, so nothing can be proven yet."""

    code = "nothing_signed"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no checkpoint yet, so nothing can be proven.")
    way_out = N_("A signing key is made by: laufzettel audit init-key")


class NoSuchEntry(Refusal):
    """The history has no entry of this number."""

    code = "no_such_entry"
    exit_status = Exit.NOT_FOUND
    message = N_("{what} has no entry {n}; it has {count}.")
    way_out = N_("The entries with their numbers: laufzettel history {what} --full")


class EntryNotCovered(Refusal):
    """The entry is newer than the newest checkpoint."""

    code = "entry_not_covered"
    exit_status = Exit.NOT_FOUND
    message = N_("Entry {n} is newer than the newest checkpoint, of {time}.")
    way_out = N_("Whoever has the signing key makes a new one: laufzettel audit checkpoint")


class NotPublic(Refusal):
    """A proof holds the whole text, and this motion is not public."""

    code = "motion_not_public"
    exit_status = Exit.PERMISSION
    message = N_("{what} is not public, and what is written here may be passed on.")
    way_out = N_("Whoever may read it and means it adds --non-public.")


class Proven(NamedTuple):
    """A proof file and what it holds."""

    content: bytes
    stream: str
    entries: int
    newer: int  #: entries of the stream that the checkpoint does not cover yet
    checkpoint: SignedCheckpoint
    stamped: bool  #: an authority's time stamp over the checkpoint is in it


def prove(
    office: Office, what: str, folder: Path, *, names: bool = False, non_public: bool = False
) -> Proven:
    """The proof of a motion's whole history, or with `REF@4` of its fourth entry.

    `names` discloses personal values with their salts. Makes a checkpoint where there is a key; a time stamp
    kept for it goes into the file. Raises
    NothingSigned, NoSuchEntry, EntryNotCovered, NotPublic, UnknownReference.
    """
    stream, n = target(office, what)
    if stream.startswith("motion:"):
        check_public(office, int(stream.partition(":")[2]), what, non_public)
    signing.checkpoint_now(office.book, office.council.id, folder, office.now)
    signed = signing.newest_checkpoint(office.book, office.council.id)
    if signed is None:
        raise NothingSigned
    rows = office.book.database.rows(asked(office.book.database, _ENTRIES), (office.council.id, stream))
    wanted = _wanted(rows, n, what, signed)
    covered = [row for row in wanted if row[0] is not None and row[0] < signed.checkpoint.size]
    proof = Proof(
        signed,
        signing.hand_overs(office.book, office.council.id, office.council.key, folder),
        _included(office, covered, signed.checkpoint.size),
        _whole(office, stream) if n is None else None,
        _disclosed(office, covered) if names else {},
        signing.stamp_of(folder, signed),
    )
    newer = len(wanted) - len(covered)
    return Proven(write_proof(proof), stream, len(covered), newer, signed, proof.stamp is not None)


def target(office: Office, what: str) -> tuple[str, int | None]:
    """The stream, and the number of the entry where one is meant. Raises UnknownReference."""
    name, at, n = what.rpartition("@")
    if not at or not n.isdigit():
        name, n = what, ""
    if _STREAM.fullmatch(name):
        return name, int(n) if n else None
    number = number_of(name)
    motion = office.book.motion(number) if number is not None else office.find(name)
    return f"motion:{motion.id}", int(n) if n else None


def check_public(office: Office, motion: int, what: str, non_public: bool) -> None:
    """Raise NotPublic for a motion, or an amendment to one, that is not public; with `non_public` only where
    the actor may not read such."""
    found = office.book.motion(motion)
    root = found if found.root is None else office.book.motion(found.root)
    if not (found.public and root.public) and not non_public:
        raise NotPublic(what=what)


def _wanted(
    rows: Sequence[tuple[Any, ...]], n: int | None, what: str, signed: SignedCheckpoint
) -> Sequence[tuple[Any, ...]]:
    if n is None:
        return rows
    found = [row for row in rows if row[1] == n]
    if not found:
        raise NoSuchEntry(what=what.rpartition("@")[0], n=n, count=len(rows))
    if found[0][0] is None or found[0][0] >= signed.checkpoint.size:
        raise EntryNotCovered(n=n, time=datetime.fromisoformat(signed.checkpoint.time))
    return found


def _included(office: Office, rows: Iterable[tuple[Any, ...]], size: int) -> list[Included]:
    """The entries with their paths; all hashes they need are read at once."""
    parts = [(index, text, inclusion_parts(index, size)) for index, _n, text in rows]
    known = log.nodes(office.book, office.council.id, needed(part for _, _, each in parts for part in each))
    try:
        return [
            Included(index, path_of(each, lambda level, place: known[level, place]), text)
            for index, text, each in parts
        ]
    except KeyError:
        raise signing.LogDamaged from None


def _whole(office: Office, stream: str) -> Whole:
    """The path that shows where the stream ends; the heads kept are those of the newest checkpoint."""
    book, council = office.book, office.council.id
    try:
        branches = log.crown(book, council).branches
        return Whole(
            stream, head_path(stream, branches, lambda number: log.bucket_heads(book, council, number))
        )
    except ValueError:
        raise signing.LogDamaged from None


def _disclosed(office: Office, rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[bytes, object]]:
    found: dict[str, tuple[bytes, object]] = {}
    for _index, _n, text in rows:
        fields = parse(text)
        for commitment in (fields["actor"]["~"], *walk(fields["data"])):
            if commitment not in found:
                row = office.book.database.row(
                    asked(office.book.database, _PERSONAL), (office.council.id, commitment)
                )
                if row is not None:
                    found[commitment] = (bytes(row[0]), row[1])
    return found
