"""Entries and the chains they form: one chain per stream, each entry naming the hash of the one before.

An entry is a text, the canonical JSON of its envelope; it is stored and hashed verbatim. Its hash is the
leaf hash of RFC 9162 (section 2.1.1), so one hash serves the chain and the council's Merkle log.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.audit.canonical import LARGEST, NotCanonical, decode, encode

FIRST = ""  #: what the first entry of a stream names as its predecessor

_HEX = re.compile(r"[0-9a-f]{64}")
_HEX_OR_NONE = re.compile(r"(?:[0-9a-f]{64})?")
_NAME = re.compile(r'[^"\\{}\x00-\x1f\ud800-\udfff]{1,200}')  # without what JSON escapes: see walk.py
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,99}")
_RECORDED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_EFFECTIVE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")


class Entry(NamedTuple):
    """One entry of the log, as its text says it. The order of fields is that of the canonical text."""

    actor: str  #: commitment to the name of who did it, 64 hex digits
    command: str  #: id of the command that caused it; a random one, it keeps the hash from being guessed
    council: str
    data: dict[str, Any]  #: the event's facts; personal ones only as commitments
    effective: str | None  #: ISO date or date-time when it took effect, local to the council; None: at once
    kind: str  #: such as "vote_recorded"
    n: int  #: version of the stream, from 1
    prev: str  #: hash of the previous entry of the stream in hex, "" for the first
    program: str  #: version of the program that recorded it
    recorded: str  #: when it was recorded, UTC, as `stamp` writes it
    rules: str  #: hash of the council's rules in force, "" before any were adopted
    stream: str  #: such as "motion:17", "meeting:4", "council"


class EntryMalformed(Refusal):
    """A text is not that of an entry, or an entry's field has no allowed form."""

    code = "audit-entry-malformed"
    exit_status = Exit.DATABASE
    message = N_("The field “{field}” of an entry of the history has no valid form.")


def stamp(moment: datetime) -> str:
    """An aware moment as entries and checkpoints write it: UTC, microseconds, "Z"; sorts as text."""
    if moment.tzinfo is None:
        raise EntryMalformed(field="recorded")
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"


def write_entry(entry: Entry) -> str:
    """The canonical text of an entry, to be stored verbatim. Raises EntryMalformed or NotCanonical."""
    _check_fields(entry)
    actor, command, council, data, effective, kind, n, prev, program, recorded, rules, stream = entry
    # The checked fields hold nothing that JSON would escape, so only the data needs the encoder.
    when = "null" if effective is None else f'"{effective}"'
    return (
        f'{{"actor":{{"~":"{actor}"}},"command":"{command}","council":"{council}","data":{encode(data)},'
        f'"effective":{when},"kind":"{kind}","n":{n},"prev":"{prev}","program":"{program}",'
        f'"recorded":"{recorded}","rules":"{rules}","stream":"{stream}"}}'
    )


def read_entry(text: str) -> Entry:
    """The entry of a text, checked in full: canonical, these keys and no others. Raises EntryMalformed."""
    try:
        fields = decode(text)
    except NotCanonical:
        raise EntryMalformed(field="text") from None
    if not isinstance(fields, dict) or tuple(fields) != Entry._fields:
        raise EntryMalformed(field="text")
    actor = fields["actor"]
    if not isinstance(actor, dict) or list(actor) != ["~"]:
        raise EntryMalformed(field="actor")
    entry = Entry(**{**fields, "actor": actor["~"]})
    _check_fields(entry)
    return entry


def entry_hash(text: str) -> bytes:
    """The hash of an entry: SHA-256(0x00 ‖ UTF-8 text), the leaf hash of RFC 9162, section 2.1.1."""
    return sha256(b"\x00" + text.encode()).digest()


def _check_fields(entry: Entry) -> None:
    """Raises EntryMalformed for the first field that has not the form this module promises."""
    for field, form in _FORMS:
        value = getattr(entry, field)
        if not (isinstance(value, str) and form(value)):
            raise EntryMalformed(field=field)
    if type(entry.n) is not int or not 1 <= entry.n <= LARGEST:
        raise EntryMalformed(field="n")
    if (entry.n == 1) != (entry.prev == FIRST):
        raise EntryMalformed(field="prev")
    if not isinstance(entry.data, dict):
        raise EntryMalformed(field="data")
    if entry.effective is not None and not _matches(_EFFECTIVE, entry.effective):
        raise EntryMalformed(field="effective")


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


_FORMS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("actor", _HEX.fullmatch),
    ("command", _NAME.fullmatch),
    ("council", _NAME.fullmatch),
    ("kind", _KIND.fullmatch),
    ("prev", _HEX_OR_NONE.fullmatch),
    ("program", _NAME.fullmatch),
    ("recorded", _RECORDED.fullmatch),
    ("rules", _HEX_OR_NONE.fullmatch),
    ("stream", _NAME.fullmatch),
)
