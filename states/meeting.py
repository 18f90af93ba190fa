"""A meeting: a session of one organization. Its history is a stream of events of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.refusal import N_


class MeetingStatus(StrEnum):
    """OParl: Meeting.meetingState, with the cancelled flag as a state of its own."""

    SCHEDULED = "scheduled"  #: terminiert
    INVITED = "invited"  #: eingeladen
    HELD = "held"  #: durchgeführt
    CANCELLED = "cancelled"


MEETING_STATUS_LABELS: dict[MeetingStatus, str] = {
    MeetingStatus.SCHEDULED: N_("scheduled"),
    MeetingStatus.INVITED: N_("invited"),
    MeetingStatus.HELD: N_("held"),
    MeetingStatus.CANCELLED: N_("cancelled"),
}


class Meeting(NamedTuple):
    """A meeting as its events have made it. Times are the wall clock of the council's zone."""

    id: int
    organization: str
    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    name: str = ""
    status: MeetingStatus = MeetingStatus.SCHEDULED
    sequence: int = 0  #: rises with every change that a calendar has to follow (RFC 5545)
    origin: str = ""  #: where we know it from: hand, a document, a calendar file, OParl
    minutes_on: date | None = None  #: the day its minutes were published
    uid: str = ""  #: the identity a foreign calendar gave it
    version: int = 0

    def start(self, zone: str) -> datetime:
        """The moment it begins, aware; the start of the day where no time is known."""
        return datetime.combine(self.on, self.begins or time(0), ZoneInfo(zone))


def created(data: Mapping[str, Any], number: int) -> Meeting:
    """The meeting that a `meeting_added` event describes."""
    return Meeting(
        id=number,
        organization=data["organization"],
        on=date.fromisoformat(data["on"]),
        begins=_clock(data.get("begins")),
        ends=_clock(data.get("ends")),
        place=data.get("place", ""),
        name=data.get("name", ""),
        origin=data.get("origin", ""),
        uid=data.get("uid", ""),
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def moved(meeting: Meeting, data: Mapping[str, Any]) -> Meeting:
    """The meeting at its new date, time or place; what the event does not name stays."""
    return meeting._replace(
        on=date.fromisoformat(data["on"]) if "on" in data else meeting.on,
        begins=_clock(data["begins"]) if "begins" in data else meeting.begins,
        ends=_clock(data["ends"]) if "ends" in data else meeting.ends,
        place=data.get("place", meeting.place),
        name=data.get("name", meeting.name),
        sequence=meeting.sequence + 1,
        status=MeetingStatus.SCHEDULED if meeting.status is MeetingStatus.CANCELLED else meeting.status,
    )


def fold_meeting(meeting: Meeting | None, kind: str, data: Mapping[str, Any], number: int) -> Meeting:
    """The meeting after one more event of its stream. Raises ValueError for an event it does not know."""
    if kind == "meeting_added":
        made = created(data, number)
    elif meeting is None:
        raise ValueError(f"a meeting's history begins with meeting_added, not with {kind}")
    elif kind == "meeting_moved":
        made = moved(meeting, data)
    elif kind == "meeting_cancelled":
        made = meeting._replace(status=MeetingStatus.CANCELLED, sequence=meeting.sequence + 1)
    elif kind == "meeting_invited":
        made = meeting._replace(status=MeetingStatus.INVITED)
    elif kind == "meeting_held":
        made = meeting._replace(status=MeetingStatus.HELD, ends=_clock(data.get("ends")) or meeting.ends)
    elif kind == "meeting_identified":
        made = meeting._replace(uid=data["uid"])
    elif kind == "minutes_published":
        made = meeting._replace(minutes_on=date.fromisoformat(data["on"]))
    else:
        raise ValueError(f"unknown event of a meeting: {kind}")
    return made._replace(version=(meeting.version if meeting else 0) + 1)
