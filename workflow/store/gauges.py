"""What a database says about the reminders in it, as numbers: all workers on it say the same.

Numbers only, and keys of councils: nothing about a motion, a person or an address.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from states.stage import OPEN
from workflow.audit.chain import stamp
from workflow.store.book import Book
from workflow.store.database import asked

#: one probe of an index, however many notices there are
_OLDEST = "SELECT min(next_try) FROM notice WHERE state = 'pending' AND next_try <= ?"

_PENDING = (
    "SELECT council, count(*), sum(CASE WHEN lease_until > ? THEN 1 ELSE 0 END),"
    " sum(CASE WHEN attempts > 0 THEN 1 ELSE 0 END) FROM notice WHERE state = 'pending' GROUP BY council"
)
_WAITING = "SELECT council, count(*) FROM notice WHERE state = 'waiting' GROUP BY council"
_DEAD = "SELECT council, count(*) FROM notice WHERE state = 'dead' GROUP BY council"
#: grouped by what no index holds: else SQLite walks through all motions in the order of their councils
_DUE = (
    "SELECT d.council, count(*) FROM (SELECT +council AS council FROM motion WHERE wake_at <= ?) d"
    " GROUP BY d.council"
)
_OPEN = (
    "SELECT council, count(*) FROM motion WHERE council = ? AND state IN ('"
    + "', '".join(sorted(OPEN))
    + "') GROUP BY council"
)
_CHECKPOINT = (
    "SELECT size, recorded FROM checkpoint WHERE council = ? ORDER BY size DESC, recorded DESC LIMIT 1"
)


class Signed(NamedTuple):
    """The last checkpoint of a council."""

    size: int
    recorded: datetime


class Standing(NamedTuple):
    """How it stands with one council."""

    council: str  #: its key
    pending: int  #: notices to be sent, now or later
    waiting: int  #: for a digest
    dead: int  #: given up
    put_off: int  #: of those pending: failed, and tried again
    leased: int  #: of those pending: in the hands of a worker
    due: int  #: motions to be looked at
    signed: Signed | None


def oldest_due(book: Book, now: datetime) -> datetime | None:
    """Since when a notice could have been sent that has not been; None where none could. One probe."""
    found = _asked(book, _OLDEST, stamp(now))[0][0]
    return None if found is None else datetime.fromisoformat(found)


def standings(book: Book, now: datetime) -> list[Standing]:
    """Every council, by its key. It costs more the more waits in the outbox: not for every question."""
    at = stamp(now)
    pending = {row[0]: row[1:] for row in _asked(book, _PENDING, at)}
    waiting, dead = dict(_asked(book, _WAITING)), dict(_asked(book, _DEAD))
    due = dict(_asked(book, _DUE, at))
    found = []
    for row in book.councils():
        waits, leased, put_off = pending.get(row.id, (0, 0, 0))
        counted = (waits, waiting.get(row.id, 0), dead.get(row.id, 0), put_off, leased)
        found.append(Standing(row.key, *counted, due.get(row.id, 0), _signed(book, row.id)))
    return found


def open_motions(book: Book) -> dict[str, int]:
    """How many motions of each council are on their way. It costs more the more are: seldom."""
    return {row.key: sum(n for _, n in _asked(book, _OPEN, row.id)) for row in book.councils()}


def _signed(book: Book, council: int) -> Signed | None:
    rows = _asked(book, _CHECKPOINT, council)
    return Signed(rows[0][0], datetime.fromisoformat(rows[0][1])) if rows else None


def _asked(book: Book, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return book.database.rows(asked(book.database, sql), values)
