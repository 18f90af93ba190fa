"""The deadlines of motions: computed from rules, calendar and motion each time they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting
from states.motion import Consultation, Motion, Status
from states.refusal import N_
from states.stage import State
from workflow.office.office import Office
from workflow.rules.aftermath import lock_until, objection_end, objection_flag, repeat_vote_window
from workflow.rules.council_deadline import deadlines_of
from workflow.rules.period import DAY_ENDS
from workflow.rules.rule import Computed

#: What a deadline is for, beside those of the council's file.
LABELS = {
    "objection": N_("Objection period ends"),
    "repeat_vote": N_("Repeat vote"),
    "lock": N_("Resubmission lock ends"),
    "report": N_("Report is due"),
    "resubmission": N_("Resubmission of a motion on hold"),
    "meeting": N_("Meeting"),
}

#: Deadlines of a meeting that concern a motion which is filed already, and those of a draft.
_FILED = ("invitation", "documents", "amendment")
_UNFILED = ("submission", "agenda", "invitation")


#: Days that a period after a decision can reach back: objections and repeat votes, locks.
_OBJECTED, _LOCKED = 60, 750


class Due(NamedTuple):
    """A deadline of one motion."""

    when: datetime
    of: str
    label: str
    reference: str
    title: str
    organization: str
    meeting_on: date | None
    source: str
    computed: Computed | None = None


def of_motion(office: Office, motion: Motion, *, explained: bool = False) -> list[Due]:
    """Every deadline that still matters to a motion, in the order of time."""
    rules = office.rules
    found = list(_of_state(motion, rules, office.now))
    station = motion.current or motion.following
    if station is not None and station.meeting is not None:
        meeting = office.book.meeting(station.meeting)
        found += _of_meeting(motion, station, meeting, rules, explained=explained)
    return sorted(found, key=lambda d: d.when.timestamp())


def within(office: Office, days: int, *, explained: bool = False) -> list[Due]:
    """The deadlines of all motions from now on for a number of days.

    Costs what is due: it starts from the meetings and dates ahead, not from the motions.
    """
    end = office.now + timedelta(days=days)
    found: list[Due] = []
    for meeting in office.book.meetings(
        office.council.id, None, office.today, office.today + timedelta(days=days + 120)
    ):
        for motion in office.book.motions_at(meeting.id):
            station = motion.current or motion.following
            if station is not None and station.meeting == meeting.id:
                found += _of_meeting(motion, station, meeting, office.rules, explained=explained)
    since = office.today - timedelta(days=_LOCKED if office.rules.flag("resubmission_lock") else _OBJECTED)
    numbers = office.book.motions_with_dates(office.council.id, office.today, end.date(), decided_since=since)
    for number in numbers:
        found += _of_state(office.book.motion(number), office.rules, office.now)
    kept = {(d.reference, d.of, d.when): d for d in found if office.now <= d.when <= end}
    return sorted(kept.values(), key=lambda d: (d.when.timestamp(), d.reference))


def _of_meeting(
    motion: Motion, station: Consultation, meeting: Meeting, rules: Council, *, explained: bool
) -> Iterator[Due]:
    wanted = _UNFILED if motion.state is State.DRAFT else _FILED
    name = _name(rules, station.organization)
    for d in deadlines_of(meeting, rules, explained=explained):
        if d.of in wanted:
            when = d.computed.safe_deadline
            yield Due(
                when, d.of, d.label, motion.reference, motion.title, name, meeting.on, d.source, d.computed
            )
    start = meeting.start(rules.zone)
    yield Due(start, "meeting", LABELS["meeting"], motion.reference, motion.title, name, meeting.on, "", None)


def _of_state(motion: Motion, rules: Council, now: datetime) -> Iterable[Due]:
    """What still runs beside the meetings: objection, repeat vote, lock, reports, resubmission."""
    zone = ZoneInfo(rules.zone)

    def due(of: str, when: datetime, source: str, computed: Computed | None = None) -> Due:
        label = LABELS[of]
        return Due(when, of, label, motion.reference, motion.title, "", None, source, computed)

    objection = objection_end(motion, rules)
    if objection is not None and objection.deadline >= now and motion.state is not State.IMPLEMENTED:
        yield due("objection", objection.deadline, rules.source(objection_flag(motion)), objection)
    window = repeat_vote_window(motion, rules)
    if window is not None and window.closes is not None:
        yield due("repeat_vote", window.closes, rules.source("repeat_vote"), window.computed)
    until = lock_until(motion, rules)
    if until is not None:
        yield due("lock", _midnight(until, zone), rules.source("resubmission_lock"))
    for report in motion.reports:
        if report.due is not None and report.given_on is None:
            yield due("report", datetime.combine(report.due, DAY_ENDS, zone), "")
    current = motion.current
    if current is not None and current.status is Status.HELD and current.until is not None:
        yield due("resubmission", _midnight(current.until, zone), "")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _name(rules: Council, key: str) -> str:
    found = rules.organization(key)
    return found.name if found else key
