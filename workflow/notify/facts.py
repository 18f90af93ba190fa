"""What a letter can say of a reminder: its motion, its meeting, its date, each as its reader reads them.

Nothing of a motion that is not public but its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting
from states.motion import Consultation, Motion
from states.refusal import N_, Refusal
from workflow.notify.notice import Notice
from workflow.publish.appointments import (
    identity,
    meeting_entry,
    named,
    on_agenda,
    revision,
    task_entry,
)
from workflow.rules.council_deadline import deadlines_of
from workflow.rules.period import DAY_ENDS
from workflow.words import _, clock_time, day, listed

if TYPE_CHECKING:
    from workflow.publish.ics import Appointment, Task
    from workflow.store.book import Book, CouncilRow

_PLAIN = re.compile(r"[\w./-]+")
_LATEST = "SELECT note FROM checkpoint WHERE council = ? ORDER BY size DESC, recorded DESC LIMIT 1"

#: What the date of an anchor is called in a letter; meetings are named anyway.
DATES: dict[str, str] = {
    "submission_deadline": N_("Submission deadline"),
    "deadline_passed": N_("Submission deadline"),
    "faction_meeting": N_("Faction meeting"),
    "filed": N_("Filed on"),
    "invitation": N_("Invitation due"),
    "advisory_result": N_("Recommended on"),
    "objection_end": N_("Objection period ends"),
    "minutes": N_("Minutes published"),
    "report_date": N_("Report due"),
    "decision": N_("Decided on"),
    "held": N_("On hold since"),
    "term_end": N_("Term ends"),
    "lock_end": N_("Lock ended"),
}
#: The deadline that the date of an anchor is, in the words of `workflow.office.deadlines`.
_DEADLINES = {"submission_deadline": "submission", "objection_end": "objection", "report_date": "report"}
_AT_THE_MEETING = ("meeting", "faction_meeting", "invitation")


class Facts(NamedTuple):
    """A reminder in words."""

    text: str  #: key of its wording
    roles: str  #: why its reader gets it
    named: dict[str, Any]  #: what wordings can use, see docs/reminders.md
    entry: Appointment | Task | None  #: its date for a calendar, while it lies ahead


class _Sight(NamedTuple):
    notice: Notice
    row: CouncilRow
    rules: Council
    motion: Motion
    station: Consultation | None
    meeting: Meeting | None  #: of the anchor
    ahead: Meeting | None  #: of the station
    following: str  #: where the motion goes on, and when
    now: datetime

    @property
    def anchor(self) -> str:
        return str(self.notice.payload["anchor"])

    @property
    def on(self) -> date:
        return date.fromisoformat(self.notice.payload["on"])

    @property
    def at(self) -> datetime | None:
        found = self.notice.payload.get("at")
        return None if found is None else datetime.fromisoformat(found).astimezone(ZoneInfo(self.row.zone))


def facts_of(book: Book, notice: Notice, row: CouncilRow, now: datetime) -> Facts:
    """The facts of a reminder as they are at `now`, in the language spoken now."""
    assert notice.motion is not None
    payload = notice.payload
    motion = book.motion(notice.motion)
    station = _station(motion, payload)
    meeting = book.meeting(payload["meeting"]) if payload.get("meeting") else None
    ahead = book.meeting(station.meeting) if station is not None and station.meeting is not None else None
    rules = book.rules(row.id, date.fromisoformat(payload["on"]))
    sight = _Sight(notice, row, rules, motion, station, meeting, ahead, _following(book, row, motion), now)
    return Facts(
        str(payload.get("text", "")),
        listed([_role(role) for role in payload.get("roles", ())]),
        _named(sight),
        _entry(book, sight),
    )


def calendar_of(entries: Iterable[Appointment | Task | None], row: CouncilRow, now: datetime) -> str:
    """A calendar file of the dates that lie ahead; empty where there are none."""
    from workflow.publish.ics import write

    found = {entry.uid: entry for entry in entries if entry is not None}
    return write(list(found.values()), now, zone=row.zone, method="PUBLISH").decode() if found else ""


def checkpoint_of(book: Book, council: int) -> str:
    """The latest signed checkpoint of a council's log, verbatim; empty where there is none."""
    from workflow.store.database import asked

    rows = book.database.rows(asked(book.database, _LATEST), (council,))
    return str(rows[0][0]) if rows else ""


# In words


def _following(book: Book, row: CouncilRow, motion: Motion) -> str:
    current = motion.current
    if current is None:
        return ""
    meeting = book.meeting(current.meeting) if current.meeting is not None else None
    rules = book.rules(row.id, meeting.on if meeting else current.on or date.max)
    return _sitting(_called(rules, current.organization), meeting, current.on, row.zone)


def typed(motion: Motion) -> str:
    """What to type for a motion; in quotes where a shell would read it otherwise."""
    name = motion.reference or f"#{motion.id}"
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', "") + '"'


def _named(sight: _Sight) -> dict[str, Any]:
    motion = sight.motion
    meeting = sight.ahead if sight.meeting is None or sight.anchor == "faction_meeting" else sight.meeting
    organization = _called(sight.rules, _organization(sight))
    held = meeting.on if meeting else sight.station.on if sight.station else None
    if held is None and sight.anchor in ("meeting", "meeting_end"):
        held = sight.on  # a printed date
    label = " ".join(str(sight.notice.payload.get("label", "")).split())
    return {
        "label": label,
        "headline": f"{label}{' ' if label.endswith(('?', '!', '.')) else ': '}{named(motion)}",
        "motion": named(motion),
        "reference": motion.reference or f"#{motion.id}",
        "title": " ".join(motion.title.split()) if motion.public else "",
        "ref": typed(motion),
        "council": sight.row.name,
        "organization": organization,
        "meeting": _sitting(organization, meeting, held, sight.row.zone),
        "meeting_name": f"{organization}@{held:%d.%m.%Y}" if held else organization,
        "date": _moment(sight),
        "today": f"{sight.now:%d.%m.%Y}",
        "later": f"{sight.now + timedelta(days=90):%d.%m.%Y}",
        "repetition": sight.notice.payload.get("repetition", 1),
        "facts": "\n".join(
            f"{label}: {value}" for label, value in _lines(sight, organization, meeting, held)
        ),
    }


def _lines(
    sight: _Sight, organization: str, meeting: Meeting | None, held: date | None
) -> Iterable[tuple[str, str]]:
    yield _("Motion"), named(sight.motion)
    if held is not None:
        yield _("Meeting"), _sitting(organization, meeting, held, sight.row.zone)
    elif organization:
        yield _("Organization"), organization
    if meeting is not None and meeting.place:
        yield _("Venue"), " ".join(meeting.place.split())
    item = sight.station.agenda_item if sight.station else ""
    if item or sight.motion.agenda_item:
        yield _("Agenda item"), item or sight.motion.agenda_item
    if sight.anchor in DATES:
        yield _(DATES[sight.anchor]), _moment(sight)
    if sight.anchor == "advisory_result" and sight.following:
        yield _("Next"), sight.following
    if sight.anchor == "faction_meeting" and (deadline := _submission(sight)) is not None:
        yield _(DATES["submission_deadline"]), _ended(deadline)


def _sitting(organization: str, meeting: Meeting | None, held: date | None, zone: str) -> str:
    """`Kreisausschuss, Mo., 22.03.2021, 17:00 Uhr`."""
    parts = [organization]
    if meeting is not None:
        parts.append(day(meeting.on, weekday=True))
        if meeting.begins is not None:
            parts.append(clock_time(meeting.start(zone).time()))
    elif held is not None:
        parts.append(day(held, weekday=True))
    return ", ".join(part for part in parts if part)


def _moment(sight: _Sight) -> str:
    """The anchor's date: with its hour where that is what matters."""
    if sight.at is None or (sight.anchor == "faction_meeting" and sight.meeting and not sight.meeting.begins):
        return day(sight.on, weekday=True)
    return _ended(sight.at)


def _ended(moment: datetime) -> str:
    clock = clock_time(moment.time().replace(microsecond=0))
    if moment.time() == DAY_ENDS:
        clock = clock.replace("23:59:59", "24:00")
    return f"{day(moment.date(), weekday=True)}, {clock}"


def _submission(sight: _Sight) -> datetime | None:
    if sight.ahead is None:
        return None
    try:
        found = deadlines_of(sight.ahead, sight.rules, of="submission")
    except Refusal:  # a deadline that cannot be computed is told elsewhere
        return None
    return min((d.computed.safe_deadline for d in found), default=None)


def _station(motion: Motion, payload: Mapping[str, Any]) -> Consultation | None:
    """The station meant; one ahead of an amendment is its motion's, and its number is of another paper."""
    number, organization = payload.get("consultation"), payload.get("organization")
    found = motion.consultation(number) if number is not None else motion.current
    faction = payload["anchor"] == "faction_meeting"  # the organization is the faction then
    astray = found is not None and organization and not faction and found.organization != organization
    return None if astray else found


def _organization(sight: _Sight) -> str:
    if sight.meeting is not None and sight.anchor != "faction_meeting":
        return sight.meeting.organization
    if sight.station is not None:
        return sight.station.organization
    return str(sight.notice.payload.get("organization", ""))


def _called(rules: Council, key: str) -> str:
    found = rules.organization(key)
    return found.name if found else key


def _role(role: str) -> str:
    from workflow.presets.vocabulary import RECIPIENT_LABELS

    return _(RECIPIENT_LABELS.get(role, role))


# For the calendar


def _entry(book: Book, sight: _Sight) -> Appointment | Task | None:
    if sight.on < sight.now.date():
        return None
    seed = book.seed(sight.row.id)
    if sight.anchor in _AT_THE_MEETING:
        if sight.meeting is None or sight.meeting.start(sight.row.zone) < sight.now:
            return None
        rules = book.rules(sight.row.id, sight.meeting.on)
        return meeting_entry(sight.meeting, rules, seed, on_agenda(book, sight.meeting))
    kind = _DEADLINES.get(sight.anchor)
    if kind is None:
        return None
    motion, due = sight.motion, sight.at or sight.on
    place: tuple[object, ...] = ()
    if kind == "submission":
        place = (sight.station.n if sight.station else 0, sight.meeting.id if sight.meeting else sight.on)
    elif kind == "report":
        place = (sight.on,)
    uid = identity(seed, kind, motion.id, *place)
    meeting = sight.meeting if kind == "submission" else None
    return task_entry(motion, _(DATES[sight.anchor]), due, uid, sequence=revision(sight.row, motion, meeting))
