"""Meetings and deadlines of a council as entries of a calendar file, in the language spoken now.

Nothing of a motion that is not public leaves but its number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Status
from workflow.publish.ics import Appointment, Task
from workflow.rules.reminder_table import SITTING
from workflow.words import _

if TYPE_CHECKING:
    from workflow.store.book import Book, CouncilRow

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def identity(seed: str, kind: str, *parts: object) -> str:
    """The identity of an entry, the same in every file; `seed` is a hash that only this database has."""
    return "-".join(map(str, (kind, *parts))) + f"@{seed[:24]}.laufzettel"


def named(motion: Motion) -> str:
    """A motion as others may read of it: `12/397 „Radweg“`, `12/397 (nicht öffentlich)`."""
    reference = motion.reference or f"#{motion.id}"
    if not motion.public:
        return _("{reference} (non-public)").format(reference=reference)
    return _("{reference} “{title}”").format(reference=reference, title=" ".join(motion.title.split()))


def on_agenda(book: Book, meeting: Meeting) -> list[tuple[Motion, Consultation]]:
    """The motions that a meeting deals with or will deal with, each with its station there."""
    return [
        (motion, station)
        for motion in book.motions_at(meeting.id)
        for station in motion.consultations
        if station.meeting == meeting.id and station.status is not Status.VOID
    ]


def revision(council: CouncilRow, motion: Motion, meeting: Meeting | None) -> int:
    """The number of a deadline's entry.

    It rises with whatever may move it: its meeting, else its motion, and the council's rules.
    """
    return council.version + (motion.version if meeting is None else meeting.version)


def meeting_entry(
    meeting: Meeting, council: Council, seed: str, motions: Iterable[tuple[Motion, Consultation]] = ()
) -> Appointment:
    """A meeting with the motions on its agenda."""
    begins, ends = span(meeting, council.zone)
    found = council.organization(meeting.organization)
    called = found.name if found else meeting.organization
    summary = f"{called}: {meeting.name}" if meeting.name else called
    gone = meeting.status is MeetingStatus.CANCELLED
    lines = [_line(motion, station) for motion, station in motions]
    return Appointment(
        identity(seed, "meeting", meeting.id),
        begins,
        ends,
        _("Cancelled: {meeting}").format(meeting=summary) if gone else summary,
        meeting.place,
        "\n".join(lines),
        meeting.sequence,
        gone,
        alarm=_HOUR if isinstance(begins, datetime) else _DAY,
    )


def span(meeting: Meeting, zone: str) -> tuple[datetime | date, datetime | date]:
    """When a meeting begins and ends; a whole day where its time is not known, three hours where its end is
    not."""
    if meeting.begins is None:
        return meeting.on, meeting.on + _DAY
    begins = meeting.start(zone)
    if meeting.ends is not None and meeting.ends > meeting.begins:
        return begins, datetime.combine(meeting.on, meeting.ends, ZoneInfo(zone))
    return begins, begins + SITTING


def task_entry(
    motion: Motion, label: str, due: datetime | date, uid: str, *, description: str = "", sequence: int = 0
) -> Task:
    """A deadline of a motion; a moment is due in the council's zone, to the second."""
    when = due.replace(microsecond=0) if isinstance(due, datetime) else due
    summary = _("{label}: {motion}").format(label=label, motion=named(motion))
    return Task(uid, when, summary, description, sequence, not motion.public, _DAY)


def _line(motion: Motion, station: Consultation) -> str:
    item = station.agenda_item or motion.agenda_item
    if not item:
        return named(motion)
    return _("{motion}, agenda item {item}").format(motion=named(motion), item=item)
