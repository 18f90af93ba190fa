"""Meetings and deadlines as a calendar file (iCalendar, RFC 5545) that calendars keep in step with.

A meeting is an event and a deadline a task, each with an identity that never changes and a number that rises
when it moves. Moments stand in the council's zone, with its rules; a day without a time is a whole day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, Component, Event, Todo

from workflow.publish.timezone import timezone

#: What would make a file unreadable for others: all control characters but the line feed.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Appointment(NamedTuple):
    """A meeting. Moments are aware, in the council's zone; days alone are whole days."""

    uid: str
    begins: datetime | date
    ends: datetime | date  #: of whole days the day after
    summary: str
    place: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    confidential: bool = False
    alarm: timedelta | None = None  #: how long before its beginning


class Task(NamedTuple):
    """A deadline: what has to be done by when."""

    uid: str
    due: datetime | date
    summary: str
    description: str = ""
    sequence: int = 0
    confidential: bool = False
    alarm: timedelta | None = None  #: how long before it is due


def write(
    entries: Sequence[Appointment | Task],
    now: datetime,
    *,
    zone: str,
    name: str = "",
    method: str = "",
    witness: str = "",
) -> bytes:
    """The calendar file, in UTF-8 with lines of at most 75 octets that end with CRLF.

    `now` is when the file is made. `method` is for files in mails (`PUBLISH`); a calendar server takes only
    files without one (RFC 4791, 4.1). `witness` is the newest checkpoint as one line.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Laufzettel//Laufzettel//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", _clean(name))  # RFC 7986; the other is what programs read
        calendar.add("x-wr-calname", _clean(name))
    if witness:
        calendar.add("x-laufzettel-checkpoint", witness)
    years = [moment.year for entry in entries for moment in _moments(entry) if isinstance(moment, datetime)]
    if years:
        calendar.add_component(timezone(zone, min(years), max(years)))
    for entry in entries:
        calendar.add_component(_event(entry, now) if isinstance(entry, Appointment) else _todo(entry, now))
    return bytes(calendar.to_ical(sorted=False))


def _moments(entry: Appointment | Task) -> Iterable[datetime | date]:
    return (entry.begins, entry.ends) if isinstance(entry, Appointment) else (entry.due,)


def _event(entry: Appointment, now: datetime) -> Event:
    made = Event()
    _common(made, entry, now)
    made.add("dtstart", entry.begins)
    made.add("dtend", entry.ends)
    if entry.place:
        made.add("location", _clean(entry.place))
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if not isinstance(entry.begins, datetime):
        made.add("transp", "TRANSPARENT")  # a day whose hour is not known blocks nobody's day
    if entry.alarm is not None and not entry.cancelled:
        made.add_component(_alarm(entry.summary, entry.alarm))
    return made


def _todo(entry: Task, now: datetime) -> Todo:
    made = Todo()
    _common(made, entry, now)
    made.add("due", entry.due)
    made.add("status", "NEEDS-ACTION")
    if entry.alarm is not None:
        alarm = _alarm(entry.summary, entry.alarm)
        # A task with a due date alone has no beginning to count from (RFC 5545, 3.8.6.3).
        alarm["trigger"].params["RELATED"] = "END"
        made.add_component(alarm)
    return made


def _common(made: Component, entry: Appointment | Task, now: datetime) -> None:
    made.add("uid", entry.uid)
    made.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", entry.sequence)
    made.add("summary", _clean(entry.summary))
    if entry.description:
        made.add("description", _clean(entry.description))
    if entry.confidential:
        made.add("class", "CONFIDENTIAL")


def _alarm(words: str, before: timedelta) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", _clean(words))
    made.add("trigger", -before)
    return made


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
