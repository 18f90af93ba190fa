"""Sending what waits in the outbox: claim, write, hand over to a channel, note what came of it.

Several workers may do this at once: the database decides who has a notice, for as long as the lease lasts.
What a worker noted is durable before it takes the next one, so one that dies repeats at most the letter it
was at, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from workflow.notify.channels import Deliver, usual
from workflow.notify.digests import wishes_for
from workflow.notify.letter import Delivered, Letter, PermanentFailure, TemporaryFailure
from workflow.notify.notice import NOBODY, Notice, NoticeState, read_notice
from workflow.rules.reminder_people import after_quiet
from workflow.store.book import Book
from workflow.store.refusals import Conflict, DatabaseLocked

Write = Callable[[Book, Notice, datetime], Letter]

#: For how long a worker that has taken notices is left alone with them.
LEASE = timedelta(minutes=10)
#: How long a channel may take over one letter; none is begun when less of the lease is left.
ANSWER = timedelta(minutes=2)
BATCH = 20

#: After each try the wait for the next, in minutes; after the last one the notice is given up. A day in all,
#: so that a night of a mail server costs nothing; the first ones are those of greylisting.
WAITS = (1, 5, 15, 60, 180, 420, 720)
_NOTING = 5  #: so often it is tried to note that a letter was sent
_JITTER = 0.25  #: so much longer or shorter, so that not everything comes back at once


class Sender(NamedTuple):
    """How letters are written and sent here."""

    write: Write
    channel: Callable[[str], Deliver]
    settings: Mapping[str, str]
    clock: Callable[[], datetime]  #: aware; the database's own where it has one
    worker: str  #: tells workers apart
    stop: Callable[[], bool] = lambda: False  #: true when nothing more should be begun


class Dispatched(NamedTuple):
    """What came of it."""

    sent: int = 0
    failed: int = 0  #: tried again later
    dead: int = 0  #: given up
    dropped: int = 0

    def with_(self, other: Dispatched) -> Dispatched:
        """Both together."""
        return Dispatched(*map(sum, zip(self, other, strict=True)))


def dispatch(book: Book, sender: Sender, *, batch: int = BATCH) -> Dispatched:
    """Send everything that can be sent now."""
    done = Dispatched()
    while not sender.stop():
        now = sender.clock()
        if not book.anything(now).letters:
            break
        with book.writing():
            rows = book.claim(sender.worker, now, now + LEASE, batch)
        done = done.with_(_send_all(book, sender, [read_notice(row) for row in rows], now + LEASE))
        if not rows:
            break
    return done


def _send_all(book: Book, sender: Sender, notices: list[Notice], lease_until: datetime) -> Dispatched:
    done = Dispatched()
    for place, notice in enumerate(notices):
        if sender.stop() or sender.clock() > lease_until - ANSWER:
            with book.writing():
                book.release([n.id for n in notices[place:]], sender.worker, sender.clock())
            break
        done = done.with_(_send(book, sender, notice))
    return done


def _send(book: Book, sender: Sender, notice: Notice) -> Dispatched:
    now = sender.clock()
    reason = pointless(book, notice, now)
    if reason:
        with book.writing():
            book.drop(notice.id, now, reason)
        return Dispatched(dropped=1)
    try:
        answer = deliver(book, sender, notice, now).answer
    except PermanentFailure as failure:
        return _given_up(book, sender, notice, failure.reason)
    except TemporaryFailure as failure:
        return _put_off(book, sender, notice, failure.reason)
    except Exception as failure:  # a channel or a template with a fault of its own; it may name a person
        return _put_off(book, sender, notice, type(failure).__name__)
    _note_sent(book, notice, sender.clock(), answer)
    return Dispatched(sent=1)


def _note_sent(book: Book, notice: Notice, now: datetime, answer: str) -> None:
    """What was delivered is noted at all costs: else it would be delivered again."""
    for left in reversed(range(_NOTING)):
        try:
            with book.writing():
                book.sent(notice.id, now, answer[:200])
            return
        except (Conflict, DatabaseLocked):
            if not left:
                raise


def pointless(book: Book, notice: Notice, now: datetime) -> str:
    """Why it has no point to send this now; empty where it has."""
    until = notice.payload.get("until")
    if until is not None and now >= datetime.fromisoformat(until):
        return "late"
    stays = notice.recipient == NOBODY or book.is_recipient(int(notice.recipient))
    return "" if stays else "left"


def deliver(book: Book, sender: Sender, notice: Notice, now: datetime) -> Delivered:
    """Write the letter and hand it over. Raises TemporaryFailure, PermanentFailure."""
    letter = sender.write(book, notice, now)
    return sender.channel(notice.channel or usual(sender.settings))(letter, sender.settings)


def _given_up(book: Book, sender: Sender, notice: Notice, reason: str) -> Dispatched:
    with book.writing():
        book.failed(notice.id, sender.worker, NoticeState.DEAD, None, reason[:200])
    return Dispatched(dead=1)


def _put_off(book: Book, sender: Sender, notice: Notice, reason: str) -> Dispatched:
    """Until later, and looked at before: what it says may have changed by then."""
    wait = back_off(notice)
    if wait is None:
        return _given_up(book, sender, notice, reason)
    zone = next(row.zone for row in book.councils() if row.id == notice.council)
    again = after_quiet(sender.clock() + wait, wishes_for(book, notice.recipient).quiet, zone)
    with book.writing():
        book.failed(notice.id, sender.worker, NoticeState.PENDING, again, reason[:200])
        if notice.motion is not None:
            book.look_at(notice.motion)
    return Dispatched(failed=1)


def back_off(notice: Notice) -> timedelta | None:
    """How long to wait after one more failed try; None where it was the last.

    The jitter follows from the notice and the number of tries, so that it is the same in every run.
    """
    if notice.attempts >= len(WAITS):
        return None
    digest = sha256(f"{notice.message_id} {notice.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return timedelta(minutes=WAITS[notice.attempts]) * (1 - _JITTER + 2 * _JITTER * share)
