"""Where a motion stands and what is next: as an object for programs, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Status
from states.stage import ADOPTED, OPEN, ROLE_LABELS, STAGES, STATE_LABELS, State
from workflow.office.office import Office
from workflow.words import _, day, listed, moment


class StationShown(TypedDict):
    """A consultation, its keys a promise."""

    n: int
    organization: str
    name: str
    role: str
    status: str
    date: str | None
    time: str | None
    meeting: int | None
    next_meeting: bool
    agenda_item: str | None
    until: str | None


class Shown(TypedDict):
    """Where a motion stands, its keys a promise."""

    reference: str
    id: int
    title: str
    kind: str
    state: str
    station: StationShown | None
    next: list[StationShown]
    amends: str | None
    decided_on: str | None
    executable_from: str | None
    locked_until: str | None
    reports: list[dict[str, str | None]]
    owed: list[str]


def standing(office: Office, motion: Motion) -> Shown:
    """Where a motion stands; dates are the council's local days."""
    ahead = [c for c in motion.consultations if c.status is Status.PLANNED]
    current = motion.current
    if current is None and motion.state in OPEN and ahead:
        current = ahead.pop(0)
    return {
        "reference": motion.reference,
        "id": motion.id,
        "title": motion.title,
        "kind": motion.kind,
        "state": motion.state.value,
        "station": station(office, current) if current else None,
        "next": [station(office, c) for c in ahead],
        "amends": _parent(office, motion),
        "decided_on": motion.decided_on.isoformat() if motion.decided_on else None,
        "executable_from": _iso(executable(office, motion)),
        "locked_until": _iso(locked(office, motion)),
        "reports": [
            {
                "due": r.due.isoformat() if r.due else None,
                "to": r.to or None,
                "given_on": r.given_on.isoformat() if r.given_on else None,
            }
            for r in motion.reports
        ],
        "owed": list(motion.owed),
    }


def station(office: Office, c: Consultation) -> StationShown:
    """A consultation with the date of its meeting."""
    meeting = meeting_of(office, c)
    on = meeting.on if meeting else c.on
    return {
        "n": c.n,
        "organization": c.organization,
        "name": organization_name(office, c.organization),
        "role": c.role.value,
        "status": c.status.value,
        "date": on.isoformat() if on else None,
        "time": meeting.begins.strftime("%H:%M") if meeting and meeting.begins else None,
        "meeting": c.meeting,
        "next_meeting": c.next_meeting,
        "agenda_item": c.agenda_item or None,
        "until": c.until.isoformat() if c.until else None,
    }


def meeting_of(office: Office, c: Consultation) -> Meeting | None:
    """The meeting of a consultation; None where it has none, also in a dry run that would make it."""
    from workflow.store.refusals import UnknownMeeting

    try:
        return office.book.meeting(c.meeting) if c.meeting is not None else None
    except UnknownMeeting:
        return None


def organization_name(office: Office, key: str) -> str:
    """How an organization is called; its key where nobody knows it."""
    found = office.rules.organization(key)
    return found.name if found else key


def _parent(office: Office, motion: Motion) -> str | None:
    return office.book.motion(motion.parent).reference if motion.parent is not None else None


def executable(office: Office, motion: Motion) -> datetime | None:
    """The moment from which an adopted motion may be carried out."""
    from workflow.rules.aftermath import executable_from

    return executable_from(motion, _rules_of(office, motion)) if motion.decided_on else None


def locked(office: Office, motion: Motion) -> date | None:
    """The day from which a rejected matter may be filed again, where the council has a lock."""
    from workflow.rules.aftermath import lock_until

    return lock_until(motion, _rules_of(office, motion)) if motion.decided_on else None


def _rules_of(office: Office, motion: Motion) -> Council:
    """The rules in force when the motion was decided."""
    return office.book.rules(office.council.id, motion.decided_on or office.today)


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


# For people


def standing_lines(office: Office, motion: Motion) -> Iterator[str]:
    """Where it stands, then the stations ahead, then what runs after a decision."""
    yield f"{name_of(motion)} – {motion.title}" if motion.title else name_of(motion)
    planned = [c for c in motion.consultations if c.status is Status.PLANNED]
    yield _("Now: {state}").format(state=stands_line(office, motion))
    for c in planned:
        yield _("Next: {station}").format(station=station_line(office, c))
    yield from _after_lines(office, motion)


def stands_line(office: Office, motion: Motion) -> str:
    """Its state with the consultation whose turn it is, or since when it has ended."""
    state, current = _(STATE_LABELS[motion.state]), motion.current
    if current is not None:
        line = station_line(office, current)
        same = STATE_LABELS[motion.state] == ROLE_LABELS[current.role]
        return line if same else f"{state} – {line}"
    if motion.is_amendment and motion.state in STAGES:
        return _("voted on here; goes on with {paper}").format(paper=_parent(office, motion))
    return _ended(motion, state)


def _ended(motion: Motion, state: str) -> str:
    on = motion.implemented_on or motion.ended_on or motion.decided_on
    if motion.state in OPEN or on is None:
        return state
    return _("{state} since {on}").format(state=state, on=day(on))


def name_of(motion: Motion) -> str:
    """Its reference, else its number."""
    return motion.reference or f"#{motion.id}"


def station_line(office: Office, c: Consultation) -> str:
    """`Rat, Di., 15.04.2008, 17:00 Uhr (Beschluss)`."""
    name = organization_name(office, c.organization)
    item = f", {_('item')} {c.agenda_item}" if c.agenda_item else ""
    return f"{name}, {station_when(office, c)}{item} ({_(ROLE_LABELS[c.role])})"


def station_when(office: Office, c: Consultation) -> str:
    """The day and time of a consultation, or what stands in their place."""
    if c.status is Status.HELD:
        return _("on hold until {until}").format(until=day(c.until)) if c.until else _("on hold")
    meeting = meeting_of(office, c)
    if meeting is not None and meeting.status is MeetingStatus.CANCELLED:
        return _("meeting of {on} cancelled").format(on=day(meeting.on))
    if meeting is not None and meeting.begins is not None:
        return moment(meeting.start(office.council.zone))
    if meeting is not None or c.on is not None:
        return day(meeting.on if meeting else c.on or office.today, weekday=True)
    return _("next meeting, date not known yet")


def _after_lines(office: Office, motion: Motion) -> Iterator[str]:
    free, until = executable(office, motion), locked(office, motion)
    if free is not None and free > office.now and motion.state is not State.IMPLEMENTED:
        yield _("Objections are possible until {when}; then the decision can be carried out.").format(
            when=_until(free.astimezone(ZoneInfo(office.council.zone)))
        )
    if until is not None:
        yield _("The same matter can be filed again from {when}.").format(when=day(until))
    for report in motion.reports if motion.state in (*OPEN, *ADOPTED) else ():
        if report.given_on is None and (report.due or report.to):
            due = day(report.due) if report.due else _("no date set")
            yield _("Report due: {due}{to}").format(due=due, to=f" ({report.to})" if report.to else "")
    if "text" in motion.owed:
        yield _("The text as voted is still missing: laufzettel advance {reference} text --text FILE").format(
            reference=name_of(motion)
        )


def _until(last: datetime) -> str:
    """The last moment of a period; its day alone where it ends with the day."""
    return day(last, weekday=True) if last.hour == 23 and last.minute == 59 else moment(last)


def affected(motions: list[Motion]) -> str:
    """`A-1 (angenommen), A-2 (…)`: other papers that a command moved."""
    return listed(f"{name_of(m)} ({_(STATE_LABELS[m.state])})" for m in motions)
