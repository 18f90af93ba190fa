"""The planner: the earliest final decision on a route under all its deadlines, and what it costs to miss it.

Exact by an exchange argument: each station takes the first meeting it can, since an earlier meeting never
closes a later one; the last moment to file is found the other way round, each station taking the last
meeting that still leads to the same decision, and the latest deadline among the meetings the first station
may then use (deadlines need not follow the order of meetings where rules change with a date of force).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from states.council import Council
from states.meeting import Meeting, MeetingStatus
from states.outcome import Role
from workflow.rules.council_deadline import Admission, admission

_MOMENT = timedelta(seconds=1)


class Leg(NamedTuple):
    """A station still to be passed; `meeting` where it is settled already."""

    organization: str
    role: Role
    meeting: int | None = None


class Stage(NamedTuple):
    """A station with the meeting the plan chooses for it."""

    organization: str
    role: Role
    meeting: Meeting


class Plan(NamedTuple):
    """A way to the final decision. `file_by` is None where the paper is filed or no deadline runs."""

    stages: tuple[Stage, ...]
    decided_on: date
    file_by: Admission | None
    missed: Plan | None = None  #: the plan for one who files a moment later
    days_lost: int | None = None  #: from this decision to that one


class Gap(NamedTuple):
    """Why there is no plan: the first station for which the calendar has no meeting that can be used."""

    organization: str
    role: Role
    after: date
    last_known: date | None


class Calendar:
    """Meetings by organization in the order of time, those that are cancelled left out."""

    def __init__(self, meetings: Iterable[Meeting], council: Council) -> None:
        self.council = council
        self._by: dict[str, list[Meeting]] = {}
        for m in meetings:
            if m.status is not MeetingStatus.CANCELLED:
                self._by.setdefault(m.organization, []).append(m)
        for found in self._by.values():
            found.sort(key=_order)
        self._admissions: dict[int, Admission | None] = {}

    def of(self, organization: str) -> list[Meeting]:
        """The meetings of an organization."""
        return self._by.get(organization, [])

    def first(self, organization: str, since: date) -> int:
        """The index of its first meeting on a day or later."""
        return bisect_left(self.of(organization), since, key=lambda m: m.on)

    def admission(self, meeting: Meeting, now: datetime) -> Admission | None:
        """The submission deadline of a meeting, computed once."""
        if meeting.id not in self._admissions:
            self._admissions[meeting.id] = admission(meeting, self.council, now)
        return self._admissions[meeting.id]


def _order(m: Meeting) -> tuple[date, str, int]:
    return (m.on, m.begins.isoformat() if m.begins else "", m.id)


def earliest(legs: Sequence[Leg], calendar: Calendar, since: datetime, *, filed: bool) -> Plan | Gap:
    """The plan with the earliest final decision for a paper that is filed at a moment, or was before.

    The second plan, for one who files too late for the first, comes with it. `since` is aware.
    """
    found = _forward(legs, calendar, since, filed=filed)
    if isinstance(found, Gap) or filed:
        return found
    file_by = last_filing(legs, calendar, found.decided_on, since)
    if file_by is None:
        return found
    later = _forward(legs, calendar, file_by.deadline + _MOMENT, filed=False)
    if isinstance(later, Gap):
        return found._replace(file_by=file_by)
    lost = (later.decided_on - found.decided_on).days
    return found._replace(file_by=file_by, missed=later, days_lost=lost)


def _forward(legs: Sequence[Leg], calendar: Calendar, since: datetime, *, filed: bool) -> Plan | Gap:
    stages: list[Stage] = []
    for i, leg in enumerate(legs):
        meeting = _next(leg, stages, calendar, since, free=filed or i > 0)
        if meeting is None:
            known = calendar.of(leg.organization)
            after = stages[-1].meeting.on if stages else since.date()
            return Gap(leg.organization, leg.role, after, known[-1].on if known else None)
        stages.append(Stage(leg.organization, leg.role, meeting))
    return Plan(tuple(stages), stages[-1].meeting.on, None)


def _next(
    leg: Leg, stages: Sequence[Stage], calendar: Calendar, since: datetime, *, free: bool
) -> Meeting | None:
    """The first meeting a station can use. Two organizations may meet on one day; one cannot take the same
    motion twice on one day."""
    refile = bool(calendar.council.flag("refile_for_each_station"))
    zone = calendar.council.zone
    start = stages[-1].meeting.on if stages else since.date()
    meetings = calendar.of(leg.organization)
    for m in meetings[calendar.first(leg.organization, start) :]:
        if leg.meeting is not None and m.id != leg.meeting:
            continue
        if stages and m.on == start and _twice(leg, m, stages):
            continue
        if not stages and m.start(zone) < since and leg.meeting is None and not _all_day(m, since):
            continue
        if free and not (refile and stages):
            return m
        filing = since if not stages else stages[-1].meeting.start(zone)
        found = calendar.admission(m, since)
        if found is None or filing <= found.deadline:
            return m
    return None


def _twice(leg: Leg, m: Meeting, stages: Sequence[Stage]) -> bool:
    return any(s.organization == leg.organization and s.meeting.on == m.on for s in stages)


def _all_day(m: Meeting, since: datetime) -> bool:
    return m.begins is None and m.on >= since.date()


def last_filing(
    legs: Sequence[Leg], calendar: Calendar, decided_on: date, since: datetime
) -> Admission | None:
    """The last moment to file so that the final decision falls on a day or before it; None where the route
    has no submission deadline, or no way leads there."""
    bound = decided_on
    used: set[tuple[str, date]] = set()
    for leg in reversed(legs[1:]):
        meetings = calendar.of(leg.organization)
        at = calendar.first(leg.organization, bound + timedelta(days=1)) - 1
        while at >= 0 and (leg.organization, meetings[at].on) in used:
            at -= 1
        if at < 0:
            return None
        bound = meetings[at].on
        used.add((leg.organization, bound))
    first = legs[0].organization
    usable = calendar.of(first)[: calendar.first(first, bound + timedelta(days=1))]
    usable = [m for m in usable if (first, m.on) not in used and m.on >= since.date()]
    found = [a for m in usable if (a := calendar.admission(m, since)) is not None]
    return max(found, key=lambda a: a.deadline, default=None)


def by_day(legs: Sequence[Leg], calendar: Calendar, wanted: date, since: datetime) -> Plan | Gap | None:
    """Backward: the plan for one who wants the decision by a day and files at the last moment for it.

    None where it cannot be reached from `since`; then the earliest plan is the answer.
    """
    first = earliest(legs, calendar, since, filed=False)
    if isinstance(first, Gap) or first.decided_on > wanted:
        return first if isinstance(first, Gap) else None
    final = legs[-1].organization
    meetings = calendar.of(final)
    at = calendar.first(final, wanted + timedelta(days=1)) - 1
    while at >= 0 and meetings[at].on >= first.decided_on:
        file_by = last_filing(legs, calendar, meetings[at].on, since)
        if file_by is None:
            return first
        if file_by.deadline >= since:
            return earliest(legs, calendar, file_by.deadline, filed=False)
        at -= 1
    return first
