"""What goes out as a calendar: the meetings, and the deadlines of the motions on their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from states.meeting import Meeting
from states.motion import Motion
from workflow.office import deadlines, organizations
from workflow.office.office import HORIZON, Office
from workflow.publish.appointments import identity, meeting_entry, on_agenda, revision, task_entry
from workflow.publish.ics import Appointment, Task
from workflow.rules.reminder_people import Member
from workflow.words import _, day


class Wanted(NamedTuple):
    """Which part of the calendar."""

    organizations: tuple[str, ...] = ()  #: keys; none means all
    since: date | None = None  #: None means today
    member: Member | None = None  #: only what concerns somebody


def entries(office: Office, wanted: Wanted) -> list[Appointment | Task]:
    """The calendar of a council: meetings in their order, cancelled ones included, then what is due."""
    seed = office.book.seed(office.council.id)
    start = wanted.since or office.today
    found: list[Appointment] = []
    tasks: dict[str, Task] = {}
    for meeting in _meetings(office, wanted, start):
        motions = [
            pair for pair in on_agenda(office.book, meeting) if _concerns(pair[0], meeting, wanted.member)
        ]
        if motions or _sits(meeting, wanted.member):
            rules = office.book.rules(office.council.id, meeting.on)
            found.append(meeting_entry(meeting, rules, seed, motions))
        for motion, station in motions:
            if station.n == _turn(motion):
                tasks.update(_tasks(office, motion, meeting, seed))
    if not wanted.organizations:
        for motion in _with_dates(office, start):
            if wanted.member is None or _is_author(motion, wanted.member):
                tasks.update(_tasks(office, motion, None, seed))
    ahead = [task for task in tasks.values() if f"{task.due}" >= f"{start}"]
    return [*found, *sorted(ahead, key=lambda task: (f"{task.due}", task.uid))]


def _meetings(office: Office, wanted: Wanted, start: date) -> list[Meeting]:
    found = office.book.meetings(office.council.id, None, start, office.today + HORIZON)
    return [m for m in found if not wanted.organizations or m.organization in wanted.organizations]


def organization_keys(office: Office, names: Iterable[str]) -> tuple[str, ...]:
    """The keys of organizations somebody named. Raises UnknownOrganization."""
    return tuple(organizations.required(office.rules, name).key for name in names)


def _turn(motion: Motion) -> int | None:
    station = motion.current or motion.following
    return station.n if station is not None else None


def _tasks(office: Office, motion: Motion, meeting: Meeting | None, seed: str) -> Iterator[tuple[str, Task]]:
    """The deadlines of a motion, each by its identity."""
    station = _turn(motion)
    sequence = revision(office.council, motion, meeting)
    for due in deadlines.of_motion(office, motion):
        of_meeting = due.meeting_on is not None
        if due.of == "meeting" or of_meeting is (meeting is None):
            continue
        when = _due(due)
        place = (station, meeting.id) if meeting is not None else (when,) * (due.of == "report")
        uid = identity(seed, due.of, motion.id, *place)
        where = f"{due.organization}, {day(due.meeting_on)}" if due.meeting_on else ""
        description = "\n".join(part for part in (where, due.source) if part)
        yield uid, task_entry(motion, _(due.label), when, uid, description=description, sequence=sequence)


def _with_dates(office: Office, start: date) -> Iterator[Motion]:
    """The motions for which a period may run beside the meetings."""
    end = office.today + HORIZON
    since = min(start, office.today) - timedelta(days=750)
    for number in office.book.motions_with_dates(office.council.id, start, end, decided_since=since):
        yield office.book.motion(number)


def _due(due: deadlines.Due) -> datetime | date:
    """Its moment, or the whole day that it is: a report is due until the end of its day."""
    if due.of == "report":
        return (due.when - timedelta(days=1)).date()
    return due.when.date() if due.when.time() == time(0) else due.when


# Whom it concerns


def _sits(meeting: Meeting, member: Member | None) -> bool:
    """Whether somebody is at a meeting whatever is on its agenda."""
    if member is None or member.parts & {"office", "chair"}:
        return True
    return meeting.organization in member.speaks_for


def _concerns(motion: Motion, meeting: Meeting, member: Member | None) -> bool:
    return _sits(meeting, member) or (member is not None and _is_author(motion, member))


def _is_author(motion: Motion, member: Member) -> bool:
    return motion.id in member.author_of or bool(member.name and member.name in motion.signatories)
