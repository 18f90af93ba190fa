"""Are the rows those that the events make? Every derived row is folded anew and compared.

Whether the events themselves are unchanged is told by `workflow.store.log_check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from states.event import DoesNotFollow, Recorded
from states.fold import fold
from states.motion import Motion
from states.refusal import Refusal
from workflow.store import rows
from workflow.store.book import Book
from workflow.store.columns import CONSULTATION_COLUMNS, MEETING_COLUMNS, MOTION_COLUMNS
from workflow.store.folding import fold_meeting_stream, fold_person
from workflow.store.saving import number_of

_PAGE = 500

#: What a text that is JSON, but not that of an event, makes folding say.
UNFOLDABLE = (DoesNotFollow, Refusal, ValueError, KeyError, TypeError, AttributeError, IndexError)


class Difference(NamedTuple):
    """One column of one row that is not what the events say; `row` or `column` missing are named so."""

    stream: str
    table: str
    column: str
    stored: Any
    folded: Any


class Stream(NamedTuple):
    """A stream as its entries have it."""

    name: str
    history: Sequence[Recorded]
    head: bytes  #: hash of its last entry
    recorded: Sequence[str] = ()  #: when each was recorded


#: Looks at a folded motion beside its row; see `check_motion`.
MotionCheck = Callable[[Book, int, Motion], Iterator[Difference]]


def differences(book: Book, council: int) -> Iterator[Difference]:
    """Every difference between rows and events of a council, stream by stream, in constant memory."""
    after = ""
    while page := book.database.rows(book.database.sql.STREAMS, (council, after, _PAGE)):
        for (name,) in page:
            history = book.history(name, council)
            recorded = [Recorded(e.n, e.kind, e.data, e.effective) for e in history]
            yield from of_stream(book, council, Stream(name, recorded, history[-1].hash))
        after = page[-1][0]
    yield from without_events(book, council)


def of_stream(
    book: Book, council: int, stream: Stream, more: Sequence[MotionCheck] = ()
) -> Iterator[Difference]:
    """The differences of one stream; `more` looks at what depends on a motion beside its rows."""
    kind = stream.name.partition(":")[0]
    try:
        if kind == "motion":
            yield from _of_motion(book, council, stream, more)
        elif kind == "meeting":
            yield from _of_meeting(book, council, stream)
        elif kind == "person":
            yield from _of_person(book, council, stream)
    except UNFOLDABLE as error:
        yield Difference(stream.name, "event", "text", None, f"{type(error).__name__}: {error}")


def _of_motion(book: Book, council: int, stream: Stream, more: Sequence[MotionCheck]) -> Iterator[Difference]:
    number = number_of(stream.name)
    motion = fold(number, stream.history)
    expected = dict(zip(MOTION_COLUMNS, rows.motion_row(motion), strict=True))
    expected |= {"version": len(stream.history), "head": stream.head, "council": council}
    yield from compared(book, stream.name, "motion", number, expected)
    yield from _consultations(book, council, stream.name, motion)
    yield from _applicants(book, council, stream.name, motion)
    for check in more:
        yield from check(book, council, motion)


def _of_meeting(book: Book, council: int, stream: Stream) -> Iterator[Difference]:
    number = number_of(stream.name)
    folded = fold_meeting_stream(number, stream.history)
    expected = dict(zip(MEETING_COLUMNS, rows.meeting_row(folded), strict=True))
    expected |= {"version": folded.version, "council": council}
    yield from compared(book, stream.name, "meeting", number, expected)


def _of_person(book: Book, council: int, stream: Stream) -> Iterator[Difference]:
    import json

    number = number_of(stream.name)
    person = fold_person(number, stream.history)
    expected = {
        "login": person.login,
        "roles": json.dumps(list(person.roles)),
        "active": int(person.active),
        "data": json.dumps(dict(person.data), ensure_ascii=False),
        "version": person.version,
        "council": council,
    }
    yield from compared(book, stream.name, "person", number, expected)


def _consultations(book: Book, council: int, stream: str, motion: Motion) -> Iterator[Difference]:
    columns = ", ".join(("council", *CONSULTATION_COLUMNS))
    found = book.database.rows(book.database.sql.CONSULTATIONS_OF.format(columns=columns), (motion.id,))
    stored = {row[0]: tuple(row[1:]) for row in found}
    folded = {n: (council, *values) for n, values in rows.consultation_rows(motion).items()}
    for n in sorted(stored.keys() | folded.keys(), key=str):
        if not same(stored.get(n), folded.get(n)):
            yield Difference(stream, "consultation", str(n), stored.get(n), folded.get(n))


def _applicants(book: Book, council: int, stream: str, motion: Motion) -> Iterator[Difference]:
    sql = "SELECT applicant_folded, council FROM motion_applicant WHERE motion = {motion}"
    found = book.database.rows(sql.format(motion=f"{motion.id:d}"))
    kept, folded = set(found), {(name, council) for name in rows.applicant_keys(motion)}
    if kept != folded:
        stored, expected = (sorted(str(name) for name, _ in each) for each in (kept, folded))
        yield Difference(stream, "motion_applicant", "applicant_folded", stored, expected)


def compared(
    book: Book, stream: str, table: str, number: int, expected: Mapping[str, Any]
) -> Iterator[Difference]:
    """The columns of a row, found by its id, that are not what they should be."""
    sql = book.database.sql.ROW_OF.format(columns=", ".join(expected), table=table)
    row = book.database.row(sql, (number,))
    if row is None:
        yield Difference(stream, table, "row", None, number)
        return
    for (column, folded), stored in zip(expected.items(), row, strict=True):
        if not same(stored, folded):
            yield Difference(stream, table, column, stored, folded)


def same(stored: Any, folded: Any) -> bool:
    """Equal and of one type: to a database 1 and '1' are not the same."""
    if isinstance(stored, tuple) and isinstance(folded, tuple):
        return len(stored) == len(folded) and all(map(same, stored, folded))
    return type(stored) is type(folded) and bool(stored == folded)


def without_events(book: Book, council: int) -> Iterator[Difference]:
    """Rows that no event ever made."""
    for kind in ("motion", "meeting", "person"):
        sql = book.database.sql.ROWS_WITHOUT_EVENTS.format(table=kind)
        for (number,) in book.database.rows(sql, (council, f"{kind}:")):
            yield Difference(f"{kind}:{number}", kind, "row", number, None)
    for table in ("consultation", "motion_applicant"):
        sql = "SELECT DISTINCT motion FROM {table} WHERE motion NOT IN (SELECT id FROM motion)"
        for (number,) in book.database.rows(sql.format(table=table)):
            yield Difference(f"motion:{number}", table, "row", number, None)
