"""Handing a council's key over: a note signed by the old key and the new, naming where the log stood.

    teltow-flaeming
    hand-over
    old teltow-flaeming+…
    new teltow-flaeming+…
    size 1234
    root base64
    time 2026-11-22T07:34:00.000000Z
    (an empty line)
    — teltow-flaeming …                                 by the old key
    — teltow-flaeming …                                 by the new key

Up to and with that size the old key's checkpoints count, from it on the new key's. So who steals an old
key cannot go on with it, and who only has a new one cannot sign again what is past.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.audit.chain import stamp
from workflow.audit.checkpoint import TIME, SignedCheckpoint, is_signed_by
from workflow.audit.fault import Fault, fault
from workflow.audit.note import (
    Note,
    NoteMalformed,
    PublicKey,
    PublicKeyMalformed,
    is_signed,
    public_key,
    read_note,
    read_public_key,
    sign,
    strict_base64,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LABELS = ("old", "new", "size", "root", "time")


class HandOverMalformed(Refusal):
    """A text is not a hand-over note."""

    code = "audit-hand-over-malformed"
    exit_status = Exit.INPUT
    message = N_("This is not the hand-over of a key.")


class HandOver(NamedTuple):
    """A key's hand-over and the note that says so; signatures are not verified yet."""

    old: PublicKey
    new: PublicKey
    size: int  #: entries in the log at that moment
    root: bytes  #: of the Merkle log at that size
    time: str  #: UTC, as `chain.stamp` writes it
    note: Note

    def __str__(self) -> str:
        return str(self.note)


class Term(NamedTuple):
    """The sizes of the log for which a key's checkpoints count: first … last, both included."""

    key: PublicKey
    first: int
    last: int | None  #: None for the key in use


def hand_over(
    name: str, old: Ed25519PrivateKey, new: Ed25519PrivateKey, size: int, root: bytes, now: datetime
) -> HandOver:
    """A hand-over of the council's key at this size and root of its log, signed by both keys."""
    values = (public_key(name, old), public_key(name, new), size, b64encode(root).decode(), stamp(now))
    lines = [f"{label} {value}" for label, value in zip(_LABELS, values, strict=True)]
    note = sign("\n".join([name, "hand-over", *lines]) + "\n", name, old, new)
    return read_hand_over(str(note))


def read_hand_over(text: str) -> HandOver:
    """The hand-over of a note's text; signatures are not verified. Raises HandOverMalformed."""
    try:
        note = read_note(text)
        name, title, *lines, end = note.text.split("\n")
        pairs = [line.split(" ", 1) for line in lines]
        if title != "hand-over" or end or tuple(pair[0] for pair in pairs) != _LABELS:
            raise HandOverMalformed
        old, new, size, root, time = (pair[1] for pair in pairs)
        found = HandOver(read_public_key(old), read_public_key(new), int(size), _root(root), time, note)
    except (NoteMalformed, PublicKeyMalformed, ValueError, IndexError):
        raise HandOverMalformed from None
    sound = found.old.name == found.new.name == name and str(found.size) == size and found.size >= 0
    if not sound or not TIME.fullmatch(time):
        raise HandOverMalformed
    return found


def _root(text: str) -> bytes:
    value = strict_base64(text)
    if value is None or len(value) != 32:
        raise HandOverMalformed
    return value


def key_terms(trusted: PublicKey, hand_overs: Iterable[HandOver]) -> tuple[list[Term], list[Fault]]:
    """Which key counts for which sizes, from the trusted one on; and what is wrong with the hand-overs.

    A hand-over counts if both keys signed it, it follows from the key before, and its size does not go back.
    Those before the trusted key are passed over; what comes after a fault does not count.
    """
    terms, faults = [Term(trusted, 0, None)], []
    started = False
    for each in hand_overs:
        current = terms[-1]
        if each.old != current.key:
            if started:
                faults.append(_broken(each))
                break
            continue
        if (
            not (is_signed(each.note, each.old) and is_signed(each.note, each.new))
            or each.size < current.first
        ):
            faults.append(_broken(each))
            break
        started = True
        terms[-1:] = [current._replace(last=each.size), Term(each.new, each.size, None)]
    return terms, faults


def check_signature(signed: SignedCheckpoint, terms: Iterable[Term]) -> Fault | None:
    """Is the checkpoint signed by the key that counted at its size? None if so."""
    checkpoint = signed.checkpoint
    terms = list(terms)
    if checkpoint.council != terms[0].key.name:
        return fault("checkpoint-foreign", own_council=checkpoint.council)
    signers = [term for term in terms if is_signed_by(signed, term.key)]
    if not signers:
        claimed = {signature.key_id for signature in signed.note.signatures}
        forged = next((term.key for term in terms if term.key.id in claimed), None)
        if forged:
            return fault("checkpoint-unsigned", time=checkpoint.time, key=forged.id.hex())
        return fault("checkpoint-key-unknown", time=checkpoint.time)
    if any(
        term.first <= checkpoint.size and (term.last is None or checkpoint.size <= term.last)
        for term in signers
    ):
        return None
    limit = signers[0].first if checkpoint.size < signers[0].first else signers[0].last
    return fault("checkpoint-key-outdated", time=checkpoint.time, size=checkpoint.size, limit=limit)


def _broken(each: HandOver) -> Fault:
    return fault("hand-over-broken", old=each.old.id.hex(), new=each.new.id.hex())
