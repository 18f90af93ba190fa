"""Checkpoints that others have kept: found in mails, exports and proof files, and held against the log.

Whoever can write the database and has the key can make a new history that is sound in itself. Only a
checkpoint kept elsewhere tells it from the true one: one mail in one mailbox is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from workflow.audit.canonical import NotCanonical, parse
from workflow.audit.checkpoint import CheckpointMalformed, SignedCheckpoint, find_compact, read_checkpoint
from workflow.audit.fault import Fault, fault
from workflow.audit.handover import Term, check_signature

_NOTE = re.compile(r"^\S+\n[0-9]+\n\S+\nheads \S+\ntime \S+\n\n(?:— \S+ \S+\n)+", re.MULTILINE)
_NEXT_MAIL = re.compile(rb"\r?\n(?=From )")


def read_witness(content: bytes) -> list[SignedCheckpoint]:
    """All checkpoints in a file: a mail or mailbox, a note, a proof file, or any text with compact lines.

    Oldest first by size; each one once. An empty list means that the file bears no witness.
    """
    found = {str(signed): signed for text in _texts(content) for signed in _in_text(text)}
    return sorted(found.values(), key=lambda signed: (signed.checkpoint.size, signed.checkpoint.time))


def judge_witness(
    signed: SignedCheckpoint, terms: Iterable[Term], size: int, root_at: Callable[[int], bytes]
) -> Fault | None:
    """What a kept checkpoint says against the log of `size` entries; None if it agrees.

    `root_at` gives the log's root at a size it has had. A checkpoint that no known key signed says nothing
    about the log, and is itself the finding: a forgery, or the trace of a key that is being concealed.
    """
    checkpoint = signed.checkpoint
    unsigned = check_signature(signed, terms)
    if unsigned is not None:
        return unsigned
    if checkpoint.size > size:
        return fault("log-shorter", time=checkpoint.time, size=checkpoint.size, have=size)
    if root_at(checkpoint.size) != checkpoint.root:
        return fault("log-differs", time=checkpoint.time, size=checkpoint.size)
    return None


def compare(one: SignedCheckpoint, other: SignedCheckpoint) -> Fault | None:
    """Do two checkpoints of one council contradict each other? If sizes differ, the log has to tell."""
    first, second = one.checkpoint, other.checkpoint
    if first.size == second.size and (first.root, first.heads) != (second.root, second.heads):
        return fault("checkpoints-contradict", size=first.size)
    earlier, later = sorted((first, second), key=lambda checkpoint: checkpoint.time)
    if later.size < earlier.size and later.time > earlier.time:
        return fault("checkpoints-reordered", time=later.time)
    return None


def _texts(content: bytes) -> Iterator[str]:
    yield _decoded(content)
    for mail in _NEXT_MAIL.split(content):
        yield from _mail_texts(mail)


def _mail_texts(mail: bytes) -> Iterator[str]:
    from email import message_from_bytes, policy

    message = message_from_bytes(mail, policy=policy.default)
    for part in message.walk():
        for name, value in part.items():
            yield f"{name}: {value}"
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield _decoded(payload)


def _decoded(content: bytes) -> str:
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    # A calendar breaks its lines anywhere (RFC 5545, 3.1).
    return text.replace("\n ", "") if text.startswith("BEGIN:VCALENDAR") else text


def _in_text(text: str) -> Iterator[SignedCheckpoint]:
    yield from find_compact(text)
    notes = [match[0] for match in _NOTE.finditer(text)]
    if text.lstrip().startswith("{"):
        notes += _in_proof(text)
    for note in notes:
        try:
            yield read_checkpoint(note)
        except CheckpointMalformed:
            continue


def _in_proof(text: str) -> list[str]:
    try:
        proof = parse(text)
    except NotCanonical:
        return []
    note = proof.get("checkpoint") if isinstance(proof, dict) else None
    return [note] if isinstance(note, str) else []
