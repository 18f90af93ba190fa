"""Days and times as services publish them → the council's local ones, as ISO text; empty where unknown."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

#: Stamps before it stand for "unknown" (2000-01-01, 1970-01-01, 0001-01-01); OParl is younger.
_EARLIEST = date(1900, 1, 1)


class Span(NamedTuple):
    """When a meeting takes place. Midnight is no time at which councils meet: then it is not known."""

    on: str = ""
    begins: str = ""
    ends: str = ""


@lru_cache(maxsize=8_192)
def day_of(written: str, zone: ZoneInfo) -> str:
    """The local day of a date or a moment."""
    found = _moment(written, zone)
    return found.date().isoformat() if found is not None else ""


@lru_cache(maxsize=8_192)
def span(start: str, end: str, zone: ZoneInfo) -> Span:
    """The day, the beginning and the end of a meeting.

    An end that is not behind the beginning, or on another day than a meeting can last to, says nothing.
    """
    begins, ends = _moment(start, zone), _moment(end, zone)
    if begins is None:
        return Span("" if ends is None else ends.date().isoformat())
    known = begins.time() != time(0)
    lasts = ends is not None and ends.time() != time(0) and ends > begins and ends.date() == begins.date()
    return Span(
        begins.date().isoformat(),
        begins.strftime("%H:%M") if known else "",
        ends.strftime("%H:%M") if known and lasts and ends is not None else "",
    )


def _moment(written: str, zone: ZoneInfo) -> datetime | None:
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written.replace("T24:", "T00:"))
        local = found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return local if local.date() >= _EARLIEST else None
