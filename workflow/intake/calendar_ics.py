"""Meetings out of an iCalendar file (RFC 5545), as Outlook, Thunderbird and council systems write it.

Times become the council's local ones. A rule of recurrence is unrolled, what it leaves out (EXDATE) left out,
and an instance that was moved (RECURRENCE-ID) stands where it was moved to. Every instance has an identity of
its own, so that the same file brings the same meetings. One damaged event keeps nobody from the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.refusal import N_
from workflow.intake.calendar_entry import CalendarUnreadable, Found, Sitting, Wrong

_MOST = 600  #: instances of one rule: more than ten years of weekly meetings
_CANCELLED = re.compile(r"^\W*(?:abgesagt|entf[äa]llt|cancell?ed|abgesetzt)\b[\s:–-]*", re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)
_EVENT = re.compile(r"^BEGIN:VEVENT\s*$.*?^END:VEVENT\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ZONES = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_CANCEL_METHOD = re.compile(r"^METHOD:CANCEL\s*$", re.IGNORECASE | re.MULTILINE)


class _Event(NamedTuple):
    """An event with the line at which it begins."""

    component: Any
    line: int


def read_ics(text: str, name: str, zone: ZoneInfo, last: date) -> Found:
    """The meetings of a calendar; recurring ones up to and with the day `last`.

    Raises CalendarUnreadable for a text that holds no calendar at all.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not re.search(r"^BEGIN:VCALENDAR\s*$", text, re.IGNORECASE | re.MULTILINE):
        raise CalendarUnreadable(file=name, reason="BEGIN:VCALENDAR")
    events, wrong = _events(text)
    cancelled = bool(_CANCEL_METHOD.search(text))
    sittings: list[Sitting] = []
    for group in _by_uid(events).values():
        for event, sitting in _sittings(group, zone, last):
            if sitting is None:
                wrong.append(Wrong(event.line, N_("the event has no date that can be read")))
            else:
                sittings.append(sitting._replace(cancelled=cancelled or sitting.cancelled))
    ordered = sorted(sittings, key=lambda s: (s.on, s.begins or time(), s.line))
    return Found(tuple(ordered), tuple(sorted(wrong)))


def _events(text: str) -> tuple[list[_Event], list[Wrong]]:
    """The events with their lines: parsed all at once, or one by one where one of them is damaged."""
    from icalendar import Calendar

    lines = [text.count("\n", 0, found.start()) + 1 for found in _BEGIN.finditer(text)]
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        components = [c for calendar in calendars for c in calendar.walk("VEVENT")]
        if len(components) == len(lines):
            return [_Event(c, line) for c, line in zip(components, lines, strict=True)], []
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        pass  # what the library says of a damaged file names no line
    return _one_by_one(text)


def _one_by_one(text: str) -> tuple[list[_Event], list[Wrong]]:
    from icalendar import Calendar

    zones = "\n".join(found[0] for found in _ZONES.finditer(text))
    events: list[_Event] = []
    wrong: list[Wrong] = []
    known = set()
    for found in _EVENT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        known.add(line)
        try:
            calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\n{zones}\n{found[0]}\nEND:VCALENDAR\n")
            events += [_Event(c, line) for c in calendar.walk("VEVENT")]
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            wrong.append(Wrong(line, N_("the event is damaged")))
    for begin in _BEGIN.finditer(text):
        line = text.count("\n", 0, begin.start()) + 1
        if line not in known:
            wrong.append(Wrong(line, N_("the event has no end")))
    return events, wrong


def _by_uid(events: Iterable[_Event]) -> dict[str, list[_Event]]:
    groups: dict[str, list[_Event]] = {}
    for event in events:
        uid = str(event.component.get("UID", "")).strip() or f"line {event.line}"
        groups.setdefault(uid, []).append(event)
    return groups


def _sittings(group: list[_Event], zone: ZoneInfo, last: date) -> Iterator[tuple[_Event, Sitting | None]]:
    """The sittings of all events with one identity: single ones, or a rule with its exceptions."""
    exceptions: dict[str, _Event] = {}
    masters: list[_Event] = []
    for event in group:
        instance = _moment(event.component, "RECURRENCE-ID", zone)
        if instance is None:
            masters.append(event)
        else:
            key = _key(instance)
            known = exceptions.get(key)
            exceptions[key] = event if known is None or _newer(event, known) else known
    master = _newest(masters)
    if master is not None:
        start = _moment(master.component, "DTSTART", zone)
        if start is None:
            yield master, None
        elif _recurs(master.component):
            yield from _unrolled(master, start, exceptions, zone, last)
        else:
            yield master, _sitting(master, start, _uid(master), zone)
    for key, event in exceptions.items():
        start = _moment(event.component, "DTSTART", zone)
        yield event, None if start is None else _sitting(event, start, f"{_uid(event)}#{key}", zone)


def _newest(events: list[_Event]) -> _Event | None:
    newest: _Event | None = None
    for event in events:
        if newest is None or _newer(event, newest):
            newest = event
    return newest


def _newer(one: _Event, other: _Event) -> bool:
    """A later version of the same event: by SEQUENCE, then by its stamp, then by its place in the file."""
    return _version(one.component) >= _version(other.component)


def _version(component: Any) -> tuple[int, str]:
    try:
        sequence = int(component.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        sequence = 0
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        value = _raw(component, name)
        if isinstance(value, datetime):
            return sequence, value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    return sequence, ""


def _recurs(component: Any) -> bool:
    return component.get("RRULE") is not None or component.get("RDATE") is not None


def _unrolled(
    master: _Event, start: date, exceptions: dict[str, _Event], zone: ZoneInfo, last: date
) -> Iterator[tuple[_Event, Sitting | None]]:
    left_out = {_key(moment) for moment in _moments(master.component, "EXDATE", zone)}
    try:
        instances = _instances(master.component, start, zone, last)
    except (ValueError, TypeError):
        yield master, None
        return
    for instance in instances:
        key = _key(instance)
        if key not in left_out and key not in exceptions:
            yield master, _sitting(master, instance, f"{_uid(master)}#{key}", zone)


def _instances(component: Any, start: date, zone: ZoneInfo, last: date) -> list[date]:
    """Every start that the rule gives, in local time; a day where the event has no time."""
    from dateutil.rrule import rruleset, rrulestr

    plain = start if isinstance(start, datetime) else datetime.combine(start, time())
    plain = plain.replace(tzinfo=None)
    found = rruleset()
    rules = component.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
        found.rrule(rrulestr(_local_until(rule.to_ical().decode(), zone), dtstart=plain))  # type: ignore[arg-type]
    found.rdate(plain)
    for moment in _moments(component, "RDATE", zone):
        found.rdate(
            moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())
        )
    end = datetime.combine(last, time.max)
    kept: list[date] = []
    for moment in found:
        if moment > end or len(kept) >= _MOST:
            break
        kept.append(moment if isinstance(start, datetime) else moment.date())
    return kept


def _local_until(rule: str, zone: ZoneInfo) -> str:
    """The rule with its end in local time, as its starts are; RFC 5545 has it in UTC."""

    def local(found: re.Match[str]) -> str:
        end = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(zone)
        return f"UNTIL={end:%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6})Z", local, rule)


def _key(moment: date) -> str:
    """Which instance of a rule: by the minute, since some write RECURRENCE-ID as a day only, by the day."""
    return moment.isoformat()[:16] if isinstance(moment, datetime) else moment.isoformat()


def _uid(event: _Event) -> str:
    return str(event.component.get("UID", "")).strip()


def _sitting(event: _Event, start: date, uid: str, zone: ZoneInfo) -> Sitting:
    component = event.component
    summary = _text(component, "SUMMARY")
    status = _text(component, "STATUS").upper() == "CANCELLED"
    begins = (
        start.time().replace(second=0, microsecond=0, tzinfo=None) if isinstance(start, datetime) else None
    )
    return Sitting(
        texts=tuple(_texts(component, _CANCELLED.sub("", summary))),
        on=start.date() if isinstance(start, datetime) else start,
        begins=begins,
        ends=_end(component, start, zone),
        place=_text(component, "LOCATION"),
        uid=uid if not uid.startswith("#") else "",
        cancelled=status or bool(_CANCELLED.match(summary)),
        line=event.line,
    )


def _end(component: Any, start: date, zone: ZoneInfo) -> time | None:
    """The time of day it ends, where it is the same day."""
    first = _moment(component, "DTSTART", zone)
    last = _moment(component, "DTEND", zone)
    length = _raw(component, "DURATION")
    if not isinstance(start, datetime) or not isinstance(first, datetime):
        return None
    if isinstance(last, datetime):
        length = last.replace(tzinfo=None) - first.replace(tzinfo=None)
    if not isinstance(length, timedelta) or length <= timedelta():
        return None
    end = start.replace(tzinfo=None) + length
    return end.time().replace(second=0, microsecond=0) if end.date() == start.date() else None


def _texts(component: Any, summary: str) -> Iterator[str]:
    """Where the organization may be named, the likeliest first."""
    yield summary
    categories = component.get("CATEGORIES")
    for one in categories if isinstance(categories, list) else [categories]:
        yield from (str(c) for c in getattr(one, "cats", ()))
    organizer = component.get("ORGANIZER")
    if organizer is not None:
        yield str(getattr(organizer, "params", {}).get("CN", ""))
    yield from _text(component, "DESCRIPTION").split("\n")[:6]


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    found = value[0] if isinstance(value, list) and value else value
    return str(found).replace("\\n", "\n").strip() if found is not None else ""


def _raw(component: Any, name: str) -> Any:
    value = component.get(name)
    found = value[0] if isinstance(value, list) and value else value
    try:
        return getattr(found, "dt", None)
    except Exception:  # the library's own classes for damaged values fail when they are looked at
        return None


def _moment(component: Any, name: str, zone: ZoneInfo) -> date | None:
    """A date or a local moment. One without a zone, or with one that nobody knows, is local already."""
    return _local(_raw(component, name), zone)


def _local(value: Any, zone: ZoneInfo) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return value if isinstance(value, date) else None


def _moments(component: Any, name: str, zone: ZoneInfo) -> list[date]:
    values = component.get(name)
    found = []
    for one in values if isinstance(values, list) else [values]:
        for value in getattr(one, "dts", ()):
            moment = _local(getattr(value, "dt", None), zone)
            if moment is not None:
                found.append(moment)
    return found
