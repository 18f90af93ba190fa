"""A meeting as a calendar tells it, before anybody has looked up whose meeting it is."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.intake.dates import TIME, NotADate, parse_time, parse_user_date


class CalendarUnreadable(Refusal):
    """A file that is no calendar at all."""

    code = "calendar_unreadable"
    exit_status = Exit.INPUT
    message = N_("{file} cannot be read as a calendar: {reason}.")
    way_out = N_("Understood are .ics files, tables (CSV) with a header, and lines with a date each.")


class NotATime(Refusal):
    code = "not_a_time"
    exit_status = Exit.INPUT
    message = N_("“{text}” is no time of day.")
    way_out = N_("Write it as 17:00 or 17.30 Uhr.")


class Sitting(NamedTuple):
    """A meeting somebody else's calendar holds. Times are the council's local ones."""

    texts: tuple[str, ...]  #: where its organization may be named, the likeliest first
    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    name: str = ""
    uid: str = ""
    cancelled: bool = False
    line: int = 0


class Wrong(NamedTuple):
    """A line that cannot be understood, and why (an English template with its facts)."""

    line: int
    reason: str
    facts: dict[str, object] = {}


class Found(NamedTuple):
    """What a calendar file holds: the meetings, and the lines that nobody understands."""

    sittings: tuple[Sitting, ...]
    wrong: tuple[Wrong, ...] = ()


_CLOCK = re.compile(TIME)
_BARE = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)?(?: ?(?:Uhr|h))?(?![\d.:])", re.IGNORECASE)
_CLOCKLIKE = re.compile(r"\d{1,2}(?:[.:]\d{2})?(?:h|Uhr)?", re.IGNORECASE)  #: a time, or meant as one
_WEEKDAY = re.compile(
    r"^(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-zäöü]*\.?,?\s*", re.IGNORECASE
)


def read_clock(text: str) -> time:
    """The time of day that somebody typed: 17:00, 17.30 Uhr, 17 Uhr, 17. Raises NotATime."""
    if _BARE.fullmatch(text.strip()):
        found = parse_time(text)
        if found is not None:
            return found
    raise NotATime(text=text.strip())


def read_when(text: str) -> tuple[date | None, time | None]:
    """A day, a time or both, in this order: `22.03.2026 16:00`, `Do., 12.03.2026, 17 Uhr`, `18:00`.

    Raises NotADate and NotATime.
    """
    rest = " ".join(text.replace("\xa0", " ").split()).strip(" ,;")
    if not rest:
        return None, None
    if _BARE.fullmatch(rest):
        return None, read_clock(rest)
    day, _, behind = _WEEKDAY.sub("", rest).partition(",")
    if behind:
        return parse_user_date(day), read_clock(behind)
    try:
        return parse_user_date(day), None
    except NotADate:
        head, _, tail = day.removesuffix("Uhr").strip().rpartition(" ")
        if not head or not _CLOCKLIKE.fullmatch(tail):
            raise
        return parse_user_date(head), read_clock(tail)
