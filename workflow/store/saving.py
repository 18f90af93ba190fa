"""Saving what was decided: events with their chain, the rows folded from them, what search knows.

`append` takes the changes of one command, in their order, over any number of streams: it chains and folds
them and writes nothing yet. `write` writes all that a transaction has appended, each table once, at its end
or before anything else is asked of the database.
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
from workflow.store.folding import fold_meeting_stream, meeting_after
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


class Unsaved:
    """What a transaction has appended and not written yet."""

    __slots__ = ("answers", "entries", "streams", "wake")

    def __init__(self) -> None:
        self.entries: list[tuple[Any, ...]] = []
        self.streams: dict[tuple[int, str], Loaded] = {}  #: of a council, in the order they were touched
        self.answers: list[tuple[Any, ...]] = []
        self.wake: Wake | None = None


def append(
    book: Book,
    council: int,
    changes: Sequence[Fact],
    by: Stamp,
    expected: Mapping[str, int],
) -> tuple[list[tuple[Any, ...]], dict[str, Loaded]]:
    """Chain and fold the changes: their rows and their streams.

    Raises Conflict, DoesNotFollow, NotCanonical; see Book.append.
    """
    touched: dict[str, Loaded] = {}
    for change in changes:
        if change.stream not in touched:
            touched[change.stream] = _loaded(book, council, change.stream, expected)
    return _entries(book, council, changes, by, touched), touched


def write(book: Book, unsaved: Unsaved) -> Callable[[], list[int]]:
    """Write what was appended; returns what tells the numbers of the entries, once they are known.

    Raises Conflict where somebody was faster.
    """
    others = [
        (at, stream) for at, stream in unsaved.streams if not stream.startswith(("motion:", "meeting:"))
    ]
    with book.database.together():
        _write_motions(book, _of_kind(unsaved, "motion"), unsaved.wake)
        _write_meetings(book, _of_kind(unsaved, "meeting"))
        numbers = book.database.numbered(book.database.sql.EVENT_ADD, unsaved.entries)
        if unsaved.answers:
            book.database.many(book.database.sql.COMMAND_ADD, unsaved.answers)
    for council, stream in others:
        book.write_other(council, stream, unsaved.streams[council, stream], unsaved.entries[-1][5])
    for loaded in unsaved.streams.values():
        loaded.was, loaded.written = loaded.value, loaded.n
        loaded.added = []
    return numbers


class Change(NamedTuple):
    """A motion or a meeting that was changed."""

    council: int
    number: int
    at: Loaded


def _of_kind(unsaved: Unsaved, kind: str) -> list[Change]:
    return [
        Change(council, number_of(stream), loaded)
        for (council, stream), loaded in unsaved.streams.items()
        if stream.startswith(kind + ":")
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
    at.added.append(event)
    kind, _, number = stream.partition(":")
    if event.kind == "corrected":
        _fold_anew(book, council, stream, at, event)
    elif kind == "motion":
        at.value = apply(at.value or Motion(id=int(number)), event)
    elif kind == "meeting":
        at.value = meeting_after(at.value, event, int(number))


def _fold_anew(book: Book, council: int, stream: str, at: Loaded, event: Recorded) -> None:
    if not 0 < int(event.data["event"]) < event.n:
        raise DoesNotFollow(event.n, f"there is no event {event.data['event']} to be corrected yet")
    history = [*book.recorded(council, stream), *at.added]
    if stream.startswith("motion:"):
        at.value = fold(number_of(stream), history)
    elif stream.startswith("meeting:"):
        at.value = fold_meeting_stream(number_of(stream), history)


def _write_motions(book: Book, touched: list[Change], wake: Wake | None) -> None:
    if not touched:
        return
    news, changed = [], []
    for council, number, at in touched:
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
        raise Conflict(what=_named(book, "motion", touched))
    _write_consultations(book, touched)
    _write_applicants(book, touched)
    texts = [
        (council, number, rows.searched(at.value))
        for council, number, at in touched
        if at.was is None or rows.reads_otherwise(at.was, at.value)
    ]
    if texts:
        book.database.write_search(texts)


def _named(book: Book, kind: str, touched: Sequence[Change]) -> str:
    return ", ".join(book.named(f"{kind}:{change.number}") for change in touched[:3])


def _moment(when: datetime | None) -> str | None:
    return None if when is None else stamp(when)


def _write_consultations(book: Book, touched: list[Change]) -> None:
    put, drop = [], []
    for council, number, at in touched:
        written, gone = rows.changed_consultations(at.was, at.value)
        put += [(number, n, council, *values) for n, values in written]
        drop += [(number, n) for n in gone]
    if put:
        book.database.many(book.database.sql.CONSULTATION_PUT, put)
    if drop:
        book.database.many(book.database.sql.CONSULTATION_DROP, drop)


def _write_applicants(book: Book, touched: list[Change]) -> None:
    drop, keys = [], []
    for council, number, at in touched:
        before: tuple[str, ...] = at.was.applicants if at.was else ()
        if before != at.value.applicants:
            drop += [(number,)] if before else []
            keys += [(council, key, number) for key in sorted(rows.applicant_keys(at.value))]
    if drop:
        book.database.many(book.database.sql.APPLICANTS_DROP, drop)
    if keys:
        book.database.many(book.database.sql.APPLICANT_ADD, keys)


def _write_meetings(book: Book, touched: list[Change]) -> None:
    sql, news, changed = book.database.sql, [], []
    for council, number, at in touched:
        meeting: Meeting = at.value
        row = (*rows.meeting_row(meeting), at.n)
        if at.written == 0:
            news.append((*row, number, council))
        else:
            changed.append((*row, number, at.written))
    if news:
        book.database.many(sql.MEETING_ADD, news)
    if changed and book.database.many(sql.MEETING_CHANGE, changed) != len(changed):
        raise Conflict(what=_named(book, "meeting", touched))
    for council in dict.fromkeys(change.council for change in touched):
        book.look_at_meetings(council, [change.number for change in touched if change.council == council])
