"""Proof files: what an auditor needs to check an event or a whole motion, without database and network.

A file is JSON: entries verbatim, their places in the log, a signed checkpoint, and the hand-overs that lead
from an older key to the one that signed. It is judged by `verify_proof` against a public key that the
auditor has from elsewhere; nothing in the file vouches for itself. docs/audit-format.md describes each field.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from workflow.audit.canonical import NotCanonical, parse
from workflow.audit.chain import Entry, EntryMalformed, entry_hash, read_entry
from workflow.audit.checkpoint import Checkpoint, CheckpointMalformed, SignedCheckpoint, read_checkpoint
from workflow.audit.fault import Fault, Place, fault
from workflow.audit.handover import HandOver, HandOverMalformed, check_signature, key_terms, read_hand_over
from workflow.audit.heads import HeadPath, StreamHead, verify_absent, verify_head
from workflow.audit.merkle import verify_inclusion
from workflow.audit.note import PublicKey, PublicKeyMalformed, read_public_key, strict_base64
from workflow.audit.personal import opens, walk

FORMAT = "laufzettel-proof/1"

T = TypeVar("T")


class Included(NamedTuple):
    """An entry's text, its index in the log, and the path from there to the checkpoint's root."""

    at: int  #: index in the log, from 0
    path: Sequence[bytes]
    text: str


class Whole(NamedTuple):
    """The claim that the proof holds all entries of a stream (none at all: that there is no such stream)."""

    stream: str
    path: HeadPath


class Proof(NamedTuple):
    """The contents of a proof file."""

    checkpoint: SignedCheckpoint
    hand_overs: Sequence[HandOver] = ()
    entries: Sequence[Included] = ()
    whole: Whole | None = None
    personal: Mapping[str, tuple[bytes, object]] = {}  #: commitment -> salt and value, as far as disclosed
    stamp: bytes | None = None  #: answer of a time stamping authority over the checkpoint's note


class Verdict(NamedTuple):
    """What a proof file proves. Nothing but the faults may be relied on where there are any."""

    faults: tuple[Fault, ...]
    checkpoint: Checkpoint | None = None
    entries: tuple[Entry, ...] = ()
    whole: str = ""  #: the stream proven to be complete up to the checkpoint, "" if that was not claimed
    personal: Mapping[str, object] = {}  #: the disclosed values by commitment
    stamp: bytes | None = None  #: still to be checked by `timestamp.verify_stamp`

    @property
    def holds(self) -> bool:
        """True if every claim of the file is proven."""
        return not self.faults


class _Unreadable(Exception):
    """A part of the file is not what it should be."""


def write_proof(proof: Proof) -> bytes:
    """The proof as the bytes of a file."""
    content = {
        "format": FORMAT,
        "checkpoint": str(proof.checkpoint),
        "hand_overs": [str(each) for each in proof.hand_overs],
        "entries": [
            {"index": each.at, "path": [step.hex() for step in each.path], "text": each.text}
            for each in proof.entries
        ],
        "whole": _write_whole(proof.whole),
        "personal": {
            key: {"salt": salt.hex(), "value": value} for key, (salt, value) in proof.personal.items()
        },
        "stamp": b64encode(proof.stamp).decode() if proof.stamp is not None else None,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _write_whole(whole: Whole | None) -> dict[str, object] | None:
    if whole is None:
        return None
    other = whole.path.other
    return {
        "stream": whole.stream,
        "path": [step.hex() for step in whole.path.siblings],
        "other": {"key": other[0].hex(), "n": other[1], "hash": other[2].hex()} if other else None,
    }


def read_proof(content: bytes) -> Proof | Fault:
    """The proof of a file's bytes, or what cannot be read; nothing is verified."""
    part = "JSON"
    try:
        fields = parse(content.decode("utf-8-sig"))
        part = "format"
        _keys(fields, {"format", "checkpoint", "hand_overs", "entries", "whole", "personal", "stamp"})
        if fields["format"] != FORMAT:
            raise _Unreadable
        read: dict[str, Any] = {}
        for part, reader in _READERS.items():
            read[part] = reader(fields[part])
    except (_Unreadable, NotCanonical, UnicodeDecodeError, CheckpointMalformed, HandOverMalformed):
        return fault("proof-malformed", part=part)
    return Proof(**read)


def verify_proof(content: bytes, public_key: str) -> Verdict:
    """Judge a proof file against a public key; never raises for anything a file or key can hold."""
    try:
        key = read_public_key(public_key)
    except PublicKeyMalformed:
        return Verdict((fault("proof-key-invalid"),))
    proof = read_proof(content)
    if isinstance(proof, Fault):
        return Verdict((proof,))
    entries: list[Entry] = []
    faults = [*_check_signatures(proof, key), *_check_entries(proof, entries)]
    if proof.whole is not None and not faults:
        faults += _check_whole(proof, proof.whole, entries)
    faults += _check_personal(proof, entries)
    return Verdict(
        tuple(faults),
        proof.checkpoint.checkpoint,
        tuple(entries),
        proof.whole.stream if proof.whole else "",
        {commitment: value for commitment, (_salt, value) in proof.personal.items()},
        proof.stamp,
    )


def _check_signatures(proof: Proof, key: PublicKey) -> Iterator[Fault]:
    terms, faults = key_terms(key, proof.hand_overs)
    yield from faults
    unsigned = check_signature(proof.checkpoint, terms)
    if unsigned is not None:
        yield unsigned


def _check_entries(proof: Proof, entries: list[Entry]) -> Iterator[Fault]:
    """Faults of single entries; fills the list with those that could be read."""
    checkpoint = proof.checkpoint.checkpoint
    if not proof.entries and proof.whole is None:
        yield fault("proof-malformed", part="entries")
    for index, path, text in proof.entries:
        try:
            entry = read_entry(text)
        except EntryMalformed:
            yield fault("entry-malformed", Place(seq=index))
            continue
        entries.append(entry)
        place = Place(entry.stream, entry.n, index)
        if entry.council != checkpoint.council:
            yield fault("entry-foreign", place, own_council=entry.council)
        if not verify_inclusion(entry_hash(text), index, checkpoint.size, path, checkpoint.root):
            yield fault("proof-not-included", place)


def _check_whole(proof: Proof, whole: Whole, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Are these all entries of the stream, each continuing the one before, up to its last?"""
    stream, path = whole
    last, root = b"", proof.checkpoint.checkpoint.heads
    for expected, (entry, included) in enumerate(zip(entries, proof.entries, strict=True), 1):
        place = Place(entry.stream, entry.n, included.at)
        if entry.stream != stream:
            yield fault(
                "entry-misplaced", place._replace(stream=stream), own_stream=entry.stream, own_n=entry.n
            )
            return
        if entry.n != expected:
            yield fault("entry-missing", place, expected=expected)
            return
        if entry.prev != last.hex():
            yield fault("chain-broken", place)
        last = entry_hash(included.text)
    at_end = verify_head(StreamHead(stream, len(entries), last), path, root) if entries else False
    if not at_end and (entries or not verify_absent(stream, path, root)):
        yield fault("proof-head-not-included", Place(stream, len(entries)))


def _check_personal(proof: Proof, entries: Iterable[Entry]) -> Iterator[Fault]:
    mentioned = {commitment for entry in entries for commitment in (entry.actor, *walk(entry.data))}
    for commitment, (salt, value) in proof.personal.items():
        if commitment not in mentioned or not opens(commitment, salt, value):
            yield fault("personal-forged", commitment=commitment)


def _read_entries(value: object) -> list[Included]:
    return [
        Included(_number(each["index"]), _hashes(each["path"]), _text(each["text"]))
        for each in _list(value)
        if _keys(each, {"index", "path", "text"})
    ]


def _read_whole(value: object) -> Whole | None:
    if value is None:
        return None
    fields = _keys(value, {"stream", "path", "other"})
    other = fields["other"]
    if other is not None:
        leaf = _keys(other, {"key", "n", "hash"})
        other = (_hash(leaf["key"]), _number(leaf["n"]), _hash(leaf["hash"]))
    return Whole(_text(fields["stream"]), HeadPath(_hashes(fields["path"]), other))


def _read_personal(value: object) -> dict[str, tuple[bytes, object]]:
    if not isinstance(value, dict):
        raise _Unreadable
    rows = {commitment: _keys(row, {"salt", "value"}) for commitment, row in value.items()}
    return {commitment: (_hash(row["salt"]), row["value"]) for commitment, row in rows.items()}


def _read_stamp(value: object) -> bytes | None:
    stamp = None if value is None else strict_base64(_text(value))
    if stamp is None and value is not None:
        raise _Unreadable
    return stamp


def _keys(value: object, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != keys:
        raise _Unreadable
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _Unreadable
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Unreadable
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise _Unreadable
    return value


def _hash(value: object) -> bytes:
    text = _text(value)
    try:
        found = bytes.fromhex(text)
    except ValueError:
        raise _Unreadable from None
    if len(found) != 32 or found.hex() != text:
        raise _Unreadable
    return found


def _hashes(value: object) -> tuple[bytes, ...]:
    return tuple(_hash(each) for each in _list(value))


_READERS: dict[str, Callable[[object], object]] = {
    "checkpoint": lambda value: read_checkpoint(_text(value)),
    "hand_overs": lambda value: [read_hand_over(_text(each)) for each in _list(value)],
    "entries": _read_entries,
    "whole": _read_whole,
    "personal": _read_personal,
    "stamp": _read_stamp,
}
