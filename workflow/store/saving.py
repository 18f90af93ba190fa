"""Saving what was decided: events with their chain, the rows folded from them, what search knows.

`append` takes the changes of one command, in their order, over any number of streams, and writes each table
once. It runs inside `Book.writing()`, so that all of it counts or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from states.event import DoesNotFollow, Fact, Recorded
from states.fold import apply, fold
from states.meeting import Meeting
from states.motion import Motion
from workflow.audit.chain import Entry, entry_hash, stamp, write_entry
from workflow.store import rows
from workflow.store.folding import fold_meeting_stream
from workflow.store.outbox_sql import LOOK
from workflow.store.pages import Loaded
from workflow.store.refusals import Conflict

if TYPE_CHECKING:
    from workflow.store.book import Book


class Stamp(NamedTuple):
    """Who records, with what, when, under which rules: the same for all changes of a command."""

    actor: str  #: commitment, see Book.personal
    program: str
    command: str
    recorded: datetime
    rules: str = ""  #: hash of the rules in force


Wake = Callable[[Motion], "datetime | None"]


def append(
    book: Book,
    council: int,
    changes: Sequence[Fact],
    by: Stamp,
    expected: Mapping[str, int],
    wake: Wake | None,
) -> list[int]:
    """Write the changes. Raises Conflict, DoesNotFollow, NotCanonical; see Book.append."""
    touched: dict[str, Loaded] = {}
    for change in changes:
        if change.stream not in touched:
            touched[change.stream] = _loaded(book, council, change.stream, expected)
    entries = _entries(book, council, changes, by, touched)
    with book.database.together():
        _write_motions(book, council, _of_kind(touched, "motion"), wake)
        _write_meetings(book, council, _of_kind(touched, "meeting"))
        ids = book.database.numbered(book.database.sql.EVENT_ADD, entries)
    for stream, loaded in touched.items():
        if not stream.startswith(("motion:", "meeting:")):
            book.write_other(council, stream, loaded, stamp(by.recorded))
        loaded.was, loaded.written = loaded.value, loaded.n
        loaded.added = []
    return ids


def _of_kind(touched: Mapping[str, Loaded], kind: str) -> list[tuple[int, Loaded]]:
    return [
        (number_of(stream), loaded) for stream, loaded in touched.items() if stream.startswith(kind + ":")
    ]


def number_of(stream: str) -> int:
    """17 for `motion:17`; 0 for the stream of the council."""
    return int(stream.partition(":")[2] or 0)


def _loaded(book: Book, council: int, stream: str, expected: Mapping[str, int]) -> Loaded:
    loaded = book.loaded(council, stream)
    if expected.get(stream, loaded.n) != loaded.n:
        raise Conflict(what=book.named(stream))
    return loaded


def _entries(
    book: Book, council: int, changes: Sequence[Fact], by: Stamp, touched: Mapping[str, Loaded]
) -> list[tuple[Any, ...]]:
    key, recorded = book.council_key(council), stamp(by.recorded)
    written = []
    for stream, event in changes:
        at = touched[stream]
        entry = Entry(
            actor=by.actor,
            command=by.command,
            council=key,
            data=dict(event.data),
            effective=event.effective or None,
            kind=event.kind,
            n=at.n + 1,
            prev=at.head.hex(),
            program=by.program,
            recorded=recorded,
            rules=by.rules,
            stream=stream,
        )
        text = write_entry(entry)
        at.n, at.head = entry.n, entry_hash(text)
        _fold(book, council, stream, at, Recorded(entry.n, event.kind, event.data, event.effective))
        written.append((council, stream, at.n, event.kind, event.effective, recorded, text, at.head))
    return written


def _fold(book: Book, council: int, stream: str, at: Loaded, event: Recorded) -> None:
    if event.kind == "corrected" and not 0 < int(event.data["event"]) < event.n:
        raise DoesNotFollow(event.n, f"there is no event {event.data['event']} to be corrected yet")
    at.added.append(event)
    kind = stream.partition(":")[0]
    if kind == "motion":
        if event.kind == "corrected":
            at.value = fold(number_of(stream), [*book.recorded(council, stream), *at.added])
        else:
            at.value = apply(at.value or Motion(id=number_of(stream)), event)
    elif kind == "meeting":
        before = [] if at.written == 0 else book.recorded(council, stream)
        at.value = fold_meeting_stream(number_of(stream), [*before, *at.added])


def _write_motions(book: Book, council: int, touched: list[tuple[int, Loaded]], wake: Wake | None) -> None:
    if not touched:
        return
    news, changed = [], []
    for number, at in touched:
        row = (*rows.motion_row(at.value), at.n, at.head)
        wakes = _moment(wake(at.value)) if wake else LOOK
        if at.written == 0:
            news.append((*row, wakes, number, council))
        else:
            changed.append((*row, wakes, number, at.written))
    sql = book.database.sql
    if news:
        book.database.many(sql.MOTION_ADD, news)
    if changed and book.database.many(sql.MOTION_CHANGE, changed) != len(changed):
        raise Conflict(what=", ".join(book.named(f"motion:{number}") for number, _ in touched[:3]))
    _write_consultations(book, council, touched)
    _write_applicants(book, council, touched)
    texts = [
        (number, rows.searched(at.value))
        for number, at in touched
        if at.was is None or rows.reads_otherwise(at.was, at.value)
    ]
    if texts:
        book.database.write_search(council, texts)


def _moment(when: datetime | None) -> str | None:
    return None if when is None else stamp(when)


def _write_consultations(book: Book, council: int, touched: list[tuple[int, Loaded]]) -> None:
    put, drop = [], []
    for number, at in touched:
        written, gone = rows.changed_consultations(at.was, at.value)
        put += [(number, n, council, *values) for n, values in written]
        drop += [(number, n) for n in gone]
    if put:
        book.database.many(book.database.sql.CONSULTATION_PUT, put)
    if drop:
        book.database.many(book.database.sql.CONSULTATION_DROP, drop)


def _write_applicants(book: Book, council: int, touched: list[tuple[int, Loaded]]) -> None:
    for number, at in touched:
        before: tuple[str, ...] = at.was.applicants if at.was else ()
        if before != at.value.applicants:
            if before:
                book.database.run(book.database.sql.APPLICANTS_DROP, (number,))
            keys = [(council, key, number) for key in sorted(rows.applicant_keys(at.value))]
            if keys:
                book.database.many(book.database.sql.APPLICANT_ADD, keys)


def _write_meetings(book: Book, council: int, touched: list[tuple[int, Loaded]]) -> None:
    sql, news, changed = book.database.sql, [], []
    for number, at in touched:
        meeting: Meeting = at.value
        row = (*rows.meeting_row(meeting), at.n)
        if at.written == 0:
            news.append((*row, number, council))
        else:
            changed.append((*row, number, at.written))
    if news:
        book.database.many(sql.MEETING_ADD, news)
    if changed and book.database.many(sql.MEETING_CHANGE, changed) != len(changed):
        raise Conflict(what=", ".join(book.named(f"meeting:{number}") for number, _ in touched[:3]))
    if touched:
        book.look_at_meetings(council, [number for number, _ in touched])
