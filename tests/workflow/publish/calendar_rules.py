"""What calendar programs want of a file, checked on its bytes: RFC 5545, and where programs are stricter.

- CRLF at the end of each line, at most 75 octets in it, no character split in two (Outlook shows garbage).
- UTF-8 without a byte order mark; no control characters.
- VERSION 2.0 and PRODID (Outlook refuses the file otherwise); METHOD absent or PUBLISH: with REQUEST Outlook
  and Thunderbird take it for an invitation, and calendar servers refuse any (RFC 4791, 4.1).
- Each entry with UID (one per file), DTSTAMP in UTC, SEQUENCE; an event with DTSTART and a later DTEND.
- No floating times: a moment is in UTC or has a TZID whose VTIMEZONE stands ahead of it (Outlook reads no
  other).
- An alarm with ACTION, DESCRIPTION and TRIGGER; relative to END where a task has no beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import icalendar

_MOMENTS = ("DTSTART", "DTEND", "DUE")


def faults(content: bytes) -> list[str]:
    """Everything that a calendar program would stumble over; empty for a good file."""
    return [*_of_lines(content), *_of_entries(content)]


def _of_lines(content: bytes) -> Iterator[str]:
    if b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    if not content.endswith(b"END:VCALENDAR\r\n") or not content.startswith(b"BEGIN:VCALENDAR\r\n"):
        yield "it is not one calendar"
    for line in content.split(b"\r\n"):
        if len(line) > 75:
            yield f"a line has {len(line)} octets"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            yield "a character is split"
            continue
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
            yield "a control character"


def _of_entries(content: bytes) -> Iterator[str]:
    calendar = icalendar.Calendar.from_ical(content)
    if str(calendar.get("VERSION")) != "2.0" or not calendar.get("PRODID"):
        yield "VERSION or PRODID is missing"
    if str(calendar.get("METHOD", "PUBLISH")) != "PUBLISH":
        yield "METHOD is neither absent nor PUBLISH"
    zones: set[str] = set()
    seen: set[str] = set()
    for part in calendar.subcomponents:
        if part.name == "VTIMEZONE":
            zones.add(str(part["TZID"]))
        else:
            yield from _of_entry(part, zones)
            if str(part["UID"]) in seen:
                yield "an UID stands twice"
            seen.add(str(part["UID"]))


def _of_entry(part: Any, zones: set[str]) -> Iterator[str]:
    for name in ("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART" if part.name == "VEVENT" else "DUE"):
        if name not in part:
            yield f"{name} is missing"
    if not part["DTSTAMP"].to_ical().endswith(b"Z"):
        yield "DTSTAMP is not in UTC"
    for name in _MOMENTS:
        if name in part:
            yield from _of_moment(name, part[name], zones)
    if part.name == "VEVENT" and part["DTEND"].to_ical() <= part["DTSTART"].to_ical():
        yield "it ends before it begins"
    for alarm in part.walk("VALARM"):
        if not {"ACTION", "DESCRIPTION", "TRIGGER"} <= set(alarm):
            yield "an alarm lacks something"
        if "DTSTART" not in part and alarm["TRIGGER"].params.get("RELATED") != "END":
            yield "an alarm counts from a beginning that is not there"


def _of_moment(name: str, value: Any, zones: set[str]) -> Iterator[str]:
    written, zone = value.to_ical().decode(), value.params.get("TZID")
    whole_day = value.params.get("VALUE") == "DATE"
    if whole_day != (len(written) == 8):
        yield f"{name}: a day that does not say so"
    if not whole_day and not written.endswith("Z") and zone is None:
        yield f"{name}: a floating time"
    if zone is not None and zone not in zones:
        yield f"{name}: an unknown zone"
