"""What speaks against a meeting's date: each conflict found is a warning, never a refusal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from states.council import Council
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Status
from states.refusal import N_, Refusal
from workflow.rules.council_deadline import admission, work_calendar
from workflow.rules.school import BREAKS, school_break
from workflow.rules.workday import SATURDAY, SUNDAY, holiday_name

#: Words of each conflict; templates are filled with its facts.
CONFLICTS: dict[str, str] = {
    "holiday": N_("{on} is a public holiday here: {name}."),
    "weekend": N_("{on} is a {weekday}."),
    "school_holidays": N_("{on} lies in the {name}; this council does not meet in them."),
    "same_day": N_("{organization} already meets on {on} (meeting {number})."),
    "deadline_passed": N_(
        "The submission deadline for {organization} on {on} ended {deadline}; nothing more can be filed "
        "for it."
    ),
    "earlier_station_later": N_(
        "{reference}: {organization} meets on {on}, but {other} comes before it on the route and meets only "
        "on {other_on}."
    ),
    "later_station_earlier": N_(
        "{reference}: {organization} meets on {on}, but {other} comes after it on the route and meets "
        "already on {other_on}."
    ),
    "moved_into_past": N_("{on} is over already; this meeting was still to come on {was}."),
    "before_filing": N_("{reference} was filed on {filed}, after this meeting ({on})."),
}


class Conflict(NamedTuple):
    """One conflict: its code and the facts that its sentence needs."""

    code: str
    facts: dict[str, object]


def conflicts(
    meeting: Meeting, calendar: Iterable[Meeting], motions: Iterable[Motion], council: Council, now: datetime
) -> list[Conflict]:
    """Everything that speaks against a meeting as it is planned.

    `calendar` holds the meetings around it and those of the motions' other stations; `motions` are those on
    its agenda. A meeting that is over or cancelled has no conflicts with days and deadlines any more.
    """
    if meeting.status is MeetingStatus.CANCELLED:
        return []
    calendar = list(calendar)
    ahead = meeting.start(council.zone) > now
    found = [*_day(meeting, council)] if ahead else []
    found += _twice(meeting, calendar, council)
    if ahead:
        found += _deadline(meeting, council, now)
    by_number = {m.id: m for m in calendar}
    for motion in motions:
        found += _order(meeting, motion, by_number, council)
    return found


def moved_into_past(before: Meeting, after: Meeting, council: Council, now: datetime) -> list[Conflict]:
    """A meeting that was still to come and is moved to a day that is over: a slip of the pen more often than
    not, and never refused."""
    if before.start(council.zone) <= now or after.start(council.zone) > now:
        return []
    return [Conflict("moved_into_past", {"on": after.on, "was": before.on})]


def _name(council: Council, key: str) -> str:
    found = council.organization(key)
    return found.name if found else key


_WEEKDAYS = {SATURDAY: N_("Saturday"), SUNDAY: N_("Sunday")}


def _day(meeting: Meeting, council: Council) -> Iterator[Conflict]:
    on = meeting.on
    try:
        holiday = holiday_name(on, work_calendar(council))
    except Refusal:  # outside the years that are known, nothing can be said
        holiday = ""
    if holiday:
        yield Conflict("holiday", {"on": on, "name": holiday})
    elif on.weekday() in _WEEKDAYS:
        yield Conflict("weekend", {"on": on, "weekday": _WEEKDAYS[on.weekday()]})
    if council.flag("school_holidays"):
        name = school_break(on, council.land)
        if name:
            yield Conflict("school_holidays", {"on": on, "name": BREAKS.get(name, name)})


def _twice(meeting: Meeting, calendar: Iterable[Meeting], council: Council) -> Iterator[Conflict]:
    for other in calendar:
        same = other.organization == meeting.organization and other.on == meeting.on
        if same and other.id != meeting.id and other.status is not MeetingStatus.CANCELLED:
            name = _name(council, meeting.organization)
            yield Conflict("same_day", {"organization": name, "on": meeting.on, "number": other.id})


def _deadline(meeting: Meeting, council: Council, now: datetime) -> Iterator[Conflict]:
    try:
        found = admission(meeting, council, now)
    except Refusal:
        return
    if found is not None and not found.open:
        name = _name(council, meeting.organization)
        facts = {"organization": name, "on": meeting.on, "deadline": found.deadline, "ground": found.source}
        yield Conflict("deadline_passed", dict(facts))


def _order(
    meeting: Meeting, motion: Motion, calendar: dict[int, Meeting], council: Council
) -> Iterator[Conflict]:
    """Stations of one motion that would meet in another order than its route has them."""
    route = [c for c in motion.consultations if c.status is not Status.VOID]
    here = next((i for i, c in enumerate(route) if c.meeting == meeting.id and c.result is None), None)
    if here is None:
        return
    facts: dict[str, object] = {
        "reference": motion.reference or f"#{motion.id}",
        "organization": _name(council, meeting.organization),
        "on": meeting.on,
    }
    if motion.submitted_on is not None and meeting.on < motion.submitted_on:
        yield Conflict("before_filing", {**facts, "filed": motion.submitted_on})
    for i, c in enumerate(route):
        on = _date(c, calendar)
        if on is None or i == here:
            continue
        other = {**facts, "other": _name(council, c.organization), "other_on": on}
        if i < here and on > meeting.on:
            yield Conflict("earlier_station_later", other)
        elif i > here and on < meeting.on:
            yield Conflict("later_station_earlier", other)


def _date(c: Consultation, calendar: dict[int, Meeting]) -> date | None:
    if c.result is not None:
        return c.result.on
    found = calendar.get(c.meeting) if c.meeting is not None else None
    if found is not None:
        return None if found.status is MeetingStatus.CANCELLED else found.on
    return c.on
