"""Checkpoints: a signed sentence about the whole log, small enough for the foot of every mail.

As a note (C2SP tlog-checkpoint, with two lines of our own):

    teltow-flaeming                                     the council's key name
    1234                                                entries in the log
    base64                                              root of the Merkle log
    heads base64                                        root of the heads tree
    time 2026-11-22T07:34:00.000000Z                    when it was signed, UTC
    (an empty line)
    — teltow-flaeming base64(key id ‖ signature)

As one line, from which the same note is rebuilt, byte for byte:

    Laufzettel-Checkpoint: teltow-flaeming 1234 base64 base64 2026-11-22T07:34:00.000000Z base64
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.audit.chain import stamp
from workflow.audit.note import (
    NAME,
    Note,
    NoteMalformed,
    PublicKey,
    is_signed,
    packed,
    read_note,
    sign,
    strict_base64,
    unpacked,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FIELD = "Laufzettel-Checkpoint"  #: name of the compact line, also as a header field of mails
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")

# Mail programs wrap long lines, and quoting puts ">" before each; the line itself has no such character.
_GAP, _BASE64 = r"[\s>]+", r"[A-Za-z0-9+/=]+"
_COMPACT = re.compile(
    rf"{FIELD}:{_GAP}([^\s>]+){_GAP}([0-9]+){_GAP}({_BASE64}){_GAP}({_BASE64}){_GAP}([0-9T:.Z-]+){_GAP}({_BASE64})"
)


class CheckpointMalformed(Refusal):
    """A text is not a checkpoint, neither as a note nor as a line."""

    code = "audit-checkpoint-malformed"
    exit_status = Exit.INPUT
    message = N_("This is not a checkpoint.")


class Checkpoint(NamedTuple):
    """What is signed: the log of a council had this size, these roots, at this time."""

    council: str  #: the council's key name
    size: int  #: number of entries
    root: bytes  #: of the Merkle log, 32 bytes
    heads: bytes  #: of the heads tree, 32 bytes
    time: str  #: UTC, as `chain.stamp` writes it


class SignedCheckpoint(NamedTuple):
    """A checkpoint and the note it was read from or signed as; nothing is verified yet."""

    checkpoint: Checkpoint
    note: Note

    def __str__(self) -> str:
        return str(self.note)


def make_checkpoint(council: str, size: int, root: bytes, heads: bytes, now: datetime) -> Checkpoint:
    """A checkpoint as of `now` (aware)."""
    return Checkpoint(council, size, root, heads, stamp(now))


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The text that is signed."""
    council, size, root, heads, time = checkpoint
    return f"{council}\n{size}\n{_base64(root)}\nheads {_base64(heads)}\ntime {time}\n"


def sign_checkpoint(checkpoint: Checkpoint, private: Ed25519PrivateKey) -> SignedCheckpoint:
    """The checkpoint signed for its council."""
    signed = SignedCheckpoint(checkpoint, sign(checkpoint_text(checkpoint), checkpoint.council, private))
    return read_checkpoint(str(signed))  # what cannot be read back must not be sent


def is_signed_by(signed: SignedCheckpoint, key: PublicKey) -> bool:
    """Is it this key's checkpoint, of the council the key is for?"""
    return signed.checkpoint.council == key.name and is_signed(signed.note, key)


def read_checkpoint(text: str) -> SignedCheckpoint:
    """The checkpoint of a note's text, or of a compact line. Raises CheckpointMalformed."""
    line = _COMPACT.fullmatch(text.strip())
    try:
        note = _rebuild(line) if line else read_note(text)
    except NoteMalformed:
        raise CheckpointMalformed from None
    return SignedCheckpoint(_parse(note.text), note)


def compact_line(signed: SignedCheckpoint) -> str:
    """The checkpoint as one line, with its first signature."""
    council, size, root, heads, time = signed.checkpoint
    signature = packed(signed.note.signatures[0])
    return f"{FIELD}: {council} {size} {_base64(root)} {_base64(heads)} {time} {signature}"


def find_compact(text: str) -> list[SignedCheckpoint]:
    """All compact lines in a text, even wrapped or quoted; damaged ones are passed over."""
    return list(_readable(match[0] for match in _COMPACT.finditer(text)))


def _readable(texts: Iterable[str]) -> Iterable[SignedCheckpoint]:
    for text in texts:
        try:
            yield read_checkpoint(text)
        except CheckpointMalformed:
            continue


def _rebuild(line: re.Match[str]) -> Note:
    council, size, root, heads, time, signature = line.groups()
    return Note(f"{council}\n{size}\n{root}\nheads {heads}\ntime {time}\n", (unpacked(council, signature),))


def _parse(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 6 or not lines[3].startswith("heads ") or not lines[4].startswith("time "):
        raise CheckpointMalformed
    council, size, time = lines[0], lines[1], lines[4].removeprefix("time ")
    root, heads = strict_base64(lines[2]), strict_base64(lines[3].removeprefix("heads "))
    plain = NAME.fullmatch(council) and _SIZE.fullmatch(size) and TIME.fullmatch(time) and not lines[5]
    if not plain or root is None or heads is None or {len(root), len(heads)} != {32}:
        raise CheckpointMalformed
    return Checkpoint(council, int(size), root, heads, time)


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
