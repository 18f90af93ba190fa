"""What a decision is made upon: loaded before, never changed by deciding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.event import Event, Fact
from states.meeting import Meeting, MeetingStatus
from states.motion import Motion


class Scene(NamedTuple):
    """The council's rules, the motion with its amendments, the calendar and the moment."""

    council: Council
    now: datetime  #: aware
    family: tuple[Motion, ...] = ()  #: the motion at the root and every amendment to it, at any depth
    calendar: tuple[Meeting, ...] = ()  #: meetings that matter, in any order

    @property
    def today(self) -> date:
        """The council's local day."""
        return self.now.astimezone(ZoneInfo(self.council.zone)).date()

    def local(self) -> str:
        """The council's local time to the minute, as events hold it."""
        return self.now.astimezone(ZoneInfo(self.council.zone)).strftime("%Y-%m-%dT%H:%M")

    def member(self, motion_id: int | None) -> Motion | None:
        """A paper of the family."""
        return next((m for m in self.family if m.id == motion_id), None)

    def meeting(self, meeting_id: int | None) -> Meeting | None:
        """A meeting of the calendar."""
        return next((m for m in self.calendar if m.id == meeting_id), None)

    def name(self, key: str) -> str:
        """How an organization is called; its key where the council's file does not know it."""
        found = self.council.organization(key)
        return found.name if found else key


class Decision(NamedTuple):
    """Facts to record, and warnings to show: (code, facts) pairs whose words live with the door."""

    facts: tuple[Fact, ...]
    warnings: tuple[tuple[str, dict[str, object]], ...] = ()


def fact(motion: Motion | int, kind: str, data: dict[str, object], effective: str = "") -> Fact:
    """A fact about a motion."""
    number = motion if isinstance(motion, int) else motion.id
    return Fact(f"motion:{number}", Event(kind, data, effective))


def sittings(calendar: Iterable[Meeting], organization: str) -> list[Meeting]:
    """The meetings of one organization that are not cancelled, in the order of time."""
    found = [
        m for m in calendar if m.organization == organization and m.status is not MeetingStatus.CANCELLED
    ]
    return sorted(found, key=lambda m: (m.on, m.begins is not None, m.begins, m.id))


def next_sitting(
    calendar: Iterable[Meeting],
    organization: str,
    after: date,
    *,
    same_day: bool = False,
    since: time | None = None,
) -> Meeting | None:
    """The first meeting of an organization after a day, or on it where `same_day` is allowed: then none that
    is known to begin before `since`."""

    def follows(m: Meeting) -> bool:
        late_enough = since is None or m.begins is None or m.begins >= since
        return m.on > after or (same_day and m.on == after and late_enough)

    return next((m for m in sittings(calendar, organization) if follows(m)), None)


def moment(day: date, scene: Scene) -> datetime:
    """When something of a day is taken to have happened: now where that is today, else as the day began,
    since a record names no hour."""
    if day == scene.today:
        return scene.now
    return datetime.combine(day, time(0), ZoneInfo(scene.council.zone))


def in_time(meeting: Meeting, since: datetime, scene: Scene) -> bool:
    """True where the submission deadline of a meeting was still open at a moment, or it has none."""
    from workflow.rules.council_deadline import admission  # most results never ask

    found = admission(meeting, scene.council, since)
    return found is None or found.open


def first_open(organization: str, since: datetime, scene: Scene, *, after: date = date.min) -> Meeting | None:
    """The first meeting of an organization ahead of a moment whose submission deadline is still open then."""
    ahead = (m for m in sittings(scene.calendar, organization) if m.start(scene.council.zone) > since)
    return next((m for m in ahead if m.on > after and in_time(m, since, scene)), None)
