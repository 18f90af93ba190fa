"""What a decision is made upon: loaded before, never changed by deciding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
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
    calendar: Iterable[Meeting], organization: str, after: date, *, same_day: bool = False
) -> Meeting | None:
    """The first meeting of an organization after a day, or on it where `same_day` is allowed."""
    found = sittings(calendar, organization)
    return next((m for m in found if m.on > after or (same_day and m.on == after)), None)
