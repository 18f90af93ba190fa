"""What reminders count from: each anchor of the council's files, found in one motion.

An anchor that a motion does not have yields nothing. All dates are local days of the council.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from states.meeting import Meeting
from states.motion import Consultation, Motion, Status
from states.stage import OPEN, State
from workflow.rules.aftermath import lock_until, objection_end
from workflow.rules.reminder_table import Timetable

_ASLEEP = (State.DRAFT, State.DORMANT)


class Anchored(NamedTuple):
    """An anchor as one motion has it."""

    anchor: str  #: a word of workflow.presets.vocabulary.Anchor
    on: date
    at: datetime | None = None  #: its moment, where it has one
    until: datetime | None = None  #: after this moment a reminder that fell due before it has no point
    consultation: Consultation | None = None
    meeting: Meeting | None = None  #: number 0 for a printed date without a known meeting

    @property
    def organization(self) -> str:
        """Whose station it is; empty where the anchor belongs to the motion as a whole."""
        if self.meeting is not None:
            return self.meeting.organization
        return self.consultation.organization if self.consultation else ""


class Sight(NamedTuple):
    """A motion with all that its reminders are derived from."""

    motion: Motion
    table: Timetable
    now: datetime  #: aware
    since: datetime  #: when the motion was first recorded
    root: Motion | None = None  #: the paper at the head, for an amendment: it goes where that one goes

    def local(self, moment: datetime) -> date:
        """The council's day of a moment."""
        return moment.astimezone(ZoneInfo(self.table.zone)).date()


Finder = Callable[[Sight], Iterator[Anchored]]


# Before filing


def floats(motion: Motion) -> Consultation | None:
    """The first station of a draft that names no date: the next meeting is meant, whichever that will be."""
    station = motion.following if motion.state is State.DRAFT else None
    return station if station is not None and station.on is None else None


def targets(sight: Sight) -> list[tuple[Meeting, Consultation]]:
    """The meetings for which a motion has to be filed.

    For a draft that means "the next meeting" these are the first one whose submission deadline is open, and
    those that it has missed since it was written and that are still to come.
    """
    motion, table = sight.motion, sight.table
    if motion.is_amendment:
        return []
    station = floats(motion)
    if station is not None:
        return [(m, station) for m in _floating(sight, station.organization)]
    first = motion.following if motion.state is State.DRAFT else next(iter(motion.consultations), None)
    if first is None or first.result is not None or first.status is Status.VOID:
        return []
    meeting = table.of(first)
    return [] if meeting is None else [(meeting, first)]


def _floating(sight: Sight, organization: str) -> Iterator[Meeting]:
    for meeting in sight.table.sittings(organization):
        deadline = sight.table.submission(meeting) or sight.table.begins(meeting)
        if deadline >= sight.now:
            yield meeting
            return
        if deadline > sight.since and sight.table.begins(meeting) > sight.now:
            yield meeting


def _submission_deadline(sight: Sight) -> Iterator[Anchored]:
    for meeting, station in targets(sight):
        deadline = sight.table.submission(meeting)
        if deadline is not None:
            on = sight.local(deadline)
            yield Anchored("submission_deadline", on, deadline, deadline, station, meeting)


def _faction_meeting(sight: Sight) -> Iterator[Anchored]:
    """The faction's last meeting before the deadline, where the calendar has one."""
    for meeting, station in targets(sight):
        deadline = sight.table.submission(meeting)
        found = sight.table.last_faction_meeting(deadline) if deadline else None
        if found is not None:
            begins = sight.table.begins(found)
            yield Anchored("faction_meeting", found.on, begins, begins, station, found)


def _deadline_passed(sight: Sight) -> Iterator[Anchored]:
    for meeting, station in targets(sight):
        deadline = sight.table.submission(meeting)
        if deadline is not None:
            begins = sight.table.begins(meeting)
            yield Anchored("deadline_passed", sight.local(deadline), deadline, begins, station, meeting)


def _filed(sight: Sight) -> Iterator[Anchored]:
    if sight.motion.submitted_on is not None:
        yield Anchored("filed", sight.motion.submitted_on)


# Meetings


def _ahead(sight: Sight) -> Iterator[tuple[Consultation, Meeting]]:
    """The stations that wait for their meeting or for its result."""
    motion = sight.motion
    if motion.state not in OPEN or motion.state in _ASLEEP:
        return
    for c in (*motion.consultations, *_inherited(sight)):
        if c.result is None and c.status in (Status.PLANNED, Status.OPEN):
            meeting = sight.table.of(c)
            if meeting is not None:
                yield c, meeting


def _inherited(sight: Sight) -> list[Consultation]:
    """The stations ahead of an amendment's paper, where the amendment will be voted on as well. Their number
    is none of the amendment's own, so it is 0."""
    root = sight.root
    if root is None or root.state not in OPEN or root.state in _ASLEEP:
        return []
    own = {c.meeting for c in sight.motion.consultations if c.result is None}
    planned = [c for c in root.consultations if c.status is Status.PLANNED and c.result is None]
    return [c._replace(n=0) for c in planned if c.meeting is None or c.meeting not in own]


def _invitation(sight: Sight) -> Iterator[Anchored]:
    for c, meeting in _ahead(sight):
        deadline = sight.table.invitation(meeting)
        if deadline is not None:
            begins = sight.table.begins(meeting)
            yield Anchored("invitation", sight.local(deadline), deadline, begins, c, meeting)


def _meeting(sight: Sight) -> Iterator[Anchored]:
    """Those ahead, and those whose minutes may still be awaited."""
    found = list(_ahead(sight))
    for c in sight.motion.closed():
        meeting = sight.table.of(c) if c.meeting is not None else None
        if meeting is not None:
            found.append((c, meeting))
    for c, meeting in found:
        begins = sight.table.begins(meeting)
        until = sight.table.ends(meeting) if meeting.begins is None else begins
        yield Anchored("meeting", meeting.on, begins, until, c, meeting)


def _meeting_end(sight: Sight) -> Iterator[Anchored]:
    for c, meeting in _ahead(sight):
        yield Anchored("meeting_end", meeting.on, sight.table.ends(meeting), None, c, meeting)


def _minutes(sight: Sight) -> Iterator[Anchored]:
    for c in sight.motion.closed():
        meeting = sight.table.of(c) if c.meeting is not None else None
        if meeting is not None and meeting.minutes_on is not None:
            yield Anchored("minutes", meeting.minutes_on, None, None, c, meeting)


# Results and what comes after them


def _advisory_result(sight: Sight) -> Iterator[Anchored]:
    current = sight.motion.current
    ahead = sight.table.of(current) if current is not None else None
    until = None if ahead is None else sight.table.begins(ahead)
    for c in sight.motion.closed():
        if c.result is not None and c.role.votes and not c.role.decides:
            yield Anchored("advisory_result", c.result.on, None, until, c)


def _objection_end(sight: Sight) -> Iterator[Anchored]:
    decided = sight.motion.decided_on
    found = objection_end(sight.motion, sight.table.rules(decided)) if decided else None
    if found is not None:
        yield Anchored("objection_end", found.deadline.date(), found.deadline, found.deadline)


def _report_date(sight: Sight) -> Iterator[Anchored]:
    for day in sorted({r.due for r in sight.motion.reports if r.due is not None}):
        yield Anchored("report_date", day)


def _decision(sight: Sight) -> Iterator[Anchored]:
    if sight.motion.decided_on is not None:
        yield Anchored("decision", sight.motion.decided_on)


def _held(sight: Sight) -> Iterator[Anchored]:
    current, last = sight.motion.current, sight.motion.last_result()
    if current is not None and current.status is Status.HELD:
        since = last.on if last is not None else sight.motion.submitted_on
        if since is not None:
            yield Anchored("held", since, None, None, current)


def _term_end(sight: Sight) -> Iterator[Anchored]:
    if sight.motion.state not in OPEN:
        return
    for term in sight.table.rules(sight.local(sight.now)).terms:
        if term.end >= sight.local(sight.since):
            after = datetime.combine(term.end + timedelta(days=1), datetime.min.time())
            yield Anchored("term_end", term.end, None, after.replace(tzinfo=ZoneInfo(sight.table.zone)))


def _lock_end(sight: Sight) -> Iterator[Anchored]:
    """The last day of the lock: the day after it the matter may be filed again."""
    decided = sight.motion.decided_on
    free = lock_until(sight.motion, sight.table.rules(decided)) if decided else None
    if free is not None:
        yield Anchored("lock_end", free - timedelta(days=1))


FINDERS: Mapping[str, Finder] = {
    "submission_deadline": _submission_deadline,
    "faction_meeting": _faction_meeting,
    "filed": _filed,
    "deadline_passed": _deadline_passed,
    "invitation": _invitation,
    "meeting": _meeting,
    "meeting_end": _meeting_end,
    "advisory_result": _advisory_result,
    "objection_end": _objection_end,
    "minutes": _minutes,
    "report_date": _report_date,
    "decision": _decision,
    "held": _held,
    "term_end": _term_end,
    "lock_end": _lock_end,
}
