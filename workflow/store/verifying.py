"""Are the rows those that the events make? Every derived row is folded anew and compared.

Whether the events themselves are unchanged is the business of `workflow.audit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from states.event import DoesNotFollow
from states.fold import fold
from states.motion import Motion
from workflow.store import rows
from workflow.store.book import Book
from workflow.store.columns import CONSULTATION_COLUMNS, MEETING_COLUMNS, MOTION_COLUMNS
from workflow.store.folding import fold_meeting_stream, fold_person
from workflow.store.saving import number_of

_PAGE = 500


class Difference(NamedTuple):
    """One column of one row that is not what the events say; `row` or `column` missing are named so."""

    stream: str
    table: str
    column: str
    stored: Any
    folded: Any


def differences(book: Book, council: int) -> Iterator[Difference]:
    """Every difference between rows and events of a council, stream by stream, in constant memory."""
    after = ""
    while page := book.database.rows(book.database.sql.STREAMS, (council, after, _PAGE)):
        for (stream,) in page:
            yield from _of_stream(book, council, stream)
        after = page[-1][0]
    yield from _without_events(book, council)


def _of_stream(book: Book, council: int, stream: str) -> Iterator[Difference]:
    kind, number = stream.partition(":")[0], number_of(stream)
    try:
        if kind == "motion":
            yield from _of_motion(book, council, stream, number)
        elif kind == "meeting":
            folded = fold_meeting_stream(number, book.recorded(council, stream))
            expected = dict(zip(MEETING_COLUMNS, rows.meeting_row(folded), strict=True))
            expected |= {"version": folded.version, "council": council}
            yield from _compared(book, stream, "meeting", number, expected)
        elif kind == "person":
            person = fold_person(number, book.recorded(council, stream))
            expected = {"login": person.login, "active": int(person.active), "version": person.version}
            yield from _compared(book, stream, "person", number, expected)
    except (DoesNotFollow, ValueError, KeyError) as error:
        yield Difference(stream, "event", "text", None, str(error))


def _of_motion(book: Book, council: int, stream: str, number: int) -> Iterator[Difference]:
    history = book.history(stream, council)
    motion = fold(number, book.recorded(council, stream))
    expected = dict(zip(MOTION_COLUMNS, rows.motion_row(motion), strict=True))
    expected |= {"version": len(history), "head": history[-1].hash, "council": council}
    yield from _compared(book, stream, "motion", number, expected)
    yield from _consultations(book, stream, motion)
    kept = {row[0] for row in book.database.rows(book.database.sql.APPLICANTS_OF, (number,))}
    if kept != rows.applicant_keys(motion):
        yield Difference(stream, "motion_applicant", "applicant_folded", kept, rows.applicant_keys(motion))


def _consultations(book: Book, stream: str, motion: Motion) -> Iterator[Difference]:
    columns = ", ".join(CONSULTATION_COLUMNS)
    found = book.database.rows(book.database.sql.CONSULTATIONS_OF.format(columns=columns), (motion.id,))
    stored = {row[0]: tuple(row[1:]) for row in found}
    folded = rows.consultation_rows(motion)
    for n in sorted(stored.keys() | folded.keys()):
        if stored.get(n) != folded.get(n):
            yield Difference(stream, "consultation", str(n), stored.get(n), folded.get(n))


def _compared(
    book: Book, stream: str, table: str, number: int, expected: Mapping[str, Any]
) -> Iterator[Difference]:
    sql = book.database.sql.ROW_OF.format(columns=", ".join(expected), table=table)
    row = book.database.row(sql, (number,))
    if row is None:
        yield Difference(stream, table, "row", None, number)
        return
    for (column, folded), stored in zip(expected.items(), row, strict=True):
        if stored != folded:
            yield Difference(stream, table, column, stored, folded)


def _without_events(book: Book, council: int) -> Iterator[Difference]:
    """Rows that no event ever made."""
    for kind in ("motion", "meeting", "person"):
        sql = book.database.sql.ROWS_WITHOUT_EVENTS.format(table=kind)
        for (number,) in book.database.rows(sql, (council, f"{kind}:")):
            yield Difference(f"{kind}:{number}", kind, "row", number, None)
