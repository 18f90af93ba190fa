"""A notice: one thing that one person is told once, as the outbox keeps it.

It holds no name, no address and no text: those are looked up and written when it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

#: The rule of a notice that joins several others into one letter.
DIGEST = "digest"
#: The recipient where nobody is entered: the office itself, on the channel of this machine.
NOBODY = "0"


class NoticeState(StrEnum):
    """Where a notice stands. One that is being sent is pending, with a lease."""

    PENDING = "pending"
    WAITING = "waiting"  #: for the day's or the week's digest of its recipient
    JOINED = "joined"  #: in a digest, which is a notice of its own
    SENT = "sent"
    DEAD = "dead"  #: given up; somebody has to look
    DROPPED = "dropped"  #: became pointless before it was sent


class Notice(NamedTuple):
    """A row of the outbox. Moments are the log's stamps (UTC, see workflow.audit.chain.stamp).

    `payload` of a reminder: `label` and `text` (of its rule: the words it is known by, the key of its
    template), `anchor` (a word of workflow.presets.vocabulary.Anchor), `on` (the anchor's local day, ISO),
    `at` (its moment, ISO with offset; absent where only the day is known), `due` (when it fell due, ISO),
    `until` (when it loses its point, ISO; absent where it does not), `organization`, `meeting` and
    `consultation` (key and numbers, where it concerns a station), `roles` (why this person gets it),
    `repetition` (from 1, where it repeats). Of a digest: `notices` (their numbers), `on` (its local day) and
    `period` (`daily`, `weekly`).
    """

    id: int
    council: int
    motion: int | None
    rule: str  #: key of the reminder rule, or DIGEST
    anchor: str  #: what tells two reminders of one rule and motion apart: day, organization, repetition
    recipient: str  #: number of a person, or NOBODY
    channel: str  #: the person's wish; empty for the default of the machine that sends
    message_id: str
    subject: str  #: the rule's label, for lists; the letter has a subject of its own
    payload: Mapping[str, Any]
    state: NoticeState
    attempts: int = 0
    next_try: str | None = None
    lease_until: str | None = None
    leased_by: str | None = None
    created: str = ""
    sent: str | None = None
    error: str | None = None


def read_notice(row: Sequence[Any]) -> Notice:
    """The notice of a row of the table."""
    made = Notice(*row)
    return made._replace(payload=json.loads(row[9]), state=NoticeState(row[10]))


def message_id(council: str, seed: str, *parts: str) -> str:
    """The Message-ID of a notice: the same whenever the same thing is told to the same person.

    `council` is its key; `seed` is a hash that only this database has, so that no other one makes the same.
    """
    digest = sha256("\n".join((seed, *parts)).encode()).hexdigest()[:32]
    return f"<{digest}@{council}.laufzettel>"
