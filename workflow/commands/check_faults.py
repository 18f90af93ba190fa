"""The faults that `check` finds, each as a value with its place and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from states.event import Recorded
from states.refusal import N_
from workflow.commands.lost import lost_motions
from workflow.commands.motion_page import OWED, iso_day, outcome_label
from workflow.commands.reading import Reading
from workflow.store.filters import Filters
from workflow.words import _, ngettext

if TYPE_CHECKING:
    from workflow.store.book import Book
    from workflow.store.verifying import Difference

Row = dict[str, Any]

_SAMPLE = 200  #: motions whose rows are compared with the log; the newest and some from all over
_GAP = 180  #: days in which a council's plenary meets at least once


class Fault(NamedTuple):
    """One fault: what kind, of what, in words, and what to do."""

    code: str
    reference: str | None
    on: str | None
    message: str
    command: str


#: Meetings that are over and nobody has said that they took place.
_NOT_CLOSED = (
    "SELECT g.id, o.name, g.organization, g.on_date FROM meeting g LEFT JOIN organization o"
    " ON o.council = g.council AND o.key = g.organization WHERE g.council = ? AND g.on_date < ?"
    " AND g.status IN ('scheduled', 'invited') AND EXISTS (SELECT 1 FROM consultation c"
    " WHERE c.meeting = g.id AND c.status <> 'void') AND NOT EXISTS (SELECT 1 FROM consultation c"
    " WHERE c.meeting = g.id AND c.outcome IS NOT NULL) ORDER BY g.on_date, g.id"
)
_NEWEST = "SELECT id FROM motion WHERE council = ? ORDER BY id DESC LIMIT ?"
_SPREAD = "SELECT id FROM motion WHERE council = ? AND id % ? = 0 ORDER BY id LIMIT ?"
_COUNT = "SELECT count(*) AS n FROM motion WHERE council = ?"


def faults(reading: Reading, *, full: bool, lost: int) -> list[Fault]:
    """Everything that is wrong, late or missing, in the order of its weight."""
    return [
        *_rows(reading, full),
        *_lost(reading, lost),
        *_without_results(reading),
        *_not_closed(reading),
        *_owed(reading),
        *_dead(reading),
        *_gaps(reading),
    ]


def _lost(reading: Reading, days: int) -> Iterator[Fault]:
    for lost in lost_motions(reading, days).values():
        row = lost.row
        reference = row["reference"] or f"#{row['id']}"
        what = outcome_label(lost.outcome) if lost.outcome else _("filed")
        text = _("{reference} is lost: {what} on {day}, and no date since ({n} days).")
        if lost.no_result:
            text = _("{reference} is lost: no result of {day}, and no date since ({n} days).")
        message = text.format(reference=reference, what=what, day=iso_day(lost.since), n=lost.days)
        key = row["station_organization"] or "ORGANIZATION"
        command = f"laufzettel route {reference} --meeting {key}@{_('DATE')}"
        yield Fault("lost", reference, lost.since, message, command)


def _without_results(reading: Reading) -> Iterator[Fault]:
    now = reading.now.strftime("%Y-%m-%dT%H:%M")
    for row in reading.reader.next_items(reading.id, now, kinds=["result_missing", "date_passed"]):
        reference = row["reference"] or f"#{row['id']}"
        on = row["meeting_on"] or row["station_date"]
        name = row["station_name"] or row["station_organization"]
        message = _("{reference}: the result of {organization} of {day} is missing.").format(
            reference=reference, organization=name, day=iso_day(on)
        )
        yield Fault(
            "result_missing", reference, on, message, f"laufzettel advance {reference} {_('OUTCOME')}"
        )


def _not_closed(reading: Reading) -> Iterator[Fault]:
    for row in reading.rows(_NOT_CLOSED, (reading.id, reading.today.isoformat())):
        name = row["name"] or row["organization"]
        message = _("{organization}, {day}: not entered whether the meeting took place.").format(
            organization=name, day=iso_day(row["on_date"])
        )
        command = f"laufzettel meeting held {row['id']}"
        yield Fault("meeting_not_closed", f"#{row['id']}", row["on_date"], message, command)


def _owed(reading: Reading) -> Iterator[Fault]:
    for row in reading.reader.next_items(reading.id, "", kinds=["facts_owed"]):
        reference = row["reference"] or f"#{row['id']}"
        for owed in dict.fromkeys(row["owed"]):
            what, command = OWED.get(owed, (owed.replace("_", " "), ""))
            message = _("{reference}: {what} is missing.").format(reference=reference, what=_(what))
            line = _(command).format(reference=reference) if command else ""
            yield Fault("fact_owed", reference, None, message, line)


def _dead(reading: Reading) -> Iterator[Fault]:
    for row in reading.reader.dead_notices(reading.id):
        message = _("A notice to {recipient} was given up: {error}").format(
            recipient=row["name"] or _("the office"), error=row["error"] or "–"
        )
        yield Fault("notice_dead", row["reference"], None, message, f"laufzettel remind retry {row['id']}")


def _gaps(reading: Reading) -> Iterator[Fault]:
    """Organizations where motions wait and the calendar knows no meeting ahead; a plenary without any."""
    today = reading.today
    end = (today + timedelta(days=_GAP)).isoformat()
    meetings = reading.reader.meetings(reading.id, start=today.isoformat(), end=end)
    ahead = {m["organization"] for m in meetings if m["status"] != "cancelled"}
    waiting: dict[str, list[str]] = {}
    on_their_way = reading.reader.list_motions(reading.id, Filters(open=True), limit=1)
    for row in reading.reader.next_items(reading.id, "", kinds=["meeting_missing", "meeting_cancelled"]):
        waiting.setdefault(row["station_organization"], []).append(row["reference"] or f"#{row['id']}")
    for organization in reading.reader.organizations(reading.id):
        key, name = organization["key"], organization["name"]
        plenary = organization["type"] == "plenary" and on_their_way
        if key in ahead or not (key in waiting or plenary):
            continue
        n = len(waiting.get(key, ()))
        command = f"laufzettel meeting add {key} {_('DATE')}"
        if not n:
            message = _("{organization}: no meeting is known for the next {days} days.")
            yield Fault("calendar_gap", None, None, message.format(organization=name, days=_GAP), command)
            continue
        text = ngettext(
            "{organization}: no meeting is known for the next {days} days; one motion waits for it.",
            "{organization}: no meeting is known for the next {days} days; {n} motions wait for it.",
            n,
        )
        yield Fault("calendar_gap", None, None, text.format(organization=name, days=_GAP, n=n), command)


# Rows against the log


def _rows(reading: Reading, full: bool) -> Iterator[Fault]:
    from workflow.store.book import open_book
    from workflow.store.verifying import differences

    book = reading.desk.keep(open_book(reading.desk.db))
    if full:
        found = differences(book, reading.id)
    else:
        found = (d for number in _sample(reading) for d in _of_motion(book, reading.id, number))
    for one in found:
        message = _(
            "{stream}: “{column}” of the table {table} is {stored}, by the log it is {folded}."
        ).format(stream=one.stream, column=one.column, table=one.table, stored=one.stored, folded=one.folded)
        yield Fault("row_differs", one.stream, None, message, "laufzettel audit verify")


def _of_motion(book: Book, council: int, number: int) -> Iterator[Difference]:
    from workflow.store.verifying import Stream, of_stream

    name = f"motion:{number}"
    history = book.history(name, council)
    if not history:
        return iter(())  # a row that no entry ever made: --full finds it
    recorded = [Recorded(e.n, e.kind, e.data, e.effective) for e in history]
    return of_stream(book, council, Stream(name, recorded, history[-1].hash))


def _sample(reading: Reading) -> list[int]:
    """The newest motions, and as many from all over."""
    newest = [row["id"] for row in reading.rows(_NEWEST, (reading.id, _SAMPLE // 2))]
    count = reading.rows(_COUNT, (reading.id,))[0]["n"]
    step = max(count // (_SAMPLE // 2), 1)
    spread = [row["id"] for row in reading.rows(_SPREAD, (reading.id, step, _SAMPLE // 2))]
    return sorted({*newest, *spread})


# For people

_HEADS = {
    "row_differs": N_("Rows that are not what the log says"),
    "lost": N_("Lost motions"),
    "result_missing": N_("Results missing"),
    "meeting_not_closed": N_("Meetings that are over"),
    "fact_owed": N_("Missing facts"),
    "notice_dead": N_("Notices that could not be sent"),
    "calendar_gap": N_("Gaps in the calendar"),
}


def lines(found: list[Fault]) -> Iterator[str]:
    """By kind, each fault with its command."""
    if not found:
        yield _("Nothing is lost, late or faulty.")
        return
    for code, head in _HEADS.items():
        chosen = [fault for fault in found if fault.code == code]
        if chosen:
            yield f"{_(head)} ({len(chosen)})"
        for fault in chosen:
            yield f"  {fault.message}"
            if fault.command:
                yield f"    → {fault.command}"
