"""The meetings that reminders count from, with their deadlines, each computed once for all motions there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council, OrganizationType
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation
from states.refusal import Refusal
from workflow.rules.council_deadline import CouncilDeadline, deadlines_of
from workflow.rules.period import day_begins

#: How long a meeting is taken to last where no end is known.
SITTING = timedelta(hours=3)

Rules = Callable[[date], Council]
#: The reminders of a council's file that are switched on, by what they count from.
ByAnchor = Mapping[str, tuple[Mapping[str, Any], ...]]


class Fault(NamedTuple):
    """A deadline or a reminder that cannot be computed, and why."""

    what: str  #: key of the rule, or number of the meeting
    why: Refusal


class Timetable:
    """Meetings by number and by organization. `rules` gives the council as its rules are on a day."""

    def __init__(self, rules: Rules, zone: str, meetings: Iterable[Meeting] = ()) -> None:
        self.rules = rules
        self.zone = zone
        self.faults: dict[str, Fault] = {}
        self._reminders: dict[int, tuple[Council, ByAnchor]] = {}
        self._meetings: dict[int, Meeting] = {}
        self._sittings: dict[str, list[Meeting]] = {}
        self._deadlines: dict[tuple[object, ...], list[CouncilDeadline]] = {}
        self.add(meetings)

    def add(self, meetings: Iterable[Meeting]) -> None:
        """Know these, too."""
        for meeting in meetings:
            if meeting.id not in self._meetings and meeting.status is not MeetingStatus.CANCELLED:
                self._sittings.setdefault(meeting.organization, []).append(meeting)
                self._sittings[meeting.organization].sort(key=lambda m: (m.start(self.zone), m.id))
            self._meetings[meeting.id] = meeting

    def reminders(self, on: date) -> ByAnchor:
        """The reminders that are in force on a day."""
        council = self.rules(on)
        found = self._reminders.get(id(council))
        if found is None:
            by_anchor: dict[str, tuple[Mapping[str, Any], ...]] = {}
            for rule in council.reminders:
                if rule.get("enabled", True):
                    by_anchor[rule["anchor"]] = (*by_anchor.get(rule["anchor"], ()), rule)
            found = self._reminders[id(council)] = (council, by_anchor)  # keeps the council, and so its id
        return found[1]

    def __contains__(self, number: int) -> bool:
        return number in self._meetings

    def sittings(self, organization: str) -> list[Meeting]:
        """The known meetings of an organization that are not cancelled, in the order of time."""
        return self._sittings.get(organization, [])

    def of(self, c: Consultation) -> Meeting | None:
        """The meeting of a consultation; one that is only a printed date where no meeting is known.

        None where it has neither, or its meeting is cancelled.
        """
        if c.meeting is not None:
            found = self._meetings.get(c.meeting)
            return None if found is None or found.status is MeetingStatus.CANCELLED else found
        return None if c.on is None else Meeting(0, c.organization, c.on, self._usual_time(c))

    def _usual_time(self, c: Consultation) -> time | None:
        assert c.on is not None
        found = self.rules(c.on).organization(c.organization)
        return time.fromisoformat(found.usual_time) if found and found.usual_time else None

    def begins(self, meeting: Meeting) -> datetime:
        """When it begins; the beginning of its day where no time is known."""
        return meeting.start(self.zone)

    def ends(self, meeting: Meeting) -> datetime:
        """When it is over: its end, else three hours after its beginning, else when its day is over."""
        zone = ZoneInfo(self.zone)
        if meeting.ends is not None and (meeting.begins is None or meeting.ends > meeting.begins):
            return datetime.combine(meeting.on, meeting.ends, zone)
        if meeting.begins is None:
            return day_begins(meeting.on + timedelta(days=1), zone)
        return meeting.start(self.zone) + SITTING

    def submission(self, meeting: Meeting) -> datetime | None:
        """The last moment to file for a meeting that is safe in every reading; None where there is none."""
        found = [d.computed.safe_deadline for d in self._of(meeting) if d.of == "submission"]
        return min(found, default=None)

    def invitation(self, meeting: Meeting) -> datetime | None:
        """The last moment for its invitation; None where the council has no rule for it."""
        found = [d.computed.deadline for d in self._of(meeting) if d.of == "invitation"]
        return min(found, default=None)

    def _of(self, meeting: Meeting) -> list[CouncilDeadline]:
        key = (meeting.organization, meeting.on, meeting.begins)
        if key not in self._deadlines:
            try:
                self._deadlines[key] = deadlines_of(meeting, self.rules(meeting.on))
            except Refusal as why:
                name = f"{meeting.organization}@{meeting.on}"
                self.faults[name] = Fault(name, why)
                self._deadlines[key] = []
        return self._deadlines[key]

    def last_faction_meeting(self, before: datetime) -> Meeting | None:
        """The last meeting of a faction that begins before a moment."""
        council = self.rules(before.date())
        factions = [o.key for o in council.organizations if o.type is OrganizationType.FACTION]
        found = [m for key in factions for m in self.sittings(key) if self.begins(m) < before]
        return max(found, key=self.begins, default=None)
