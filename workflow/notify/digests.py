"""Digests: several notices to one person become one letter a day or a week.

A digest is a notice of its own, which takes the others' place in the outbox in one transaction; from there it
goes the way of all notices.
"""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from workflow.audit.chain import stamp
from workflow.notify.notice import DIGEST, NOBODY, Notice, message_id, read_notice
from workflow.notify.recipient import wishes_of
from workflow.rules.reminder_people import Wishes, told_at
from workflow.store.book import Book

_AT_ONCE = 200


def wishes_for(book: Book, recipient: str) -> Wishes:
    """How the recipient of a notice wants to be told now."""
    person = None if recipient == NOBODY else book.person(int(recipient))
    return Wishes() if person is None else wishes_of(person)


def join_digests(book: Book, now: datetime) -> int:
    """Join what waits for a digest whose time has come; how many letters come of it."""
    made = 0
    while due := book.digests_due(now, _AT_ONCE):
        for council, recipient in due:
            with book.writing():
                made += _join(book, council, recipient, now)
        if len(due) < _AT_ONCE:
            break
    return made


def _join(book: Book, council: int, recipient: str, now: datetime) -> int:
    found = [read_notice(row) for row in book.waiting_of(council, recipient, now)]
    if not found:
        return 0
    if len(found) == 1:  # a letter of its own says it better
        book.wait([("pending", now, found[0].id)])
        return 1
    row = next(row for row in book.councils() if row.id == council)
    day = now.astimezone(ZoneInfo(row.zone)).date().isoformat()
    wishes = wishes_for(book, recipient)
    name = message_id(row.key, book.seed(council), DIGEST, recipient, day)
    if book.has_notice(name):
        book.wait([_later(n, wishes, row.zone, now) for n in found])
        return 0
    payload = {"notices": [n.id for n in found], "period": wishes.digest.value, "on": day}
    book.queue(
        [],
        [
            (
                *(council, None, DIGEST, day, recipient, wishes.channel),
                *(name, DIGEST, json.dumps(payload), "pending", 0, stamp(now), stamp(now), None, None),
            )
        ],
    )
    book.join([n.id for n in found], now)
    return 1


def _later(notice: Notice, wishes: Wishes, zone: str, now: datetime) -> tuple[str, datetime, int]:
    """It came after this day's letter: with the next one, or alone where that would be too late."""
    until = notice.payload.get("until")
    when, waits = told_at(now, wishes, zone, datetime.fromisoformat(until) if until else None)
    return ("waiting" if waits else "pending"), when, notice.id
